"""Lines of plain text, in columns as a terminal counts them: a wide character takes two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import combining, east_asian_width

from backhaul.report.columns import visible

WIDTH = 100
#: characters that may not begin a line, and those that may not end one
_NEVER_FIRST = frozenset("，。、；：？！）》】”’…·%,.;:?!)")
_NEVER_LAST = frozenset("（《【“‘(")


def clean(text: str) -> str:
    """The text on one line, with what could steer a terminal or hide made visible."""
    return visible(" ".join(text.split()))


def width(text: str) -> int:
    """Columns that a text takes."""
    return sum(_cells(character) for character in text)


def padded(text: str, columns: int) -> str:
    """The text, filled with spaces to this many columns."""
    return text + " " * (columns - width(text))


def wrapped(text: str, first: str = "", rest: str | None = None) -> Iterator[str]:
    """The text as lines no wider than `WIDTH`.

    The first begins with `first`, the others with `rest`, or where none is given as wide a space.
    """
    rest = " " * width(first) if rest is None else rest
    line, lead = "", first
    for piece in _pieces(clean(text)):
        room = WIDTH - width(lead)
        if line and width(line) + width(piece.rstrip()) > room:
            yield (lead + line).rstrip()
            line, lead = "", rest
        for part in _cut(piece.lstrip() if not line else piece, WIDTH - width(lead)):
            if line and width(line) + width(part.rstrip()) > WIDTH - width(lead):
                yield (lead + line).rstrip()
                line, lead = "", rest
            line += part
    yield (lead + line).rstrip()


def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _pieces(text: str) -> Iterator[str]:
    """The parts between which a line may end, spaces kept at their end."""
    piece = ""
    for before, character in zip(" " + text, text, strict=False):
        if piece and _may_break(before, character):
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return before == " " or _cells(before) == 2 or _cells(after) == 2


def _cut(piece: str, room: int) -> Iterable[str]:
    """The piece whole where it fits, else in parts that do."""
    if width(piece.rstrip()) <= room:
        return (piece,)
    parts, part = [], ""
    for character in piece:
        if part and width(part) + _cells(character) > room:
            parts.append(part)
            part = ""
        part += character
    return (*parts, part)
