"""The plainest case of those that are asked for: few facts unlike a plain case, whole days, small numbers.

What is plain is settled fact by fact, in the order of the policy, so that one case alone comes out. Where the bound on
work is met, the search goes on with what it has: the case is then right, and perhaps not the smallest.
"""

from __future__ import annotations

import z3

from backhaul.analysis.agreement import Reading, Whole
from backhaul.analysis.lowering import Lowered
from backhaul.analysis.solving import Sat, Solver
from backhaul.analysis.space import Bool, Model, Number
from backhaul.analysis.steps import steps
from backhaul.language.kinds import DAY, Held, Kind, difference
from backhaul.language.model import Fact, Policy

#: where there is a choice, an instant of no particular day
ANY_DAY = 20454 * DAY  # 2026-01-01T00:00:00Z


def plainest(policy: Policy) -> dict[str, Held | None]:
    """The plainest value of every fact, whether or not they go together."""
    return {name: None if f.optional else _plain(policy, f) for name, f in policy.facts.items()}


def _plain(policy: Policy, fact: Fact) -> Held:
    match fact.type.kind:
        case Kind.BOOLEAN:
            return False
        case Kind.CHOICE:
            return fact.type.choices[0]
        case Kind.TEXT:
            return "any text"
        case Kind.DATETIME | Kind.DATE as kind:
            start = policy.in_force.start if policy.in_force else ANY_DAY
            return -(-start // DAY) * (DAY // difference(kind)[1])
        case _:
            return 0


class Smallest:
    """Finds the plainest case that a solver allows, as near as it can be to a plain one."""

    def __init__(self, lowered: Lowered, solver: Solver, plain: Whole) -> None:
        self.lowered, self.solver, self.plain = lowered, solver, plain
        self.facts = tuple(lowered.policy.facts.values())
        self.alike = {fact.name: self._is(fact, plain[fact.name]) for fact in self.facts}

    def _is(self, fact: Fact, held: Held | None) -> Bool:
        space, term = self.lowered.space, self.lowered.space.fact(fact)
        if held is None:
            return z3.Not(term.present)
        return space.every([term.present, term.value == space.held(held)])

    def from_model(self, model: Model) -> Whole:
        """The plainest case of those that the solver allows, one of which is the model."""
        with self.solver.within():
            model = self._few(model)
            for fact in self.facts:
                if not Reading(self.lowered, model).true(self.alike[fact.name]):
                    model = self._settle(fact, model)
            return Reading(self.lowered, model).facts()

    def _few(self, model: Model) -> Model:
        """As few facts unlike the plain case as can be; of several such, the later ones."""
        unlike = [z3.Not(alike) for alike in self.alike.values()]
        with self.solver.within():
            model = self._like(model)
        count = self._count(model)
        while count > 1 and isinstance(
            found := self.solver.ask(z3.AtMost(*unlike, count - 1)), Sat
        ):
            model, count = found.model, self._count(found.model)
        self.solver.hold(z3.AtMost(*unlike, count))
        return self._like(model)

    def _count(self, model: Model) -> int:
        reading = Reading(self.lowered, model)
        return sum(not reading.true(alike) for alike in self.alike.values())

    def _like(self, model: Model) -> Model:
        """Each fact in turn as in the plain case, where it can be."""
        for alike in self.alike.values():
            if Reading(self.lowered, model).true(alike):
                self.solver.hold(alike)
            elif isinstance(found := self.solver.ask(alike), Sat):
                self.solver.hold(alike)
                model = found.model
            else:
                self.solver.hold(z3.Not(alike))
        return model

    def _settle(self, fact: Fact, model: Model) -> Model:
        """One fact that is unlike the plain case, settled as plainly as can be."""
        term, plain = self.lowered.space.fact(fact), self.plain[fact.name]
        first = (z3.Not(term.present),) if fact.optional and plain is not None else ()
        if fact.type.kind is Kind.BOOLEAN:
            first += (z3.Not(term.value), term.value)
        for choice in first:
            if isinstance(found := self.solver.ask(choice), Sat):
                self.solver.hold(choice)
                return found.model
        if fact.type.kind is Kind.BOOLEAN:
            return model
        base = self.lowered.space.held(
            _plain(self.lowered.policy, fact) if plain is None else plain
        )
        for step in steps(fact.type):
            count = z3.Int(f"{fact.name} in steps of {step}", self.lowered.space.context)
            stepped = term.value == base + step * count
            if isinstance(found := self.solver.ask(term.present, stepped), Sat):
                self.solver.hold(term.present, stepped)
                return self._least(count, found.model)
        return model

    def _least(self, count: Number, model: Model) -> Model:
        """The number that is nearest to zero; above it where both signs can be."""

        def size(model: Model) -> int:
            return abs(int(model.eval(count, model_completion=True).as_long()))

        low, high, guess = 0, size(model), 0
        while low < high:
            found = self.solver.ask(count <= guess, count >= -guess)
            if isinstance(found, Sat):
                model, high = found.model, size(found.model)
            else:
                low = guess + 1
            # by doubling until one is found, then by halves
            guess = min(2 * low, (low + high) // 2)
        for number in (high, -high):
            if isinstance(found := self.solver.ask(count == number), Sat):
                self.solver.hold(count == number)
                return found.model
        return model
