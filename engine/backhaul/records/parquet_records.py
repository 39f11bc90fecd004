"""Records out of Parquet, with pyarrow, which only this needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib import import_module
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.packages import install
from backhaul.records.raw import Found, Raw

#: rows that are turned to Python values at a time
_AT_ONCE = 1_000


def parquet_records(file: str) -> Found:
    """The rows of a file as cells."""
    total = open_parquet(file).metadata.num_rows
    number = 0
    for table in parquet_tables(file, None, _AT_ONCE):
        for row in python_rows(table):
            number += 1
            yield Raw(file, number, row, cells=True), number / total


def python_rows(table: Any) -> list[dict[str, object]]:
    """The rows of a table in the values that Python has; what is no such value is the text of it."""
    names = table.column_names
    columns = [python_values(column) for column in table.columns]
    if not columns:
        return [{} for _ in range(table.num_rows)]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def python_values(column: Any) -> list[object]:
    """The values of a column as Python's; nanoseconds, and times that Python does not have, as texts."""
    arrow, types = import_module("pyarrow"), import_module("pyarrow.types")
    type = column.type
    if types.is_timestamp(type) and type.unit == "ns":
        column = column.cast(arrow.string())
    elif types.is_duration(type) and type.unit == "ns":
        return [_micros(count) for count in column.cast(arrow.int64()).to_pylist()]
    try:
        values: list[object] = column.to_pylist()
    except (OverflowError, ValueError, arrow.ArrowException):
        values = [_python(value) for value in column]
    return values


def _python(value: Any) -> object:
    """A value as Python's, or as text; a struct whose names stand twice as pairs, and what is nothing of these as it is."""
    arrow, types = import_module("pyarrow"), import_module("pyarrow.types")
    with suppress(OverflowError, ValueError, arrow.ArrowException):
        return value.as_py()
    if types.is_struct(value.type):
        return [(field.name, _python(value[place])) for place, field in enumerate(value.type)]
    try:
        if types.is_timestamp(value.type) and value.type.tz:
            # its zone may be one that nobody knows, and only says how it was written
            value = value.cast(arrow.timestamp(value.type.unit, "UTC"))
            with suppress(OverflowError, ValueError):
                return value.as_py()
        return str(value.cast(arrow.string()).as_py())
    except arrow.ArrowException:
        return value


def parquet_tables(
    file: str, columns: Sequence[str] | None, rows: int, start: int = 0
) -> Iterator[Any]:
    """These columns of a file, or all, as Arrow tables of at most so many rows; the first *start* rows are left out."""
    arrow = import_module("pyarrow")
    with readable(file):
        source = open_parquet(file)
        groups = list(range(source.metadata.num_row_groups))
        while groups and start >= (count := source.metadata.row_group(groups[0]).num_rows):
            start -= count
            del groups[0]
        if not groups:
            return
        wanted = None if columns is None else list(columns)
        for batch in source.iter_batches(batch_size=rows, row_groups=groups, columns=wanted):
            left = batch.slice(start)
            start = max(0, start - batch.num_rows)
            if left.num_rows:
                yield arrow.Table.from_batches([left])


@contextmanager
def readable(file: str) -> Iterator[None]:
    """Meanwhile what Arrow cannot read is a BackhaulError."""
    arrow = import_module("pyarrow")
    try:
        yield
    except (arrow.ArrowException, OSError, OverflowError, ValueError) as failure:
        raise _unreadable(file, failure) from None


def open_parquet(file: str) -> Any:
    """A Parquet file; raises BackhaulError where it cannot be read."""
    try:
        arrow = import_module("pyarrow")
        parquet = import_module("pyarrow.parquet")
    except ImportError:
        message = f"`{file}` is Parquet, which needs the package pyarrow"
        help = f"run `{install('tables')}`, or save it as CSV or JSON Lines"
        raise BackhaulError([Diagnostic("missing-package", message, help)]) from None
    try:
        return parquet.ParquetFile(file)
    except (arrow.ArrowException, OSError) as failure:
        raise _unreadable(file, failure) from None


def _unreadable(file: str, failure: Exception) -> BackhaulError:
    reason = str(failure).partition("\n")[0][:200] or "it failed"
    message = f"`{file}` cannot be read as Parquet: {reason[0].lower()}{reason[1:].rstrip('.')}"
    return BackhaulError([Diagnostic("file-unreadable", message, "look at how it was made")])


def _micros(count: int | None) -> object:
    """So many nanoseconds as a timedelta; as text, to be refused, where they are finer than a microsecond."""
    if count is None:
        return None
    return f"{count} nanoseconds" if count % 1000 else timedelta(microseconds=count // 1000)
