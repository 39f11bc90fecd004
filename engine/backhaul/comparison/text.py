"""A report as plain text for a terminal or a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from unicodedata import combining, east_asian_width

from backhaul.comparison.blocks import (
    Block,
    Flows,
    Folded,
    Heading,
    Items,
    Paragraph,
    Shares,
    Table,
    plain,
)

WIDTH = 96


def text(blocks: list[Block]) -> str:
    """The blocks as lines; the last one ends, too."""
    lines: list[str] = []
    for block in blocks:
        lines += _block(block)
    return "\n".join(lines).strip("\n") + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            said = plain(block.line)
            yield ""
            yield from ("" for _ in range(block.level == 2))
            yield said
            if block.level < 3:
                yield ("═" if block.level == 1 else "─") * min(WIDTH, width(said))
        case Paragraph():
            yield from textwrap.wrap(plain(block.line), WIDTH)
        case Items():
            for item, below in block.items:
                yield from _wrapped(plain(item), "  - ", "    ")
                for under in below:
                    yield from _wrapped(plain(under), "      ", "        ")
        case Table():
            yield from _table(block)
        case Shares() | Flows() | Folded():
            return


def _wrapped(said: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(said, WIDTH, initial_indent=first, subsequent_indent=rest) or [first]


def _table(table: Table) -> Iterator[str]:
    """Columns where they fit; else one row below the other."""
    rows = [[plain(cell) for cell in row] for row in table.rows]
    widths = [
        max(width(row[n]) for row in [list(table.head), *rows]) for n in range(len(table.head))
    ]
    if sum(widths) + 2 * len(widths) > WIDTH:
        for row in rows:
            yield from _wrapped(row[0], "  ", "    ")
            for name, cell in zip(table.head[1:], row[1:], strict=True):
                if cell:
                    yield from _wrapped(f"{name}: {cell}", "      ", "        ")
        return
    for row in [list(table.head), *rows]:
        cells = [_padded(cell, widths[n], right=n in table.numbers) for n, cell in enumerate(row)]
        yield ("  " + "  ".join(cells)).rstrip()


def _padded(cell: str, columns: int, *, right: bool) -> str:
    blank = " " * (columns - width(cell))
    return blank + cell if right else cell + blank


def width(said: str) -> int:
    """The columns that a text takes in a terminal."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in said)
