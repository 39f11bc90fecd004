"""The changes of two policies side by side, those of meaning first, those of words apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backhaul.report.blocks import Block, Heading, Paragraph, Table
from backhaul.report.lines import Code, Inline, Line, parsed

Json = dict[str, Any]
_KINDS = {
    "added": "added",
    "removed": "removed",
    "renamed": "renamed",
    "moved": "moved",
    "condition": "condition changed",
    "value": "value changed",
    "output": "output changed",
    "type": "type changed",
    "clauses": "other clauses",
    "words": "words only",
}


def change_blocks(changes: list[Json]) -> Iterator[Block]:
    """What differs between the two policies themselves."""
    yield Heading(2, "What differs in the policies")
    meaning = [change for change in changes if not change["words_only"]]
    words = [change for change in changes if change["words_only"]]
    if not changes:
        yield Paragraph("Nothing.")
        return
    if meaning:
        yield _table(meaning)
    else:
        yield Paragraph("Nothing in what they mean: only words differ.")
    if words:
        yield Heading(3, "Words only")
        yield _table(words)


def _table(changes: list[Json]) -> Table:
    rows = tuple(_row(change) for change in changes)
    return Table(("part", "what", "old", "new"), rows)


def _row(change: Json) -> tuple[Line, ...]:
    what: list[Inline] = [_KINDS[change["kind"]]]
    for place, step in enumerate(change["steps"]):
        what += ["; " if place else ": ", *parsed(step)]
    sides = (_side(change[side], words=change["words_only"]) for side in ("old", "new"))
    return (f"{change['part']} ", Code(change["name"])), tuple(what), *sides


def _side(text: str, *, words: bool) -> Line:
    if not text:
        return "–"
    return text if words else Code(text)
