"""The amounts of many records as columns that can be added up exactly, to the digit that each is written with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.comparison.amounts import EXACT, Worth, amount_of
from backhaul.frozen import frozen
from backhaul.tables.floats import placed

#: places of amounts that are written as texts, and digits before them, that are added up in columns
_PLACES, _DIGITS = 6, 12
#: digits of a decimal of which a million are still added up in 38
_PRECISION = 30


@frozen
class Priced:
    """Amounts as *units* of 10 to the power of -*scale* with their *places*; NULL: none, or an odd one.

    *odd* is the place in *values* of an amount that columns cannot add up; NULL: it can, or there is none.
    """

    units: Any
    places: Any
    odd: Any
    values: Sequence[Decimal | None] = ()
    scale: int = 0

    def worth(self, count: int, total: Any, places: int | None, priced: int, odd: Any) -> Worth:
        """What so many records are worth: of *priced* ones the *total* and most *places*, or each an odd one."""
        if odd is not None and (value := self.values[odd]) is not None:
            return Worth(count, EXACT.multiply(value, Decimal(count)), 0)
        if not priced or places is None:
            return Worth(count, Decimal(0), count)
        exact = Decimal(total).scaleb(-self.scale, EXACT)
        last = Decimal(1).scaleb(-places)
        return Worth(count, exact.quantize(last, context=EXACT), count - priced)


def priced(column: Any, rows: int) -> Priced:
    """The amounts of a column, or of none, as it would be read row by row."""
    nothing = pa.nulls(rows, pa.int64())
    if column is None:
        return Priced(nothing, nothing, nothing)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    type = column.type
    if pa.types.is_integer(type):
        return Priced(column, pa.repeat(0, rows), nothing)
    if pa.types.is_decimal128(type) and type.precision <= _PRECISION and type.scale >= 0:
        return Priced(column, pa.repeat(type.scale, rows), nothing)
    if pa.types.is_floating(type):
        column = column.cast(pa.float64())
        found = placed(column)
        return _with_odd(column, found.units, found.places, scale=found.scale)
    if pa.types.is_decimal(type) or pa.types.is_string(type) or pa.types.is_large_string(type):
        return _read(column)
    return Priced(nothing, nothing, nothing)


def _with_odd(column: Any, units: Any, places: Any, *, scale: int) -> Priced:
    """The amounts, of which those without units are read one by one."""
    odd = pc.if_else(units.is_null(), column, pa.scalar(None, column.type)).dictionary_encode()
    values = [amount_of(value) for value in odd.dictionary.to_pylist()]
    return Priced(units, places, odd.indices.cast(pa.int64()), values, scale)


def _read(column: Any) -> Priced:
    """Texts and large decimals, each different one read once."""
    encoded = column.dictionary_encode()
    units: list[int | None] = []
    places: list[int | None] = []
    for value in encoded.dictionary.to_pylist():
        small = _small(amount_of(value))
        units.append(None if small is None else int(small.scaleb(_PLACES)))
        places.append(None if small is None else max(0, -int(small.as_tuple().exponent)))
    of_each = (pa.array(found, pa.int64()).take(encoded.indices) for found in (units, places))
    return _with_odd(column, *of_each, scale=_PLACES)


def _small(amount: Decimal | None) -> Decimal | None:
    """The amount, if columns can add it up."""
    if amount is None or int(amount.as_tuple().exponent) < -_PLACES:
        return None
    return amount if amount.adjusted() < _DIGITS else None
