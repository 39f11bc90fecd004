"""Places in characters and in UTF-16 units, and texts with edits made."""

from __future__ import annotations

import pytest

from backhaul.assist import Position, TextEdit, TextRange, edited, in_utf16
from backhaul.diagnostics import Diagnostic, Span

LINE = "zh: 𠮷野家 👨‍👩‍👧 box"


@pytest.mark.parametrize("column", range(1, len(LINE) + 2))
def test_every_column_goes_to_the_units_of_a_browser_and_back(column: int) -> None:
    units = len(LINE[: column - 1].encode("utf-16-le")) // 2
    told = in_utf16(Position(1, column).to_dict(), [LINE])
    assert told == {"line": 1, "column": units + 1}
    assert Position.of_utf16(1, units + 1, [LINE]) == Position(1, column)


def test_a_length_counts_units_too() -> None:
    span = Span("a.yaml", 1, 5, 2, LINE)
    told = in_utf16(Diagnostic("tab", "a tab stands here", span=span).to_dict(), [LINE])
    assert (told["column"], told["length"]) == (5, 3)


def test_a_place_outside_of_the_text_is_left_as_it_is() -> None:
    assert in_utf16({"line": 9, "column": 3}, ["a"]) == {"line": 9, "column": 3}
    assert Position.of_utf16(9, 3, ["a"]) == Position(9, 1)
    assert Position.of_utf16(1, 90, ["𠮷"]) == Position(1, 2)


def test_edits_are_made_from_the_last_to_the_first() -> None:
    text = "a: 𠮷\nb: 2\nc: 3\n"

    def at(line: int, first: int, last: int) -> TextRange:
        return TextRange(Position(line, first), Position(line, last))

    edits = [
        TextEdit(at(1, 4, 5), "吉"),
        TextEdit(at(3, 1, 1), "d: 4\n"),
        TextEdit(TextRange(Position(2, 1), Position(3, 1)), ""),
    ]
    assert edited(text, edits) == "a: 吉\nd: 4\nc: 3\n"
