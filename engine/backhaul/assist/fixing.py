"""Small changes of a text that fixes are made of: an entry or a line taken out, an entry put in, a piece replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backhaul.assist.places import Position, TextEdit, TextRange
from backhaul.assist.reading import Reading
from backhaul.assist.trail import trail
from backhaul.diagnostics import Span
from backhaul.document.node import ListNode, MapNode, Node, Scalar
from backhaul.document.repairs import in_quotes

_SKIP = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|.", re.DOTALL)
_NEEDS_QUOTES = re.compile(r"[,\[\]{}]|: | #")


def line_of(reading: Reading, number: int) -> str:
    """A line by its 1-based number; nothing beyond the last."""
    return reading.lines[number - 1] if 0 < number <= len(reading.lines) else ""


def written(span: Span) -> str:
    """What stands in the file where a span is."""
    return span.text[span.column - 1 : span.column - 1 + span.length]


def replaced(span: Span, text: str) -> TextEdit:
    """The piece of a span with another text in its place."""
    return TextEdit(TextRange.of(span), text)


def fitted(reading: Reading, span: Span, text: str, *, named: bool) -> TextEdit:
    """A piece replaced as its place needs it: between the quotes that it has, and in quotes where a comma or bracket would split it."""
    old = written(span)
    if named and old[:1] in ("'", '"') and text[:1] not in ("'", '"') and old[:1] == old[-1:]:
        text = f"{old[0]}{text}{old[0]}"
    here = trail(reading.lines, TextRange.of(span).start)
    if (
        here is None
        or not here.flow
        or here.quote
        or not _NEEDS_QUOTES.search(text)
        or text[0] in "\"'{["
    ):
        return replaced(span, text)
    line = line_of(reading, span.line)
    start = here.start.column - 1
    end = value_end(line, start)
    whole = line[start : span.column - 1] + text + line[span.column - 1 + span.length : end]
    return TextEdit(
        TextRange(Position(span.line, start + 1), Position(span.line, end + 1)), in_quotes(whole)
    )


def value_end(line: str, start: int) -> int:
    """The place behind a value or entry inside brackets: before the comma or bracket that ends it."""
    depth = 0
    for match in _SKIP.finditer(line, start):
        sign = match[0]
        if sign in "([{":
            depth += 1
        elif sign in ")]}" and depth == 0:
            return len(line[: match.start()].rstrip())
        elif sign in ")]}":
            depth -= 1
        elif sign == "," and depth == 0:
            return match.start()
    return len(line.rstrip())


def without_entry(reading: Reading, span: Span) -> TextEdit | None:
    """The entry of a mapping, or the item of a list, that begins at a span taken out; nothing where that is not told by its line."""
    line, first = line_of(reading, span.line), span.column - 1
    before = line[:first]
    if before.strip(" -") == "" and "-" not in before:
        return _without_lines(reading, span.line, first)
    if not re.search(r"[{\[,]\s*$", before):
        return None
    end = value_end(line, first)
    comma = re.match(r"\s*,\s*", line[end:])
    if comma:
        end += comma.end()
    elif behind := re.search(r",\s*$", before):
        first = behind.start()
    return TextEdit(TextRange(Position(span.line, first + 1), Position(span.line, end + 1)), "")


def _without_lines(reading: Reading, line: int, indent: int) -> TextEdit:
    """The lines of an entry that is set in so far taken out."""
    last = line
    for number in range(line + 1, len(reading.lines) + 1):
        text = line_of(reading, number)
        inner = len(text) - len(text.lstrip(" "))
        if text.strip() and (
            inner < indent or (inner == indent and not text.lstrip().startswith("- "))
        ):
            break
        if text.strip():
            last = number
    return without_lines(reading, line, last)


def without_lines(reading: Reading, first: int, last: int) -> TextEdit:
    """Whole lines taken out, with the line feed behind them, or at the end of the text before them."""
    if last < len(reading.lines):
        return TextEdit(TextRange(Position(first, 1), Position(last + 1, 1)), "")
    end = Position(last, len(line_of(reading, last)) + 1)
    before = Position(max(1, first - 1), len(line_of(reading, first - 1)) + 1)
    return TextEdit(TextRange(before if first > 1 else Position(1, 1), end), "")


def with_entry(reading: Reading, node: MapNode, entry: str) -> TextEdit:
    """A mapping with one entry more: the last, where its end is on its line, or else the first."""
    line, first = line_of(reading, node.span.line), node.span.column - 1
    if line[first : first + 1] == "{":
        end = _closing(line, first)
        if end is not None:
            inner = line[first + 1 : end].strip()
            at = len(line[:end].rstrip()) + 1
            place = Position(node.span.line, at)
            return TextEdit(TextRange(place, place), f", {entry}" if inner else entry)
        place = Position(node.span.line, first + 2)
        return TextEdit(TextRange(place, place), f"{entry}, ")
    last = node.entries[-1] if node.entries else None
    if last and isinstance(last[1], Scalar) and last[1].style not in ("|", ">"):
        at_end = _end_of(reading, last[1])
        if at_end is not None:
            place = Position(at_end, len(line_of(reading, at_end)) + 1)
            return TextEdit(TextRange(place, place), f"\n{' ' * first}{entry}")
    place = Position(node.span.line, first + 1)
    return TextEdit(TextRange(place, place), f"{entry}\n{' ' * first}")


def _end_of(reading: Reading, node: Scalar) -> int | None:
    """The line on which a scalar ends, where that is the one on which it begins."""
    behind = node.span.column - 1 + node.span.length
    following = line_of(reading, node.span.line + 1)
    indent = len(following) - len(following.lstrip(" "))
    line = line_of(reading, node.span.line)
    key = len(line) - len(line.lstrip(" -"))
    goes_on = following.strip() and indent > key and not re.match(r"\s*(- |[\w.\"'-]+:)", following)
    return None if line[behind:].strip() or goes_on else node.span.line


def _closing(line: str, start: int) -> int | None:
    """The place of the bracket that closes the one at a place; nothing where it is not on the line."""
    depth = 0
    for match in _SKIP.finditer(line, start):
        depth += (match[0] in "{[") - (match[0] in "}]")
        if depth == 0:
            return match.start()
    return None


def node_at(node: Node, span: Span) -> Node | None:
    """The outermost list or mapping that begins where a span does."""
    return next((each for each in nodes(node) if _same(each.span, span)), None)


def under_key(node: Node, span: Span) -> tuple[MapNode, Node] | None:
    """The value whose key stands at a span, and the mapping around it."""
    for each in nodes(node):
        if isinstance(each, MapNode):
            for key, value in each.entries:
                if _same(key.span, span):
                    return each, value
    return None


def _same(one: Span, other: Span) -> bool:
    return (one.line, one.column) == (other.line, other.column)


def nodes(node: Node) -> Iterator[Node]:
    """A node and all below it that are no scalars."""
    if isinstance(node, Scalar):
        return
    yield node
    for below in node.items if isinstance(node, ListNode) else (value for _, value in node.entries):
        yield from nodes(below)
