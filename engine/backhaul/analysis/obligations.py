"""What cases are to show: of every condition without parts that it alone decides, of every comparison its edge.

A policy is lowered twice over the same facts, once as it is and once with a switch at every condition that turns it
round. A condition decides a case where its switch alone changes what comes of it: so are pairs of MC/DC found, with what
masks a condition out of the way (Chilenski, *An Investigation of Three Forms of the MC/DC Criterion*, 2001).
"""

from __future__ import annotations

from collections.abc import Iterator

import z3

from backhaul.analysis.lowering import Ladder, Lowered
from backhaul.analysis.space import Bool, Space, Term
from backhaul.analysis.steps import little
from backhaul.analysis.terms import Expressions
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Policy
from backhaul.program.program import program_of
from backhaul.static import Literal

Shows = Literal["true", "false", "the edge", "below the edge", "above the edge"]


@frozen
class Obligation:
    """What a case is to show of one condition: that it comes out so, at this distance from its edge, and alone decides."""

    #: where the condition stands, as `rule route.hold/1`
    place: str
    condition: nodes.Condition
    shows: Shows
    #: for which facts it is shown; the first that can be met is
    terms: tuple[tuple[Bool, ...], ...]
    #: how far a side is from the edge; None: farther than it could be, or no side of a comparison
    near: int | None = None


class _Watched(Expressions):
    """Lowers expressions, and keeps the term of every condition."""

    def __init__(self, space: Space) -> None:
        super().__init__(space)
        self.conditions: dict[int, Bool] = {}
        self.sides: dict[int, tuple[Term, Term]] = {}

    def truth(self, node: nodes.Condition) -> Bool:
        """A condition."""
        found = self.conditions[id(node)] = super().truth(node)
        if isinstance(node, nodes.Compare):
            self.sides[id(node)] = self.value(node.left), self.value(node.right)
        return found


class _Switched(Expressions):
    """Lowers expressions with a switch at every condition without parts."""

    def __init__(self, space: Space) -> None:
        super().__init__(space)
        self.switches: dict[int, Bool] = {}

    def truth(self, node: nodes.Condition) -> Bool:
        """A condition, turned round where its switch is on."""
        found = super().truth(node)
        if isinstance(node, nodes.All | nodes.Any | nodes.Not):
            return found
        if id(node) not in self.switches:
            name = f"switch {len(self.switches)}"
            self.switches[id(node)] = z3.Bool(name, self.space.context)
        return z3.Xor(found, self.switches[id(node)])


class Obligations:
    """All that cases may show of one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.space = Space(policy)
        self._watched, self._switched = _Watched(self.space), _Switched(self.space)
        self.lowered = Lowered(policy, self.space, lambda _: self._watched)
        self._other = Lowered(policy, self.space, lambda _: self._switched)
        self._differs = self._difference()

    @property
    def readable(self) -> tuple[Bool, ...]:
        """What holds of facts on which the policy decides, or which it refuses for a broken constraint."""
        lowered = self.lowered
        return (
            *lowered.allowed,
            *(z3.Not(failure.test) for failure in (*lowered.early, *lowered.late)),
            *(z3.Not(ladder.overlap) for ladder in lowered.ladders.values()),
        )

    def mcdc(self) -> Iterator[tuple[Obligation, Obligation]]:
        """Of every condition without parts, that it alone decides: where it is true, and where it is false."""
        for place, node in self._leaves():
            holds, alone = self._watched.conditions[id(node)], self._alone(node)
            yield (
                Obligation(place, node, "true", ((*alone, holds),)),
                Obligation(place, node, "false", ((*alone, z3.Not(holds)),)),
            )

    def boundaries(self) -> Iterator[tuple[Obligation, Obligation, Obligation]]:
        """Of every comparison of what has an order, its edge and both sides."""
        for place, node in self._leaves():
            if not isinstance(node, nodes.Compare) or not node.left.type.ordered:
                continue
            near, alone = little(node.left.type), self._alone(node)
            (left, right) = self._watched.sides[id(node)]
            there = (*alone, left.present, right.present)
            below = (left.value == right.value - near, left.value < right.value)
            above = (left.value == right.value + near, left.value > right.value)
            yield (
                Obligation(place, node, "the edge", ((*there, left.value == right.value),)),
                Obligation(place, node, "below the edge", _each(there, below), near),
                Obligation(place, node, "above the edge", _each(there, above), near),
            )

    def _leaves(self) -> Iterator[tuple[str, nodes.Condition]]:
        for place, node in program_of(self.policy).conditions:
            if id(node) in self._switched.switches:
                yield place, node

    def _alone(self, node: nodes.Condition) -> tuple[Bool, ...]:
        """What holds where this condition alone decides."""
        switches = self._switched.switches
        off = [z3.Not(switch) for key, switch in switches.items() if key != id(node)]
        return (*off, switches[id(node)], self._differs)

    def _difference(self) -> Bool:
        """Whether what comes of a case differs."""
        space, one, other = self.space, self.lowered, self._other
        accepted, other_accepted = (
            space.every(
                [
                    *each.constraints.values(),
                    *(z3.Not(ladder.overlap) for ladder in each.ladders.values()),
                ]
            )
            for each in (one, other)
        )
        parts = [
            part
            for name, ladder in one.ladders.items()
            for part in self._differences(ladder, other.ladders[name])
        ]
        both = space.every([accepted, other_accepted, space.some(parts)])
        return space.some([z3.Xor(accepted, other_accepted), both])

    def _differences(self, one: Ladder, other: Ladder) -> Iterator[Bool]:
        if one.decision.hit != "collect":
            yield one.rule != other.rule
            for name, term in one.outputs.items():
                yield self._unlike(term, other.outputs[name])
            return
        for index, answers in enumerate(one.answers):
            yield z3.Xor(answers, other.answers[index])
            for name, term in one.rows[index].items():
                yield self.space.every([answers, self._unlike(term, other.rows[index][name])])

    def _unlike(self, one: Term, other: Term) -> Bool:
        if one.value.eq(other.value) and one.present.eq(other.present):
            return self.space.false
        both = self.space.every([one.present, one.value != other.value])
        return self.space.some([one.present != other.present, both])


def _each(there: tuple[Bool, ...], sides: tuple[Bool, ...]) -> tuple[tuple[Bool, ...], ...]:
    return tuple((*there, side) for side in sides)
