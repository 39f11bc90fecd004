"""Blocks of rows out of Parquet, counted in columns as far as columns can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.cases.coverage_of_case import Key
from backhaul.cases.coverage_of_rows import Plan, Walk
from backhaul.evaluation.lowering.safe_ranges import safe_ranges_of
from backhaul.frozen import frozen
from backhaul.records.parquet_records import open_parquet, parquet_tables, python_rows
from backhaul.records.reading import Reading
from backhaul.tables.block import BLOCK, Query
from backhaul.tables.cells import lower_cells
from backhaul.tables.rows_to_facts import plain

#: conditions and computed outputs up to which there are columns for them
MOST_COLUMNS = 4_000
#: truth values that stand in memory at a time
MOST_AT_ONCE = 1 << 30
#: rows that are turned to Python values at a time
_AT_ONCE = 10_000


@frozen
class Block:
    """What some rows touch, how many those are, and the cells of the others, with the numbers of their rows."""

    counts: Mapping[Key, int]
    count: int
    left: Iterator[tuple[int, Mapping[str, Any]]]
    #: how much of the file is done with it
    done: float


class Columns:
    """Counts what the rows of Parquet files touch."""

    def __init__(self, reading: Reading) -> None:
        policy = self.policy = reading.policy
        self.plan = Plan(policy)
        box, columns = safe_ranges_of(policy), len(self.plan.labels)
        self.query: Query | None = None
        if box is not None and columns <= MOST_COLUMNS:
            absent, naive = reading.null_is_absent, reading.naive
            lowers = partial(lower_cells, null_is_absent=absent, naive=naive)
            self.query = Query(policy, box, lowers, self.plan.query)

    def blocks(self, file: str) -> Iterator[Block]:
        """The rows of a file, a block at a time."""
        about = open_parquet(file)
        names = [name for name in about.schema_arrow.names if name in self.policy.facts]
        rows = min(BLOCK, MOST_AT_ONCE // (len(self.plan.labels) + 1))
        yield from self.tables(parquet_tables(file, names, rows), about.metadata.num_rows)

    def tables(self, tables: Iterable[Any], total: int = 0) -> Iterator[Block]:
        """One table after another, of so many rows in all."""
        start = 0
        for table in tables:
            end = start + table.num_rows
            yield self._block(plain(table).combine_chunks(), start, end / (total or end or 1))
            start = end

    def _block(self, table: Any, start: int, done: float) -> Block:
        rows = table.num_rows
        if self.query is None:
            return Block({}, 0, self._left(table, start, pa.array(range(rows), pa.int64())), done)
        found, left = self.query.found(table)
        settled = pa.repeat(pa.scalar(value=True), rows) if left is None else pc.invert(left)
        counts = Walk(self.plan, found, settled).counted()
        places = pa.array([], pa.int64()) if left is None else pc.indices_nonzero(left)
        return Block(counts, rows - len(places), self._left(table, start, places), done)

    def _left(self, table: Any, start: int, places: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
        for at in range(0, len(places), _AT_ONCE):
            part = places.slice(at, _AT_ONCE)
            numbers = (start + place + 1 for place in part.to_pylist())
            yield from zip(numbers, python_rows(table.take(part)), strict=True)
