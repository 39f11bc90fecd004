"""`backhaul mutate --source`: whether the cases with documents notice every change of what a source reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from backhaul.cli.case_sources import Sources, checked

if TYPE_CHECKING:
    from backhaul.cases.suite import Suite
    from backhaul.policy import Policy
    from backhaul.report.blocks import Block
    from backhaul.sources.model import Source
    from backhaul.sources.mutations import SourceMutant

#: changes that are tried by one process at a time
AT_ONCE = 8


class SourceWork:
    """Makes what tries changes of a source; can be sent to another process."""

    def __init__(self, policy: Policy, source: str, suites: Sequence[Suite], only: str) -> None:
        self.policy, self.source, self.only = policy, source, only
        self.suites = [
            suite.only([case])
            for suite in suites
            for case in suite.cases
            if case.documents and case.source and case.source.value == source
        ]

    def every(self) -> list[SourceMutant]:
        """The changes to try."""
        from backhaul.sources.mutations import mutants

        found = mutants(checked(self.policy.model, self.source))
        return [mutant for mutant in found if self.only in mutant.name]

    def __call__(self) -> Callable[[range], list[bool]]:
        """What says of some changes, by their numbers, whether a case notices each."""
        every = self.every()
        trial = SourceTrial(self)
        return lambda numbers: [trial.notices(every[number].source) for number in numbers]


class SourceTrial:
    """Reads the documents of cases, and runs those whose facts come otherwise, until one fails."""

    def __init__(self, work: SourceWork) -> None:
        from backhaul.cases.documents import document_of

        self._policy, self._name = work.policy.model, work.source
        source = checked(self._policy, work.source)
        self._known: list[tuple[Suite, object, object]] = []
        for suite in work.suites:
            document = document_of(suite.cases[0], suite)
            self._known.append((suite, document, self._told(source, document)))

    def notices(self, source: Source) -> bool:
        """Whether a case fails; that one is tried first from then on."""
        from backhaul.cases.run import run
        from backhaul.cli.run_cases import explain

        for number, (suite, document, before) in enumerate(self._known):
            if self._told(source, document) == before:
                continue  # what was read is the same, so the case comes out as before
            results = run(suite, self._policy, explain, Sources({self._name: source}))
            if any(not result.passed for result in results):
                self._known.insert(0, self._known.pop(number))
                return True
        return False

    def _told(self, source: Source, document: object) -> object:
        """What a source reads and notes, or the codes for which it refuses the document."""
        from backhaul.diagnostics import BackhaulError
        from backhaul.sources.reading import read

        try:
            found = read(source, self._policy, document)
        except BackhaulError as error:
            return [each.code for each in error.diagnostics]
        return dict(found), found.notes


def survivors(work: SourceWork, every: Sequence[SourceMutant], jobs: int) -> list[SourceMutant]:
    """The changes that no case notices."""
    from backhaul.cli.progress import progress
    from backhaul.records.crew import in_order

    tasks = [range(n, min(n + AT_ONCE, len(every))) for n in range(0, len(every), AT_ONCE)]
    found: list[SourceMutant] = []
    with progress() as told:
        for numbers, noticed in in_order(work, iter(tasks), jobs or os.cpu_count() or 1):
            found += [every[n] for n, seen in zip(numbers, noticed, strict=True) if not seen]
            told(numbers.stop / len(every), numbers.stop)
    return found


def data(work: SourceWork, count: int, score: str, left: Sequence[SourceMutant]) -> dict[str, Any]:
    """What came of all changes, as JSON holds it."""
    return {
        "policy": work.policy.id,
        "version": work.policy.version,
        "source": work.source,
        "changes": count,
        "noticed": count - len(left),
        "score": score,
        "survivors": [
            {"change": each.name, "kind": each.kind, "line": each.span.line} for each in left
        ],
    }


def blocks(
    work: SourceWork, count: int, score: str, left: Sequence[SourceMutant]
) -> Iterator[Block]:
    """The same as a report."""
    from backhaul.report.blocks import Paragraph, Result
    from backhaul.report.lines import parsed

    for each in left:
        yield Result("not noticed", "no", parsed(f"{each.span}: {each.name}"))
    noticed = f"{count:,} changes, {count - len(left):,} noticed"
    yield Paragraph(f"{work.source} with {len(work.suites):,} cases: {noticed}", "closing")
    yield Paragraph(f"score: {score} percent of the changes")
