"""Cases in a table of any of four libraries, decided in columns."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import duckdb
import pyarrow as pa

from backhaul.diagnostics import BackhaulError, Diagnostic, nearest
from backhaul.language.model import Policy
from backhaul.tables.block import BLOCK, Blocks
from backhaul.tables.objects import of_pandas, of_polars


def decide_table(blocks: Blocks, data: object) -> Any:
    """The decisions on all rows, in their order, as an Arrow table."""
    if (frame := _of(data, "pandas", "DataFrame")) is not None:
        return _of_frame(blocks, frame)
    if (lazy := _of(data, "polars", "LazyFrame")) is not None:
        data = lazy.collect()
    if (frame := _of(data, "polars", "DataFrame")) is not None:
        return _of_polars(blocks, frame)
    return pa.concat_tables([blocks.decided(block) for block in _blocks(blocks.policy, data)])


def _of(data: object, library: str, kind: str) -> Any:
    """The data where it is of this class of a library, which is imported only then; else None."""
    if type(data).__module__.partition(".")[0] != library:
        return None
    return data if isinstance(data, getattr(import_module(library), kind)) else None


def _of_frame(blocks: Blocks, frame: Any) -> Any:
    """The decisions on a data frame of pandas, in which Python objects and marks of missing values may stand."""
    names = _facts(blocks.policy, [name for name in frame.columns if isinstance(name, str)])
    meaning = "absent" if blocks.null_is_absent else "unknown"
    decided = []
    for start in range(0, max(len(frame), 1), BLOCK):
        part = frame.iloc[start : start + BLOCK]
        same = blocks.missing == meaning
        decided.append(blocks.decided(*of_pandas(blocks.policy, part, names, marks_are_nulls=same)))
    return pa.concat_tables(decided)


def _of_polars(blocks: Blocks, frame: Any) -> Any:
    """The decisions on a data frame of Polars, in which Python objects may stand."""
    names = _facts(blocks.policy, frame.columns)
    parts = (frame.slice(start, BLOCK) for start in range(0, max(frame.height, 1), BLOCK))
    return pa.concat_tables([blocks.decided(*of_polars(blocks.policy, p, names)) for p in parts])


def _blocks(policy: Policy, data: object) -> Iterator[Any]:
    """The cases as Arrow tables, only the columns that are facts."""
    if isinstance(data, duckdb.DuckDBPyRelation):
        names = _facts(policy, data.columns)
        reader = data.project(*(duckdb.ColumnExpression(name) for name in names)).to_arrow_reader(
            BLOCK
        )
        seen = False
        for batch in reader:
            seen = True
            yield pa.table(batch)
        if not seen:
            yield reader.schema.empty_table()
        return
    table = _arrow(data)
    table = table.select(_facts(policy, table.column_names))
    for start in range(0, max(table.num_rows, 1), BLOCK):
        yield table.slice(start, BLOCK)


def _arrow(data: object) -> Any:
    """The data as an Arrow table."""
    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pa.RecordBatch):
        return pa.table(data)
    if isinstance(data, pa.RecordBatchReader):
        return data.read_all()
    message = f"a {type(data).__name__} is no table"
    help = "give a DuckDB relation, an Arrow table, or a data frame of pandas or Polars"
    raise BackhaulError([Diagnostic("wrong-kind", message, help)])


def _facts(policy: Policy, columns: list[str]) -> list[str]:
    """The columns that are facts; raises BackhaulError where there are none, or one stands twice."""
    names = [name for name in columns if name in policy.facts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        listed = ", ".join(f"`{name}`" for name in twice)
        help = "give every column a name of its own"
        raise BackhaulError(
            [Diagnostic("wrong-kind", f"a column stands more than once: {listed}", help)]
        )
    if not names:
        hints = [nearest(column, policy.facts) for column in columns[:20]]
        help = next(filter(None, hints), "") or "the columns are named as the facts are"
        message = f"no column is a fact of `{policy.id}`"
        raise BackhaulError([Diagnostic("unknown-fact", message, help)])
    return names
