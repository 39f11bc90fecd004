"""Rows of an Arrow table as the facts of single cases, in the forms in which facts are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.language.kinds import DAY
from backhaul.language.model import Fact, Policy
from backhaul.records.parquet_records import python_values

#: rows that are turned to Python values at a time
_AT_ONCE = 10_000


def plain(table: Any) -> Any:
    """The same table, in types that everything here can work with."""
    for place, column in enumerate(table.columns):
        if (plainer := _plainer(column)) is not column:
            table = table.set_column(place, table.field(place).name, plainer)
    return table


def _plainer(column: Any) -> Any:
    """A column in a type of which Arrow can take single rows; the same one where it is so already."""
    if pa.types.is_run_end_encoded(column.type):
        return _plainer(pc.run_end_decode(column))
    if pa.types.is_string_view(column.type):
        return column.cast(pa.string())
    if column.type == pa.month_day_nano_interval():
        return _durations(column)
    return column


def _durations(column: Any) -> Any:
    """Intervals as durations; those of months, which are none, make all of them stay."""
    micros: list[int | None] = []
    for value in column.to_pylist():
        if value is None:
            micros.append(None)
        elif value.months or value.nanoseconds % 1000:
            return column
        else:
            micros.append(value.days * DAY + value.nanoseconds // 1000)
    try:
        return pa.array(micros, pa.duration("us"))
    except OverflowError:
        return column


def given_rows(
    policy: Policy, table: Any, places: Any, *, null_is_absent: bool
) -> Iterator[dict[str, object]]:
    """The facts of the rows at these places.

    A null is an absent fact where the fact may be absent and nulls are taken so, else the fact is not known. A
    struct is bounds, a part of it that is null is left out.
    """
    names = [name for name in policy.facts if name in table.column_names]
    places = pa.array(places, pa.int64())
    facts = [policy.facts[name] for name in names]
    for start in range(0, len(places), _AT_ONCE):
        part = places.slice(start, _AT_ONCE)
        columns = [_taken(table[name], part) for name in names]
        for values in zip(*columns, strict=True) if columns else [()] * len(part):
            yield dict(_known(facts, values, null_is_absent=null_is_absent))


def _taken(column: Any, places: Any) -> list[object]:
    """The values at these places, also of a type of which Arrow takes no single rows."""
    try:
        return python_values(column.take(places))
    except pa.ArrowNotImplementedError:
        return [python_values(column.slice(place, 1))[0] for place in places.to_pylist()]


def _known(
    facts: list[Fact], values: tuple[object, ...], *, null_is_absent: bool
) -> Iterator[tuple[str, object]]:
    for fact, value in zip(facts, values, strict=True):
        if isinstance(value, Mapping):
            yield fact.name, {key: part for key, part in value.items() if part is not None}
        elif value is not None or (fact.optional and null_is_absent):
            yield fact.name, value
