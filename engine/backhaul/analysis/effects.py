"""Where a policy would decide otherwise if a name stood for something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import z3

from backhaul.analysis.finding_context import Ground
from backhaul.analysis.lowering import Ladder
from backhaul.analysis.space import Bool, Term
from backhaul.analysis.terms import Expressions
from backhaul.language import nodes
from backhaul.language.model import Rule


class Effects:
    """What comes out otherwise where some names stand for other terms; facts are asked of as they are accepted now."""

    def __init__(self, ground: Ground, other: Mapping[str, Term]) -> None:
        self.ground, self.space = ground, ground.space
        self._before = ground.lowered.names
        self._expressions = Expressions(self.space)
        self._expressions.names = {**self._before, **other}
        self._changed = set(other)
        for definition in ground.policy.definitions.values():
            if self._touches(definition.expression):
                self._changed.add(definition.name)
                lowered = self._expressions.expression(definition.expression)
                self._expressions.names[definition.name] = lowered

    def differ(self) -> Bool:
        """Whether anything comes out otherwise: what is accepted, which rule answers, what it gives or says, a claim."""
        ground, space = self.ground, self.space
        now = space.every(ground.lowered.constraints.values())
        then = space.every(
            self._expressions.truth(c.condition) if self._touches(c.condition) else old
            for c, old in zip(
                ground.policy.constraints, ground.lowered.constraints.values(), strict=True
            )
        )
        decided = [part for ladder in ground.lowered.ladders.values() for part in self._in(ladder)]
        decided += [
            z3.Xor(ground.truth(claim.condition), self._expressions.truth(claim.condition))
            for claim in ground.policy.invariants
            if self._touches(claim.condition)
        ]
        within = [failure.test for failure in self._expressions.taken()]
        found = space.every([now, space.some(decided)])
        if not now.eq(then):
            found = space.some([found, z3.Xor(now, then)])
        return space.every([found, *(z3.Not(test) for test in within)])

    def _touches(self, node: nodes.Expression | None) -> bool:
        return node is not None and not self._changed.isdisjoint(self.ground.reads(node))

    def _in(self, ladder: Ladder) -> Iterator[Bool]:
        """Where one decision comes out otherwise, if what it reads of earlier ones does not."""
        decision, truth = ladder.decision, self._expressions.truth
        applies = ladder.decision.applies
        if applies is not None and self._touches(applies):
            turned = z3.Xor(self.ground.truth(applies), truth(applies))
            yield self.space.every([turned, self.space.some(ladder.matches)])
        rest = self.space.true
        for index, rule in enumerate(decision.ladder):
            match = ladder.matches[index] if index < len(ladder.matches) else self.space.true
            if rule.condition is not None and self._touches(rule.condition):
                turned = z3.Xor(match, truth(rule.condition))
                yield self.space.every([*self._looked_at(ladder, rest), turned])
            said = list(self._said(rule))
            if said:
                yield self.space.every([ladder.answers[index], self.space.some(said)])
            rest = self.space.every([rest, z3.Not(match)])

    def _looked_at(self, ladder: Ladder, rest: Bool) -> tuple[Bool, ...]:
        match ladder.decision.hit:
            case "first":
                return (rest,)
            case "collect" if ladder.decision.applies is not None:
                return (self.ground.truth(ladder.decision.applies),)
            case _:
                return ()

    def _said(self, rule: Rule) -> Iterator[Bool]:
        """Where what a rule gives, or names in its words, is another value."""
        for node in rule.outputs.values():
            if self._touches(node):
                before = self.ground.value(node)
                yield self._other(before, self._expressions.expression(node))
        named = {part.name for part in rule.said if part.name in self._changed}
        for name in sorted(named):
            yield self._other(self._before[name], self._expressions.names[name])

    def _other(self, before: Term, after: Term) -> Bool:
        if before.present.eq(after.present) and before.value.eq(after.value):
            return self.space.false
        absent = z3.Xor(before.present, after.present)
        return z3.Or(absent, z3.And(before.present, before.value != after.value))
