"""`backhaul test`: the worked cases of a policy, run."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cli import options, output
from backhaul.cli.exit_status import FAILED, NO, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.set_parameters import add_set_argument, apply
from backhaul.cli.usage import wrong_usage
from backhaul.diagnostics import Diagnostic, PolicyError

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.cases.suite import Suite
    from backhaul.policy import Policy
    from backhaul.questions.find_files import Found

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
    from backhaul.cli import show_cases
    from backhaul.cli.case_coverage import measure

    least = options.percentage(given.threshold)
    least_words = options.percentage(given.threshold_words, "--threshold-words")
    if given.record and given.parameters:
        message = "`--record` would write down what comes of parameters that the policy has not"
        raise wrong_usage(message, "leave out `--set`, or change the parameter in the policy")
    runs = Runs(given)
    files = _files(given)
    results = [each for file in files for each in runs.of(file)]
    if given.record:
        from backhaul.cli.record_cases import record

        before, results = results, record(files, results, runs, given)
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


class Runs:
    """Runs case files, and notes why one could not be run."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.mistakes: list[Diagnostic] = []
        self.loaded: dict[Path, Policy] = {}
        #: the version asked for, if it is one
        self.version = None if given.version == "all" else given.version
        self.policies = self._named(given.policy) if given.policy else None

    def of(self, file: Found) -> Iterator[tuple[Policy, Result]]:
        """The result of every case of a file with every version that it is for."""
        from backhaul.cases.run import run as run_suite
        from backhaul.questions.case_sources import explain, read_case
        from backhaul.questions.documents import read_suite

        try:
            suite = read_suite(file, self.policies or ())
            policies = self._policies(suite, file)
        except PolicyError as error:
            self.mistakes += error.diagnostics
            return
        suite = self._chosen(suite)
        for policy in policies:
            for result in run_suite(suite, policy.model, explain, read_case):
                yield policy, result

    def others(self, file: Found, run: Iterable[str]) -> Iterator[tuple[Policy, Result]]:
        """The result of every case of a file with the versions that were not run, drafts too."""
        from backhaul.cases.run import run as run_suite
        from backhaul.questions.case_sources import explain, read_case
        from backhaul.questions.documents import policy_files, read_suite

        whole = read_suite(file, self.policies or ())
        try:
            files = policy_files(whole, file)
        except PolicyError:
            return  # a policy elsewhere is run by its name
        suite = self._chosen(whole)
        for version, path in files.items():
            if version not in run:
                policy = self._load(path)
                yield from (
                    (policy, each) for each in run_suite(suite, policy.model, explain, read_case)
                )

    def _named(self, name: str) -> list[Policy]:
        """The policy that is asked for by name, in one version or in all."""
        policy = open_policy(name, self.version)
        if self.given.version != "all" or Path(name).is_file():
            return [apply(policy, self.given.parameters)]
        from backhaul.versions.catalogue import Catalogue, shipped

        folder = Path(name).resolve()
        catalogue = Catalogue(folder.parent) if folder.is_dir() else shipped()
        files = [catalogue.file(policy.id, v) for v in catalogue.versions(policy.id)]
        return [self._load(file) for file in files]

    def _chosen(self, suite: Suite) -> Suite:
        """The suite with the cases that the filter lets through."""
        wanted = (self.given.filter or "").casefold()
        if wanted in Path(suite.file).name.casefold():
            return suite
        return suite.only(case for case in suite.cases if wanted in case.name.casefold())

    def _policies(self, suite: Suite, file: Found) -> list[Policy]:
        from backhaul.questions.documents import policy_files

        named = self.policies or ()
        meant = [p for p in named if suite.policy == p.id and suite.covers(p.version)]
        # a file that is for no version at all is told of, whatever is run
        files = {} if meant else policy_files(suite, file)
        if self.policies is not None:
            return meant
        wanted = [path for version, path in files.items() if self.version in (None, version)]
        return [self._load(path) for path in wanted]

    def _load(self, path: Path) -> Policy:
        from backhaul.opening import from_text

        if path not in self.loaded:
            self.loaded[path] = apply(from_text(path), self.given.parameters)
        return self.loaded[path]
