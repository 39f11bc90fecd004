"""What a cell of a decision table says: a part of its text, the value in it, and whether two values make a range."""

from __future__ import annotations

import re

from backhaul.document.node import Scalar
from backhaul.document.scalars import NotOneMeaning, resolve
from backhaul.language import nodes
from backhaul.language.kinds import Held, Refusal, Type
from backhaul.language.values import read_value

#: a text in quotes of its own, which means that text and nothing else
QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")


def part_of(cell: Scalar, start: int, length: int | None = None) -> Scalar:
    """A part of a cell's text without the blanks around it, as a cell of its own: a number is a number."""
    whole = str(cell.value)
    text = whole[start:] if length is None else whole[start : start + length]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    places = cell.places[start:] if cell.places else ()
    span = cell.place(start, len(text))
    shift = 0
    return Scalar(text, span, cell.style, places, cell.lines, shift)


def held_in(part: Scalar, type: Type) -> Held | Refusal:
    """The value that a cell says, where it says one; a text in single quotes is that text."""
    value = part.value
    if isinstance(value, str):
        if match := QUOTED.fullmatch(value):
            value = match[1].replace("\\'", "'")
        elif type.ordered:
            try:
                value = resolve(value)
            except NotOneMeaning as refused:
                return Refusal(
                    "ambiguous-number", f"`{part.value}` is no plain number", str(refused)
                )
    return read_value(value, type)


def text_of(asks: tuple[nodes.Condition, ...]) -> Held | None:
    """The text of a condition that asks for one text."""
    match asks:
        case (nodes.Compare(right=nodes.Literal() as literal) as compared,):
            return literal.value if compared.comparison.symbol == "==" else None
        case _:
            return None


def turned(low: nodes.Value, high: nodes.Value, *, strict: bool) -> bool:
    """Whether no value lies between two ends that are written in place."""
    if not (isinstance(low, nodes.Literal) and isinstance(high, nodes.Literal)):
        return False
    if low.value is None or high.value is None:
        return False
    ends = int(low.value), int(high.value)
    return ends[0] > ends[1] or (strict and ends[0] == ends[1])
