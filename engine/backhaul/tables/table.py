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
from backhaul.tables.objects import of_pandas


def decide_table(blocks: Blocks, data: object) -> Any:
    """The decisions on all rows, in their order, as an Arrow table."""
    if _is_pandas(data):
        return _of_frame(blocks, data)
    return pa.concat_tables([blocks.decided(block) for block in _blocks(blocks.policy, data)])


def _is_pandas(data: object) -> bool:
    library = type(data).__module__.partition(".")[0]
    return library == "pandas" and isinstance(data, import_module("pandas").DataFrame)


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
    library = type(data).__module__.partition(".")[0]
    if library == "polars":
        polars = import_module("polars")
        if isinstance(data, polars.LazyFrame):
            return data.collect().to_arrow()
        if isinstance(data, polars.DataFrame):
            return data.to_arrow()
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
