"""A value of a document becomes a value as facts are given."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from backhaul.document.scalars import json_number
from backhaul.language.kinds import DATETIME, SECOND, Refusal, instant_text, within
from backhaul.language.values import kind_words, shown
from backhaul.language.written_values import parse_instant
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
        case "decimal":
            return _number(query, found)
        case _:
            return found


def _moment(reading: Reading, query: Query, found: object) -> object:
    """An instant as text; where the local time is not said to be which of two instants, the bounds of both."""
    text = found.strip() if isinstance(found, str) else ""
    held = parse_instant(text)
    if isinstance(held, Refusal) and held.code == "naive-instant":
        if reading.local is None:
            raise Unreadable("no-offset", query, _shown(found))
        held = parse_instant(f"{text}Z")
        if not isinstance(held, Refusal):
            return _at_local_time(held, reading.local, query, found)
    if isinstance(held, Refusal):
        raise Unreadable("no-text-of-a-time", query, _shown(found))
    return instant_text(held)


def _at_local_time(held: int, local: int, query: Query, found: object) -> object:
    if isinstance(within(DATETIME, held - local, ""), Refusal):
        raise Unreadable("no-time", query, _shown(found))
    return instant_text(held - local)


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
