"""What is said of operands that cannot be compared with each other, and the way out."""

from __future__ import annotations

from backhaul.language import nodes, syntax
from backhaul.language.kinds import Kind
from backhaul.language.values import text_instead
from backhaul.way_out import WayOut

#: operands whose place in the file is all that they are
_WHOLE = (syntax.Name, syntax.Text, syntax.Number, syntax.Quantity)


def unlike(left: nodes.Value, right: nodes.Value) -> tuple[str, str]:
    """Why two values of different types are not compared, and what to do."""
    words = f"{left.type} is compared with {right.type}"
    help = "both sides must be of one kind; nothing is converted"
    literal = next((n for n in (left, right) if isinstance(n, nodes.Literal)), None)
    if literal is not None and literal.type.kind == Kind.TEXT:
        other = right if literal is left else left
        help = text_instead(str(literal.value), other.type.kind, nodes.written(other))
        if isinstance(help, WayOut):
            help = WayOut(help, *((literal.span, text) for _, text in help.edits))
    if left.type.kind == right.type.kind == Kind.CHOICE:
        words = "two choices with different values are compared"
        help = "give both the same type, declared under `types`"
    elif {left.type.kind, right.type.kind} == {Kind.INTEGER, Kind.DECIMAL}:
        help = "name the number as a decimal parameter"
        if literal is not None and literal.type.kind is Kind.DECIMAL:
            help = "write a whole number beside an integer"
    return words, help


def chained(tree: syntax.Comparing) -> str:
    """How two comparisons in one, as `1 < x < 5`, are written as two; nothing where there is one."""
    first = tree.left
    if not isinstance(first, syntax.Comparing):
        return ""
    if not all(isinstance(part, _WHOLE) for part in (first.left, first.right, tree.right)):
        return "join comparisons with `&&`, as in a < b && b < c"
    one, two = f"{_text(first.left)} {first.symbol}", f"{tree.symbol} {_text(tree.right)}"
    both = f"{one} {_text(first.right)} && {_text(first.right)} {two}"
    return WayOut(f"write: {one} {_text(first.right)} && {_text(first.right)} {two}", (None, both))


def _text(tree: syntax.Syntax) -> str:
    span = tree.span
    return span.text[span.column - 1 : span.column - 1 + span.length]
