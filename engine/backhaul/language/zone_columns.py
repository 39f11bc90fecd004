"""What SQL, Python and Z3 make of a zone: its table of changes, written out."""

from __future__ import annotations

from backhaul.language.function import Range
from backhaul.language.kinds import DAY, SECOND
from backhaul.language.zones import Zone
from backhaul.static import Any

_MINUTE = 60 * SECOND
#: so many changes SQL writes out, those of a hundred years
_MOST = 200


def known_instants(zone: Zone) -> Range:
    """The instants of which the first of their day and of the next one are known."""
    first, last = zone.days
    return zone.start(first), zone.start(last) - 1


def _offset_term(instant: Any, zone: Zone) -> Any:
    from z3 import If

    offset: Any = zone.offsets[-1]
    for change, before in zip(reversed(zone.changes), reversed(zone.offsets[:-1]), strict=True):
        offset = If(instant < change, before, offset)
    return offset


def date_term(instant: Any, zone: Zone) -> Any:
    """The local day of an instant, over terms of Z3."""
    # Z3 rounds a quotient down, before 1970 too
    return (instant + _offset_term(instant, zone)) / DAY


def start_term(day: Any, zone: Zone) -> Any:
    """The first instant of a day, over terms of Z3."""
    from z3 import If

    starts = [day * DAY - zone.offsets[0]]
    for change, offset in zip(zone.changes, zone.offsets[1:], strict=True):
        midnight = day * DAY - offset
        starts.append(If(midnight < change, change, midnight))
    start = starts[-1]
    for earlier, reached in zip(reversed(starts[:-1]), reversed(zone.reached[:-1]), strict=True):
        start = If(day <= reached, earlier, start)
    return start


def _count(microseconds: int) -> str:
    """An instant or an offset as SQL counts it, in whatever unit."""
    return f"i{microseconds}" if microseconds >= 0 else f"(0 - i{-microseconds})"


def _by_cases(tests: list[str], values: list[str]) -> str:
    if not tests:
        return values[0]
    branches = " ".join(f"WHEN {t} THEN {v}" for t, v in zip(tests, values, strict=False))
    return f"CASE {branches} ELSE {values[-1]} END"


def _short(zone: Zone, text: str) -> str | None:
    return text if len(zone.changes) <= _MOST else None


def date_sql(zone: Zone) -> str | None:
    """The local day of an instant, in SQL; nothing where there are too many changes."""
    return _short(zone, f"{_local(zone)}{_DATE}")


def start_sql(zone: Zone, more: int = 0) -> str | None:
    """The first instant of a day, or of so many days after it, in SQL; nothing where there are too many changes."""
    return _short(zone, f"u := a + {more}; {_start(zone)}")


def day_sql(zone: Zone, more: int) -> str | None:
    """The first instant of the local day of an instant, or of so many days after it, in SQL; nothing where there are too many changes."""
    return _short(zone, f"{_local(zone)}u := {_DATE} + {more}; {_start(zone)}")


#: the day of the local time `t`
_DATE = "((t - ((t % day + day) % day)) DIV day)"


def _local(zone: Zone) -> str:
    """What works out the local time of an instant."""
    offsets = [_count(offset) for offset in zone.offsets]
    tests = [f"a < {_count(change)}" for change in zone.changes]
    return f"t := a + {_by_cases(tests, offsets)}; "


def _start(zone: Zone) -> str:
    midnights = [f"u * day - {_count(offset)}" for offset in zone.offsets]
    starts = midnights[:1] + [
        f"GREATEST({_count(change)}, {midnight})"
        for change, midnight in zip(zone.changes, midnights[1:], strict=True)
    ]
    tests = [f"u <= {reached}" for reached in zone.reached[:-1]]
    return f"({_by_cases(tests, starts)})"


def _alone(zone: Zone) -> str | None:
    """What a Python text takes for the offset of a zone that has but one."""
    return None if zone.changes else f"day // 1440 * {zone.offsets[0] // _MINUTE}"


def date_python(zone: Zone) -> str | None:
    """The local day of an instant, in Python; nothing where the offset changes."""
    offset = _alone(zone)
    return offset and f"(a - epoch + {offset}) // day"


def start_python(zone: Zone, more: int = 0) -> str | None:
    """The first instant of a day, or of so many days after it, in Python; nothing where the offset changes."""
    offset = _alone(zone)
    return offset and f"epoch + (a + {more}) * day - {offset}"
