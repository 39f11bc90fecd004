"""A decision table as a spreadsheet, and back: which rows a changed sheet changes, and the policy with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, Span, listed, nearest
from backhaul.document.files import read_bytes
from backhaul.document.node import Document, ListNode, MapNode, Node, Scalar, mapping, text
from backhaul.document.reader import SIZE, read_document
from backhaul.frozen import frozen, with_fields
from backhaul.language.decision_tables import OF_RULES
from backhaul.language.model import Decision, Policy
from backhaul.opening import loads
from backhaul.questions.table_changes import RowChange, paired, row_changes
from backhaul.questions.table_rows import SheetColumn, SheetTable, as_cells, items, written_rows
from backhaul.records.sheets import Sheet, SheetRow, read_sheet, sheet_bytes
from backhaul.versions.lock import read_lock

#: the columns that hold words by language: one column of a sheet for each
_WORDS = ("because", "title")
_TYPE = re.compile(r" \([^()]*\)$")


@frozen
class Imported:
    """What a sheet changes, and the text of the policy with it."""

    path: Path
    changes: tuple[RowChange, ...]
    before: str
    after: str


def export_table(policy: str, decision: str, suffix: str = ".csv") -> bytes:
    """The table of a decision as the bytes of a CSV or XLSX file: a head with names and types, every cell a text.

    A cell that asks nothing is empty. Raises BackhaulError for what cannot be read, and where there is no such table.
    """
    table = _table(policy, decision)
    head = [f"{column.name} ({column.kind})" for column in table.columns]
    return sheet_bytes([head, *(as_cells(row, table) for row in table.rows)], suffix)


def import_table(policy: str, decision: str, file: str) -> Imported:
    """What a sheet changes in the table of a decision; nothing is written.

    Raises BackhaulError with every mistake: a column that the table does not have, a cell that is none, and what the
    policy would be refused for, at its row in the sheet.
    """
    table, sheet = _table(policy, decision), read_sheet(file)
    lock = read_lock(table.path.parent)
    if lock is not None and lock.get(table.path.stem) is not None:
        message = f"`{table.path.name}` is released and never changes"
        help = "begin the next version with `backhaul draft`, and import into that"
        raise BackhaulError([Diagnostic("already-released", message, help)])
    order = _order(sheet, table)
    wanted = [
        SheetRow(tuple(map(_cell, table.columns, (row.cells[n] for n in order))), row.number)
        for row in sheet.rows
    ]
    before = [as_cells(row, table) for row in table.rows]
    pairs = paired(before, wanted, table)
    after = written_rows(table, pairs, wanted)
    changes = tuple(row_changes(before, wanted, pairs, table))
    _check(after, table, wanted, decision, sheet)
    return Imported(table.path, changes, table.source, after)


def _file(named: str) -> Path:
    """The policy file that is meant: a file, or the newest version in a folder or below `policies`."""
    path = Path(named)
    if not path.exists() and len(path.parts) == 1:
        path = Path("policies") / path
    if not path.is_dir():
        return path
    versions = [p for p in path.glob("*.yaml") if re.fullmatch(r"\d+\.\d+\.\d+", p.stem)]
    if not versions:
        message = f"there is no version in `{path}`"
        raise BackhaulError([Diagnostic("file-not-found", message, "name a policy file")])
    return max(versions, key=lambda p: [int(part) for part in p.stem.split(".")])


def _table(policy: str, decision: str) -> SheetTable:
    path = _file(policy)
    data = read_bytes(path, limit=SIZE)
    model = loads(data, str(path)).model
    document, _ = read_document(data, str(path), "policy")
    decisions = mapping(document.root.get("decisions"))
    body = mapping(decisions.get(decision)) if decisions else None
    node = mapping(body.get("table")) if body else None
    if node is None or body is None:
        tables = [name for name, each in model.decisions.items() if each.table]
        message = f"there is no table `{decision}`"
        help = nearest(decision, tables) or "the tables are " + (listed(tables) or "none")
        raise BackhaulError([Diagnostic("unknown-outcome", message, help)])
    columns = tuple(_columns(node, model.decisions[decision], model))
    rows = tuple(row for row in items(node.get("rows")) if isinstance(row, ListNode))
    return SheetTable(path, data.decode("utf-8-sig"), columns, rows)


def _columns(table: MapNode, decision: Decision, policy: Policy) -> Iterator[SheetColumn]:
    """The columns of a sheet; of words there is one for each language."""
    inputs, outputs = items(table.get("inputs")), items(table.get("outputs"))
    for number, column in enumerate((*inputs, *outputs)):
        read = column.get("read") if isinstance(column, MapNode) else column
        name, given = text(read) or "", number >= len(inputs)
        if given and name in decision.outputs:
            yield SheetColumn(name, number, decision.outputs[name].type.kind)
        elif isinstance(column, Scalar) and name in _WORDS:
            for language in policy.languages:
                yield SheetColumn(f"{name}.{language}", number, "words", language)
        elif isinstance(column, Scalar) and name in OF_RULES:
            yield SheetColumn(name, number, "rule")
        else:
            yield SheetColumn(name, number, _kind(name, policy))


def _cell(column: SheetColumn, cell: str) -> str:
    """What a cell of the sheet says; a spreadsheet writes true and false in capitals."""
    cell = cell.strip()
    if column.kind == "boolean" and cell in ("TRUE", "FALSE"):
        return cell.lower()
    return cell


def _kind(name: str, policy: Policy) -> str:
    """The kind of what is called so; of an expression nothing is said."""
    fact, number = policy.facts.get(name), policy.parameters.get(name)
    declared = fact or number or policy.definitions.get(name)
    return declared.type.kind if declared else "value"


def _order(sheet: Sheet, table: SheetTable) -> list[int]:
    """For each column of the table the column of the sheet."""
    head = [_TYPE.sub("", name) for name in sheet.head]
    names = [column.name for column in table.columns]
    place = Span(sheet.file, 1, 1)
    mistakes = []
    for name in head:
        if name not in names or head.count(name) > 1:
            message = f"two columns are called `{name}`"
            if name not in names:
                message = f"the table has no column `{name}`"
            free = [each for each in names if each not in head]
            help = nearest(name, free) or "its columns are " + listed(names, "`")
            mistakes.append(Diagnostic("unknown-column", message, help, place))
    for name in names:
        if name not in head:
            message = f"the column `{name}` is missing"
            mistakes.append(Diagnostic("unknown-column", message, "export the table anew", place))
    for row in sheet.rows:
        if len(row.cells) > len(head):
            message = f"the row has {len(row.cells)} cells for {len(head)} columns"
            help = "put quotes around a cell with a comma in it"
            mistakes.append(
                Diagnostic("row-length", message, help, Span(sheet.file, row.number, 1))
            )
    if mistakes:
        raise BackhaulError(dict.fromkeys(mistakes))
    return [head.index(name) for name in names]


def _check(
    after: str, table: SheetTable, wanted: Sequence[SheetRow], decision: str, sheet: Sheet
) -> None:
    """Raise the mistakes of the policy as it would be, those of a row at its place in the sheet."""
    if after == table.source:
        return
    try:
        loads(after.encode(), str(table.path))
    except PolicyError as error:
        lines = after.split("\n")
        starts = _row_lines(after, table, decision)
        told = []
        for mistake in error.diagnostics:
            line = mistake.span.line if mistake.span else 0
            row = max((n for n, start in enumerate(starts) if start <= line), default=-1)
            inside = row >= 0 and row < len(wanted) and line <= len(lines) and line <= starts[-1]
            place = Span(sheet.file, wanted[row].number, 1) if inside else mistake.span
            told.append(with_fields(mistake, span=place))
        raise PolicyError(told) from None


def _row_lines(after: str, table: SheetTable, decision: str) -> list[int]:
    try:
        document: Document = read_document(after.encode(), str(table.path), "policy")[0]
    except PolicyError:
        return [table.rows[0].span.line + n for n in range(len(table.rows))]
    node: Node | None = document.root
    for key in ("decisions", decision, "table", "rows"):
        node = mapping(node).get(key) if isinstance(node, MapNode) else None  # type: ignore[union-attr]
    return [row.span.line for row in items(node)]
