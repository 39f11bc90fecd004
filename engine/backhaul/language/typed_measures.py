"""Values brought to one number of places and one unit before they are compared or added, or why they cannot be."""

from __future__ import annotations

from backhaul.diagnostics import Span, listed
from backhaul.frozen import with_fields
from backhaul.language import nodes, syntax
from backhaul.language.function import Function
from backhaul.language.kinds import DECIMAL_PLACES, LIMITS, NUMBERS, Kind, Type
from backhaul.language.measures import alike, lifted, product
from backhaul.language.scope import Scope
from backhaul.language.unlike import unlike
from backhaul.static import Sequence
from backhaul.way_out import WayOut


def brought_together(
    values: Sequence[nodes.Value], scope: Scope, span: Span, *, compared: bool
) -> tuple[nodes.Value, ...] | None:
    """Values with the places of the one that has most and the unit that all have; else a mistake is noted.

    *compared*: they are only compared, so that none is ever out of range.
    """
    types = [value.type for value in values]
    if all(type == types[0] for type in types):
        return tuple(values)
    if any((type.kind, type.choices) != (types[0].kind, types[0].choices) for type in types):
        words, help = unlike(values[0], values[1])
        scope.say("wrong-kind", words, span, help)
        return None
    measured: list[nodes.Value] = [v for v in values if not isinstance(v, nodes.Literal)]
    measured = measured or [*values]
    first = measured[0]
    other = next((value for value in measured if value.type.unit != first.type.unit), None)
    if other is not None:
        _unlike(first, other, scope, span)
        return None
    most = max(type.scale for type in types)
    declared = [type.places for type in types if type.scale == most and type.places is not None]
    target = with_fields(first.type, places=declared[0] if declared else None)
    if first.type.kind is not Kind.DECIMAL:
        target = first.type
    return tuple(at_places(value, target, compared=compared) for value in values)


def _unlike(one: nodes.Value, other: nodes.Value, scope: Scope, span: Span) -> None:
    """Note that two values count different things."""
    if one.type.unit is None:
        one, other = other, one
    first, second = nodes.written(one), nodes.written(other)
    message = f"`{first}` is in `{one.type.unit}`, and `{second}` in `{other.type.unit}`"
    help = "nothing is converted: multiply one of them by a rate without a unit"
    if other.type.unit is None:
        message = f"`{first}` is in `{one.type.unit}`, and `{second}` has no unit"
        help = f"declare `{second}` with `unit: {one.type.unit}`, if that is what it counts"
    scope.say("unlike-units", message, span, help)


def at_places(node: nodes.Value, type: Type, *, compared: bool) -> nodes.Value:
    """A number as one of another type, which has as many places or more."""
    more = type.scale - node.type.scale
    if isinstance(node, nodes.Literal) and node.value is not None:
        low, high = LIMITS[type.kind]
        if low <= (held := int(node.value) * int(10**more)) <= high:
            return with_fields(node, type=type, value=held)
    if node.type.kind is not Kind.DECIMAL or (not more and (compared or node.type == type)):
        return node
    row = lifted(type.places or 0, more, int(compared))
    return nodes.Arithmetic(row, (node,), with_fields(node.type, places=type.places), node.span)


def fitted(
    name: str, node: nodes.Value, wanted: Type, scope: Scope, span: Span
) -> nodes.Value | None:
    """A number for an output of another type, brought to its places; or None, and a mistake is noted."""
    if node.type.unit != wanted.unit and not isinstance(node, nodes.Literal):
        message = f"`{name}` is in `{wanted.unit}`, and this in `{node.type.unit}`"
        help = "declare the output with the unit of its values, or give it another value"
        if wanted.unit is None:
            message = f"`{name}` has no unit, and this is in `{node.type.unit}`"
        elif node.type.unit is None:
            message = f"`{name}` is in `{wanted.unit}`, and this has no unit"
        scope.say("unlike-units", message, span, help)
        return None
    if node.type.scale > wanted.scale:
        message = f"`{name}` has {wanted.scale} places, and this has {node.type.scale}"
        shown = nodes.written(node)
        words = f"write round({shown}, {wanted.scale}, 'half_up'), or whichever rounding is meant"
        help = WayOut(words, (None, f"round({shown}, {wanted.scale}, 'half_up')"))
        scope.say("must-be-rounded", message, span, help)
        return None
    return at_places(node, wanted, compared=False)


def measured(
    function: Function, operands: tuple[nodes.Value, ...], scope: Scope, tree: syntax.Call
) -> nodes.Arithmetic | None:
    """The function of operands whose kinds it takes; or None, and a mistake is noted."""
    if function.typed is alike and function.result(tuple(v.type.kind for v in operands)) in NUMBERS:
        together = brought_together(operands, scope, tree.span, compared=False)
        if together is None:
            return None
        operands = together
    type = function.type_of([operand.type for operand in operands])
    if type is not None:
        return nodes.Arithmetic(function, operands, type, tree.span, tree.infix)
    if function.typed is product:
        _no_product(operands, scope, tree.span)
    return None


def _no_product(operands: tuple[nodes.Value, ...], scope: Scope, span: Span) -> None:
    """Note why numbers are not multiplied."""
    shown = " * ".join(map(nodes.written, operands))
    units = [str(operand.type.unit) for operand in operands if operand.type.unit]
    if len(units) > 1:
        message = "a product has one unit at most, not " + listed(units, "`")
        help = "give one of the operands no unit: a rate, a share or a count"
        scope.say("unlike-units", message, span, help)
        return
    places = sum(operand.type.scale for operand in operands)
    message = f"`{shown}` has {places} places, and a number has at most {DECIMAL_PLACES}"
    words = f"write round({shown}, 2, 'half_up'), or declare fewer `places`"
    help = WayOut(words, (None, f"round({shown}, 2, 'half_up')"))
    scope.say("must-be-rounded", message, span, help)
