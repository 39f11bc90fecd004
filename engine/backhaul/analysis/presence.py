"""What may be absent where: which parts of a condition the checker needs as guards of what is read after them."""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.language import nodes
from backhaul.language.divisors import made_sure, sure_of
from backhaul.language.kinds import BOOLEAN
from backhaul.language.model import Policy, Rule
from backhaul.static import assert_never

Names = frozenset[str]
NONE: Names = frozenset()


class Presence:
    """Follows presence through conditions that were checked, as the checker follows it through their text."""

    def __init__(self, policy: Policy) -> None:
        self.parameters = policy.parameters
        self.absent_with: Mapping[str, Names] = {
            **{name: frozenset((name,)) for name, fact in policy.facts.items() if fact.optional},
            **{name: each.absent_with for name, each in policy.definitions.items()},
            **{
                f"{decision.name}.{name}": frozenset((f"{decision.name}.{name}",))
                for decision in policy.decisions.values()
                for name, output in decision.outputs.items()
                if output.optional
            },
        }

    def where(self, rule: Rule) -> Names:
        """What is present where a rule matches."""
        followed = self._followed(rule.condition, NONE) if rule.condition else None
        return followed[0] if followed else NONE

    def guarded(
        self, condition: nodes.Condition, rule: Rule | None = None, present: Names = NONE
    ) -> bool:
        """Whether all that a condition reads is guarded, and what its rule then gives and says."""
        followed = self._followed(condition, present)
        if followed is None:
            return False
        return rule is None or self._guards(rule, followed[0])

    def _guards(self, rule: Rule, present: Names) -> bool:
        lost = self.where(rule) - present
        for node in rule.outputs.values():
            if isinstance(node, nodes.Value):
                # what an optional output reads need not be guarded, but was where it is
                if not self._absent_with(node).isdisjoint(lost):
                    return False
            elif self._followed(node, present) is None:
                return False
        return not any(self._lacks(part, present) for part in rule.said)

    def _lacks(self, node: nodes.Value, present: Names) -> bool:
        return not self._absent_with(node) <= present

    def _absent_with(self, node: nodes.Value) -> Names:
        match node:
            case nodes.Reference():
                return self.absent_with.get(node.name, NONE)
            case nodes.Arithmetic():
                return NONE.union(*(self._absent_with(each) for each in node.operands))
            case nodes.Cases() if nodes.bare(node) is not node:
                divisor = nodes.bare(node)
                return self._absent_with(divisor) | sure_of(divisor, self._above_zero)
            case nodes.Literal() | nodes.NotNull() | nodes.Cases():
                return NONE
            case _:
                assert_never(node)

    def _above_zero(self, name: str) -> bool:
        parameter = self.parameters.get(name)
        return parameter is not None and all(type(h) is int and h > 0 for h in parameter.cells)

    def _followed(self, node: nodes.Condition, present: Names) -> tuple[Names, Names] | None:
        """What is present where it is true and where it is false; None where something is not guarded."""
        match node:
            case nodes.Present():
                return self._absent_with(node.operand), NONE
            case nodes.Absent():
                return NONE, self._absent_with(node.operand)
            case nodes.Compare():
                bare = self._lacks(node.left, present) or self._lacks(node.right, present)
                return None if bare else made_sure(node)
            case nodes.Truth() | nodes.Contains():
                return None if self._lacks(node.operand, present) else (NONE, NONE)
            case nodes.Not():
                found = self._followed(node.child, present)
                return found and (found[1], found[0])
            case nodes.All() | nodes.Any():
                return self._joined(node, present)
            case _:
                assert_never(node)

    def _joined(self, node: nodes.All | nodes.Any, present: Names) -> tuple[Names, Names] | None:
        every = isinstance(node, nodes.All)
        parts: list[tuple[Names, Names]] = []
        for child in node.children:
            part = self._followed(child, present)
            if part is None:
                return None
            present |= part[0] if every else part[1]
            parts.append(part)
        one_way = NONE.union(*(part[0] if every else part[1] for part in parts))
        other_way = frozenset.intersection(*(part[1] if every else part[0] for part in parts))
        return (one_way, other_way) if every else (other_way, one_way)


def replaced(node: nodes.Condition, part: nodes.Condition, value: bool) -> nodes.Condition:
    """The condition with one part, this very one, replaced by true or false."""
    if node is part:
        held = nodes.Literal(BOOLEAN, value, part.span)
        return nodes.Truth(held, part.span, part.title)
    match node:
        case nodes.All() | nodes.Any():
            children = tuple(replaced(child, part, value) for child in node.children)
            if all(new is old for new, old in zip(children, node.children, strict=True)):
                return node
            return type(node)(children, node.span, node.title)
        case nodes.Not():
            child = replaced(node.child, part, value)
            return node if child is node.child else nodes.Not(child, node.span, node.title)
        case _:
            return node
