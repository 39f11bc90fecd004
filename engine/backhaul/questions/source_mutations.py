"""Whether the cases with documents notice every change of what a source reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backhaul.questions.case_sources import Sources, checked
from backhaul.questions.trying_mutants import Drawing, suites

if TYPE_CHECKING:
    from backhaul.cases.suite import Suite
    from backhaul.language.mutants import Mutant
    from backhaul.policy import Policy
    from backhaul.sources.model import Source


class SourceWork:
    """Makes what tries changes of a source; can be sent to another process."""

    def __init__(
        self,
        policy: Policy,
        source: str,
        paths: Sequence[str],
        only: str,
        drawn: Drawing | None = None,
    ) -> None:
        self.policy, self.source, self.paths = policy, source, paths
        self.only, self.drawn = only, drawn

    def suites(self) -> list[Suite]:
        """Every case with a document that the source reads."""
        every = [(suite, suite.cases[0]) for suite in suites(self.policy, self.paths)]
        return [s for s, c in every if c.documents and c.source and c.source.value == self.source]

    def every(self) -> list[Mutant]:
        """The changes to try."""
        from backhaul.sources.mutations import mutants

        every = mutants(checked(self.policy.model, self.source))
        every = [mutant for mutant in every if self.only in mutant.name]
        if self.drawn:
            every, self.drawn = self.drawn.of_these(every)
        return every

    def __call__(self) -> Callable[[range], list[bool]]:
        """What says of some changes, by their numbers, whether a case notices each."""
        every = self.every()
        trial = SourceTrial(self)
        return lambda numbers: [trial.notices(every[number].changed) for number in numbers]


class SourceTrial:
    """Reads the documents of cases, and runs those whose facts come otherwise, until one fails that passes with the source as it is."""

    def __init__(self, work: SourceWork) -> None:
        from backhaul.cases.documents import document_of
        from backhaul.sources.rereading import Rereading

        self._policy, self._name = work.policy.model, work.source
        self._unchanged = source = checked(self._policy, work.source)
        self._known: list[tuple[Suite, Rereading]] = []
        for suite in work.suites():
            document = document_of(suite.cases[0], suite)
            self._known.append((suite, Rereading(source, self._policy, document)))

    def notices(self, source: Source) -> bool:
        """Whether a case fails; that one is tried first from then on."""
        for suite, document in list(self._known):
            # else the case comes out as before
            if document.differs(source) and self._fails(suite, source):
                self._known.remove((suite, document))
                if not self._fails(suite, self._unchanged):
                    self._known.insert(0, (suite, document))
                    return True
        return False

    def _fails(self, suite: Suite, source: Source) -> bool:
        from backhaul.cases.run import run
        from backhaul.questions.case_sources import explain

        results = run(suite, self._policy, explain, Sources({self._name: source}))
        return any(not result.passed for result in results)
