"""The contents of a report, out of its blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backhaul.report.blocks import Block, Contents, Heading, Section
from backhaul.report.lines import Line


def contents(title: str, blocks: Iterable[Block]) -> Contents:
    """What leads to the sections among these blocks, and to the headings in them, that have an anchor.

    >>> contents("Contents", [Section("Rules", (Heading(3, "Late", anchor="late"),), anchor="rules")]).entries
    ((1, 'Rules', 'rules'), (2, 'Late', 'late'))
    """
    return Contents(title, tuple(_entries(blocks, 1)))


def _entries(blocks: Iterable[Block], level: int) -> Iterator[tuple[int, Line, str]]:
    for block in blocks:
        if isinstance(block, Heading) and block.anchor:
            yield level, block.line, block.anchor
        elif isinstance(block, Section):
            if block.anchor:
                yield level, block.title, block.anchor
            yield from _entries(block.blocks, level + 1)
