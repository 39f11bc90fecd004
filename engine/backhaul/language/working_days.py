"""The rows of the table of operators that count working days by a calendar.

The last operand is the calendar itself: what a row makes of the others holds for that one.
"""

from __future__ import annotations

from backhaul.language.calendars import MONDAY, Calendar
from backhaul.language.function import Function, Range
from backhaul.language.kinds import LIMITS, Kind
from backhaul.static import Any, Callable, Sequence

#: days of a calendar beyond which a text of SQL would be too long to hold its table
LONGEST_TABLE = 8_000
#: digits of a number in such a table
_WIDTH = 6

_DAY, _NUMBER, _CALENDAR = Kind.DATE, Kind.INTEGER, Kind.CALENDAR


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The first whole number from low to high from which on something holds, or the one after high."""
    high += 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _after_range(day: Range, days: Range, calendar: Calendar) -> Range:
    return calendar.after(day[0], days[0]), calendar.after(day[1], days[1])


def _after_narrowing(
    result: Range, day: Range, days: Range, calendar: Calendar
) -> tuple[Range, ...]:
    after = calendar.after
    return (
        (
            _first(lambda each: after(each, days[1]) >= result[0], *day),
            _first(lambda each: after(each, days[0]) > result[1], *day) - 1,
        ),
        (
            _first(lambda each: after(day[1], each) >= result[0], *days),
            _first(lambda each: after(day[0], each) > result[1], *days) - 1,
        ),
    )


def _between_range(start: Range, end: Range, calendar: Calendar) -> Range:
    return calendar.between(start[1], end[0]), calendar.between(start[0], end[1])


def _between_narrowing(
    result: Range, start: Range, end: Range, calendar: Calendar
) -> tuple[Range, ...]:
    between = calendar.between
    return (
        (
            _first(lambda each: between(each, end[0]) <= result[1], *start),
            _first(lambda each: between(each, end[1]) < result[0], *start) - 1,
        ),
        (
            _first(lambda each: between(start[0], each) >= result[0], *end),
            _first(lambda each: between(start[1], each) > result[1], *end) - 1,
        ),
    )


def _working_day_range(day: Range, calendar: Calendar) -> Range:
    working = calendar.between(day[0] - 1, day[1])
    return int(working == day[1] - day[0] + 1), int(working > 0)


def _steps(term: Any, ends: Sequence[int]) -> Any:
    """How many of these, which rise, are not above a term."""
    from z3 import If

    def within(low: int, high: int) -> Any:
        if low == high:
            return low
        middle = (low + high) // 2
        return If(term < ends[middle], within(low, middle), within(middle + 1, high))

    return within(0, len(ends))


def _chosen(place: Any, values: Sequence[int]) -> Any:
    """The value at a place."""
    from z3 import If

    term: Any = values[-1]
    for at in reversed(range(len(values) - 1)):
        term = If(place <= at, values[at], term) if values[at] != values[at + 1] else term
    return term


def _working_term(day: Any, calendar: Calendar) -> Any:
    # Z3 rounds a quotient down, before 1970 too
    since = day - MONDAY
    weekdays = since / 7 * len(calendar.opens) + _chosen(since % 7, calendar.up_to)
    return weekdays - _steps(day, calendar.closed)


def _day_term(count: Any, calendar: Calendar) -> Any:
    place = count - 1 + _steps(count - 1, calendar.turns)
    size = len(calendar.opens)
    return place / size * 7 + _chosen(place % size, calendar.opens) + MONDAY


def _after_term(day: Any, days: Any, calendar: Calendar) -> Any:
    from z3 import If, is_int_value

    on, back = _working_term(day, calendar) + days, _working_term(day - 1, calendar) + days + 1
    if is_int_value(days):
        count = days.as_long()
        return day if count == 0 else _day_term(on if count > 0 else back, calendar)
    return If(days == 0, day, _day_term(If(days > 0, on, back), calendar))


def _between_term(start: Any, end: Any, calendar: Calendar) -> Any:
    return _working_term(end, calendar) - _working_term(start, calendar)


def _working_day_term(day: Any, calendar: Calendar) -> Any:
    return _working_term(day, calendar) > _working_term(day - 1, calendar)


def _looked_up(place: str, numbers: Sequence[int], width: int = _WIDTH) -> str:
    """A number out of a table that is a text, as every dialect can read it."""
    table = "".join(f"{number:0{width}d}" for number in numbers)
    # where whole numbers are divided into numbers of any length, a place in a text is to be made a whole number again
    return f"CAST(SUBSTRING('{table}', CAST({place} * {width} + 1 AS INT), {width}) AS SIGNED)"


def _counted(day: str, calendar: Calendar) -> str:
    """The working days up to a day, from the one before the first."""
    days = range(calendar.first - 1, calendar.last + 1)
    counts = [calendar.between(calendar.first - 1, day) for day in days]
    return _looked_up(f"({day} - ({calendar.first - 1}))", counts)


def _after_sql(calendar: Calendar) -> str | None:
    if calendar.last - calendar.first > LONGEST_TABLE:
        return None
    days = range(calendar.first, calendar.last + 1)
    working = [day - calendar.first for day in days if calendar.is_working_day(day)]
    on, back = _counted("a", calendar), _counted("(a - 1)", calendar)
    place = f"(b + CASE WHEN b > 0 THEN {on} - 1 ELSE {back} END)"
    return f"CASE WHEN b = 0 THEN a ELSE {calendar.first} + {_looked_up(place, working)} END"


def _between_sql(calendar: Calendar) -> str | None:
    if calendar.last - calendar.first > LONGEST_TABLE:
        return None
    return f"({_counted('b', calendar)} - {_counted('a', calendar)})"


def _working_day_sql(calendar: Calendar) -> str | None:
    if calendar.last - calendar.first > LONGEST_TABLE:
        return None
    days = range(calendar.first, calendar.last + 1)
    marks = [int(calendar.is_working_day(day)) for day in days]
    return f"({_looked_up(f'(a - ({calendar.first}))', marks, 1)} = 1)"


WORKING_DAYS = (
    Function(
        "working_days_after",
        (((_DAY, _NUMBER, _CALENDAR), _DAY),),
        lambda day, days, calendar: calendar.after(day, days),
        interval=_after_range,
        narrowing=_after_narrowing,
        sql=_after_sql,
        z3=_after_term,
        words={"en": "{b} working days after {a}", "zh": "{a}之后第{b}个工作日"},
        span=lambda calendar: (calendar.ends, LIMITS[_NUMBER], calendar.ends),
    ),
    Function(
        "working_days_between",
        (((_DAY, _DAY, _CALENDAR), _NUMBER),),
        lambda start, end, calendar: calendar.between(start, end),
        interval=_between_range,
        narrowing=_between_narrowing,
        sql=_between_sql,
        z3=_between_term,
        words={"en": "the working days after {a} up to {b}", "zh": "{a}之后至{b}的工作日数"},
        span=lambda calendar: (calendar.ends, calendar.ends, LIMITS[_NUMBER]),
    ),
    Function(
        "is_working_day",
        (((_DAY, _CALENDAR), Kind.BOOLEAN),),
        lambda day, calendar: calendar.is_working_day(day),
        interval=_working_day_range,
        sql=_working_day_sql,
        z3=_working_day_term,
        words={"en": "{a} is a working day", "zh": "{a}是工作日"},
        span=lambda calendar: (calendar.ends, (0, 1)),
    ),
)
