"""Records out of Parquet, with pyarrow, which only this needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.records.files import CHUNK, Found, Raw


def parquet_records(file: str) -> Found:
    """The rows of a file; a null says that nothing was recorded, so it is left out."""
    table = open_parquet(file)
    total = table.metadata.num_rows
    for number, row in enumerate(_rows(table, file), 1):
        values = {name: value for name, value in row.items() if value is not None}
        yield Raw(file, number, values, cells=True), number / total


def _rows(table: Any, file: str) -> Iterator[Mapping[str, object]]:
    with readable(file):
        for batch in table.iter_batches(batch_size=CHUNK):
            yield from batch.to_pylist()


def parquet_tables(file: str, columns: Sequence[str], rows: int) -> Iterator[Any]:
    """These columns of a file as Arrow tables, so many rows at a time."""
    arrow = import_module("pyarrow")
    with readable(file):
        for batch in open_parquet(file).iter_batches(batch_size=rows, columns=list(columns)):
            yield arrow.Table.from_batches([batch])


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
        help = "run `pip install 'backhaul[tables]'`, or save it as CSV or JSON Lines"
        raise BackhaulError([Diagnostic("missing-package", message, help)]) from None
    try:
        return parquet.ParquetFile(file)
    except (arrow.ArrowException, OSError) as failure:
        raise _unreadable(file, failure) from None


def _unreadable(file: str, failure: Exception) -> BackhaulError:
    reason = str(failure).partition("\n")[0][:200] or "it failed"
    message = f"`{file}` cannot be read as Parquet: {reason[0].lower()}{reason[1:].rstrip('.')}"
    return BackhaulError([Diagnostic("file-unreadable", message, "look at how it was made")])
