"""Cases that show what they are asked to: few of them, each plain, each confirmed by the definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import z3

from backhaul.analysis.agreement import Whole, by_definition, by_terms
from backhaul.analysis.obligations import Obligation, Obligations
from backhaul.analysis.smallest import Smallest
from backhaul.analysis.solving import ALL_TOGETHER, MOST_WORK, NotSettled, Sat, Solver
from backhaul.analysis.space import Bool, Model
from backhaul.analysis.value_pairs import Pairs
from backhaul.analysis.witness import Witnesses, as_given
from backhaul.frozen import frozen, with_fields
from backhaul.language.model import Policy


@frozen
class Found:
    """Complete facts, and what they show."""

    facts: Whole
    shows: list[Obligation]


class CaseFinder:
    """Finds cases for one policy; `cases` are those that were found, `impossible` and `open` what none was found for.

    *work*: the steps of the solver for one question; all together may take `ALL_TOGETHER` times as many.
    """

    def __init__(self, policy: Policy, work: int = MOST_WORK) -> None:
        self.policy = policy
        self.obligations = Obligations(policy)
        self.lowered = self.obligations.lowered
        space, whole = self.lowered.space, work * ALL_TOGETHER
        self._solver = Solver(space, work, whole)
        self._solver.hold(*self.obligations.readable)
        self._witnesses = Witnesses(self.lowered, work, whole)
        self.cases: list[Found] = []
        self._which = z3.Int("which case", space.context)
        #: of each case that it is this one
        self._these: list[Bool] = []
        #: what is proved to hold of no case
        self.impossible: list[Obligation] = []
        #: what was neither found nor proved impossible within the bound on work
        self.open: list[Obligation] = []
        #: likewise, for functions that the solver does not know
        self.unknown: list[Obligation] = []

    @property
    def spent(self) -> int:
        """The steps that the solver has taken so far."""
        return self._solver.spent

    @property
    def plain(self) -> Whole:
        """The plainest facts that the policy accepts."""
        return self._witnesses.plain

    def meet(self, obligations: Iterable[tuple[Obligation, ...]]) -> None:
        """Find cases for these; what a case shows that was found already needs no other."""
        for together in obligations:
            near = self.plain
            for obligation in together:
                found = self._met(obligation, near)
                if found is not None:
                    # the other side of an edge is best seen beside it
                    near = found.facts

    def pairs(self) -> Pairs:
        """What finds the cases that have every two values of two facts."""
        return Pairs(self.lowered, self._witnesses)

    def _met(self, obligation: Obligation, near: Whole) -> Found | None:
        unsettled: NotSettled | None = None
        for terms in obligation.terms:
            # farther from an edge only where no case can be beside it
            found = self._known(terms)
            if found is not None:
                return _showing(found, obligation, terms)
            with self._solver.within(*terms):
                answer = self._solver.ask()
                if isinstance(answer, Sat):
                    return _showing(self._new(answer.model, near), obligation, terms)
            if isinstance(answer, NotSettled) and (unsettled is None or unsettled.unknown):
                unsettled = answer
        if unsettled is None:
            self.impossible.append(obligation)
        else:
            (self.unknown if unsettled.unknown else self.open).append(obligation)
        return None

    def _known(self, terms: tuple[Bool, ...]) -> Found | None:
        """A case that was found already, for which the terms hold."""
        if not self.cases:
            return None
        answer = self._solver.ask(*terms, self.lowered.space.some(self._these))
        if not isinstance(answer, Sat):
            return None
        place: int = answer.model.eval(self._which, model_completion=True).as_long()
        return self.cases[place]

    def _is(self, facts: Whole) -> Iterator[Bool]:
        for fact in self.policy.facts.values():
            term, held = self.lowered.space.fact(fact), facts[fact.name]
            if held is None:
                yield z3.Not(term.present)
            else:
                yield term.present
                yield term.value == self.lowered.space.held(held)

    def _new(self, model: Model, near: Whole) -> Found:
        """A case as near as can be to another; raises AssertionError where the definition disagrees."""
        facts = Smallest(self.lowered, self._solver, near).from_model(model)
        by_z3, told = by_terms(self.lowered, facts, ()), by_definition(self.policy, facts, ())
        if by_z3 != told:
            given = as_given(self.policy, facts)
            raise AssertionError(f"of {given} the definition says {told}, and Z3 says {by_z3}")
        this = [self._which == len(self.cases), *self._is(facts)]
        self._these.append(self.lowered.space.every(this))
        self.cases.append(Found(facts, []))
        return self.cases[-1]


def _showing(found: Found, obligation: Obligation, terms: tuple[Bool, ...]) -> Found:
    """The case, which shows this, too: as near to the edge as can be where it is the first terms that hold."""
    nearest = terms is obligation.terms[0]
    found.shows.append(obligation if nearest else with_fields(obligation, near=None))
    return found
