"""Months and weekdays of days that are counted since 1970-01-01, as numbers and as terms of Z3.

Months are counted since March of the year 0: so the last day of a leap year is the last of all, and all is division
by constants.
"""

from __future__ import annotations

from backhaul.static import Any, Callable, TypeVar, lru_cache

_T = TypeVar("_T")

#: days from 1 March of the year 0 to 1970-01-01, and in 400 years
_SHIFT, _ERA = 719_468, 146_097
#: so many days has every month
_SHORTEST = 28


def _kept(function: Callable[[int], _T]) -> Callable[[int], _T]:
    """The same, which keeps what comes of plain numbers.

    One that moves with time is worked out each time: what comes of it notes for how long it stays so.
    """
    quick = lru_cache(maxsize=4096)(function)

    def call(number: int) -> _T:
        return quick(number) if type(number) is int else function(number)

    call.__doc__ = function.__doc__
    return call


@_kept
def month_of(day: int) -> tuple[int, int]:
    """The month of a day, since March of the year 0, and the day of that month, from 0.

    >>> month_of(0)[0] % 12 + 3, month_of(0)[1]
    (13, 0)
    """
    days = day + _SHIFT
    era = days // _ERA
    rest = days - era * _ERA
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    of_year = rest - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    return (era * 400 + year) * 12 + month, of_year - (153 * month + 2) // 5


@_kept
def first_of(month: int) -> int:
    """The first day of a month, counted since March of the year 0."""
    year = month // 12
    rest = month - 12 * year
    return 365 * year + year // 4 - year // 100 + year // 400 + (153 * rest + 2) // 5 - _SHIFT


def months_after(day: int, months: int) -> int:
    """The same day so many months later, or the last of that month where it is shorter.

    >>> from datetime import date
    >>> epoch = date(1970, 1, 1).toordinal()
    >>> str(date.fromordinal(months_after(date(2024, 1, 31).toordinal() - epoch, 1) + epoch))
    '2024-02-29'
    """
    month, of_month = month_of(day)
    same = first_of(month + months) + of_month
    return same if of_month < _SHORTEST else min(same, first_of(month + months + 1) - 1)


def end_of_month(day: int) -> int:
    """The last day of the month of a day."""
    return first_of(month_of(day)[0] + 1) - 1


def weekday(day: int) -> int:
    """The day of the week: 1 is Monday and 7 is Sunday, as ISO 8601 counts.

    >>> weekday(0)
    4
    """
    return day + 4 - (day + 3) // 7 * 7


def weekdays(days: tuple[int, int]) -> tuple[int, int]:
    """The least and the greatest day of the week of these days."""
    low, high = days
    # a day that moves with time notes what it is compared with, and a range of such days would not
    found = [weekday(low + more) for more in range(7) if low + more <= high]
    return min(found), max(found)


def months_term(day: Any, months: Any) -> Any:
    """`months_after` over terms of Z3, whose quotients are rounded down, too."""
    from z3 import If

    month, of_month = _month_of_term(day)
    same, last = _first_of_term(month + months) + of_month, _first_of_term(month + months + 1) - 1
    return If(last < same, last, same)


def _month_of_term(day: Any) -> tuple[Any, Any]:
    days = day + _SHIFT
    era = days / _ERA
    rest = days - era * _ERA
    year = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365
    of_year = rest - (365 * year + year / 4 - year / 100)
    month = (5 * of_year + 2) / 153
    return (era * 400 + year) * 12 + month, of_year - (153 * month + 2) / 5


def _first_of_term(month: Any) -> Any:
    year = month / 12
    rest = month - 12 * year
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * rest + 2) / 5 - _SHIFT


def end_of_month_term(day: Any) -> Any:
    """`end_of_month` over terms of Z3."""
    return _first_of_term(_month_of_term(day)[0] + 1) - 1
