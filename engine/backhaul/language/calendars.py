"""Calendars: which days are working days, from the first to the last day that is known.

Days are whole numbers since 1970-01-01. All is counted in closed form: whole weeks, the days of a week that
has begun, and the holidays met so far. So one formula serves every path, and each function rises steadily.
Nothing here looks at the span: beyond it the formulas go on without holidays, and whoever asks refuses the day.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from backhaul.diagnostics import Span
from backhaul.frozen import apart, frozen
from backhaul.static import TYPE_CHECKING, Iterable, Mapping

if TYPE_CHECKING:
    from typing import Self

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NO_WORDS: Mapping[str, str] = {}
_NOWHERE = Span("", 0, 0)
#: the first day of the week that holds 1970-01-01, a Thursday
MONDAY = -3


@frozen
class Holiday:
    """A day on which nobody works, whatever day of the week it is."""

    day: int
    words: Mapping[str, str] = apart(default=NO_WORDS)
    cites: tuple[str, ...] = apart(default=())
    span: Span = apart(default=_NOWHERE)


@frozen
class Calendar(str):  # noqa: SLOT000 - `frozen` gives it its slots
    """Weekends and holidays from the first to the last day known, both included.

    As a text it is its name, by which the calendars of one policy differ.

    >>> weekend = (5, 6)
    >>> short = calendar("short", weekend, (20_544, 20_650), [Holiday(20_545), Holiday(20_546)])
    >>> short.after(20_544, 1), short.after(20_544, -1), short.after(20_545, 0)
    (20549, 20543, 20545)
    >>> short.between(20_544, 20_549), short.between(20_549, 20_544), short.is_working_day(20_545)
    (1, -1, False)
    """

    name: str
    #: the days of the week that are no working days; Monday is 0
    weekend: tuple[int, ...]
    first: int
    last: int
    #: in order, those on weekends among them
    holidays: tuple[Holiday, ...]
    #: the days of the holidays that are on no weekend, and how many working days there are up to each
    closed: tuple[int, ...]
    turns: tuple[int, ...]
    #: the working days of a week up to each of its days, and the days of the week that they are
    up_to: tuple[int, ...]
    opens: tuple[int, ...]
    words: Mapping[str, str] | None = apart(default=None)
    cites: tuple[str, ...] = apart(default=())
    span: Span = apart(default=_NOWHERE)

    __eq__, __hash__ = str.__eq__, str.__hash__

    def __new__(cls, name: str, *_: object, **__: object) -> Self:
        """The text that it is."""
        return str.__new__(cls, name)

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last day that it knows."""
        return self.first, self.last

    @property
    def counts(self) -> tuple[object, ...]:
        """All on which counting rests."""
        return self.weekend, self.ends, self.closed

    def weekdays(self, day: int) -> int:
        """The days up to this one that are on no weekend, counted from a Monday."""
        weeks, rest = divmod(day - MONDAY, 7)
        return weeks * len(self.opens) + self.up_to[rest]

    def working(self, day: int) -> int:
        """The working days up to this one, counted from a Monday."""
        day = _now(day)
        return self.weekdays(day) - bisect_right(self.closed, day)

    def day(self, count: int) -> int:
        """The working day up to which there are so many."""
        weeks, rest = divmod(count + bisect_left(self.turns, count) - 1, len(self.opens))
        return weeks * 7 + self.opens[rest] + MONDAY

    def after(self, day: int, days: int) -> int:
        """The working day that is so many after this day, or before it; none after it is the day itself."""
        if days == 0:
            return day
        return self.day(self.working(day) + days if days > 0 else self.working(day - 1) + days + 1)

    def between(self, start: int, end: int) -> int:
        """The working days after the one up to and including the other; less than none where that is earlier."""
        return self.working(end) - self.working(start)

    def is_working_day(self, day: int) -> bool:
        """Whether it is on no weekend and no holiday."""
        return self.working(day) > self.working(day - 1)

    def skipped(self, start: int, end: int) -> tuple[Holiday, ...]:
        """The holidays after the one day up to and including the other that would have been working days."""
        days = set(self.closed[bisect_right(self.closed, start) : bisect_right(self.closed, end)])
        return tuple(holiday for holiday in self.holidays if holiday.day in days)


def _now(day: int) -> int:
    """The day as it is now: one that moves with time notes, where it is compared, how long it stays so."""
    return int(day) if day == int(day) else day


def calendar(
    name: str,
    weekend: Iterable[int],
    ends: tuple[int, int],
    holidays: Iterable[Holiday],
    **apart: object,
) -> Calendar:
    """The calendar of these weekends and holidays; *apart*: its title, what it cites and its place."""
    days = tuple(sorted(weekend))
    up_to = tuple(sum(at not in days for at in range(last + 1)) for last in range(7))
    opens = tuple(at for at in range(7) if at not in days)
    in_order = tuple(sorted(holidays, key=lambda holiday: holiday.day))
    closed = tuple(h.day for h in in_order if (h.day - MONDAY) % 7 in opens)
    weeks = ((day, *divmod(day - MONDAY, 7)) for day in closed)
    turns = tuple(
        week * len(opens) + up_to[rest] - met for met, (_, week, rest) in enumerate(weeks, 1)
    )
    fields = (name, days, *ends, in_order, closed, turns, up_to, opens)
    return Calendar(*fields, **apart)  # type: ignore[arg-type]
