"""Places and units of numbers: what they are of a sum and a product, and how unlike places are brought together.

Two numbers are added and compared at the larger number of places, to which the other is lifted: a step of its own,
which is linear and exact. A unit is that of both, or in a product that of the one which has it.
"""

from __future__ import annotations

from backhaul.frozen import with_fields
from backhaul.language.function import LIFTED, Function, Range
from backhaul.language.kinds import DECIMAL_DIGITS, DECIMAL_PLACES, Kind, Type
from backhaul.static import Sequence, lru_cache


def alike(types: Sequence[Type]) -> Type | None:
    """The type of a sum, or of the least of several: their own, where it is one.

    >>> cents = Type(Kind.DECIMAL, places=2)
    >>> alike([cents, cents]) == cents, alike([cents, Type(Kind.DECIMAL)])
    (True, None)
    """
    first = types[0]
    return first if all(type == first for type in types) else None


def product(types: Sequence[Type]) -> Type | None:
    """The type of a product of numbers: the places of all, and the unit of the one that has any.

    >>> product([Type(Kind.DECIMAL, places=2), Type(Kind.DECIMAL, places=4)]).places
    6
    >>> product([Type(Kind.DECIMAL, places=2), Type(Kind.DECIMAL, places=8)]) is None
    True
    """
    decimals = [type for type in types if type.kind is Kind.DECIMAL]
    units = [type.unit for type in types if type.unit is not None]
    if len(units) > 1 or sum(type.scale for type in decimals) > DECIMAL_PLACES:
        return None
    unit = units[0] if units else None
    if not decimals:
        return Type(types[0].kind, unit=unit)
    if len(decimals) == 1:
        return with_fields(decimals[0], unit=unit, percent=False)
    return Type(Kind.DECIMAL, places=sum(type.scale for type in decimals), unit=unit)


@lru_cache(maxsize=256)
def lifted(places: int, more: int, compared: int = 0) -> Function:
    """The row that gives a decimal *more* places than it has; *places*: as many as it then has, 0: undeclared.

    *compared*: the result is only compared, and so may be beyond the limits of a decimal.
    """
    times = 10**more
    #: beyond it a result is beyond every decimal
    most = 10 ** (DECIMAL_DIGITS - more)
    name = "LEAST(GREATEST(a, {0}), {1})" if compared else "a"
    return Function(
        LIFTED,
        (((Kind.DECIMAL,), Kind.DECIMAL),),
        lambda a: a * times,
        interval=lambda a: (a[0] * times, a[1] * times),
        narrowing=lambda r, _: (_shared(r, times),),
        python=f"a * {times}",
        sql=f"({name.format(-most, most)} * {times})",
        z3=lambda a: a * times,
        words={"en": "{a}", "zh": "{a}"},
        settings=(places, more, compared),
        typed=lambda types: (
            with_fields(types[0], places=places or None)
            if types[0].scale + more == (places or DECIMAL_PLACES)
            else None
        ),
        unlimited=bool(compared),
    )


def _shared(result: Range, times: int) -> Range:
    """The numbers whose product with another lies in a range."""
    return -(-result[0] // times), result[1] // times
