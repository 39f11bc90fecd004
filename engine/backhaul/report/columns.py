"""Plain text in the columns of a terminal: what a text takes of them, and where a line may end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import category, east_asian_width

WIDTH = 100
#: characters that may not begin a line, and those that may not end one
_NEVER_FIRST = frozenset("，。、；：？！）》】」』〉”’…·%,.;:?!)")
_NEVER_LAST = frozenset("（《【「『〈“‘(")
#: letters without a glyph, which count as printable
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")


def visible(text: str) -> str:
    r"""The text with every character that hides, breaks a line or steers a terminal shown as an escape.

    >>> visible("safe" + chr(0x202E) + "gnp.exe" + chr(10))
    'safe\\u202egnp.exe\\n'
    """
    if text.isprintable() and (text.isascii() or _FILLERS.isdisjoint(text)):
        return text
    shown = (c if c.isprintable() and c not in _FILLERS else _escape(c) for c in text)
    return "".join(shown)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()


def clean(text: str) -> str:
    """The text on one line, one blank for each run of them, and nothing in it hidden."""
    return visible(" ".join(text.split()))


def spaced(text: str) -> str:
    """The text as `clean` makes it, with a blank at an end where there was one: a part of a longer line."""
    return (
        " " * text[:1].isspace() + clean(text) + " " * (text[-1:].isspace() and not text.isspace())
    )


def width(text: str) -> int:
    """The columns that a text takes: none for a combining mark, two for a wide character.

    >>> width("e" + chr(0x301)), width("仓库 A")
    (1, 6)
    """
    return len(text) if text.isascii() else sum(map(_cells, text))


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """The text, filled with blanks to this many columns; *right*: they stand before it."""
    blank = " " * (columns - width(text))
    return blank + text if right else text + blank


def carets(lead: str, under: str) -> str:
    """A line of carets below *under*, which stands after *lead*; at least one, and at most 80.

    >>> carets("仓 ", "库x")
    '   ^^^'
    """
    return " " * width(lead) + "^" * max(1, min(width(under), 80))


def wrapped(
    text: str, first: str = "", rest: str | None = None, *, columns: int = WIDTH
) -> Iterator[str]:
    """The text as lines no wider than so many columns.

    The first begins with `first`, the others with `rest`, or where none is given with as much blank.
    A line ends at a blank or beside a wide character; a word wider than a line is cut.

    >>> [width(line) for line in wrapped("长" * 60)]
    [100, 20]
    """
    if width(first) + width(text.strip()) <= columns:
        yield (first + text.lstrip()).rstrip()
        return
    rest = " " * width(first) if rest is None else rest
    line, used, begun = first, width(first), False
    # what is cut may begin a line of either kind
    room = columns - max(used, width(rest))
    for part in (part for piece in _pieces(text) for part in _cut(piece, room)):
        if begun and used + width(part.rstrip()) > columns:
            yield line.rstrip()
            line, used, begun = rest, width(rest), False
        shown = part if begun else part.lstrip()
        line, used, begun = line + shown, used + width(shown), begun or bool(shown)
    yield line.rstrip()


@lru_cache(4096)
def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    # the vowels and ends of syllables of old Hangul stand within the first letter, too
    if "\u1160" <= character <= "\u11ff" or category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _pieces(text: str) -> Iterator[str]:
    """The parts between which a line may end, blanks kept at their end."""
    piece, last = "", " "
    for character in text:
        cells = _cells(character)
        if piece and cells and _may_break(last, character):
            yield piece
            piece = ""
        piece += character
        last = character if cells else last
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
