"""What mends the text itself: characters, quotes, and notations that are not taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from backhaul.assist.fixing import line_of, replaced, without_lines, written
from backhaul.assist.places import Position, TextEdit, TextRange
from backhaul.assist.reading import Reading
from backhaul.assist.schemas import at_path, types_of
from backhaul.assist.trail import trail
from backhaul.assist.ways import (
    DELETE,
    DELETE_LINE,
    HIDDEN,
    QUOTE,
    SPACES,
    WRITE,
    Mending,
)
from backhaul.diagnostics import Diagnostic, Span
from backhaul.document import characters

_NUMBER = re.compile(r"[+-]?[0-9][0-9_,]*(?:\.[0-9]+)?")
_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_MARK = re.compile(r"(?:[&!][^\s,\[\]{}]*)\s*")


def _span(found: Diagnostic) -> Span:
    assert found.span is not None  # noqa: S101 - who asks has looked
    return found.span


def _whole_line(line: int, before: str, after: str) -> TextEdit:
    return TextEdit(TextRange(Position(line, 1), Position(line, len(before) + 1)), after)


def _tab(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    line = _span(found).line
    text = line_of(reading, line)
    yield Mending(SPACES, (_whole_line(line, text, text.replace("\t", "  ")),), preferred=True)


def _hidden(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    line = _span(found).line
    text = line_of(reading, line)
    plain = _SPACE.sub(" ", text)
    if plain != text and not characters.HIDDEN.search(text):
        yield Mending(SPACES, (_whole_line(line, text, plain),), preferred=True)
    else:
        bare = characters.HIDDEN.sub("", text)
        yield Mending(HIDDEN, (_whole_line(line, text, bare),), preferred=True)


def _line(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    line = _span(found).line
    yield Mending(DELETE_LINE, (without_lines(reading, line, line),), preferred=True)


def _mark(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """An anchor or a tag taken out."""
    span = _span(found)
    line = line_of(reading, span.line)
    if mark := _MARK.match(line, span.column - 1):
        start, end = Position(span.line, span.column), Position(span.line, mark.end() + 1)
        yield Mending(DELETE, (TextEdit(TextRange(start, end), ""),), preferred=True)


def _quoted(reading: Reading, found: Diagnostic) -> Iterator[Mending]:
    """A number that is a text, and one that may be read otherwise as the number that it is."""
    span = _span(found)
    text = written(span)
    here = trail(reading.lines, Position(span.line, span.column))
    numbers = here and any(
        {"number", "integer"} & {*types_of(part)} for part in at_path(reading.kind, here.path)
    )
    if numbers and _NUMBER.fullmatch(text) and found.code == "ambiguous-number":
        bare = text.replace("_", "").replace(",", "").lstrip("+")
        whole, point, rest = bare.partition(".")
        sign = "-" if whole.startswith("-") else ""
        number = sign + (whole.lstrip("-0") or "0") + point + rest
        yield Mending(WRITE, (replaced(span, number),), name=number)
    if text and '"' not in text and "\\" not in text:
        yield Mending(QUOTE, (replaced(span, f'"{text}"'),))


BY_CODE: dict[str, Callable[[Reading, Diagnostic], Iterator[Mending]]] = {
    "tab": _tab,
    "hidden-character": _hidden,
    "directive": _line,
    "several-documents": _line,
    "anchor": _mark,
    "tag": _mark,
    "ambiguous-number": _quoted,
    "key-not-text": _quoted,
}
