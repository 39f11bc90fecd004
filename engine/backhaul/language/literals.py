"""Values written in place: which value a literal is, beside a value of a known type."""

from __future__ import annotations

from backhaul.language import nodes, syntax
from backhaul.language.kinds import DECIMAL_PLACES, Kind, Refusal, Type
from backhaul.language.scope import Scope
from backhaul.language.values import choice_meant, read_value
from backhaul.way_out import WayOut

#: literals that take their type from what they stand beside: a text a choice or an instant, a whole number a decimal
OPEN = (syntax.Text, syntax.Number)
#: kinds whose values are written in quotes
DAYS = (Kind.DATETIME, Kind.DATE)
Literal = syntax.Text | syntax.Number | syntax.Quantity


def literal(tree: Literal, wanted: Type | None, scope: Scope) -> nodes.Literal | None:
    """The node of a literal that stands beside a value of the wanted type; nothing where it is refused.

    What is refused goes to the scope. A literal that cannot be of the wanted type keeps its own.
    """
    match tree:
        case syntax.Text():
            return _text(tree, wanted, scope)
        case syntax.Number():
            decimal = wanted is not None and wanted.kind is Kind.DECIMAL
            type = wanted if wanted and decimal else Type(Kind.INTEGER)
            backticked = f"`{tree.value}`" if decimal else ""
            return _held(
                tree, type, tree.value, str(tree.value) if tree.bare else backticked, scope
            )
        case syntax.Quantity():
            return _held(tree, _as_written(tree), tree.text, tree.text, scope)


def _as_written(tree: syntax.Quantity) -> Type:
    """The type of a quantity by itself: a decimal has the places that are written."""
    if tree.kind is not Kind.DECIMAL:
        return Type(tree.kind)
    places = len(tree.text.partition(".")[2])
    return Type(tree.kind, places=places if 0 < places <= DECIMAL_PLACES else None)


def among(tree: Literal, types: list[Type]) -> Type | None:
    """The type of a literal among operands of these types: of a text beside a duration, a day or an instant."""
    wanted = next(iter(types), None)
    if not isinstance(tree, syntax.Text) or wanted is None or wanted.kind is not Kind.DURATION:
        return wanted
    return Type(Kind.DATE if len(tree.value) <= len("2026-03-02") else Kind.DATETIME)


def _text(tree: syntax.Text, wanted: Type | None, scope: Scope) -> nodes.Literal | None:
    if wanted is not None and wanted.kind in DAYS and tree.value.strip():
        return _held(tree, wanted, tree.value, nodes.quoted(tree.value), scope)
    if wanted is None or wanted.kind != Kind.CHOICE:
        return nodes.Literal(Type(Kind.TEXT), tree.value, tree.span)
    if tree.value not in wanted.choices:
        help = choice_meant(tree.value, wanted)
        if isinstance(help, WayOut):
            help = WayOut(help, *((at, nodes.quoted(text)) for at, text in help.edits))
        scope.say("unknown-choice", f"`{tree.value}` is not one of the choices", tree.span, help)
        return None
    return nodes.Literal(wanted, tree.value, tree.span)


def _held(
    tree: Literal, type: Type, value: object, written: str, scope: Scope
) -> nodes.Literal | None:
    held = read_value(value, type)
    if isinstance(held, Refusal):
        scope.say(held.code, held.message, tree.span, held.help)
        return None
    return nodes.Literal(type, held, tree.span, written)
