"""A case in two: one for the versions that decide it as it says, and a copy for those that decide it otherwise.

Only lines are copied, and `versions` is written into both. A file that is not laid out in lines stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from backhaul.cases.ranges import EVERY, Range, read_range
from backhaul.document.node import ListNode, MapNode, Node, Scalar, mapping
from backhaul.document.reader import read
from backhaul.frozen import frozen

#: an entry of `cases`, and its row where the table has a column `versions`
Place = tuple[int, int | None]
_DASH = re.compile(r" *- +")


@frozen
class Split:
    """The versions for which a case stays as it is, and those for which it has a copy."""

    kept: Range
    changed: Range


@frozen
class _Piece:
    """The lines of an item of a list, from *start* to before *stop*, and where its `versions` stands."""

    start: int
    stop: int
    line: int
    column: int
    #: characters of the value that is there already
    length: int
    #: what is written around the range
    text: str
    own: Range
    spaced: bool


def split(source: str, splits: Mapping[Place, Split]) -> str | None:
    """The case file with these cases in two, the copy below what is kept; None where they cannot be told apart in lines."""
    document, _ = read(source, "cases")
    if document is None:
        return None
    lines = source.split("\n")
    pieces = []
    for place, how in splits.items():
        piece = _piece(document.root, place, lines)
        if piece is None:
            return None
        pieces.append((piece, how))
    for piece, how in sorted(pieces, key=lambda each: each[0].start, reverse=True):
        kept, changed = (list(_limited(lines, piece, part)) for part in (how.kept, how.changed))
        gap = [""] if piece.spaced else []
        lines[piece.start : piece.stop] = [*kept, *gap, *changed]
    return "\n".join(lines)


def _limited(lines: Sequence[str], piece: _Piece, part: Range) -> Iterator[str]:
    """The lines of an item, which is for this part of its versions alone."""
    for number in range(piece.start, piece.stop):
        line = lines[number]
        if number == piece.line:
            at = piece.column - 1
            new = piece.text.format(f'"{piece.own.within(part)}"')
            line = line[:at] + new + line[at + piece.length :]
        yield from line.split("\n")


def _piece(root: MapNode, place: Place, lines: Sequence[str]) -> _Piece | None:
    """The item at a place."""
    entry, row = place
    cases = root.get("cases")
    if not isinstance(cases, ListNode):
        return None
    found = _lines(root, "cases", entry, (0, len(lines)), lines)
    item = cases.items[entry]
    if row is None or found is None or not isinstance(item, MapNode):
        return _of_entry(item, found, lines) if found else None
    table = mapping(item.get("table"))
    inner = _bounds(item, "table", found)
    lines_of_row = _lines(table, "rows", row, inner, lines) if table else None
    return _of_row(table, row, lines_of_row) if table and lines_of_row else None


def _bounds(node: MapNode, key: str, outer: tuple[int, int]) -> tuple[int, int]:
    """The lines from a key of a mapping to before its next key."""
    own = node.key(key)
    start = own.span.line - 1 if own else outer[0]
    later = [other.span.line - 1 for other, _ in node.entries if other.span.line - 1 > start]
    return start, min([*later, outer[1]])


def _lines(
    node: MapNode, key: str, number: int, outer: tuple[int, int], lines: Sequence[str]
) -> tuple[int, int] | None:
    """The lines of an item of the list under a key, without what follows it; None where others stand in them, too."""
    listed = node.get(key)
    if not isinstance(listed, ListNode):
        return None
    item = listed.items[number]
    start, (_, stop) = item.span.line - 1, _bounds(node, key, outer)
    if number + 1 < len(listed.items):
        stop = listed.items[number + 1].span.line - 1
    if not _DASH.fullmatch(lines[start][: item.span.column - 1]):
        return None
    while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].lstrip()[0] == "#"):
        stop -= 1
    return (start, stop) if stop > start else None


def _of_entry(item: Node, found: tuple[int, int], lines: Sequence[str]) -> _Piece | None:
    start, stop = found
    if not isinstance(item, MapNode):
        return None
    spaced = stop < len(lines) and not lines[stop].strip()
    spaced = spaced or (start > 0 and not lines[start - 1].strip())
    if isinstance(own := item.get("versions"), Scalar):
        return _of_value(own, found, spaced=spaced)
    keys = [key for key, _ in item.entries]
    after = next(n for n, key in enumerate(keys) if key.value == "name") + 1
    if after == len(keys):
        return None
    span = keys[after].span
    if item.span.column < keys[0].span.column:  # in braces
        line, column, form = span.line - 1, span.column, "versions: {}, "
    elif span.line == keys[after - 1].span.line:
        return None
    else:
        line, column = span.line - 1, span.column
        form = f"versions: {{}}\n{' ' * (span.column - 1)}"
    return _Piece(start, stop, line, column, 0, form, EVERY, spaced)


def _of_value(own: Scalar, found: tuple[int, int], *, spaced: bool) -> _Piece:
    range = EVERY if own.value == "..." else read_range(own, [])
    span = own.span
    return _Piece(*found, span.line - 1, span.column, span.length, "{}", range, spaced)


def _of_row(table: MapNode, row: int, found: tuple[int, int]) -> _Piece | None:
    columns, rows = table.get("columns"), table.get("rows")
    if not isinstance(columns, ListNode) or not isinstance(rows, ListNode):
        return None
    names = [head.value for head in columns.items if isinstance(head, Scalar)]
    item = rows.items[row]
    cell = item.items[names.index("versions")] if isinstance(item, ListNode) else None
    return _of_value(cell, found, spaced=False) if isinstance(cell, Scalar) else None
