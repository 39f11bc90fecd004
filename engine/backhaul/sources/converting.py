"""A value of a document becomes a value as facts are given."""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.language.kinds import SECOND, Kind, Refusal, instant_text, within
from backhaul.language.values import kind_words, shown
from backhaul.sources.model import Query, Reading
from backhaul.sources.numbers import looked_up, single

LOOK = "look at `read` and `convert` in the source file"
_UNITS = {"epoch_seconds": SECOND, "epoch_millis": 1000}
#: what has as many milliseconds lies before 1973, and as seconds after it
_FEWEST_MILLIS, _MOST_SECONDS = 10**8, 10**11
_TOO_MANY = 10**14
_WRONG_UNIT = "use `convert: {right}`, or mend what writes the document"


class Unreadable(Exception):
    """A document that an expression does not fit."""

    def __init__(self, message: str, query: Query, help: str = LOOK) -> None:
        super().__init__(message)
        self.message, self.query, self.help = message, query, help


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
            raise Unreadable(f"{_shown(found)} is neither true nor false", query)
        case _:
            return found


def _instant(convert: str, query: Query, found: object) -> str:
    number = _integer(query, found)
    size = abs(number)
    if convert == "epoch_seconds" and _MOST_SECONDS <= size < _TOO_MANY:
        message = f"`{shown(number)}` is a time in milliseconds, and seconds are read"
        raise Unreadable(message, query, _WRONG_UNIT.format(right="epoch_millis"))
    if convert == "epoch_millis" and _FEWEST_MILLIS <= size < _MOST_SECONDS:
        message = f"`{shown(number)}` is a time in seconds, and milliseconds are read"
        raise Unreadable(message, query, _WRONG_UNIT.format(right="epoch_seconds"))
    micro = number * _UNITS[convert]
    if isinstance(within(Kind.DATETIME, micro, ""), Refusal):
        raise Unreadable(f"`{shown(number)}` is no time", query)
    return instant_text(micro)


def _of_table(table: Mapping[str, object], query: Query, found: object) -> object:
    written = single(found)
    if written is not None and (written in table or "*" in table):
        return looked_up(table, found)
    help = "add it to the table in the source file" if written is not None else LOOK
    raise Unreadable(f"the table has no entry for {_shown(found)}", query, help)


def _integer(query: Query, found: object) -> int:
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    digits = found.removeprefix("-") if isinstance(found, str) else ""
    if digits.isascii() and digits.isdigit() and len(digits) <= 20:
        return int(str(found))
    raise Unreadable(f"{_shown(found)} is not a whole number", query)


def _shown(found: object) -> str:
    written = single(found)
    return kind_words(found) if written is None else f"`{shown(written)}`"
