"""Zones, calendars, months and rounding once more, one day at a time; no code of the engine is in it."""

from __future__ import annotations

import calendar
import decimal
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
DAY = timedelta(1)
MODES = {
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_up": decimal.ROUND_HALF_UP,
    "down": decimal.ROUND_DOWN,
    "up": decimal.ROUND_UP,
    "floor": decimal.ROUND_FLOOR,
    "ceiling": decimal.ROUND_CEILING,
}


class Outside(Exception):
    """A zone or a calendar says nothing of a day."""


@dataclass(frozen=True)
class Zone:
    """Stretches of time with one offset each: when they begin, and the offset."""

    stretches: tuple[tuple[datetime, timedelta], ...]
    end: datetime

    def local(self, at: datetime) -> date:
        if not self.stretches[0][0] <= at < self.end:
            raise Outside
        return self._local(at)

    def _local(self, at: datetime) -> date:
        offset = [offset for start, offset in self.stretches if start <= at]
        return (at + (offset or [self.stretches[0][1]])[-1]).date()

    def start(self, day: date) -> datetime:
        """The first instant at which the local date is this day or a later one."""
        if not FIRST.date() <= day <= LAST.date() or day > self._local(self.end):
            raise Outside
        ends = [*(start for start, _ in self.stretches[1:]), self.end + DAY]
        for place, (start, offset) in enumerate(self.stretches):
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - offset
            at = midnight if place == 0 else max(start, midnight)
            if at < ends[place]:
                if at < self.stretches[0][0]:
                    raise Outside
                return at
        raise Outside

    def start_of_day(self, at: datetime, more: int) -> datetime:
        day = self.local(at)
        if day + DAY > self._local(self.end):
            raise Outside
        start, following = self.start(day), self.start(day + DAY)
        return following if more else start


def zone(body: Any) -> Zone:
    """A zone as its section or a parameter has it."""
    if isinstance(body, str):
        hours, minutes = map(int, body[1:].split(":"))
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if body[0] == "-" else 1)
        return Zone(((FIRST, offset),), LAST)
    turns = [datetime.fromisoformat(each) for each in (body["from"], *body["changes"])]
    return Zone(
        tuple((turn.astimezone(UTC), turn.utcoffset() or timedelta()) for turn in turns),
        datetime.fromisoformat(body["until"]).astimezone(UTC),
    )


@dataclass(frozen=True)
class Calendar:
    """Which days are free, from the first to the last."""

    body: Any

    def known(self, day: date) -> date:
        if not self.body["from"] <= day.isoformat() <= self.body["until"]:
            raise Outside
        return day

    def works(self, day: date) -> bool:
        name = day.strftime("%A").lower()
        return name not in self.body["weekend"] and day.isoformat() not in self.body["holidays"]

    def is_working_day(self, day: date) -> bool:
        return self.works(self.known(day))

    def after(self, day: date, count: int) -> date:
        self.known(day)
        step = DAY if count > 0 else -DAY
        for _ in range(min(abs(count), 5000)):
            day = self.known(day + step)
            while not self.works(day):
                day = self.known(day + step)
        return day

    def between(self, start: date, end: date) -> int:
        first, last = sorted((self.known(start), self.known(end)))
        days = sum(self.works(first + DAY * n) for n in range(1, (last - first).days + 1))
        return days if start <= end else -days


def months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def exactly(value: Any) -> Fraction:
    """A number, or a length of time in microseconds."""
    return Fraction(value // timedelta.resolution if isinstance(value, timedelta) else value)


def rounded(value: Fraction, places: int, mode: str) -> Any:
    """A number to so many places, all of which it has."""
    times = value * 10**places
    with decimal.localcontext(prec=400):
        # sixty more digits tell which side of a half it is on, as no divisor here is that large
        more = Decimal(times.numerator * 10**60 // times.denominator).scaleb(-60)
        if times.numerator * 10**60 % times.denominator:
            more += Decimal(1).scaleb(-61)
        whole = int(more.to_integral_value(MODES[mode]))
        return Decimal(whole).scaleb(-places) if places else whole
