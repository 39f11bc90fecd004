"""The closed set of nodes that every expression is lowered to, and how each is written.

Values and conditions are two families: an operand is never a condition, a condition never a number.
"""

from __future__ import annotations

from backhaul.diagnostics import Span
from backhaul.frozen import apart, frozen
from backhaul.language.formulas import ROUND, written_formula
from backhaul.language.function import LIFTED, Function
from backhaul.language.kinds import BOOLEAN, Held, Kind, Type, Words, written_value
from backhaul.language.operators import CASES, CONTAINS, NOT_NULL, SIGNS, Comparison
from backhaul.static import assert_never

NOWHERE = Span("", 0, 0)


@frozen
class Literal:
    """A value written in place; None is *absent*."""

    type: Type
    value: Held | None
    span: Span = apart(default=NOWHERE)
    #: as it is written, where its value does not tell: a bare number, a duration, an instant
    written: str = apart(default="")


@frozen
class Reference:
    """The value under a name: a fact, parameter or definition, or an output as `decision.output`."""

    name: str
    type: Type
    span: Span = apart(default=NOWHERE)


@frozen
class Arithmetic:
    """A function of values, absent when an operand is."""

    function: Function
    operands: tuple[Value, ...]
    type: Type
    span: Span = apart(default=NOWHERE)
    #: whether it is written with a sign between its operands
    infix: bool = apart(default=False)


@frozen
class NotNull:
    """A value, or where it is absent another that is not."""

    operand: Value
    default: Value
    type: Type
    span: Span = apart(default=NOWHERE)


@frozen
class ValueCase:
    """One case of a value: what it is where this condition is the first that holds; without one it always does."""

    condition: Condition | None
    value: Expression
    #: whether it may be absent where it answers
    optional: bool
    title: Words | None = None
    span: Span = apart(default=NOWHERE)

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Its condition, if it has one, and its value."""
        return (self.condition, self.value) if self.condition else (self.value,)


@frozen
class Cases:
    """The value of the first branch that holds; no other is worked out. The last is `otherwise`, which always holds."""

    branches: tuple[ValueCase, ...]
    type: Type
    span: Span = apart(default=NOWHERE)


Value = Literal | Reference | Arithmetic | NotNull | Cases


@frozen
class Truth:
    """A boolean value read as a condition."""

    operand: Value
    span: Span = apart(default=NOWHERE)
    title: Words | None = None


@frozen
class Compare:
    """Two values of one type, compared."""

    comparison: Comparison
    left: Value
    right: Value
    span: Span = apart(default=NOWHERE)
    title: Words | None = None


@frozen
class Present:
    """True when the value is known to be there."""

    operand: Value
    span: Span = apart(default=NOWHERE)
    title: Words | None = None


@frozen
class Absent:
    """True when the value is known to be absent."""

    operand: Value
    span: Span = apart(default=NOWHERE)
    title: Words | None = None


@frozen
class Contains:
    """True when the value is one of those listed."""

    options: tuple[str, ...]
    operand: Value
    span: Span = apart(default=NOWHERE)
    title: Words | None = None


@frozen
class All:
    """True when every condition is."""

    children: tuple[Condition, ...]
    span: Span = apart(default=NOWHERE)
    title: Words | None = None


@frozen
class Any:
    """True when at least one condition is."""

    children: tuple[Condition, ...]
    span: Span = apart(default=NOWHERE)
    title: Words | None = None


@frozen
class Not:
    """True when the condition is false."""

    child: Condition
    span: Span = apart(default=NOWHERE)
    title: Words | None = None


Condition = Truth | Compare | Present | Absent | Contains | All | Any | Not
Expression = Value | Condition


def type_of(node: Expression) -> Type:
    """The type of a value; a condition is boolean."""
    match node:
        case Literal() | Reference() | Arithmetic() | NotNull() | Cases():
            return node.type
        case _:
            return BOOLEAN


def operands(node: Expression) -> tuple[Expression, ...]:
    """The nodes directly below a node, in the order written."""
    match node:
        case Literal() | Reference():
            return ()
        case Arithmetic():
            return node.operands
        case NotNull():
            return (node.operand, node.default)
        case Cases():
            return tuple(part for branch in node.branches for part in branch.parts)
        case Truth() | Present() | Absent() | Contains():
            return (node.operand,)
        case Compare():
            return (node.left, node.right)
        case All() | Any():
            return node.children
        case Not():
            return (node.child,)
        case _:
            assert_never(node)


def names(node: Expression) -> tuple[str, ...]:
    """Every name that the node reads, in the order written, each once."""
    if isinstance(node, Reference):
        return (node.name,)
    return tuple(dict.fromkeys(name for below in operands(node) for name in names(below)))


def bare(node: Value) -> Value:
    """The value as it was written: without the step that brings it to more places, or what makes a divisor absent."""
    if isinstance(node, Arithmetic) and node.function.name == LIFTED:
        return node.operands[0]
    if isinstance(node, Cases) and node.span == (first := node.branches[0]).span:
        # nobody wrote it: all of it has one place
        return first.value if isinstance(first.value, Value) else node
    return node


def quoted(text: str) -> str:
    """A text literal as the language writes it."""
    return "'" + text.replace("'", "\\'") + "'"


def written(node: Expression) -> str:
    """The node as the language writes it; read back, it is the same up to needless brackets."""
    match node:
        case Literal():
            return _written_literal(node)
        case Reference():
            return node.name
        case Arithmetic() if node.function.name == LIFTED:
            return written(node.operands[0])
        case Arithmetic() if node.function.name == ROUND:
            of = map(bare, node.operands)
            parts = [f"({written(o)})" if _binds(o) else written(o) for o in of]
            return written_formula(node.function.settings, parts)
        case Arithmetic():
            return _written_call(node)
        case NotNull():
            return f"{NOT_NULL}({written(node.operand)}, {written(node.default)})"
        case Cases():
            pairs = (", ".join(map(written, branch.parts)) for branch in node.branches)
            return f"{CASES}({'; '.join(pairs)})"
        case Truth():
            return written(node.operand)
        case Compare():
            return f"{written(node.left)} {node.comparison.symbol} {written(node.right)}"
        case Present():
            return f"present({written(node.operand)})"
        case Absent():
            return f"not_present({written(node.operand)})"
        case Contains():
            options = ", ".join(quoted(option) for option in node.options)
            return f"{CONTAINS}([{options}], {written(node.operand)})"
        case All():
            return " && ".join(_inner(child, Any) for child in node.children)
        case Any():
            return " || ".join(_inner(child, All) for child in node.children)
        case Not():
            text = _inner(node.child, All, Any, Compare)
            # `!` binds tighter than the point of `decision.output`
            return f"!({text})" if isinstance(node.child, Truth) and "." in text else f"!{text}"
        case _:
            assert_never(node)


def _written_call(node: Arithmetic) -> str:
    sign, level = SIGNS.get(node.function.name, ("", 0))
    if not node.infix:
        return f"{node.function.name}({', '.join(written(o) for o in node.operands)})"
    pairs = zip(node.operands, (level, level + 1), strict=True)
    left, right = (f"({written(o)})" if 0 < _binds(bare(o)) < n else written(o) for o, n in pairs)
    return f"{left} {sign} {right}"


def _binds(node: Value) -> int:
    """How tightly the sign of an infix node binds; 0 where there is none."""
    return SIGNS[node.function.name][1] if isinstance(node, Arithmetic) and node.infix else 0


def _inner(node: Condition, *bracketed: type) -> str:
    text = written(node)
    return f"({text})" if isinstance(node, (*bracketed,)) else text


def _written_literal(node: Literal) -> str:
    if node.value is None:
        return "null"
    if node.written:
        return node.written
    match node.type.kind:
        case Kind.CHOICE | Kind.TEXT:
            return quoted(str(node.value))
        case Kind.INTEGER:
            return f"`{node.value}`"
        case Kind.BOOLEAN:
            return "true" if node.value else "false"
        case kind:
            text = str(written_value(node.type, node.value))
            return quoted(text) if kind in (Kind.DATETIME, Kind.DATE) else text
