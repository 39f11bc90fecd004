"""Columns of a table read as `records.cells` reads each cell: null is *not recorded*, unless it is said to be *absent*."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.evaluation.lowering.safe_ranges import SafeRanges
from backhaul.language.kinds import LIMITS, Kind
from backhaul.language.model import Fact
from backhaul.records.cells import value_of
from backhaul.tables.floats import decimals, whole
from backhaul.tables.lowered_columns import MOST_TEXTS, LoweredColumns, either, is_text, lower

#: kinds whose texts are read as values of another type
_TYPED = {Kind.BOOLEAN: pa.bool_(), Kind.INTEGER: pa.int64()}
_FLOATS = {Kind.INTEGER: whole, Kind.DECIMAL: decimals}


def lower_cells(
    fact: Fact,
    column: Any,
    rows: int,
    unit: int,
    box: SafeRanges,
    *,
    null_is_absent: bool,
    naive: int | None = None,
) -> LoweredColumns:
    """One fact lowered; what is not recorded is left to the definition, as is all that is out of the ordinary.

    *naive*: microseconds east of UTC of times that do not say their offset.
    """
    if column is None:
        return lower(fact, None, rows, unit, box, null_is_absent=False)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    absent = _absent(fact, column, null_is_absent=null_is_absent)
    if is_text(column.type):
        column = _told(fact, column, absent)
        if fact.type.kind in _TYPED:
            column = _typed(fact, column)
    elif naive is not None and pa.types.is_timestamp(column.type) and column.type.tz is None:
        column = _instants(column, naive)
    elif pa.types.is_floating(column.type) and fact.type.kind in _FLOATS:
        column = _FLOATS[fact.type.kind](column)
    found = lower(fact, column, rows, unit, box, null_is_absent=False)
    if absent is None or found.left is None or not fact.optional:
        return found
    return LoweredColumns(found.values, pc.and_not(found.left, absent))


def _instants(column: Any, naive: int) -> Any:
    """Local times as instants; those that are finer than a microsecond, or out of all range, stay as they are."""
    shift = pa.scalar(naive, pa.duration("us"))
    try:
        micros = column.cast(pa.timestamp("us"))
        return pc.subtract_checked(micros, shift).cast(pa.timestamp("us", "UTC"))
    except pa.ArrowInvalid:
        return column


def _absent(fact: Fact, column: Any, *, null_is_absent: bool) -> Any:
    """The cells that say that the fact is absent, if it may be, or None: no cell does."""
    text = is_text(column.type)
    absent = None
    if text and "null" not in fact.type.choices:
        absent = pc.equal(column, "null").fill_null(False)
    if null_is_absent:
        absent = either(absent, column.is_null(nan_is_null=True))
        if text:
            absent = either(absent, pc.equal(column, "").fill_null(False))
    return absent


def _told(fact: Fact, column: Any, absent: Any) -> Any:
    """The texts that stand for themselves, NULL for the others."""
    others = [""]
    if fact.type.kind is Kind.CHOICE:
        others += [c for c in fact.type.choices if c != c.strip() or c.startswith("{")]
    other = pc.is_in(column, value_set=pa.array(others, column.type))
    if absent is not None:
        other = pc.or_(other, absent)
    if not pc.any(other).as_py():
        return column
    return pc.if_else(other, pa.scalar(None, column.type), column)


def _typed(fact: Fact, column: Any) -> Any:
    """Texts as the values that they stand for, each different one read once; NULL where it is none."""
    type = _TYPED[fact.type.kind]
    encoded = column.dictionary_encode()
    if len(encoded.dictionary) > MOST_TEXTS:
        return pa.nulls(len(column), type)
    found = [value_of(fact, text) for text in encoded.dictionary.to_pylist()]
    low, high = LIMITS[Kind.INTEGER]
    values = [v if isinstance(v, int) and low <= v <= high else None for v in found]
    return pa.array(values, type).take(encoded.indices)
