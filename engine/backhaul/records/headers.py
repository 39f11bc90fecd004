"""The names that stand at the head of a file, held against the facts of a policy before any record is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, Span, listed, nearest
from backhaul.document.json_reader import read_json
from backhaul.records.csv_records import csv_header
from backhaul.records.files import is_csv, is_parquet, json_lines

#: names of which one is looked for that is like a fact
_LOOKED_AT = 100


def columns_of(file: str) -> list[str] | None:
    """The names of a table's columns; None where the file is no table. Raises BackhaulError where it has none."""
    if is_parquet(file):
        from backhaul.records.parquet_records import open_parquet

        names: list[str] = open_parquet(file).schema_arrow.names
        return names
    return csv_header(file) if is_csv(file) else None


def unknown_names(
    files: Sequence[str], policy: str, facts: Mapping[str, Any], expected: Collection[str] = ()
) -> list[Diagnostic]:
    """A note for each file on the names that no fact has, each name once; *expected* ones are passed over.

    Of JSON the names of the first record. Raises BackhaulError where no column of a table is a fact.
    """
    notes: list[Diagnostic] = []
    seen = {*facts, *expected}
    for file in files:
        columns = columns_of(file)
        names = _first(file) if columns is None else columns
        if columns is not None and not any(name in facts for name in names):
            help = _like(names, facts) or "the columns are named as the facts are"
            message = f"no column of `{file}` is a fact of `{policy}`"
            raise BackhaulError([Diagnostic("unknown-fact", message, help)])
        unknown = [name for name in dict.fromkeys(names) if name not in seen]
        if unknown:
            message = f"no fact is called {listed(unknown, '`')}"
            help = _like(unknown, [name for name in facts if name not in names])
            notes.append(Diagnostic("unknown-fact", message, help, Span(file, 1, 1), "note"))
        seen.update(unknown)
    return notes


def _like(names: Sequence[str], facts: Collection[str]) -> str:
    """Which facts may be meant; nothing where none is like a name."""
    return "; ".join(
        f"`{name}`: {help}" for name in islice(names, _LOOKED_AT) if (help := nearest(name, facts))
    )


def _first(file: str) -> list[str]:
    """The names in the first record of JSON Lines; of a pipe, which is read once, none."""
    if file == "-":
        return []
    raw, _ = next(json_lines(file), (None, None))
    if raw is None or not isinstance(raw.found, bytes):
        return []
    try:
        record = read_json(raw.found.rstrip(b"\r\n"), file)
    except FactError:
        return []
    return [*record] if isinstance(record, dict) else []
