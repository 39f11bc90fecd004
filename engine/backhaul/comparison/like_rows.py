"""Two policies over blocks of rows: like rows are found in columns and counted, and one of them is judged for all.

Rows are alike where both sides settle them in columns and the key is the same, or, where one side leaves them to the
definition, where every fact in them is. What is judged is always a row, and always by the definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from backhaul.comparison.amount_columns import Priced, priced
from backhaul.comparison.amounts import Worth
from backhaul.comparison.chunk_judge import LOGGED, ChunkJudge
from backhaul.comparison.keys import keys, wanted
from backhaul.evaluation.lowering.safe_ranges import safe_ranges_of
from backhaul.frozen import frozen
from backhaul.records.parquet_records import open_parquet, parquet_tables, python_rows
from backhaul.records.raw import Raw
from backhaul.tables.block import BLOCK, Query, answers, single
from backhaul.tables.cells import lower_cells
from backhaul.tables.lowered_columns import either
from backhaul.tables.rows_to_facts import plain

#: examples of a flip up to which the first rows of each group are held
MOST_EXAMPLES = 1000
#: groups of a block beyond which it is cut into smaller ones, as each is held as a row of its own
MOST_GROUPS = 1 << 15


@frozen
class Group:
    """Rows that are alike: the first of them, and what all are worth together."""

    rows: Sequence[int]
    worth: Worth
    #: what the verdict rests on; None: on every fact
    key: tuple[object, ...] | None = None


class Block:
    """The groups of some rows of a file, in the order of their first rows."""

    def __init__(self, file: str, start: int, cases: Any, groups: Sequence[Group]) -> None:
        self.file, self.start, self.count = file, start, cases.num_rows
        self.groups = sorted(groups, key=lambda group: group.rows[0])
        #: names that are no facts, each with how many rows hold it
        self.extra: Mapping[str, int] = {}
        #: how much of the file is done with it
        self.done = 1.0
        rows = sorted(row for group in groups for row in group.rows)
        self._at = {row: place for place, row in enumerate(rows)}
        # what may be shown is kept, all others are let go
        self._rows = cases.take(pa.array(rows, pa.int64())).combine_chunks()

    def firsts(self) -> list[Raw]:
        """The first row of each group."""
        rows = [group.rows[0] for group in self.groups]
        return self._raws(rows, self._rows.take(pa.array(map(self._at.get, rows), pa.int64())))

    def row(self, row: int) -> Raw:
        """One row of a group, by its number."""
        (found,) = self._raws([row], self._rows.slice(self._at[row], 1))
        return found

    def _raws(self, rows: Sequence[int], table: Any) -> list[Raw]:
        return [
            Raw(self.file, self.start + number + 1, row, cells=True)
            for number, row in zip(rows, python_rows(table), strict=True)
        ]


class Columns:
    """Finds the groups in Parquet files, for one bench."""

    def __init__(self, bench: ChunkJudge) -> None:
        self.terms, self.known = bench.terms, bench.known
        self.amount = bench.amount
        boxes = [safe_ranges_of(side) for side in bench.sides]
        asked = wanted(bench.judge)
        absent, naive = bench.terms.null_is_absent, bench.terms.naive
        lowers = partial(lower_cells, null_is_absent=absent, naive=naive)
        self.sides = [
            Query(side, box, lowers, answers(side, asked))
            for side, box in zip(bench.sides, boxes, strict=True)
            if box is not None
        ]
        self.able = len(self.sides) == 2 and self.terms.examples <= MOST_EXAMPLES
        self.key = list(keys(bench.judge, *(q.unit for q in self.sides))) if self.able else []
        self.connection = duckdb.connect()

    def take(self, file: str) -> bool:
        """Whether what the rows of a file say can be told from its columns."""
        names = open_parquet(file).schema_arrow.names
        amount = self.terms.amount
        able = self.able and len(set(names)) == len(names)
        able = able and not all(name in names for name in LOGGED)
        if self.terms.extra == "refuse":
            able = able and all(name in self.known or name == amount for name in names)
        if self.amount and (self.amount.given or self.amount.by):
            return False
        if amount is not None:
            nested = "." in amount and amount.partition(".")[0] in names
            able = able and not nested and "facts" not in names
        return able

    def blocks(self, file: str) -> Iterator[Block]:
        """The rows of a file, a block at a time."""
        about = open_parquet(file)
        names = about.schema_arrow.names
        extra = [n for n in names if n not in self.known and n != self.terms.amount]
        always, never = _nulls(about.metadata, extra)
        read = [n for n in names if n not in always and n not in never]
        start, total = 0, about.metadata.num_rows
        for table in parquet_tables(file, read, BLOCK):
            for part, block in self._cut(file, start, plain(table)):
                start += block.count
                block.extra = _extra(part, [n for n in extra if n not in never])
                block.done = start / total
                yield block

    def _cut(self, file: str, start: int, table: Any) -> Iterator[tuple[Any, Block]]:
        """The rows as one block, or where they are too little alike as several; each with its part of the table."""
        if block := self._block(file, start, table):
            yield table, block
            return
        for place in range(0, table.num_rows, MOST_GROUPS):
            part = table.slice(place, MOST_GROUPS).combine_chunks()
            if block := self._block(file, start + place, part):
                yield part, block

    def _block(self, file: str, start: int, table: Any) -> Block | None:
        """The rows as one block; None where they fall into more than MOST_GROUPS groups."""
        rows, amount = table.num_rows, self.terms.amount
        there = amount is not None and amount in table.column_names
        prices = priced(single(table[amount]) if there else None, rows)
        counted = {
            "row": pa.array(range(rows), pa.int32()),
            "units": prices.units,
            "places": prices.places,
            "odd": prices.odd,
        }
        cases = table.select([name for name in table.column_names if name in self.known])
        (old, left), (new, left_too) = (side.found(cases) for side in self.sides)
        left = either(left, left_too)
        found = {**_named("a_", old), **_named("b_", new), **counted}
        left_rows: list[Group] | None = []
        settled = pa.table(found)
        if left is not None:
            left_rows = self._groups(_codes(cases, counted).filter(left), None, prices)
            settled = settled.filter(pc.invert(left))
        if left_rows is None or (groups := self._groups(settled, self.key, prices)) is None:
            return None
        return Block(file, start, cases, left_rows + groups)

    def _groups(self, table: Any, key: list[str] | None, prices: Priced) -> list[Group] | None:
        """The rows of a table by a key, or by all columns that are no counts; None: there are too many."""
        if not table.num_rows:
            return []
        names = [f'"{name}"' for name in table.column_names if name not in _COUNTED]
        parts = [f"{part} k{i}" for i, part in enumerate(names if key is None else key)]
        first = f"min(row, {max(1, self.terms.examples)})"
        sums = f"count(*), {first}, sum(units), max(places), count(units)"
        with self.connection.cursor() as cursor:
            cursor.register("found", table)
            text = f"select {', '.join([*parts, 'odd'])}, {sums} from found group by all"  # noqa: S608
            result = cursor.execute(text).fetchmany(MOST_GROUPS + 1)
        if len(result) > MOST_GROUPS:
            return None
        return [
            Group(
                sorted(rows),
                prices.worth(count, total, places, priced, odd),
                None if key is None else tuple(map(_hashable, values)),
            )
            for *values, odd, count, rows, total, places, priced in result
        ]


_COUNTED = ("row", "units", "places", "odd")


def _named(prefix: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    return {prefix + name: column for name, column in columns.items()}


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _codes(cases: Any, counted: Mapping[str, Any]) -> Any:
    """The cases in columns that are equal only where the cells are; none, and each row apart, where there are no such."""
    found = {}
    for place, column in enumerate(cases.columns):
        code = _code(single(column))
        if code is None:
            return pa.table({"c": counted["row"], **counted})
        found[f"c{place}"] = code
    return pa.table({**found, **counted})


def _code(column: Any) -> Any:
    """A column that DuckDB tells apart as Arrow does, or None."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    type = column.type
    if pa.types.is_timestamp(type) or pa.types.is_duration(type) or pa.types.is_date64(type):
        return column.view(pa.int64())
    if any(test(type) for test in _TOLD_APART):
        return column
    return None


_TOLD_APART = (
    pa.types.is_null,
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_float32,
    pa.types.is_float64,
    pa.types.is_decimal128,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_binary,
    pa.types.is_date32,
)


def _nulls(about: Any, names: Sequence[str]) -> tuple[set[str], set[str]]:
    """Of these columns those that are never null, and those that always are, as far as the file says so."""
    counts: dict[str, int | None] = {}
    for group in range(about.num_row_groups):
        of_group = about.row_group(group)
        for place in range(about.num_columns):
            column = of_group.column(place)
            name = column.path_in_schema
            if name in names:
                told = column.statistics
                known = told is not None and told.has_null_count
                before = counts.get(name, 0)
                counts[name] = before + told.null_count if known and before is not None else None
    always = {name for name, count in counts.items() if count == 0}
    return always, {name for name, count in counts.items() if count == about.num_rows} - always


def _extra(table: Any, names: Sequence[str]) -> dict[str, int]:
    """How many rows hold each of these names, in the order in which they come up; what was not read, all do."""
    found: list[tuple[int, str, int]] = []
    for name in names:
        if name not in table.column_names:
            found.append((0, name, table.num_rows))
        elif count := table.num_rows - table[name].null_count:
            first = pc.index(table[name].is_valid(), value=True).as_py()
            found.append((first, name, count))
    # stable: names of one row in the order of the columns
    return {name: count for _, name, count in sorted(found, key=lambda one: one[0])}
