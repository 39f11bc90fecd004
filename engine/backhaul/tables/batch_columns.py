"""Rows of Parquet decided in columns, a block at a time; what a block leaves is decided one by one in several processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.frozen import frozen
from backhaul.records.parquet_records import open_parquet, parquet_tables, python_rows
from backhaul.records.raw import Raw
from backhaul.records.workers import in_order
from backhaul.tables.batch_rows import Reject, Rows, RowWork
from backhaul.tables.block import BLOCK, Blocks
from backhaul.tables.kept_columns import Kept
from backhaul.tables.masked import without_masked
from backhaul.tables.part_files import as_json_values
from backhaul.tables.rows_to_facts import plain

#: rows that are left to the definition and decided together
LEFT = 200


@frozen
class Some:
    """The table of some rows, and what is refused of them."""

    table: Any
    rejects: list[Reject]


class Columns:
    """Decides the rows of Parquet files."""

    def __init__(self, blocks: Blocks, make: RowWork, kept: Kept, jobs: int) -> None:
        self.blocks, self.make, self.kept, self.jobs = blocks, make, kept, jobs
        facts = blocks.policy.facts.values()
        self.masked = {fact.name for fact in facts if fact.masked}

    def decided(self, files: Sequence[str], skip: int) -> Iterator[tuple[int, float | None, Some]]:
        """How many rows there were, how far into the input they reach, and what was made; the first *skip* left out."""
        sizes = [open_parquet(file).metadata.num_rows for file in files]
        done = min(skip, sum(sizes))
        for file, size in zip(files, sizes, strict=True):
            start = min(skip, size)
            skip -= start
            for table in parquet_tables(file, None, BLOCK, start):
                for part in self._block(file, start, table):
                    start, done = start + part[0], done + part[0]
                    yield part[0], done / sum(sizes), part[1]

    def none(self, files: Sequence[str]) -> Some:
        """What is made of no row."""
        table = open_parquet(files[0]).schema_arrow.empty_table()
        return self._some(files[0], 0, table, self.blocks.results.only([]))

    def _block(self, file: str, start: int, table: Any) -> Iterator[tuple[int, Some]]:
        """The rows of a block, cut where many are left to the definition."""
        cases = plain(table).combine_chunks()
        columns, places = self.blocks.settled(cases)
        ends = [*(place + 1 for place in places[LEFT - 1 :: LEFT].to_pylist())]
        if not ends or ends[-1] < table.num_rows:
            ends.append(table.num_rows)
        tasks = (
            self._raws(file, start, cases, places[at : at + LEFT])
            for at in range(0, max(len(places), 1), LEFT)
        )
        again = in_order(self.make, Rows.decided, tasks, self.jobs)
        begin = 0
        for number, (_, rows) in enumerate(again):
            end = ends[number]
            left = pc.subtract(places[number * LEFT : number * LEFT + len(rows)], begin)
            part = None if columns is None else columns.slice(begin, end - begin)
            decided = self.blocks.whole(part, left, rows)
            yield (
                end - begin,
                self._some(file, start + begin, cases.slice(begin, end - begin), decided),
            )
            begin = end
        if begin < table.num_rows:
            rest = cases.slice(begin)
            yield rest.num_rows, self._some(file, start + begin, rest, columns.slice(begin))

    def _raws(self, file: str, start: int, cases: Any, places: Any) -> list[Raw]:
        """The rows at these places, as cells of the facts."""
        names = [name for name in cases.column_names if name in self.blocks.policy.facts]
        rows = python_rows(cases.select(names).take(places))
        return [
            Raw(file, start + place + 1, row, cells=True)
            for place, row in zip(places.to_pylist(), rows, strict=True)
        ]

    def _some(self, file: str, start: int, table: Any, decided: Any) -> Some:
        """The table of the output for rows that were decided."""
        kept = {
            new: table[name].cast(self.kept.types[name])
            if name in table.column_names and name not in self.masked
            else pa.nulls(table.num_rows, self.kept.types[name])
            for name, new in self.kept.names.items()
        }
        made = pa.table({**kept, **without_masked(self.blocks.policy, decided)})
        refused = pc.equal(decided["status"].cast(pa.string()), "refused")
        if not pc.any(refused).as_py():
            return Some(made, [])
        places = pc.indices_nonzero(refused)
        rows = python_rows(table.take(places))
        reasons = decided["reason"].take(places).to_pylist()
        rejects = [
            {"file": file, "row": start + place + 1, "reason": reason, "record": self._shown(row)}
            for place, reason, row in zip(places.to_pylist(), reasons, rows, strict=True)
        ]
        return Some(made.filter(pc.invert(refused)), rejects)

    def _shown(self, row: dict[str, object]) -> dict[str, object]:
        """A row as JSON holds it, without what is masked."""
        return {
            name: {"masked": True}
            if name in self.masked and value is not None
            else as_json_values(value)
            for name, value in row.items()
        }
