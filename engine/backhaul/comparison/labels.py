"""Values as the matrix names them: few enough to be counted, whatever the records hold.

A choice, a text (rules give texts word for word), a truth value and absence are named as they are. Of times and
numbers, which are as many as there are records, the matrix says how they moved: `a datetime` becomes `1 day earlier`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backhaul.evaluation.known import Known
from backhaul.frozen import frozen
from backhaul.language.kinds import Held, Kind, Type, json_value

ABSENT, MASKED, MASKED_OTHER = "(absent)", "(masked)", "(masked, another)"
#: what stands for any exact value of a kind that has an order
_ANY = {kind: f"{'an' if kind is Kind.INTEGER else 'a'} {kind}" for kind in Kind}
_WORDS = {Kind.DATETIME: ("later", "earlier"), Kind.DURATION: ("longer", "shorter")}


@frozen
class Side:
    """What an output is on one side; a hidden one is made of a masked fact."""

    type: Type
    hidden: bool


#: an output on both sides, and its name
Sides = tuple[Side, Side, str]


def masked_sides(outputs: list[Sides], decision: str, hidden: frozenset[str]) -> list[Sides]:
    """The outputs of a decision on both sides, hidden where their values are."""
    return [
        (Side(left.type, hide), Side(right.type, hide), name)
        for left, right, name in outputs
        for hide in [left.hidden or f"{decision}.{name}" in hidden]
    ]


def label(side: Side, known: Known) -> str:
    """The one value that is known, or what stands for any of its kind."""
    held = known.one
    if held is None or known.never_present:
        return ABSENT
    if side.hidden:
        return MASKED
    kind = side.type.kind
    return _ANY[kind] if side.type.ordered else _plain(kind, held)


def _plain(kind: Kind, held: Held) -> str:
    if isinstance(held, bool):
        return "true" if held else "false"
    return str(json_value(kind, held))


def difference(sides: tuple[Side, Side], old: Known, new: Known) -> tuple[str, str]:
    """The labels of two exact values; equal only where the values are."""
    labels = label(sides[0], old), label(sides[1], new)
    one, other = old.one, new.one
    kinds = sides[0].type.kind, sides[1].type.kind
    if labels[0] != labels[1] or (kinds[0] == kinds[1] and one == other):
        return labels
    if labels[0] == MASKED:
        return MASKED, MASKED_OTHER
    return labels[0], _apart(kinds[0], int(other or 0) - int(one or 0))


def _apart(kind: Kind, by: int) -> str:
    if kind in _WORDS:
        amount = json_value(Kind.DURATION, abs(by))
        return f"{amount} {_WORDS[kind][by < 0]}"
    return f"{json_value(kind, abs(by))} {'less' if by < 0 else 'more'}"


def row_key(
    outputs: Sequence[tuple[Side, str]], known: Mapping[str, Known]
) -> tuple[str, tuple[Held | None, ...]]:
    """A row of a list: how it is named, and its exact values, which are never shown."""
    parts = [(name, label(side, known[name])) for side, name in outputs]
    named = [value for _, value in parts] if len(parts) == 1 else [f"{n}: {v}" for n, v in parts]
    return ", ".join(named), tuple(known[name].one for _, name in outputs)
