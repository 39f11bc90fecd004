"""`backhaul test`: the worked cases of a policy, run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backhaul.cli import output
from backhaul.cli.exit_status import FAILED, NO, YES
from backhaul.cli.policy_input import HELP as POLICY_HELP
from backhaul.cli.policy_input import open_policy
from backhaul.cli.usage import wrong_usage
from backhaul.diagnostics import Diagnostic, PolicyError, as_text

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.cases.suite import Suite
    from backhaul.cli.find_files import Found
    from backhaul.evaluation.decision import Evaluation
    from backhaul.policy import Policy

EXAMPLES = """\
examples:
  backhaul test
  backhaul test policies/mine/cases --filter warehouse
  backhaul test --policy policies/mine/2.0.0.yaml

A case file is run with every version that it is for.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    add = parser.add_argument
    help = "case files and directories (default: policies, or else the shipped policies)"
    add("paths", metavar="PATH", nargs="*", help=help)
    add("--policy", metavar="POLICY", help=f"only with this policy: {POLICY_HELP}")
    add("--version", metavar="V", help="only with this version")
    add("--filter", metavar="TEXT", help="only cases whose name, or whose file's name, holds TEXT")
    add("--format", choices=("text", "json"), default="text")
    add("--lang", metavar="LANGUAGE", help="language of the explanations, such as en or zh")
    add("--output", metavar="FILE", help="write to a file, whole or not at all")
    add("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(given: argparse.Namespace) -> int:
    """Run the cases and print those that failed; no where one failed, and where there is none."""
    runs = _Runs(given)
    results = [(policy, result) for file in _files(given) for policy, result in runs.of(file)]
    if runs.mistakes:
        output.complain(runs.mistakes, given.color)
    failed = [(policy, result) for policy, result in results if not result.passed]
    if given.format == "json":
        output.write(output.as_json(_as_data(results)), given.output)
    else:
        _show(failed, len(results), given)
    if runs.mistakes:
        return FAILED
    return NO if failed or not results else YES


def _files(given: argparse.Namespace) -> list[Found]:
    """The case files of the paths; with a policy in a place of its own, those beside it."""
    from backhaul.cli.find_files import find

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


class _Runs:
    """Runs case files, and notes why one could not be run."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given = given
        self.mistakes: list[Diagnostic] = []
        self.policy = open_policy(given.policy, given.version) if given.policy else None
        self.loaded: dict[Path, Policy] = {}

    def of(self, file: Found) -> Iterator[tuple[Policy, Result]]:
        """The result of every case of a file with every version that it is for."""
        from backhaul.cases.run import run as run_suite
        from backhaul.cli.documents import read_suite

        try:
            suite = self._chosen(read_suite(file))
            policies = self._policies(suite, file)
        except PolicyError as error:
            self.mistakes += error.diagnostics
            return
        for policy in policies:
            for result in run_suite(suite, policy.model, _explain):
                yield policy, result

    def _chosen(self, suite: Suite) -> Suite:
        """The suite with the cases that the filter lets through."""
        from backhaul.cases.suite import Suite

        wanted = (self.given.filter or "").casefold()
        if wanted in Path(suite.file).name.casefold():
            return suite
        cases = tuple(case for case in suite.cases if wanted in case.name.casefold())
        return Suite(suite.file, suite.policy, suite.versions, suite.title, cases)

    def _policies(self, suite: Suite, file: Found) -> list[Policy]:
        from backhaul.cli.documents import catalogue_of

        if self.policy is not None:
            fits = suite.policy == self.policy.id and suite.covers(self.policy.version)
            return [self.policy] if fits else []
        catalogue = catalogue_of(suite.policy, file)
        versions = [v for v in catalogue.versions(suite.policy) if suite.covers(v)]
        if not versions:
            message = f"`{suite.policy}` has no version that the cases of `{suite.file}` are for"
            help = "its versions are " + ", ".join(catalogue.versions(suite.policy))
            raise PolicyError([Diagnostic("unknown-version", message, help)])
        wanted = [v for v in versions if self.given.version in (None, v)]
        return [self._load(catalogue.file(suite.policy, version)) for version in wanted]

    def _load(self, path: Path) -> Policy:
        from backhaul.policy import load

        if path not in self.loaded:
            self.loaded[path] = load(path)
        return self.loaded[path]


def _explain(evaluation: Evaluation, language: str) -> str:
    from backhaul.decision import Decision

    return Decision(evaluation).explain(language)


def _show(failed: Sequence[tuple[Policy, Result]], count: int, given: argparse.Namespace) -> None:
    parts = [_failure(policy, result, given.lang) for policy, result in failed]
    closing = f"{count - len(failed)} passed, {len(failed)} failed"
    closing += "" if count else ": no case was found"
    text = "\n\n".join([*parts, closing])
    if given.output is None and output.wants_color(given.color, sys.stdout):
        from backhaul.cli import paint

        text = paint.diagnostics(text)
    output.write(text, given.output)


def _failure(policy: Policy, result: Result, language: str | None) -> str:
    """A case that failed: its name, what was expected and what came, and the short explanation."""
    from backhaul.cli.decide import language as chosen

    lines = [f"FAILED {result.case.name} ({policy.id} {policy.version})", as_text(result.problems)]
    if result.evaluation:
        words = _explain(result.evaluation, chosen(policy, language))
        lines += [f"  | {line}".rstrip() for line in _gist(words, result.evaluation.status)]
    return output.safe("\n".join(lines))


def _gist(words: str, status: str) -> list[str]:
    """The answer and why; while it is open all but the clauses and the foot."""
    blocks = words.split("\n\n")
    answer = next((n for n, block in enumerate(blocks) if not block.startswith("! ")), 0)
    blocks = blocks[: answer + 2] if status == "decided" else blocks[:-2]
    return "\n\n".join(blocks).splitlines()


def _as_data(results: Sequence[tuple[Policy, Result]]) -> dict[str, Any]:
    from backhaul.diagnostic_forms import as_dict

    failed = sum(not result.passed for _, result in results)
    return {
        "passed": len(results) - failed,
        "failed": failed,
        "cases": [
            {
                "name": result.case.name,
                "file": result.case.span.file,
                "line": result.case.span.line,
                "policy": policy.id,
                "version": policy.version,
                "passed": result.passed,
                "problems": [as_dict(problem) for problem in result.problems],
            }
            for policy, result in results
        ],
    }
