"""Which rows of a decision table a sheet adds, drops, changes or moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from backhaul.frozen import frozen
from backhaul.questions.table_rows import SheetTable
from backhaul.records.sheets import SheetRow


@frozen
class RowChange:
    """A row that a sheet adds, drops or changes: its id or number, and each cell before and after by column."""

    row: str
    kind: str
    cells: tuple[tuple[str, str, str], ...] = ()


def ids_of(table: SheetTable) -> int | None:
    """The column of ids, where the table has one."""
    return next((n for n, each in enumerate(table.columns) if each.name == "id"), None)


def paired(
    before: Sequence[Sequence[str]], wanted: Sequence[SheetRow], table: SheetTable
) -> list[int | None]:
    """For each row of the sheet the row of the table that it was, by id, then by content, then by place."""
    ids, free = ids_of(table), set(range(len(before)))
    pairs: list[int | None] = [None] * len(wanted)

    def take(same: Callable[[int, int, SheetRow], bool]) -> None:
        for number, row in enumerate(wanted):
            if pairs[number] is None:
                found = next((n for n in sorted(free) if same(n, number, row)), None)
                if found is not None:
                    pairs[number] = found
                    free.discard(found)

    take(lambda n, _number, row: list(before[n]) == list(row.cells))
    if ids is not None:
        take(lambda n, _number, row: before[n][ids] == row.cells[ids] != "")
    take(
        lambda n, number, row: (
            n == number and (ids is None or (before[n][ids] == row.cells[ids] == ""))
        )
    )
    return pairs


def row_changes(
    before: Sequence[Sequence[str]],
    wanted: Sequence[SheetRow],
    pairs: Sequence[int | None],
    table: SheetTable,
) -> Iterator[RowChange]:
    """What a sheet changes: first the rows that it drops, then its own in their order."""
    ids, names = ids_of(table), [column.name for column in table.columns]

    def called(cells: Sequence[str], number: int) -> str:
        return (cells[ids] if ids is not None else "") or f"row-{number + 1}"

    for number, cells in enumerate(before):
        if number not in pairs:
            yield RowChange(called(cells, number), "dropped")
    kept = [pair for pair in pairs if pair is not None]
    for number, (row, pair) in enumerate(zip(wanted, pairs, strict=True)):
        if pair is None:
            said = tuple((n, "", cell) for n, cell in zip(names, row.cells, strict=True) if cell)
            yield RowChange(called(row.cells, number), "added", said)
            continue
        differs = zip(names, before[pair], row.cells, strict=True)
        if told := tuple((n, old or "-", new or "-") for n, old, new in differs if old != new):
            yield RowChange(called(row.cells, number), "changed", told)
        elif sorted(kept).index(pair) != kept.index(pair):
            yield RowChange(called(row.cells, number), "moved")
