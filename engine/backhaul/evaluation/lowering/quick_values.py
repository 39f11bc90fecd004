"""Decimals and dates as they are mostly given, and as callers see them, in the time of a few steps of Python.

What is given in any other way, `read_value` reads or refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from backhaul.language.kinds import DATE, DECIMAL_DIGITS, FIRST_DAY, Kind, Type, held_date
from backhaul.language.values import read_value


def quick_reader(kind: Type) -> Callable[[Any], object]:
    """What reads a decimal or date: the value held, which may be out of range, or a refusal.

    >>> quick_reader(Type(Kind.DECIMAL, places=2))("12.9"), quick_reader(DATE)("1970-01-31")
    (1290, 30)
    """
    return _day if kind.kind is Kind.DATE else _decimal_reader(kind)


def _day(given: Any) -> object:
    # of ten characters with these two marks, `fromisoformat` takes no other form than this one
    if type(given) is str and len(given) == 10 and given[4:8:3] == "--":
        try:
            return date.fromisoformat(given).toordinal() - FIRST_DAY
        except ValueError:
            return read_value(given, DATE)
    return held_date(given) if type(given) is date else read_value(given, DATE)


def _decimal_reader(kind: Type) -> Callable[[Any], object]:
    from decimal import Decimal

    powers = [10 ** (kind.scale - places) for places in range(kind.scale + 1)]

    def read(given: Any) -> object:
        if type(given) is int:
            return given * kind.one
        text = given if type(given) is str else str(given) if type(given) is Decimal else ""
        whole, point, part = text.partition(".")
        digits = whole + part
        plain = whole and (part or not point) and digits.isascii() and digits.isdigit()
        if plain and len(part) <= kind.scale and len(digits) <= DECIMAL_DIGITS:
            return int(digits) * powers[len(part)]
        return read_value(given, kind)

    return read


def quick_maker(kind: Type) -> Callable[[int], object] | None:
    """What makes the value that callers see of a date, or of a decimal with places; nothing for any other."""
    if kind.kind is Kind.DATE:
        return lambda held: date.fromordinal(held + FIRST_DAY)
    if kind.kind is not Kind.DECIMAL or kind.places is None:
        return None
    from decimal import Context, Decimal

    places, exact = -kind.places, Context(prec=2 * DECIMAL_DIGITS)
    return lambda held: Decimal(held).scaleb(places, exact)
