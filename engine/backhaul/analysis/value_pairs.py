"""Every two values of two facts, each pair in one case at least; where no case has both, that is proved.

A fact of few values counts with each of them; of any other that is optional, whether it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import z3

from backhaul.analysis.agreement import Whole
from backhaul.analysis.lowering import Lowered
from backhaul.analysis.smallest import Smallest
from backhaul.analysis.solving import NotSettled, Sat
from backhaul.analysis.space import Bool
from backhaul.analysis.witness import Witness, Witnesses, confirmed
from backhaul.frozen import frozen
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Fact


@frozen
class Value:
    """One fact, and a value of it; None: absent."""

    fact: str
    value: Held | None
    #: whether it stands for all values of a fact that has too many
    any: bool = False

    def is_in(self, facts: Whole) -> bool:
        """Whether the fact has this value."""
        held = facts[self.fact]
        return held is not None if self.any else held == self.value


Pair = tuple[Value, Value]


class Pairs:
    """Finds the cases; `impossible` are the pairs of which it is proved that no case has both, `open` the others left."""

    def __init__(self, lowered: Lowered, witnesses: Witnesses) -> None:
        self._lowered, self._witnesses = lowered, witnesses
        self._terms = {
            value: term
            for fact in lowered.policy.facts.values()
            for value, term in self._values(fact)
        }
        different = (
            (one, other) for one, other in combinations(self._terms, 2) if one.fact != other.fact
        )
        self._left: dict[Pair, None] = dict.fromkeys(different)
        self.impossible: list[Pair] = []
        self.open: list[Pair] = []

    def cases(self) -> Iterator[tuple[Witness, int]]:
        """One case after another, each with how many new pairs it has."""
        while self._left:
            pair = next(iter(self._left))
            answer = self._witnesses.solver.ask(*(self._terms[value] for value in pair))
            if not isinstance(answer, Sat):
                del self._left[pair]
                (self.open if isinstance(answer, NotSettled) else self.impossible).append(pair)
                continue
            facts = self._case(self._filled(list(pair)))
            if facts is None:
                del self._left[pair]
                self.open.append(pair)
                continue
            yield confirmed(self._lowered, facts, ()), self._strike(facts)

    def _values(self, fact: Fact) -> Iterator[tuple[Value, Bool]]:
        term, space = self._lowered.space.fact(fact), self._lowered.space
        few: tuple[Held, ...] = fact.type.choices
        if fact.type.kind is Kind.BOOLEAN:
            few = (True, False)
        for value in few:
            yield (
                Value(fact.name, value),
                space.every([term.present, term.value == space.held(value)]),
            )
        if fact.optional:
            if not few:
                yield Value(fact.name, None, any=True), term.present
            yield Value(fact.name, None), z3.Not(term.present)

    def _filled(self, chosen: list[Value]) -> list[Value]:
        """A value for every other fact, that which makes the most new pairs with those chosen so far."""
        by_fact: dict[str, list[Value]] = {}
        for value in self._terms:
            by_fact.setdefault(value.fact, []).append(value)
        for fact, values in by_fact.items():
            if any(value.fact == fact for value in chosen):
                continue
            new = {value: sum(self._is_left(value, other) for other in chosen) for value in values}
            for value in sorted(values, key=lambda one: -new[one]):
                if not new[value]:
                    break
                terms = (self._terms[one] for one in (*chosen, value))
                if isinstance(self._witnesses.solver.ask(*terms), Sat):
                    chosen.append(value)
                    break
        return chosen

    def _is_left(self, one: Value, other: Value) -> bool:
        return (one, other) in self._left or (other, one) in self._left

    def _case(self, chosen: list[Value]) -> Whole | None:
        """The plainest case with these values; None where the bound on work is met before one."""
        solver, plain = self._witnesses.solver, self._witnesses.plain
        with solver.within(*(self._terms[value] for value in chosen)):
            answer = solver.ask()
            if not isinstance(answer, Sat):
                return None
            return Smallest(self._lowered, solver, plain).from_model(answer.model)

    def _strike(self, facts: Whole) -> int:
        """How many pairs were left that these facts have; they are so no more."""
        has = [value for value in self._terms if value.is_in(facts)]
        before = len(self._left)
        for pair in combinations(has, 2):
            self._left.pop(pair, None)
        return before - len(self._left)
