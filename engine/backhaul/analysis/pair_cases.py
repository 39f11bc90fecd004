"""The plainest cases of two policies for which something holds; a case that shows several things is found once."""

from __future__ import annotations

from functools import cached_property

import z3

from backhaul.analysis.agreement import Reading, Whole
from backhaul.analysis.pair import Case, Pair
from backhaul.analysis.smallest import Smallest, plainest
from backhaul.analysis.solving import MOST_WORK, NotSettled, Sat, Solver, Unsat
from backhaul.analysis.space import Bool, Model


class Finder:
    """Finds cases among those for which some terms hold."""

    def __init__(self, pair: Pair, held: tuple[Bool, ...], work: int = MOST_WORK) -> None:
        self.pair = pair
        self.solver = Solver(pair.space, work, work, shared=True)
        self.solver.hold(*pair.joint.allowed, *held)
        self._known: list[tuple[int, Case, Model]] = []

    @cached_property
    def plain(self) -> Whole:
        """The plainest case of all; where none is found, the plainest value of every fact."""
        naive = plainest(self.pair.joint.policy)
        found = self.solver.ask()
        if not isinstance(found, Sat):
            return naive
        return Smallest(self.pair.joint, self.solver, naive).from_model(found.model)

    @cached_property
    def _unlike(self) -> tuple[Bool, ...]:
        alike = Smallest(self.pair.joint, self.solver, self.plain).alike
        return tuple(z3.Not(term) for term in alike.values())

    def true(self, model: Model, term: Bool) -> bool:
        """Whether a term is true in a model."""
        return Reading(self.pair.joint, model).true(term)

    def is_true(self, case: Case, term: Bool) -> bool:
        """Whether a term is true of a case."""
        return self.true(self.pair.space.model(self.pair.joint.policy, case.facts), term)

    def any(self, *terms: Bool) -> Case | Unsat | NotSettled:
        """A case for which the terms hold, whichever it is."""
        answer = self.solver.ask(*terms)
        if not isinstance(answer, Sat):
            return answer
        return self.pair.case(Reading(self.pair.joint, answer.model).facts())

    def find(self, *terms: Bool) -> Case | Unsat | NotSettled:
        """The plainest case for which the terms hold; raises AssertionError where the definition disagrees.

        One that was found for something else is taken where none has fewer facts unlike the plainest case.
        """
        near = [one for one in self._known if all(self.true(one[2], term) for term in terms)]
        if near:
            count, case, _ = min(near, key=lambda one: one[0])
            fewer = z3.AtMost(*self._unlike, count - 1) if count else self.pair.space.false
            if not isinstance(self.solver.ask(fewer, *terms), Sat):
                return case
        plain = self.plain
        with self.solver.within(*terms):
            found = self.solver.ask()
            if not isinstance(found, Sat):
                return found
            facts = Smallest(self.pair.joint, self.solver, plain).from_model(found.model)
        return self._kept(facts)

    def _kept(self, facts: Whole) -> Case:
        case = self.pair.case(facts)
        model = self.pair.space.model(self.pair.joint.policy, facts)
        count = sum(self.true(model, term) for term in self._unlike)
        self._known.append((count, case, model))
        return case
