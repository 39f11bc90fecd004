"""What is found about the conditions of one decision: parts that the rules do not need."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import z3

from backhaul.analysis.finding import Finding, of_part
from backhaul.analysis.finding_context import Ground, Reason
from backhaul.analysis.found_in_ladders import asked_by_applies, before
from backhaul.analysis.idle_parts import BOTH, IdleParts, Site
from backhaul.analysis.presence import Presence
from backhaul.analysis.space import Bool
from backhaul.language import nodes
from backhaul.language.model import Decision, Rule


class FoundInConditions:
    """Looks at the conditions of one decision, rule by rule, where the rules above leave something."""

    def __init__(self, ground: Ground, decision: Decision, told: set[str]) -> None:
        self.ground, self.decision, self.told = ground, decision, told
        self.ladder = ground.ladder(decision.name)
        self.presence = Presence(ground.policy)
        self.solver = ground.another()
        self._above: list[Reason] = []

    def find(self, dead: Collection[int]) -> Iterator[Finding]:
        """The findings, rule by rule; of rules that never answer nothing more is told."""
        if self.decision.applies is not None:
            yield from self._applies(self.decision.applies)
        matches = (*self.ladder.matches, self.ground.space.true)
        for index, (rule, match) in enumerate(zip(self.decision.ladder, matches, strict=False)):
            if index not in dead:
                yield from self._parts(rule)
                yield from self._outputs(rule, match)
            if self.decision.hit == "first":
                self.solver.hold(z3.Not(match))
                self._above.append(before(rule, match))

    def _applies(self, node: nodes.Condition) -> Iterator[Finding]:
        ground, some = self.ground, self.ground.space.some(self.ladder.matches)
        with self.solver.within(some):
            site = Site(node, self.solver, ground.accepted, self.presence.guarded, (), (True,))
            for part in IdleParts(ground, site, self.told).find():
                yield of_part(part, part.node.span, self.decision.name)
        self.solver.hold(ground.truth(node))
        self._above.append(asked_by_applies(ground, node))

    def _parts(self, rule: Rule) -> Iterator[Finding]:
        if rule.condition is None:
            return
        # of the whole it is told elsewhere: that it never answers, or what it leaves to the rules below
        site = Site(
            rule.condition,
            self.solver,
            self.ground.accepted,
            lambda node: self.presence.guarded(node, rule),
            self._above,
            (True,) if self.decision.hit == "collect" else (),
        )
        for part in IdleParts(self.ground, site, self.told).find():
            yield of_part(part, part.node.span, self.decision.name, rule.id)

    def _outputs(self, rule: Rule, match: Bool) -> Iterator[Finding]:
        """Parts of conditions that give an output."""
        for name, node in rule.outputs.items():
            if isinstance(node, nodes.Value):
                continue
            present = self.presence.where(rule)
            with self.solver.within(match):
                reasons = [*self._above, *self._own(rule)]
                site = Site(
                    node,
                    self.solver,
                    self.ground.accepted,
                    lambda changed: self.presence.guarded(changed, present=present),  # noqa: B023
                    reasons,
                    BOTH,
                )
                for part in IdleParts(self.ground, site, self.told).find():
                    yield of_part(part, part.node.span, self.decision.name, rule.id, name)

    def _own(self, rule: Rule) -> Iterator[Reason]:
        if rule.condition is not None:
            words = f"`{rule.id}` answers only then"
            yield Reason(self.ground.truth(rule.condition), words, rule.condition.span)
