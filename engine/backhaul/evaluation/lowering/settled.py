"""What is settled, whatever the facts, where it is known how some conditions come out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from backhaul.language import nodes
from backhaul.language.kinds import Held
from backhaul.language.model import Policy

#: what is not settled; None is *absent*
OPEN = object()
Key = tuple[object, ...]


def key(node: nodes.Expression) -> Key:
    """What two nodes share that are the same but for their titles and places."""
    match node:
        case nodes.All() | nodes.Any() | nodes.Not():
            return type(node), *map(key, nodes.operands(node))
        case _:
            return type(node), nodes.written(node)


class Settled:
    """Draws every conclusion that is near at hand from how some conditions come out."""

    def __init__(self, policy: Policy, known: Iterable[tuple[nodes.Condition, bool]]) -> None:
        self._policy = policy
        self._outcomes: dict[Key, bool] = {}
        self._values: dict[str, Held | None] = {}
        self._there: set[str] = set()
        roots, before = tuple(known), -1
        while before < (before := self._size()):
            for condition, outcome in roots:
                self._hold(condition, outcome)

    def _size(self) -> int:
        return len(self._outcomes) + len(self._values) + len(self._there)

    def below(self, node: nodes.Condition) -> nodes.Condition | None:
        """The condition under a boolean definition."""
        if isinstance(node, nodes.Truth) and isinstance(node.operand, nodes.Reference):
            definition = self._policy.definitions.get(node.operand.name)
            if definition and not isinstance(definition.expression, nodes.Value):
                return definition.expression
        return None

    def outcome(self, node: nodes.Condition) -> bool | None:
        """How a condition comes out; None where the facts tell."""
        found = self._outcomes.get(key(node))
        return self._worked_out(node) if found is None else found

    def _worked_out(self, node: nodes.Condition) -> bool | None:
        match node:
            case nodes.Truth():
                below = self.below(node)
                if below is not None:
                    return self.outcome(below)
                value = self.value(node.operand)
                return None if value is OPEN else value is True
            case nodes.Compare():
                left, right = self.value(node.left), self.value(node.right)
                if left is None or right is None:
                    return False
                if left is OPEN or right is OPEN:
                    return None
                return node.comparison.holds(left, right)
            case nodes.Present() | nodes.Absent():
                present = isinstance(node, nodes.Present)
                if self.there(node.operand):
                    return present
                return not present if self.value(node.operand) is None else None
            case nodes.Contains():
                value = self.value(node.operand)
                return None if value is OPEN else value in node.options
            case nodes.All() | nodes.Any():
                every = isinstance(node, nodes.All)
                found = [self.outcome(child) for child in node.children]
                return not every if (not every) in found else None if None in found else every
            case nodes.Not():
                inner = self.outcome(node.child)
                return None if inner is None else not inner
            case _:
                assert_never(node)

    def value(self, node: nodes.Value) -> object:
        """A value as it is held, None where it is absent; OPEN where the facts tell."""
        if isinstance(node, nodes.Literal):
            return node.value
        if not isinstance(node, nodes.Reference):
            return OPEN
        parameter = self._policy.parameters.get(node.name)
        if parameter is None:
            return self._values.get(node.name, OPEN)
        if parameter.by is None:
            return parameter.value
        choice = self._values.get(parameter.by)
        return OPEN if choice is None else parameter.values[str(choice)]

    def there(self, node: nodes.Value) -> bool:
        """Whether a value is present, whatever the facts."""
        if nodes.written(node) in self._there:
            return True
        match node:
            case nodes.Literal():
                return node.value is not None
            case nodes.Reference():
                return self._is_there(node.name)
            case nodes.NotNull():
                return self.there(node.operand) or self.there(node.default)
            case nodes.Arithmetic():
                return all(map(self.there, node.operands))
            case _:
                assert_never(node)

    def _is_there(self, name: str) -> bool:
        policy = self._policy
        if name in policy.facts:
            known = self._values.get(name) is not None
            return known or name in self._there or not policy.facts[name].optional
        if name in policy.definitions:
            return all(map(self._is_there, policy.definitions[name].absent_with))
        decision, _, output = name.partition(".")
        return not (output and policy.decisions[decision].outputs[output].optional)

    def _hold(self, node: nodes.Condition, outcome: bool) -> None:
        """Note that a condition comes out so, and what follows of what it is made of."""
        self._outcomes[key(node)] = outcome
        match node:
            case nodes.Not():
                self._hold(node.child, not outcome)
            case nodes.All() | nodes.Any():
                every = isinstance(node, nodes.All)
                children = node.children
                if outcome is not every:
                    # one must come out so: where it is clear which
                    children = tuple(c for c in children if self.outcome(c) is not every)
                if outcome is every or len(children) == 1:
                    for child in children:
                        self._hold(child, outcome)
            case nodes.Truth():
                self._hold_truth(node, outcome)
            case nodes.Present() | nodes.Absent():
                if isinstance(node, nodes.Present) is outcome:
                    self._there.add(nodes.written(node.operand))
                elif isinstance(node.operand, nodes.Reference):
                    self._values[node.operand.name] = None
            case nodes.Contains() if outcome:
                self._there.add(nodes.written(node.operand))
            case nodes.Compare() if outcome:
                self._hold_comparison(node)

    def _hold_truth(self, node: nodes.Truth, outcome: bool) -> None:
        below = self.below(node)
        if below is not None:
            self._hold(below, outcome)
        elif isinstance(node.operand, nodes.Reference) and (outcome or self.there(node.operand)):
            self._values[node.operand.name] = outcome

    def _hold_comparison(self, node: nodes.Compare) -> None:
        """Both are present, and where they are equal and one is settled, the other is the same."""
        for one, other in ((node.left, node.right), (node.right, node.left)):
            self._there.add(nodes.written(one))
            if node.comparison.symbol == "==" and isinstance(one, nodes.Reference):
                value = self.value(other)
                if isinstance(value, int | str):
                    self._values[one.name] = value
