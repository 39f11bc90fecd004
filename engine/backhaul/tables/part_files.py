"""Tables of decisions as files: Parquet, CSV or JSON Lines, and parts of them joined to one."""

from __future__ import annotations

import gzip
import json
import math
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from backhaul.language.kinds import DECIMAL_PLACES, Kind, Type, json_value
from backhaul.language.values import read_value
from backhaul.records.parquet_records import python_values
from backhaul.tables.formulas import harmless, harmless_column

SUFFIXES = (".parquet", ".csv", ".jsonl")
#: rows of one group of Parquet, and of one file in a folder
ROWS = 1 << 20
#: the types of the policy by the names of columns; of a list those of what stands in its rows
Types = Mapping[str, Type | Mapping[str, Type]]
_KINDS = {
    "timestamp": Kind.DATETIME,
    "date32": Kind.DATE,
    "duration": Kind.DURATION,
    "decimal128": Kind.DECIMAL,
}


def write(
    table: Any,
    file: Path,
    suffix: str,
    types: Types,
    *,
    first: bool,
    as_they_stand: Collection[str] | None,
) -> None:
    """Write a table to a file; in CSV only the *first* part has the names of the columns.

    *types*: those of the columns of decisions. *as_they_stand*: columns of CSV in which no text is kept from being a formula; None: all.
    """
    if suffix == ".parquet":
        pq.write_table(table, file, compression="zstd")
        return
    if suffix == ".csv":
        texts = {}
        for name in table.column_names:
            cells = _cells(table[name], types.get(name))
            if as_they_stand is None:
                texts[name] = cells
            else:
                texts[harmless(name)] = cells if name in as_they_stand else harmless_column(cells)
        options = pyarrow.csv.WriteOptions(include_header=first, quoting_style="needed")
        pyarrow.csv.write_csv(pa.table(texts), file, options)
        return
    names = table.column_names
    known = [types.get(name) for name in names]
    columns = [python_values(_as_json(table[n], t)) for n, t in zip(names, known, strict=True)]
    with file.open("w", encoding="utf-8") as lines:
        for values in zip(*columns, strict=True):
            row = dict(zip(names, map(as_json_values, values, known), strict=True))
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def join(parts: Sequence[Path], file: Path, suffix: str, *, packed: bool) -> None:
    """One file of all parts, in their order, the same wherever they were cut."""
    if suffix == ".parquet":
        for _ in _joined(parts, iter([file])):
            pass
        return
    with file.open("wb") as below:
        # without a name and a time, so that two runs give the same bytes
        joined: IO[bytes] = gzip.GzipFile("", "wb", 6, below, 0) if packed else below  # type: ignore[assignment]
        for part in parts:
            with part.open("rb") as one:
                shutil.copyfileobj(one, joined, 1 << 20)
        if packed:
            joined.close()


def join_to_folder(parts: Sequence[Path], folder: Path) -> None:
    """A folder of Parquet files of all parts, in their order, the same wherever they were cut."""
    folder.mkdir()
    for _ in _joined(parts, (folder / f"part-{number:06d}.parquet" for number in range(10**6))):
        pass


def _joined(parts: Sequence[Path], files: Iterator[Path]) -> Iterator[None]:
    """Write the rows of all parts, a group at a time, each to the next of the files, or all to the last."""
    schema = pq.read_schema(parts[0])
    file = next(files)
    writer = pq.ParquetWriter(file, schema, compression="zstd")
    try:
        for number, table in enumerate(_groups(parts, schema)):
            if number and (following := next(files, None)):
                writer.close()
                writer = pq.ParquetWriter(following, schema, compression="zstd")
            writer.write_table(table, row_group_size=ROWS)
            yield
    finally:
        writer.close()


def _groups(parts: Sequence[Path], schema: Any) -> Iterator[Any]:
    """The rows of all parts, so many at a time."""
    held: list[Any] = []
    count = 0
    for part in parts:
        source = pq.ParquetFile(part)
        for group in range(source.num_row_groups):
            table = source.read_row_group(group).cast(schema)
            while count + table.num_rows >= ROWS:
                yield pa.concat_tables([*held, table.slice(0, ROWS - count)]).combine_chunks()
                held, table, count = [], table.slice(ROWS - count), 0
            held.append(table)
            count += table.num_rows
    if count:
        yield pa.concat_tables(held).combine_chunks()


def _as_json(column: Any, type: Type | Mapping[str, Type] | None) -> Any:
    """The column as JSON holds it: instants, dates, durations and decimals as texts."""
    name = str(column.type).partition("[")[0].partition("(")[0]
    if name not in _KINDS:
        return column
    encoded = pa.chunked_array(column).combine_chunks().dictionary_encode()
    texts = [str(as_json_values(value, type)) for value in python_values(encoded.dictionary)]
    return pa.array(texts, pa.string()).take(encoded.indices)


def as_json_values(value: object, type: Type | Mapping[str, Type] | None = None) -> object:
    """A value of Python as JSON holds it; bytes as the text that they are, or in hexadecimal.

    *type*: that of the value, or where it is a row or a list of rows those of what is in it; None: it is none of the policy's.

    >>> from decimal import Decimal
    >>> as_json_values([Decimal("6.000000000"), Decimal("6.00")])
    ['6', '6.00']
    >>> as_json_values({"fee": Decimal("6.000000000")}, {"fee": Type(Kind.DECIMAL, places=9)})
    {'fee': '6.000000000'}
    """
    match value:
        case None | str() | int():
            return value
        case float():
            return value if math.isfinite(value) else None
        case dict():
            types = type if isinstance(type, Mapping) else {}
            return {str(n): as_json_values(part, types.get(n)) for n, part in value.items()}
        case list() | tuple():
            return [as_json_values(part, type) for part in value]
        case bytes():
            try:
                return value.decode()
            except UnicodeDecodeError:
                return value.hex()
        case _:
            likely = (
                [type] if isinstance(type, Type) else [_type(value, k) for k in _KINDS.values()]
            )
            for each in likely:
                held = read_value(value, each)
                if isinstance(held, int):
                    return json_value(each, held)
            return str(value)


def _type(value: object, kind: Kind) -> Type:
    """The type of a value that is none of the policy's: a decimal keeps its places, unless they are as many as can be."""
    places = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
    return Type(kind, places=places if 0 < places < DECIMAL_PLACES else None)


def _cells(column: Any, of_policy: Type | Mapping[str, Type] | None) -> Any:
    """The column as cells of CSV; a list or struct as JSON."""
    types, type = pa.types, column.type
    if types.is_dictionary(type):
        return _cells(column.cast(type.value_type), of_policy)
    if any(test(type) for test in (types.is_string, types.is_large_string, types.is_boolean)):
        return column
    if types.is_integer(type) or types.is_floating(type):
        return column
    if types.is_nested(type):
        texts = [
            None if v is None else json.dumps(as_json_values(v, of_policy), ensure_ascii=False)
            for v in python_values(column)
        ]
        return pa.array(texts, pa.string())
    if str(type).partition("[")[0].partition("(")[0] in _KINDS:
        return _as_json(column, of_policy)
    texts = [None if v is None else str(as_json_values(v)) for v in python_values(column)]
    return pa.array(texts, pa.string())
