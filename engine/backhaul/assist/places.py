"""Places in a text, and pieces of it that are replaced.

Lines and columns are counted from 1. A column counts characters (code points of Unicode), as it does in every diagnostic. Browsers
and the language server protocol count UTF-16 units, of which `𠮷` and most emoji have two: `in_utf16` and
`Position.of_utf16` are the one place where that is converted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backhaul.diagnostics import Span
from backhaul.frozen import frozen

#: the last character with one unit of UTF-16
_ONE_UNIT = 0xFFFF


@frozen
class Position:
    """A place between two characters: 1-based line and column, in characters."""

    line: int
    column: int

    @staticmethod
    def of_utf16(line: int, column: int, lines: Sequence[str]) -> Position:
        """The place that lies so many UTF-16 units into a line, also 1-based.

        >>> Position.of_utf16(1, 4, ["𠮷 a"])
        Position(line=1, column=3)
        """
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        left, place = column - 1, 0
        while left > 0 and place < len(text):
            left -= 2 if ord(text[place]) > _ONE_UNIT else 1
            place += 1
        return Position(line, place + 1)

    def before(self, other: Position) -> bool:
        """Whether it lies before another."""
        return (self.line, self.column) < (other.line, other.column)

    def to_dict(self) -> dict[str, int]:
        """The place as JSON holds it."""
        return {"line": self.line, "column": self.column}


@frozen
class TextRange:
    """A piece of a text: its first place, and the one behind its last character."""

    start: Position
    end: Position

    @staticmethod
    def of(span: Span) -> TextRange:
        """The piece that a span covers, on its line."""
        line, column = max(1, span.line), max(1, span.column)
        return TextRange(Position(line, column), Position(line, column + span.length))

    def has(self, at: Position) -> bool:
        """Whether a place lies in it or at one of its ends."""
        return not at.before(self.start) and not self.end.before(at)

    def to_dict(self) -> dict[str, dict[str, int]]:
        """The piece as JSON holds it."""
        return {"from": self.start.to_dict(), "to": self.end.to_dict()}


@frozen
class TextEdit:
    """A piece of a text, and what stands in its place afterwards."""

    at: TextRange
    text: str

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON holds it."""
        return {**self.at.to_dict(), "text": self.text}


def edited(text: str, edits: Iterable[TextEdit]) -> str:
    r"""The text with all edits made; they do not overlap.

    >>> edited("a: 1\nb: 2\n", [TextEdit(TextRange(Position(2, 1), Position(2, 2)), "c")])
    'a: 1\nc: 2\n'
    """
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def offset(at: Position) -> int:
        line = min(at.line, len(starts) - 1)
        return min(starts[line - 1] + at.column - 1, starts[line] - 1)

    for edit in sorted(edits, key=lambda e: (e.at.start.line, e.at.start.column), reverse=True):
        first, last = offset(edit.at.start), offset(edit.at.end)
        text = text[:first] + edit.text + text[last:]
    return text


def in_utf16(answer: Any, lines: Sequence[str]) -> Any:
    """An answer of this room as JSON holds it, with columns in UTF-16 units: in every mapping that has a `line` and a `column`.

    A `length` beside them is converted, too.

    >>> in_utf16({"from": {"line": 1, "column": 3}}, ["𠮷 a"])
    {'from': {'line': 1, 'column': 4}}
    """
    if isinstance(answer, list):
        return [in_utf16(each, lines) for each in answer]
    if not isinstance(answer, Mapping):
        return answer
    made = {name: in_utf16(each, lines) for name, each in answer.items()}
    line, column = answer.get("line"), answer.get("column")
    if isinstance(line, int) and isinstance(column, int):
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        made["column"] = column + _wide(text[: column - 1])
        if isinstance(length := answer.get("length"), int):
            made["length"] = length + _wide(text[column - 1 : column - 1 + length])
    return made


def _wide(text: str) -> int:
    """How many characters of a text have two units."""
    return 0 if text.isascii() else sum(ord(character) > _ONE_UNIT for character in text)
