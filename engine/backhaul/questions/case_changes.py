"""The cases of a version beside those of the version before it: which are new, which changed, which fail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.cases.hiding import name_of
from backhaul.cases.run import run
from backhaul.document.node import plain
from backhaul.frozen import frozen
from backhaul.opening import read_file
from backhaul.questions.case_sources import explain, read_case
from backhaul.questions.documents import read_suite
from backhaul.questions.find_files import Found

if TYPE_CHECKING:
    from backhaul.cases.coverage import Coverage
    from backhaul.cases.run import Result
    from backhaul.cases.suite import Case, Suite
    from backhaul.policy import Policy

#: a case by its file and name
Key = tuple[str, str]


@frozen
class CaseChanges:
    """The cases of a version, each by its file and name, and how they stand to those of another one."""

    cases: tuple[Key, ...]
    added: tuple[Key, ...]
    changed: tuple[Key, ...]
    #: the cases that are for the other version alone
    gone: tuple[Key, ...]
    failing: tuple[Key, ...]
    results: tuple[Result, ...]

    def coverage(self, policy: Policy) -> Coverage:
        """What of the version its cases touch."""
        from backhaul.cases.coverage import coverage

        return coverage(policy.model, self.results, explain)


def case_changes(folder: Path, new: Policy, old: Policy | None) -> CaseChanges:
    """The cases in a policy's folder for a version, run, and held against those of another one.

    A case is the same one where it has the same name. Raises PolicyError with the mistakes in a case file.
    """
    paths = sorted((folder / "cases").glob("*.yaml"))
    every = [read_suite(Found(path, "cases", read_file(path)), (new,)) for path in paths]
    suites = [suite for suite in every if suite.policy == new.id]
    now = _cases(suites, new)
    before = _cases(suites, old) if old else {}
    names = {name: content for (_, name), content in before.items()}
    kept = {name for _, name in now}
    results, failing = [], []
    for suite in suites:
        for result in run(suite, new.model, explain, read_case):
            results.append(result)
            if not result.passed:
                failing.append((Path(suite.file).name, name_of(result.case, new.model)))
    return CaseChanges(
        cases=tuple(now),
        added=tuple(key for key in now if key[1] not in names),
        changed=tuple(k for k, content in now.items() if names.get(k[1], content) != content),
        gone=tuple(key for key in before if key[1] not in kept),
        failing=tuple(failing),
        results=tuple(results),
    )


def _cases(suites: list[Suite], policy: Policy) -> Mapping[Key, object]:
    """The cases for a version, each with all that it says."""
    return {
        (Path(suite.file).name, name_of(case, policy.model)): _content(case)
        for suite in suites
        for case in suite.of(policy.version).cases
    }


def _content(case: Case) -> object:
    documents = [plain(node) for node in case.documents]
    source = str(case.source.value) if case.source else None
    return dict(case.facts), plain(case.expect), documents, source
