"""Dates and zones against Python's own calendar, datetime and zoneinfo."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

import effort
from backhaul.language.kinds import DAY, LIMITS, SECOND, Kind, held_date, held_instant
from backhaul.language.months import end_of_month, months_after, weekday
from backhaul.language.zones import Zone, zone
from backhaul.questions.zones import _table

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = 3600 * SECOND
#: places that skip midnight, a whole day, go back over midnight, or change by half an hour
PLACES = (
    *("America/Los_Angeles", "America/Sao_Paulo", "Africa/Cairo", "Asia/Manila", "Pacific/Apia"),
    *("Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "America/Havana", "UTC"),
    *("Asia/Beirut", "America/Asuncion"),
)


def place(name: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file)


def made(name: str, first: int = 1970, last: int = 2040) -> Zone:
    ends = (held_instant(datetime(year, 1, 1, 12, tzinfo=UTC)) for year in (first, last))
    low, high = ends
    return _table(name, (low, high))


def local(instant: int, where: ZoneInfo) -> datetime:
    return (EPOCH + timedelta(microseconds=instant)).astimezone(where)


def test_months_and_weekdays_are_those_of_python() -> None:
    low, high = LIMITS[Kind.DATE]
    random = Random("months")
    step = max(1, 37 // effort.trials(1))
    for day in range(low, high + 1, step):
        here = date.fromordinal(day + date(1970, 1, 1).toordinal())
        last = calendar.monthrange(here.year, here.month)[1]
        assert weekday(day) == here.isoweekday()
        assert end_of_month(day) == held_date(here.replace(day=last))
        months = random.randrange(-600, 600)
        year, month = divmod(here.year * 12 + here.month - 1 + months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        assert months_after(day, months) == held_date(date(year, month + 1, min(here.day, last)))


@pytest.mark.parametrize("name", PLACES)
def test_a_day_of_a_zone_is_that_of_the_database(name: str) -> None:
    table, where, random = made(name), place(name), Random(name)
    low, high = table.ends
    near = [turn + step for turn in table.changes for step in (-HOUR, -1, 0, 1, HOUR)]
    for instant in [*near, *(random.randrange(low, high) for _ in range(effort.trials(60)))]:
        if low <= instant < high:
            assert table.date(instant) == held_date(local(instant, where).date())
            assert table.offset(instant) == held_offset(local(instant, where))


def held_offset(moment: datetime) -> int:
    return (moment.utcoffset() or timedelta()) // timedelta(microseconds=1)


@pytest.mark.parametrize("name", PLACES)
def test_a_day_begins_at_the_first_instant_that_shows_it_or_a_later_one(name: str) -> None:
    table, where, random = made(name), place(name), Random(name)
    low, high = table.days
    near = {table.date(turn) + step for turn in table.changes for step in (-1, 0, 1)}
    for day in sorted(near | {random.randrange(low, high) for _ in range(effort.trials(40))}):
        if low <= day <= high:
            start = table.start(day)
            assert held_date(local(start, where).date()) >= day
            # nothing before it does, however far back its clock may have been set
            for back in (1, SECOND, 60 * SECOND, HOUR, 3 * HOUR, 25 * HOUR):
                if start - back >= table.ends[0]:
                    assert held_date(local(start - back, where).date()) < day


@pytest.mark.parametrize(
    ("name", "day", "start"),
    [
        # the clocks skip midnight: the day begins at one o'clock
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T01:00:00-02:00"),
        ("Africa/Cairo", date(2023, 4, 28), "2023-04-28T01:00:00+03:00"),
        # Samoa had no 30 December 2011: it begins with the next day
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-31T00:00:00+14:00"),
        ("America/Los_Angeles", date(2026, 3, 9), "2026-03-09T00:00:00-07:00"),
    ],
)
def test_a_day_without_its_midnight_begins_at_the_change(name: str, day: date, start: str) -> None:
    assert made(name).start(held_date(day)) == held_instant(datetime.fromisoformat(start))


@pytest.mark.parametrize("name", PLACES)
def test_the_days_of_a_range_are_the_least_and_the_greatest(name: str) -> None:
    table, random = made(name), Random(name)
    low, high = table.ends
    for _ in range(effort.trials(20)):
        turn = random.choice([*table.changes, random.randrange(low, high)])
        first = max(low, turn - random.randrange(3 * DAY))
        last = min(high - 1, turn + random.randrange(40 * DAY))
        least, most = table.dates((first, last))
        days = [table.date(random.randint(first, last)) for _ in range(20)]
        assert least <= min(days) <= max(days) <= most
        assert {table.date(first), table.date(last)} <= {*range(least, most + 1)}


def test_days_never_begin_before_earlier_ones() -> None:
    for name in PLACES:
        table = made(name)
        starts = [table.start(day) for day in range(*table.days)]
        assert all(before <= after for before, after in pairwise(starts))


def test_a_zone_is_its_name_as_a_text() -> None:
    one = zone("home", (0, 10 * DAY), (0, HOUR), (DAY,))
    assert (one, str(one), one.offset(DAY)) == ("home", "home", HOUR)
