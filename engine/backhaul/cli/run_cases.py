"""`backhaul test`: the worked cases of a policy, run."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cli import options, output, show_cases
from backhaul.cli.exit_status import FAILED, NO, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.cli.usage import wrong_usage
from backhaul.diagnostics import BackhaulError, Diagnostic

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.policy import Policy
    from backhaul.questions.case_runs import CaseRuns
    from backhaul.questions.find_files import Found
    from backhaul.questions.recording import Rewritten

    Load = Callable[[Path], Policy]
    Results = Sequence[tuple[Policy, Result]]

EXAMPLES = """\
examples:
  backhaul test
  backhaul test policies/mine/cases --filter warehouse
  backhaul test --policy policies/mine/2.0.0.yaml --coverage --threshold 95
  backhaul test policies/mine --version 2.0.0 --record

A case file is run with every version that it is for. To find no case is a failure.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    help = "case files and directories (default: policies, or else the shipped policies)"
    add("paths", metavar="PATH", nargs="*", help=help)
    add("--policy", metavar="POLICY", help=f"only with this policy: {POLICY_HELP}")
    help = "only with this version, or all (default: all; with --policy the newest released)"
    add("--version", metavar="V", help=help)
    add("--filter", metavar="TEXT", help="only cases whose name, or whose file's name, holds TEXT")
    add_set_argument(parser)
    help = "rewrite the expectations that differ to what comes, and show what changed"
    add("--record", action="store_true", help=help)
    shown = parser.add_argument_group("coverage").add_argument
    shown("--coverage", action="store_true", help="show what of the policy no case touches")
    help = "fail where rules, conditions, outputs, remarks or clauses are covered below N percent"
    shown("--threshold", metavar="N", help=help)
    help = "fail where less than N percent of the words of a language is asserted"
    shown("--threshold-words", metavar="N", help=help)
    shown("--coverage-source", action="store_true", help="show it over the policy's source, too")
    shown("--coverage-html", metavar="FILE", help="write it, over the source, as a page of HTML")
    options.add_output(parser, "text", "json", "junit", "github", lang=True, color=True)


def run(given: argparse.Namespace) -> int:
    """Run the cases and print those that failed; no where one failed, and where there is none."""
    from backhaul.cli.case_coverage import measure

    least = options.percentage(given.threshold)
    least_words = options.percentage(given.threshold_words, "--threshold-words")
    if given.record and given.parameters:
        message = "`--record` would write down what comes of parameters that the policy has not"
        raise wrong_usage(message, "leave out `--set`, or change the parameter in the policy")
    runs = _runs(given)
    files = _files(given)
    results: Results = [each for file in files for each in runs.of(file)]
    if given.record:
        before, results = results, _record(files, results, runs, given)
        show_cases.show_recorded(before, results, given)
    measured = measure(results, given, least, least_words)
    if runs.mistakes:
        output.complain(runs.mistakes, given.color, given.lang)
    show_cases.show(results, runs.mistakes, measured, given)
    if runs.mistakes:
        return FAILED
    passed = bool(results) and all(result.passed for _, result in results)
    return YES if passed and not (measured and measured.below) else NO


def _files(given: argparse.Namespace) -> list[Found]:
    """The case files of the paths; with a policy in a place of its own, those beside it."""
    from backhaul.questions.find_files import find

    paths = given.paths
    if not paths and given.policy and Path(given.policy).exists():
        place = Path(given.policy)
        paths = [str(place if place.is_dir() else place.parent)]
    found = find(paths)
    for file in found:
        if str(file.path) in given.paths and file.kind != "cases":
            message = f"`{file.path}` is not a case file"
            help = f"`--policy {file.path}` runs the cases of a policy"
            raise wrong_usage(message, help)
    return [file for file in found if file.kind == "cases"]


def _named(given: argparse.Namespace, load: Load) -> list[Policy]:
    """The policy that is asked for by name, in one version or in all."""
    name, version = given.policy, None if given.version == "all" else given.version
    policy = open_policy(name, version)
    if given.version != "all" or Path(name).is_file():
        return [apply(policy, given.parameters)]
    from backhaul.versions.catalogue import Catalogue, shipped

    folder = Path(name).resolve()
    catalogue = Catalogue(folder.parent) if folder.is_dir() else shipped()
    return [load(catalogue.file(policy.id, v)) for v in catalogue.versions(policy.id)]


def _runs(given: argparse.Namespace) -> CaseRuns:
    from backhaul.opening import from_text
    from backhaul.questions.case_runs import CaseRuns

    def load(path: Path) -> Policy:
        return apply(from_text(path), given.parameters)

    policies = _named(given, load) if given.policy else None
    version = None if given.version == "all" else given.version
    return CaseRuns(policies, version, given.filter or "", load)


def _record(
    files: Sequence[Found], results: Results, runs: CaseRuns, given: argparse.Namespace
) -> Results:
    """The results after what differed in the files was rewritten and shown."""
    from backhaul.questions.recording import record

    after: list[tuple[Policy, Result]] = []
    for file in files:
        own = [each for each in results if each[1].case.span.file == str(file.path)]
        recorded = record(file, own, runs)
        for note in recorded.notes:
            show_cases.say_on_the_side([f"{file.path.name}: {note.message}"])
        if recorded.changed:
            _replace(recorded.rewritten)
            _tell(recorded.diff(str(file.path)), given)
            own = [*runs.of(recorded.after)]
        after += own
    return after


def _replace(file: Rewritten) -> None:
    """Write a case file anew; raises BackhaulError where somebody has changed it since it was read."""
    from backhaul.cli.exclusive import exclusive
    from backhaul.questions.recording import replace

    with exclusive(file.path.parent):
        if path := replace([file]):
            message = f"`{path}` was changed while its cases ran, and it stays as it is now"
            raise BackhaulError([Diagnostic("output-unwritable", message, "record it again")])


def _tell(text: str, given: argparse.Namespace) -> None:
    """Show a change where it does not stand among the results for a program."""
    if given.format == "text" and given.output is None:
        output.write(output.safe(text) + "\n")
    else:
        show_cases.say_on_the_side([text])
