"""The rows of a decision table between its file and a sheet: a cell as text, and a row as YAML has it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.document.node import ListNode, MapNode, Node, Scalar, text
from backhaul.document.scalars import NotOneMeaning, resolve
from backhaul.frozen import frozen
from backhaul.records.sheets import SheetRow

#: a text that YAML reads as the same text without quotes inside `[ ]`
#: a comment behind the cells of a row
_COMMENT = re.compile(r"\](\s+#.*)$")
_PLAIN = re.compile(r"[A-Za-z0-9_<][^,\[\]{}#&*!|>'\"%@`]*")


@frozen
class SheetColumn:
    """A column of a sheet: its name, the column of the table that it is, its kind, and the language of words."""

    name: str
    number: int
    kind: str
    language: str = ""


@frozen
class SheetTable:
    """The table of a decision as its file has it."""

    path: Path
    source: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[ListNode, ...]


def items(node: Node | None) -> tuple[Node, ...]:
    """The items of a list."""
    return node.items if isinstance(node, ListNode) else ()


def as_cells(row: ListNode, table: SheetTable) -> list[str]:
    """The cells of a row as a sheet has them."""
    cells = []
    for column in table.columns:
        cell = row.items[column.number]
        if column.language:
            cells.append(text(cell.get(column.language)) or "" if isinstance(cell, MapNode) else "")
        else:
            cells.append("" if isinstance(cell, Scalar) and cell.value == "-" else _said(cell))
    if not any(cells):
        cells[0] = "-"
    return cells


def _said(node: Node) -> str:
    """A cell as YAML would have it in one line, without quotes of its own."""
    if isinstance(node, Scalar):
        return _scalar_text(node)
    return _flow(node)


def _scalar_text(node: Scalar) -> str:
    match node.value:
        case None:
            return "null"
        case bool():
            return "true" if node.value else "false"
        case _:
            return str(node.value)


def _flow(node: Node) -> str:
    if isinstance(node, ListNode):
        return f"[{', '.join(_flow(item) for item in node.items)}]"
    if isinstance(node, MapNode):
        return f"{{{', '.join(f'{key}: {_flow(value)}' for key, value in node)}}}"
    return _quoted(_scalar_text(node), is_text=isinstance(node.value, str))


def _quoted(said: str, *, is_text: bool) -> str:
    """A scalar inside `[ ]`, in quotes where YAML would read it otherwise."""
    if not is_text:
        return said
    try:
        plain = isinstance(resolve(said), str)
    except NotOneMeaning:
        plain = False
    fits = said == "-" or (_PLAIN.fullmatch(said) and ": " not in said and said == said.strip())
    return (
        said if plain and fits and not said.endswith(":") else json.dumps(said, ensure_ascii=False)
    )


def _cell(
    table: SheetTable,
    column: int,
    cells: Sequence[str],
    was: tuple[ListNode, Sequence[str]] | None,
) -> str:
    """A cell of the table as YAML has it; what did not change is told as it was."""
    own = [n for n, each in enumerate(table.columns) if each.number == column]
    if was and all(was[1][n] == cells[n] for n in own):
        return _flow(was[0].items[column])
    if table.columns[own[0]].language:
        words = {table.columns[n].language: cells[n] for n in own if cells[n]}
        said = ", ".join(
            f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in words.items()
        )
        return f"{{{said}}}" if words else "-"
    cell = cells[own[0]]
    if cell in ("", "-"):
        return "-"
    if cell[0] in "[{" and cell[-1] in "]}":
        return " ".join(cell.split())
    if table.columns[own[0]].kind in ("text", "choice"):
        return _quoted(cell, is_text=True)
    try:
        is_text = isinstance(resolve(cell), str)
    except NotOneMeaning:
        is_text = True
    return _quoted(cell, is_text=is_text)


def written_rows(table: SheetTable, pairs: Sequence[int | None], wanted: Sequence[SheetRow]) -> str:
    """The text of the policy with these rows: the lines of a row that stays are as they were.

    *pairs*: for each row the one of the table that it was. Raises BackhaulError where several rows share a line.
    """
    before = [tuple(as_cells(row, table)) for row in table.rows]
    after = [tuple(row.cells) for row in wanted]
    if list(pairs) == list(range(len(before))) and before == after:
        return table.source
    lines = table.source.split("\n")
    starts = _starts(lines, table)
    pad = lines[starts[0]].partition("-")[0]
    ends = [*starts[1:], _end(lines, starts[-1], len(pad))]
    parts: list[str] = []
    for cells, pair in zip(after, pairs, strict=True):
        old = lines[starts[pair] : ends[pair]] if pair is not None else []
        if pair is not None and before[pair] == cells:
            parts += old
            continue
        was = (table.rows[pair], before[pair]) if pair is not None else None
        count = 1 + max(column.number for column in table.columns)
        said = ", ".join(_cell(table, column, cells, was) for column in range(count))
        comment = _COMMENT.search(old[0]) if old else None
        parts.append(f"{pad}- [{said}]{comment[1] if comment else ''}")
        parts += [line for line in old[1:] if line.lstrip().startswith("#")]
    return "\n".join([*lines[: starts[0]], *parts, *lines[ends[-1] :]])


def _starts(lines: Sequence[str], table: SheetTable) -> list[int]:
    """The line of each row, from 0."""
    starts = [row.span.line - 1 for row in table.rows]
    alone = all(lines[start].lstrip().startswith("- ") for start in starts)
    if len(set(starts)) == len(starts) and alone:
        return starts
    message = "the rows of the table do not stand on lines of their own"
    help = "lay the file out with `backhaul fmt` first"
    raise BackhaulError([Diagnostic("rows-in-one-line", message, help, table.rows[0].span)])


def _end(lines: Sequence[str], start: int, indent: int) -> int:
    """The line behind the last one of a row."""
    number = start + 1
    while number < len(lines):
        line = lines[number]
        if not line.strip() or len(line) - len(line.lstrip()) <= indent:
            break
        number += 1
    return number
