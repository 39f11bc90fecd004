"""Floats of a column as the decimals that are written shortest, which is how a single one is read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.frozen import frozen

#: digits after the point that are looked for
MOST_PLACES = 6
#: below it, a float of fifteen digits or less is that decimal and no other
_DIGITS = 1e15
#: below it, a whole number of the last place fits into 64 bits
_LARGEST = 1e12
_WHOLE = 2.0**53


@frozen
class Placed:
    """Whole numbers of 10 to the power of -*scale*, and how many places each is written with.

    NULL: of this value it is not known.
    """

    units: Any
    places: Any
    scale: int


def placed(column: Any) -> Placed:
    """The decimals that floats are, as far as they have few digits; a float has one place at least."""
    values = column.cast(pa.float64())
    pending = pc.less(pc.abs(values), _LARGEST).fill_null(False)
    found: list[tuple[int, Any]] = []
    while len(found) < MOST_PLACES and (not found or pc.any(pending).as_py()):
        place = len(found) + 1
        moved = pc.round(pc.multiply(values, 10.0**place))
        # the quotient of two exact numbers is the float nearest to the decimal
        same = pc.equal(pc.divide(moved, 10.0**place), values)
        fits = pc.and_(pending, pc.and_(same, pc.less(pc.abs(moved), _DIGITS)))
        whole = pc.if_else(fits, moved, pa.scalar(None, pa.float64())).cast(pa.int64())
        found.append((place, whole))
        pending = pc.and_not(pending, fits.fill_null(False))
    scale = len(found)
    units = [pc.multiply(whole, 10 ** (scale - place)) for place, whole in found]
    none = pa.scalar(None, pa.int8())
    places = [pc.if_else(whole.is_valid(), pa.scalar(n, pa.int8()), none) for n, whole in found]
    return Placed(pc.coalesce(*units), pc.coalesce(*places), scale)


def decimals(column: Any) -> Any:
    """Floats as exact decimals; NULL where they have too many digits."""
    found = placed(column)
    last = pa.scalar(Decimal(1).scaleb(-found.scale), pa.decimal128(7, found.scale))
    return pc.multiply(found.units.cast(pa.decimal128(19, 0)), last)


def whole(column: Any) -> Any:
    """Floats as whole numbers; NULL where they are none."""
    values = column.cast(pa.float64())
    exact = pc.and_(pc.equal(pc.floor(values), values), pc.less_equal(pc.abs(values), _WHOLE))
    return pc.if_else(exact, values, pa.scalar(None, pa.float64())).cast(pa.int64())
