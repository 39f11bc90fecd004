"""Expressions that read another name: a fact for a fact, a parameter for a parameter, and so on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.analysis.changed_expressions import with_operand
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.kinds import Type
from backhaul.language.model import Policy

NEVER: frozenset[str] = frozenset()
#: of each name its type, and the names without which it is absent
Group = Mapping[str, tuple[Type, frozenset[str]]]


class OtherNames:
    """What may stand for each name so that the policy would still be loaded."""

    def __init__(self, policy: Policy, above: str = "") -> None:
        facts = {f.name: (f.type, _alone(f.name, f.optional)) for f in policy.facts.values()}
        parameters = {p.name: (p.type, NEVER) for p in policy.parameters.values()}
        definitions = {d.name: (d.type, d.absent_with) for d in policy.definitions.values()}
        if above:  # a definition reads only those above it
            count = list(definitions).index(above)
            definitions = dict(list(definitions.items())[:count])
        outputs = [
            {
                (name := f"{decision.name}.{output.name}"): (
                    output.type,
                    _alone(name, output.optional),
                )
                for output in decision.outputs.values()
            }
            for decision in policy.decisions.values()
        ]
        self._groups: list[Group] = [facts, parameters, definitions, *outputs]
        turns = {name: turn for turn, name in enumerate(policy.decisions)}
        #: the place among the decisions of that after which a definition is worked out
        self._turn = {d.name: turns[d.after] for d in policy.definitions.values() if d.after}

    def changes(
        self, expression: nodes.Expression, needed: frozenset[str]
    ) -> Iterator[tuple[str, nodes.Expression]]:
        """The expression with another name for each that it reads; *needed*: what else its guards are for."""
        for name in nodes.names(expression):
            for other in self._beside(name):
                if self._fits(name, other, expression, needed):
                    yield f"{name} -> {other}", _renamed(expression, name, other)
                    break

    def _beside(self, name: str) -> Iterator[str]:
        """The other names of the same type that are worked out no later, in file order from the next one round."""
        group = next((each for each in self._groups if name in each), {})
        every = list(group)
        at = every.index(name) if name in group else 0
        for other in (*every[at + 1 :], *every[:at]):
            later = self._turn.get(other, -1) > self._turn.get(name, -1)
            if group[other][0] == group[name][0] and not later:
                yield other

    def _absent_with(self, name: str) -> frozenset[str]:
        return next((group[name][1] for group in self._groups if name in group), NEVER)

    def _fits(
        self, name: str, other: str, expression: nodes.Expression, needed: frozenset[str]
    ) -> bool:
        """Whether all stays guarded: both are absent with the same, or what guards the name serves it alone."""
        absent_with = self._absent_with(name)
        if self._absent_with(other) == absent_with == NEVER:
            return True
        if name in needed or not absent_with or not self._absent_with(other):
            return False
        if self._absent_with(other) == absent_with:
            return True
        rest = (needed | frozenset(nodes.names(expression))) - {name}
        alone = all(absent_with.isdisjoint(self._absent_with(each)) for each in rest)
        return alone and _is_guarded(expression, name)


def _alone(name: str, optional: bool) -> frozenset[str]:
    return frozenset((name,)) if optional else NEVER


def _is_guarded(node: nodes.Expression, name: str) -> bool:
    if isinstance(node, nodes.Present | nodes.Absent):
        return isinstance(node.operand, nodes.Reference) and node.operand.name == name
    return any(_is_guarded(child, name) for child in nodes.operands(node))


def _renamed(node: nodes.Expression, name: str, other: str) -> nodes.Expression:
    if isinstance(node, nodes.Reference) and node.name == name:
        return with_fields(node, name=other)
    for index, child in enumerate(nodes.operands(node)):
        node = with_operand(node, index, _renamed(child, name, other))
    return node
