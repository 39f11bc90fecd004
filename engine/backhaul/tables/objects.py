"""Columns of a data frame that Arrow cannot be trusted with: Python objects, and marks of missing values.

Whatever is a value of its fact goes into a column. The rest is odd: kept as it is for the definition, by row and fact.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from backhaul.evaluation.facts import exact
from backhaul.language.kinds import Refusal, python_value
from backhaul.language.model import Fact, Policy
from backhaul.tables.arrow_types import arrow_type

#: the odd values of each row, by fact
Odd = dict[int, dict[str, object]]


def of_pandas(
    policy: Policy, frame: Any, names: Sequence[str], *, marks_are_nulls: bool
) -> tuple[Any, Odd]:
    """A data frame of pandas as an Arrow table, and what is odd in it.

    *marks_are_nulls*: NaN, NaT and NA mean what a null means, so that they need not be told apart.
    """
    odd: Odd = {}
    arrays = []
    for name in names:
        series = frame[name]
        array = None if series.dtype == object else _typed(series)
        if array is None:
            array = of_objects(policy.facts[name], series.tolist(), odd)
        elif not marks_are_nulls and array.null_count:
            places = series.isna().to_numpy().nonzero()[0].tolist()
            for place, mark in zip(places, series.iloc[places], strict=True):
                odd.setdefault(place, {})[name] = mark
        arrays.append(array)
    return pa.table(arrays, names=list(names)), odd


def of_polars(policy: Policy, frame: Any, names: Sequence[str]) -> tuple[Any, Odd]:
    """A data frame of Polars as an Arrow table, and what is odd in it: Arrow has none of its objects and widest numbers."""
    odd: Odd = {}
    columns = []
    for name in names:
        series = frame[name]
        try:
            # Arrow takes the addresses of objects for bytes
            column = None if series.dtype.is_object() else series.to_arrow()
        except pa.ArrowInvalid:
            column = None
        if column is None:
            column = of_objects(policy.facts[name], series.to_list(), odd)
        columns.append(column)
    return pa.table(columns, names=list(names)), odd


def _typed(series: Any) -> Any:
    """A column that has a type; None where Arrow has none like it."""
    try:
        array = pa.Array.from_pandas(series)
    except (pa.ArrowException, TypeError, ValueError):
        return None
    if isinstance(array.type, pa.BaseExtensionType) and array.type.extension_name.startswith(
        "pandas."
    ):
        # periods and intervals: what they are kept as is not what they say
        return None
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def of_objects(fact: Fact, values: Sequence[object], odd: Odd) -> Any:
    """Python objects as a column of their fact; NULL for None and where one is put down as odd."""
    read: list[object] = []
    for place, value in enumerate(values):
        held = None if value is None else exact(fact, value)
        if isinstance(held, Refusal):
            odd.setdefault(place, {})[fact.name] = value
            held = None
        read.append(None if held is None else python_value(fact.type, held))
    return pa.array(read, arrow_type(fact.type))
