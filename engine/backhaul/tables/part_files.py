"""Tables of decisions as files: Parquet, CSV or JSON Lines, and parts of them joined to one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from backhaul.language.kinds import Kind, Type, json_value
from backhaul.language.values import read_value

SUFFIXES = (".parquet", ".csv", ".jsonl")
_KINDS = {
    "timestamp": Kind.DATETIME,
    "duration": Kind.DURATION,
    "decimal128": Kind.DECIMAL,
}


def write(table: Any, file: Path, suffix: str, *, first: bool) -> None:
    """Write a table to a file; in CSV only the *first* part has the names of the columns."""
    if suffix == ".parquet":
        pq.write_table(table, file, compression="zstd")
        return
    if suffix == ".csv":
        texts = pa.table({name: _cells(table[name]) for name in table.column_names})
        options = pyarrow.csv.WriteOptions(include_header=first, quoting_style="needed")
        pyarrow.csv.write_csv(texts, file, options)
        return
    names = table.column_names
    columns = [_as_json(table[name]).to_pylist() for name in names]
    with file.open("w", encoding="utf-8") as lines:
        for values in zip(*columns, strict=True):
            row = dict(zip(names, map(_plain, values), strict=True))
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def join(parts: Sequence[Path], file: Path, suffix: str) -> None:
    """One file of all parts, in their order."""
    if suffix != ".parquet":
        with file.open("wb") as joined:
            for part in parts:
                with part.open("rb") as one:
                    shutil.copyfileobj(one, joined, 1 << 20)
        return
    schema = pq.read_schema(parts[0])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for part in parts:
            source = pq.ParquetFile(part)
            for group in range(source.num_row_groups):
                writer.write_table(source.read_row_group(group).cast(schema))


def _as_json(column: Any) -> Any:
    """The column as JSON holds it: instants, durations and decimals as texts."""
    name = str(column.type).partition("[")[0].partition("(")[0]
    kind = _KINDS.get(name)
    if kind is None:
        return column
    encoded = column.combine_chunks().dictionary_encode()
    texts = [str(_json(kind, value)) for value in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)


def _json(kind: Kind, value: object) -> object:
    held = read_value(value, Type(kind))
    return json_value(kind, held) if isinstance(held, int) else value


def _plain(value: object) -> object:
    """A value in a list or struct as JSON holds it."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    for kind in _KINDS.values():
        if value is not None and not isinstance(value, str | int | float):
            held = read_value(value, Type(kind))
            if isinstance(held, int):
                return json_value(kind, held)
    return value if isinstance(value, str | int | float | None) else str(value)


def _cells(column: Any) -> Any:
    """The column as cells of CSV; a list or struct as JSON."""
    if pa.types.is_nested(column.type):
        return pa.array([None if v is None else json.dumps(_plain(v)) for v in column.to_pylist()])
    column = _as_json(column)
    if pa.types.is_dictionary(column.type):
        return column.cast(pa.string())
    return column
