"""The facts of many cases as Arrow columns, lowered to whole numbers, truth values and texts.

A column is lowered only where that is certain to be what reading each value by itself gives. Every row in which a
value is anything else is marked, and left to the definition, which says what is wrong or what it comes to.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.evaluation.lowering.domains import TIMES, UNITS, instant
from backhaul.evaluation.lowering.safe_ranges import SafeRanges
from backhaul.frozen import frozen
from backhaul.language.kinds import DECIMAL_DIGITS, LIMITS, Kind, Type
from backhaul.language.model import Fact
from backhaul.language.values import MAX_TEXT, read_value

#: how many texts of one column are read one by one before the rows are left to the definition
MOST_TEXTS = 1 << 20


@frozen
class LoweredColumns:
    """A column as a query works with it, and which rows are left to the definition; None: no row."""

    values: Any
    left: Any


def lower(
    fact: Fact, column: Any, rows: int, unit: int, box: SafeRanges, *, null_is_absent: bool
) -> LoweredColumns:
    """One fact lowered; *column* is an Arrow array of so many rows, or None where the table has none.

    Instants and durations become whole numbers of *unit* microseconds, choices their places.
    """
    type = _TYPES.get(fact.type.kind, pa.int64())
    if column is None:
        return LoweredColumns(pa.nulls(rows, type), pa.repeat(True, rows))
    values = _values(fact, column, unit, box)
    if values is None:
        values = pa.nulls(rows, type)
    if fact.optional and null_is_absent:
        if values.null_count == column.null_count:
            return LoweredColumns(values, None)
        return LoweredColumns(values, pc.and_(values.is_null(), column.is_valid()))
    return LoweredColumns(values, values.is_null() if values.null_count else None)


_TYPES = {Kind.BOOLEAN: pa.bool_(), Kind.TEXT: pa.string()}


def _values(fact: Fact, column: Any, unit: int, box: SafeRanges) -> Any:
    """The column lowered, NULL where a value is out of the ordinary; None where its type is."""
    kind, given = fact.type.kind, column.type
    if pa.types.is_dictionary(given):
        below = _values(fact, column.dictionary, unit, box)
        return None if below is None else below.take(column.indices)
    text = is_text(given)
    if kind is Kind.BOOLEAN:
        return column if pa.types.is_boolean(given) else None
    if kind is Kind.CHOICE:
        return _choices(fact, column) if text else None
    if kind is Kind.TEXT:
        return _short(column) if text else None
    if text and kind is not Kind.INTEGER:
        found = _read(fact, column)
        if found is None:
            return None
        found = _within(found, *box.limits(fact))
        return _divided(found, unit) if kind in TIMES else found
    return _numbers(fact, column, unit, box)


def either(one: Any, other: Any) -> Any:
    """The rows marked in one of two masks, each of which may be None: no row."""
    if one is None or other is None:
        return other if one is None else one
    return pc.or_(one, other)


def is_text(type: Any) -> bool:
    """Whether a type of Arrow is one of texts."""
    return any(
        test(type)
        for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    )


def _choices(fact: Fact, column: Any) -> Any:
    if pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    choices = pa.array(fact.type.choices, column.type)
    found = pc.index_in(_bare(column), value_set=choices)
    if column.null_count and pc.any(pc.xor(found.is_valid(), column.is_valid())).as_py():
        # a text that is no choice, or one that stands where there is none
        return pc.index_in(column, value_set=choices)
    return found


def _bare(column: Any) -> Any:
    """The column with whatever stands where it is NULL: much quicker to go through."""
    if not column.null_count:
        return column
    values = column.buffers()[1:]
    return pa.Array.from_buffers(column.type, len(column), [None, *values], 0, column.offset)


def _short(column: Any) -> Any:
    """Texts that are not too long."""
    column = column.cast(pa.large_string()) if not pa.types.is_string(column.type) else column
    longest = pc.max(pc.binary_length(column)).as_py()
    if longest is None or longest <= MAX_TEXT:
        return column
    fits = pc.less_equal(pc.binary_length(column), MAX_TEXT)
    return pc.if_else(fits, column, pa.scalar(None, column.type))


def _read(fact: Fact, column: Any) -> Any:
    """Texts read as the definition reads them, each different one once."""
    if pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    encoded = column.dictionary_encode()
    if len(encoded.dictionary) > MOST_TEXTS:
        return None
    read: Callable[[str], object] = (
        instant if fact.type.kind is Kind.DATETIME else lambda text: read_value(text, fact.type)
    )
    found = [read(text) for text in encoded.dictionary.to_pylist()]
    values = [value if type(value) is int else None for value in found]
    return pa.array(values, pa.int64()).take(encoded.indices)


def _numbers(fact: Fact, column: Any, unit: int, box: SafeRanges) -> Any:
    """Numbers and times, as far as they lie within the box."""
    kind, given = fact.type.kind, column.type
    limits = box.limits(fact)
    if kind in TIMES:
        aware = pa.types.is_timestamp(given) and given.tz is not None
        if (kind is Kind.DATETIME and aware) or (
            kind is Kind.DURATION and pa.types.is_duration(given)
        ):
            return _divided(_within(_microseconds(column), *limits), unit)
        if not fact.form or not pa.types.is_integer(given):
            return None
        size = UNITS[fact.form]
        low, high = -(-limits[0] // size), limits[1] // size
        found = _within(_integers(column), low, high)
        return found if size == unit else pc.multiply(found, size // unit)
    if pa.types.is_integer(given):
        if kind is Kind.INTEGER:
            return _within(_integers(column), *limits)
        if kind is Kind.DATE:
            return None
        most = limits[1] // fact.type.one
        return pc.multiply(_within(_integers(column), -most, most), fact.type.one)
    if kind is Kind.DATE and pa.types.is_date32(given):
        return _within(column.view(pa.int32()).cast(pa.int64()), *limits)
    if kind is Kind.DECIMAL and pa.types.is_decimal128(given) and 0 <= given.scale <= 9:
        return _decimals(fact.type, column, limits)
    return None


def _integers(column: Any) -> Any:
    """Whole numbers of 64 bits; NULL where one is larger."""
    if pa.types.is_uint64(column.type):
        fits = pc.less_equal(column, pa.scalar(LIMITS[Kind.INTEGER][1], pa.uint64()))
        column = pc.if_else(fits, column, pa.scalar(None, pa.uint64()))
    return column if pa.types.is_int64(column.type) else column.cast(pa.int64())


def _microseconds(column: Any) -> Any:
    """Instants and durations in microseconds; NULL where one is finer, or beyond 64 bits."""
    type, count = column.type, column.view(pa.int64())
    if type.unit == "us":
        return count
    if type.unit == "ns":
        whole = pc.divide(count, 1000)
        exact = pc.equal(pc.multiply(whole, 1000), count)
        return pc.if_else(exact, whole, pa.scalar(None, pa.int64()))
    size = {"s": 1_000_000, "ms": 1000}[type.unit]
    most = LIMITS[Kind.INTEGER][1] // size
    return pc.multiply(_within(count, -most, most), size)


def _decimals(type: Type, column: Any, limits: tuple[int, int]) -> Any:
    """Decimals in units of the last place of their type; NULL where one is finer."""
    if column.type.precision > 27:
        try:
            column = column.cast(pa.decimal128(27, column.type.scale))
        except pa.ArrowInvalid:
            return None
    ends = pa.decimal128(DECIMAL_DIGITS, type.scale)
    low, high = (pa.scalar(Decimal(end).scaleb(-type.scale), ends) for end in limits)
    inside = pc.and_(pc.greater_equal(column, low), pc.less_equal(column, high))
    column = pc.if_else(inside, column, pa.scalar(None, column.type))
    if column.type.scale > type.scale:
        exact = pc.equal(pc.round(column, type.scale), column)
        column = pc.if_else(exact, column, pa.scalar(None, column.type))
    return pc.multiply(column, pa.scalar(type.one, pa.decimal128(10, 0))).cast(pa.int64())


def _within(values: Any, low: int, high: int) -> Any:
    """The values, NULL where one is outside; mostly none is, and then nothing is made."""
    ends = pc.min_max(_bare(values)).as_py()
    if ends["min"] is None or (low <= ends["min"] and ends["max"] <= high):
        return values
    inside = pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
    return pc.if_else(inside, values, pa.scalar(None, values.type))


def _divided(microseconds: Any, unit: int) -> Any:
    """Whole numbers of a unit; NULL where it is none."""
    if unit == 1:
        return microseconds
    whole = pc.divide(microseconds, unit)
    exact = pc.equal(pc.multiply(whole, unit), microseconds)
    return pc.if_else(exact, whole, pa.scalar(None, pa.int64()))
