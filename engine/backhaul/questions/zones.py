"""Zones as a policy writes them, out of the database of time zones; and whether those that stand there are its own.

The database comes with the package `tzdata`, never from the operating system: so the same version of the package
prints the same table on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from backhaul.diagnostics import BackhaulError, Diagnostic, nearest
from backhaul.language.kinds import held_instant, instant_text
from backhaul.language.zones import Zone, zone
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.policy import Policy

#: no clock is changed twice within so long
_STEP = timedelta(hours=6)
_MINUTE = timedelta(minutes=1)
_LEAST, _MOST = date(1900, 1, 2), date(2199, 12, 31)


def zone_section(known_as: str, start: date, until: date) -> str:
    """The section `zones` of a policy with one zone: its changes from the first instant of one day to that of another.

    *known_as* is its name in the database, such as `America/Los_Angeles`. Raises BackhaulError where the database has
    no such zone, where the days are not in order, and where its clocks are not whole minutes from UTC in that time.
    Needs `backhaul[zones]`.

    >>> from datetime import date
    >>> print(zone_section("Africa/Cairo", date(2023, 1, 1), date(2024, 1, 1)).split("from:")[1])
     "2023-01-01T00:00:00+02:00"
        changes:
          - "2023-04-28T01:00:00+03:00"
          - "2023-10-26T23:00:00+02:00"
        until: "2024-01-01T00:00:00+02:00"
    <BLANKLINE>
    """
    made = _of_database(known_as, start, until)
    turns = zip(made.changes, made.offsets[1:], strict=True)
    changes = [f'      - "{instant_text(instant, offset)}"' for instant, offset in turns]
    name = known_as.rpartition("/")[2].lower()
    name = "".join(letter if letter.isalnum() else "_" for letter in name).strip("_")
    return "\n".join(
        (
            "zones:",
            f"  {name}:",
            f"    zone: {known_as}",
            f'    tzdata: "{_version()}"',
            f'    from: "{_written(made.ends[0], made.offsets[0])}"',
            "    changes:" if changes else "    changes: []",
            *changes,
            f'    until: "{_written(made.ends[1], made.offsets[-1])}"',
            "",
        )
    )


def check_zones(policy: Policy) -> tuple[Diagnostic, ...]:
    """A warning for every zone of a policy that differs from the database; none where each is the same.

    A zone that does not say under which name the database knows it is not looked at. Needs `backhaul[zones]`.

    >>> import backhaul
    >>> backhaul.check_zones(backhaul.open("tiktok-shop-sea-failed-delivery"))
    ()
    """
    return tuple(_stale(policy.model.zones.values()))


def _stale(zones: Iterable[Zone]) -> Iterator[Diagnostic]:
    for made in zones:
        if made.known_as is None:
            continue
        now = _table(made.known_as, made.ends)
        if (now.offsets, now.changes) == (made.offsets, made.changes):
            continue
        known = dict(zip(made.changes, made.offsets[1:], strict=True))
        other = dict(zip(now.changes, now.offsets[1:], strict=True))
        first = min(
            (each for each in {**known, **other} if known.get(each) != other.get(each)),
            default=made.ends[0],
        )
        message = f"`{made.name}` differs from `{made.known_as}` of `tzdata {_version()}` from `{instant_text(first)}` on"
        help = f"a new version of the policy may take the table that `backhaul zone {made.known_as}` prints"
        yield Diagnostic("stale-zone", message, help, made.span, "warning")


def _of_database(known_as: str, start: date, until: date) -> Zone:
    if not _LEAST <= start < until <= _MOST:
        help = "give the first day that is to be known, and the first that is not, as in `--from 2020 --until 2036`"
        raise BackhaulError([Diagnostic("usage", "the days of a zone are not in order", help)])
    place = _place(known_as)
    ends = (_midnight(start, place), _midnight(until, place))
    return _table(known_as, ends)


def _midnight(day: date, place: tzinfo) -> int:
    """The first instant of a day."""
    local = datetime(day.year, day.month, day.day, tzinfo=place).astimezone(UTC)
    while local.astimezone(place).date() < day:
        local += _MINUTE
    return held_instant(local)


def _table(known_as: str, ends: tuple[int, int]) -> Zone:
    """The changes of a zone between two instants."""
    place = _place(known_as)
    first, last = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=end) for end in ends)
    offsets, changes = [_offset(first, place, known_as)], list[int]()
    at = first
    while at < last:
        then = min(at + _STEP, last - timedelta(microseconds=1))
        if (offset := _offset(then, place, known_as)) != offsets[-1]:
            changes.append(held_instant(_turn(at, then, place)))
            offsets.append(offset)
        at += _STEP
    return zone(known_as, ends, offsets, changes, known_as=known_as)


def _turn(low: datetime, high: datetime, place: tzinfo) -> datetime:
    """The instant at which the offset becomes that of *high*."""
    before = low.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0) if middle.replace(microsecond=0) > low else middle
        if middle.astimezone(place).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _offset(moment: datetime, place: tzinfo, known_as: str) -> int:
    """Microseconds ahead of UTC."""
    offset = moment.astimezone(place).utcoffset() or timedelta()
    if offset % _MINUTE:
        message = f"the clocks of `{known_as}` are not whole minutes from UTC on `{moment.date()}`"
        help = "begin with a later day: `--from`"
        raise BackhaulError([Diagnostic("usage", message, help)])
    return offset // timedelta(microseconds=1)


def _place(known_as: str) -> tzinfo:
    """The zone of this name in the database."""
    needed("zones", "a table of a zone", "tzdata")
    from zoneinfo import ZoneInfo

    names = _names()
    if known_as not in names:
        help = nearest(known_as, names) or "write it like `America/Los_Angeles`"
        raise BackhaulError(
            [Diagnostic("unknown-zone", f"there is no zone `{known_as[:60]}`", help)]
        )
    with files("tzdata").joinpath("zoneinfo", *known_as.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=known_as)


def _names() -> frozenset[str]:
    """The names that the database has."""
    needed("zones", "a table of a zone", "tzdata")
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


def _version() -> str:
    return str(import_module("tzdata").IANA_VERSION)


def _written(instant: int, offset: int) -> str:
    text = instant_text(instant, offset)
    return text.removesuffix("Z") + "+00:00" if text.endswith("Z") else text


def is_zone(name: str) -> bool:
    """Whether the database has a zone of this name."""
    return name in _names()
