"""`round(…)` typed: one formula over its operands, or why it is none."""

from __future__ import annotations

from backhaul.frozen import frozen
from backhaul.language import nodes, syntax
from backhaul.language.divisors import absent_at_zero, sure_of
from backhaul.language.formulas import Tree, rounded
from backhaul.language.function import LETTERS
from backhaul.language.kinds import NUMBERS, POINTS, Kind
from backhaul.language.rounding import MODES
from backhaul.language.scope import NO_NAMES, Names, Scope
from backhaul.language.units import Unit
from backhaul.static import Callable

#: the functions that a formula is made of
_SIGNS = {"plus": "+", "minus": "-", "times": "*", "divided_by": "/"}


@frozen
class _Part:
    """A part of a formula: its tree, whether it is a number or a length of time, and what it counts."""

    tree: Tree
    kind: Kind
    unit: Unit | None
    literal: bool = False


class FormulaTyper:
    """Types the formula inside one `round`; mistakes go to the scope."""

    def __init__(self, scope: Scope, value: Callable[[syntax.Syntax], object]) -> None:
        self.scope, self._value = scope, value
        self.operands: dict[nodes.Value, int] = {}
        self.absent_with: Names = NO_NAMES
        #: 1 where the divisor may be below zero
        self.signed = 0

    def read(self, tree: syntax.Call) -> nodes.Arithmetic | None:
        """The function of the operands."""
        if len(tree.arguments) != 3:
            message = f"`round` takes 3 arguments, not {len(tree.arguments)}"
            help = "write round(x, 2, 'half_up'): what is rounded, to how many places, and how"
            self.scope.say("wrong-arguments", message, tree.span, help)
            return None
        of, places, mode = tree.arguments
        if not isinstance(places, syntax.Number) or not 0 <= places.value <= 9:
            message = "the second argument of `round` is a whole number from 0 to 9"
            help = "write to how many places, as in round(x, 2, 'half_up')"
            self.scope.say("wrong-arguments", message, places.span, help)
            return None
        if not isinstance(mode, syntax.Text) or mode.value not in MODES:
            message = "the third argument of `round` says how"
            help = "write one of " + ", ".join(f"'{name}'" for name in MODES)
            self.scope.say("wrong-arguments", message, mode.span, help)
            return None
        part = self._part(of, top=True)
        if part is None:
            return None
        if part.kind not in NUMBERS:
            message = "`round` gives a number, and this is a length of time"
            self.scope.say(
                "wrong-kind", message, of.span, "divide it by a duration, as in `x / 1 day`"
            )
            return None
        operands = tuple(self.operands)
        kinds = tuple(operand.type.kind.value for operand in operands)
        scales = tuple(operand.type.scale for operand in operands)
        row = rounded(part.tree, kinds, scales, places.value, mode.value, self.signed)
        type = row.type_of([operand.type for operand in operands])
        return nodes.Arithmetic(row, operands, type, tree.span) if type else None

    def _part(self, tree: syntax.Syntax, *, top: bool = False) -> _Part | None:
        if not isinstance(tree, syntax.Call) or tree.function not in _SIGNS:
            return self._leaf(tree)
        sign = _SIGNS[tree.function]
        if len(tree.arguments) != 2:
            return self._leaf(tree)
        if sign == "/" and not top:
            message = "a quotient stands only as the last step inside `round`"
            help = "multiply first and divide last, as in round(a * b / c, 2, 'half_up')"
            self.scope.say("must-be-rounded", message, tree.span, help)
            return None
        if any(map(self._is_point, tree.arguments)):
            return self._leaf(tree)  # what lies between two points in time is one value
        left = self._part(tree.arguments[0])
        right = self._part(tree.arguments[1]) if sign != "/" else self._divisor(tree.arguments[1])
        if left is None or right is None:
            return None
        return self._joined(sign, left, right, tree)

    def _is_point(self, tree: syntax.Syntax) -> bool:
        """Whether a part is a point in time, or is made of one."""
        match tree:
            case syntax.Name():
                meaning = self.scope.meanings.get(tree.text)
                return bool(meaning and meaning.type and meaning.type.kind in POINTS)
            case syntax.Call():
                return tree.function not in _SIGNS and any(map(self._is_point, tree.arguments))
            case _:
                return isinstance(tree, syntax.Text)

    def _divisor(self, tree: syntax.Syntax) -> _Part | None:
        """A divisor; one that may be zero is one value, absent where it is zero."""
        before = dict(self.operands)
        part = self._part(tree)
        if part is None or self._is_above_zero(part.tree):
            return part
        self.operands, self.signed = before, 1
        return self._leaf(tree, divides=True)

    def _leaf(self, tree: syntax.Syntax, *, divides: bool = False) -> _Part | None:
        valued = self._value(tree)
        if valued is None:
            return None
        node: nodes.Value = valued.node  # type: ignore[attr-defined]
        if node.type.kind not in (*NUMBERS, Kind.DURATION):
            message = f"`{nodes.written(node)}` is {node.type}, and a formula is one of numbers"
            self.scope.say("wrong-kind", message, tree.span)
            return None
        self.absent_with |= valued.absent_with  # type: ignore[attr-defined]
        if divides:
            self.absent_with |= sure_of(node, self._named_above_zero)
            node = absent_at_zero(node)
        place = self.operands.setdefault(node, len(self.operands))
        if len(self.operands) > len(LETTERS):
            message = f"a formula reads at most {len(LETTERS)} values"
            self.scope.say("wrong-arguments", message, tree.span, "name a part in `definitions`")
            return None
        return _Part(place, node.type.kind, node.type.unit, isinstance(node, nodes.Literal))

    def _joined(self, sign: str, left: _Part, right: _Part, tree: syntax.Call) -> _Part | None:
        lengths = (left.kind is Kind.DURATION, right.kind is Kind.DURATION)
        whole = (sign, left.tree, right.tree)
        literal = left.literal and right.literal
        if sign in "+-":
            if lengths[0] != lengths[1]:
                message = "a number and a length of time are not added"
                self.scope.say("wrong-kind", message, tree.span, "divide the length by another")
                return None
            if left.unit != right.unit and not left.literal and not right.literal:
                self._unlike(left, right, tree)
                return None
            return _Part(whole, left.kind, left.unit or right.unit, literal)
        if sign == "*":
            if all(lengths) or (left.unit and right.unit):
                message = "a product has one unit at most, and here both sides have one"
                help = "give one of the operands no unit: a rate, a share or a count"
                self.scope.say("unlike-units", message, tree.span, help)
                return None
            kind = Kind.DURATION if any(lengths) else Kind.DECIMAL
            return _Part(whole, kind, left.unit or right.unit, literal)
        return self._quotient(whole, left, right, tree)

    def _quotient(self, whole: Tree, left: _Part, right: _Part, tree: syntax.Call) -> _Part | None:
        if (right.kind is Kind.DURATION) and left.kind is not Kind.DURATION:
            message = "a number is not divided by a length of time"
            self.scope.say("wrong-kind", message, tree.span, "divide a duration by a duration")
            return None
        if right.unit and left.unit != right.unit:
            self._unlike(left, right, tree)
            return None
        if left.kind is Kind.DURATION and right.kind is Kind.DURATION:
            return _Part(whole, Kind.DECIMAL, None)
        return _Part(whole, left.kind, None if right.unit else left.unit)

    def _unlike(self, left: _Part, right: _Part, tree: syntax.Call) -> None:
        has, other = (left, right) if left.unit else (right, left)
        message = f"one side is in `{has.unit}`, and the other in `{other.unit}`"
        help = "nothing is converted: multiply one of them by a rate without a unit"
        if other.unit is None:
            message = f"one side is in `{has.unit}`, and the other has no unit"
        self.scope.say("unlike-units", message, tree.span, help)

    def _is_above_zero(self, tree: Tree) -> bool:
        """Whether a divisor is above zero whatever the facts: a sum or product of numbers and parameters that are."""
        if isinstance(tree, tuple):
            return tree[0] in "+*" and all(map(self._is_above_zero, tree[1:]))
        node = next(node for node, place in self.operands.items() if place == tree)
        if isinstance(node, nodes.Literal):
            return isinstance(node.value, int) and node.value > 0
        return isinstance(node, nodes.Reference) and self._named_above_zero(node.name)

    def _named_above_zero(self, name: str) -> bool:
        meaning = self.scope.meanings.get(name)
        return meaning is not None and meaning.above_zero
