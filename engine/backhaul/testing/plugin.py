"""A pytest plugin: the case files of policies are collected, each case a test with its own name.

It imports nothing of the engine until a case file is met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from backhaul.cases.run import Result
    from backhaul.cases.suite import Case, Suite
    from backhaul.policy import Policy

#: keys of a case file, in a line of their own
_KEYS = (re.compile(rb"^policy[ \t]*:", re.MULTILINE), re.compile(rb"^cases[ \t]*:", re.MULTILINE))
_POLICIES = pytest.StashKey[dict[Path, "Policy"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare how to switch the collection of cases off."""
    help = "collect the case files of policies, cases/*.yaml"
    parser.addini("backhaul_cases", f"{help} (default: true)", type="bool", default=True)
    group = parser.getgroup("backhaul")
    help = "do not collect the case files of policies"
    group.addoption("--no-backhaul-cases", action="store_true", help=help)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CaseFile | None:
    """The case file, if it is one and stands in a folder `cases` or was asked for by its path."""
    if file_path.suffix not in (".yaml", ".yml") or file_path.name.startswith("."):
        return None
    if file_path.parent.name != "cases" and not parent.session.isinitpath(file_path):
        return None
    config = parent.config
    if config.getoption("no_backhaul_cases") or not config.getini("backhaul_cases"):
        return None
    return CaseFile.from_parent(parent, path=file_path) if _is_ours(file_path) else None


def _is_ours(path: Path) -> bool:
    """Whether a file has both keys of a case file; beside the versions of a policy one is enough."""
    try:
        with path.open("rb") as file:
            data = file.read(1 << 20)
    except OSError:
        return False
    keys = sum(bool(key.search(data)) for key in _KEYS)
    if keys == 1 and path.parent.name == "cases":
        from backhaul.versions.released import versions_in

        return bool(versions_in(path.parent.parent))
    return keys == 2


class CaseFile(pytest.File):
    """A file with cases; one that cannot be read is an error with our diagnostics."""

    def collect(self) -> Iterator[CaseItem]:
        """Every case, with every version of its policy that it is for."""
        from backhaul.cases.hiding import name_of
        from backhaul.diagnostics import BackhaulError

        try:
            suite, policies = self._read()
        except BackhaulError as error:
            raise self.CollectError(str(error)) from None
        for policy in policies:
            for case in suite.of(policy.version).cases:
                told = name_of(case, policy.model)
                name = " ".join(told.split()).replace("::", ": ")
                if len(policies) > 1:
                    name += f" [{policy.version}]"
                yield CaseItem.from_parent(self, name=name, suite=suite.only([case]), policy=policy)

    def _read(self) -> tuple[Suite, list[Policy]]:
        """The cases, and the versions that they are for, found as `backhaul test` finds them."""
        from backhaul.opening import load, read_file
        from backhaul.questions.documents import policy_files, read_suite
        from backhaul.questions.find_files import Found

        here = Path.cwd()
        shown = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        data = read_file(shown)
        suite = read_suite(Found(shown, "cases", data))
        loaded = self.session.stash.setdefault(_POLICIES, {})
        files = policy_files(suite, Found(self.path, "cases", data)).values()
        for file in files:
            if file not in loaded:
                loaded[file] = load(file)
        return suite, [loaded[file] for file in files]


class CaseItem(pytest.Item):
    """One case with one version of the policy."""

    def __init__(self, *, suite: Suite, policy: Policy, **given: Any) -> None:
        super().__init__(**given)
        self.suite, self.policy = suite, policy

    @property
    def case(self) -> Case:
        """The case."""
        return self.suite.cases[0]

    def runtest(self) -> None:
        """Run the case; raises `CaseFailed` with all that did not come as expected."""
        from backhaul.cases.run import run
        from backhaul.questions.case_sources import explain, read_case

        (result,) = run(self.suite, self.policy.model, explain, read_case)
        if not result.passed:
            raise CaseFailed(_told(result, self.policy))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], *arguments: Any, **given: Any
    ) -> Any:
        """What was expected and what came, without our own stack."""
        if isinstance(excinfo.value, CaseFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *arguments, **given)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the case, and its name."""
        return self.path, self.case.span.line - 1, self.name


class CaseFailed(Exception):
    """Something did not come as the case expects."""


def _told(result: Result, policy: Policy) -> str:
    """The sentences of `backhaul test`, and below them the whole why and why not."""
    from backhaul.cli.output import safe
    from backhaul.decision import Decision
    from backhaul.diagnostics import as_text

    parts = [as_text(result.problems)]
    if result.evaluation:
        language = "en" if "en" in policy.languages else policy.languages[0]
        words = Decision.of(result.evaluation).explain(language, why="full")
        parts += [f"  | {line}".rstrip() for line in words.rstrip().splitlines()]
    return safe("\n".join(parts))
