"""A value of a document becomes a value as facts are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from backhaul.document.scalars import json_number
from backhaul.frozen import frozen
from backhaul.language.kinds import (
    DATE,
    DATETIME,
    SECOND,
    Refusal,
    instant_text,
    json_value,
    within,
)
from backhaul.language.values import kind_words, shown
from backhaul.language.written_values import parse_date, parse_instant
from backhaul.language.zones import Zone
from backhaul.sources.model import Query, Reading
from backhaul.sources.numbers import is_number, looked_up, single

_UNITS = {"epoch_seconds": SECOND, "epoch_millis": 1000}
#: what has as many milliseconds lies before 1973, and as seconds after it
_FEWEST_MILLIS, _MOST_SECONDS = 10**8, 10**11
_TOO_MANY = 10**14


class Unreadable(Exception):
    """A document that an expression does not fit."""

    def __init__(self, key: str, query: Query, value: str = "", **parts: str) -> None:
        super().__init__(key)
        #: what is wrong, as `refusals` knows it, and what its sentence names
        self.key, self.query, self.parts = key, query, {"value": value, **parts}


def converted(reading: Reading, query: Query, found: object) -> object:
    """What a reading makes of the value that its expression gave; raises Unreadable."""
    if reading.table is not None:
        return _of_table(reading.table, query, found)
    match reading.convert:
        case "epoch_seconds" | "epoch_millis":
            return _instant(str(reading.convert), query, found)
        case "integer":
            return _integer(query, found)
        case "boolean":
            words = {"true": True, "false": False, "1": True, "0": False}
            written = (single(found) or "").lower()
            if written in words:
                return words[written]
            raise Unreadable("no-boolean", query, _shown(found))
        case "datetime":
            return _moment(reading, query, found)
        case "date":
            return _day(reading, query, found)
        case "decimal":
            return _number(query, found)
        case _:
            return found


@frozen
class Twice:
    """A local time that the clocks show twice."""

    first: int
    last: int

    def bounds(self) -> dict[str, str]:
        """Bounds that hold both instants."""
        return {"from": instant_text(self.first), "before": instant_text(self.last + 1)}

    def end(self, key: str) -> str:
        """What it is as the end of a span: nothing before it is as late as its last instant."""
        return instant_text(self.first if key == "from" else self.last)


def _moment(reading: Reading, query: Query, found: object) -> str | Twice:
    """An instant as text."""
    held, local = _read(query, found)
    if held is not None:
        return instant_text(held)
    if reading.local is None:
        raise Unreadable("no-offset", query, _shown(found))
    instants = _instants(reading.local, local, query, found)
    return Twice(instants[0], instants[-1]) if len(instants) > 1 else instant_text(instants[0])


def _day(reading: Reading, query: Query, found: object) -> str:
    """A day as text, or that of an instant."""
    text = found.strip() if isinstance(found, str) else ""
    if isinstance(parse_date(text), int):
        return text
    held, local = _read(query, found, "no-text-of-a-day")
    if reading.local is None:
        raise Unreadable("no-place", query, _shown(found))
    if held is None:
        (held, *_) = _instants(reading.local, local, query, found)
    else:
        _check_known(reading.local, (held,), query, found)
    return str(json_value(DATE, reading.local.date(held)))


def _read(query: Query, found: object, key: str = "no-text-of-a-time") -> tuple[int | None, int]:
    """The instant that a text writes, else the local time; *key* is what is wrong with any other."""
    text = found.strip() if isinstance(found, str) else ""
    held = parse_instant(text)
    if isinstance(held, int):
        return held, 0
    local = parse_instant(f"{text}Z") if held.code == "naive-instant" else held
    if isinstance(local, Refusal):
        raise Unreadable(key, query, _shown(found))
    return None, local


def _instants(zone: Zone, local: int, query: Query, found: object) -> tuple[int, ...]:
    """The instants of a local time, at least one."""
    instants = zone.instants(local)
    if not instants:
        raise Unreadable("skipped", query, _shown(found), zone=zone.name)
    _check_known(zone, instants, query, found)
    return instants


def _check_known(zone: Zone, instants: Iterable[int], query: Query, found: object) -> None:
    first, until = zone.ends
    if all(first <= at < until for at in instants):
        return
    if isinstance(within(DATETIME, first - 1, ""), Refusal):
        raise Unreadable("no-time", query, _shown(found))
    ends = {"first": instant_text(first), "until": instant_text(until)}
    raise Unreadable("outside-zone", query, _shown(found), zone=zone.name, **ends)


def _number(query: Query, found: object) -> Decimal:
    """A number with a point, as a number or as text."""
    number = (
        json_number(found.strip()) if isinstance(found, str) and is_number(found.strip()) else found
    )
    if isinstance(number, int | Decimal) and not isinstance(number, bool):
        return Decimal(number)
    raise Unreadable("no-number", query, _shown(found))


def _instant(convert: str, query: Query, found: object) -> str:
    number = _integer(query, found)
    size = abs(number)
    if convert == "epoch_seconds" and _MOST_SECONDS <= size < _TOO_MANY:
        raise Unreadable("milliseconds", query, f"`{shown(number)}`")
    if convert == "epoch_millis" and _FEWEST_MILLIS <= size < _MOST_SECONDS:
        raise Unreadable("seconds", query, f"`{shown(number)}`")
    micro = number * _UNITS[convert]
    if isinstance(within(DATETIME, micro, ""), Refusal):
        raise Unreadable("no-time", query, f"`{shown(number)}`")
    return instant_text(micro)


def _of_table(table: Mapping[str, object], query: Query, found: object) -> object:
    written = single(found)
    if written is not None and (written in table or "*" in table):
        return looked_up(table, found)
    key = "not-for-table" if written is None else "not-in-table"
    raise Unreadable(key, query, _shown(found))


def _integer(query: Query, found: object) -> int:
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    digits = found.removeprefix("-") if isinstance(found, str) else ""
    if digits.isascii() and digits.isdigit() and len(digits) <= 20:
        return int(str(found))
    raise Unreadable("no-whole-number", query, _shown(found))


def _shown(found: object) -> str:
    written = single(found)
    return kind_words(found) if written is None else f"`{shown(written)}`"
