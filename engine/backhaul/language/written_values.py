"""Texts as the values that they write: instants, dates, offsets, durations; and decimals."""

from __future__ import annotations

from datetime import UTC, date, datetime

from backhaul.language.kinds import (
    DATE,
    DATETIME,
    DURATION,
    LIMITS,
    SECOND,
    UNITS,
    Refusal,
    Type,
    held_date,
    held_instant,
    limit_words,
    within,
)
from backhaul.static import TYPE_CHECKING, lru_cache

if TYPE_CHECKING:
    import re
    from decimal import Decimal

_INSTANT = (
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{1,30}))?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_OFFSET = r"[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DURATION = r"(-?[0-9]{1,15})(?:\.([0-9]{1,6}))? (second|minute|hour|day)s?"
_LIKE_INSTANT = "2026-03-02T10:00:00+07:00"


@lru_cache(maxsize=None)
def _pattern(text: str) -> re.Pattern[str]:
    """The pattern, compiled at its first use: not every process reads an instant or a duration."""
    import re

    return re.compile(text)


def parse_instant(text: str) -> int | Refusal:
    """Microseconds since 1970 of a text with seconds and an offset: RFC 3339, or ISO 8601's `+0700` and `+07`."""
    shown = text if len(text) <= 60 else text[:57] + "..."
    match = _pattern(_INSTANT).fullmatch(text)
    if match is None:
        from backhaul.language.ways_out import instant

        help = instant(shown) or f"write it like `{_LIKE_INSTANT}`"
        if _pattern(_DAY).fullmatch(text):
            help = f"a day is no instant: declare a `date`, or write `{text}T00:00:00+07:00` with the offset"
        return Refusal("bad-instant", f"`{shown}` is not an instant", help)
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, offset = match[7] or "", match[8]
    if offset is None:
        return Refusal(
            "naive-instant",
            f"`{shown}` does not say its offset from UTC",
            f"add the offset, as in `{_LIKE_INSTANT}`, or `Z` for UTC",
        )
    if fraction[6:].strip("0"):
        return Refusal(
            "bad-instant", f"`{shown}` is finer than a microsecond", "give at most six digits"
        )
    shift = _offset_seconds(offset)
    if shift is None:
        help = "an offset lies between -23:59 and +23:59"
        return Refusal("bad-instant", f"`{shown}` has an offset that does not exist", help)
    micro = int(fraction[:6].ljust(6, "0"))
    try:
        local = datetime(year, month, day, hour, minute, second, micro, UTC)
    except ValueError:
        message = f"`{shown}` names a day or time that does not exist"
        return Refusal("bad-instant", message, f"write it like `{_LIKE_INSTANT}`")
    return within(DATETIME, held_instant(local) - shift * SECOND, shown)


def parse_date(text: str) -> int | Refusal:
    """Days since 1970-01-01 of a text such as `2026-03-02`."""
    shown = text if len(text) <= 60 else text[:57] + "..."
    if _pattern(_DAY).fullmatch(text) is None:
        from backhaul.language.ways_out import day

        return Refusal(
            "bad-date", f"`{shown}` is not a date", day(shown) or "write it like `2026-03-02`"
        )
    try:
        read = date.fromisoformat(text)
    except ValueError:
        help = "write a day that there is, like `2026-03-02`"
        return Refusal("bad-date", f"`{shown}` names a day that does not exist", help)
    return within(DATE, held_date(read), shown)


def _offset_seconds(text: str) -> int | None:
    """Seconds east of UTC of `Z`, `+hh:mm`, `+hhmm` or `+hh`, or nothing where there is no such offset."""
    if text in "Zz":
        return 0
    hours, minutes = int(text[1:3]), int(text[3:].removeprefix(":") or "0")
    if hours > 23 or minutes > 59:
        return None
    return (hours * 3600 + minutes * 60) * (-1 if text[0] == "-" else 1)


def parse_offset(text: str) -> int | Refusal:
    """Microseconds east of UTC of `Z`, `+07:00`, `+0700` or `+07`."""
    shift = _offset_seconds(text) if _pattern(_OFFSET).fullmatch(text) else None
    if shift is None:
        return Refusal("bad-instant", f"`{text[:40]}` is not an offset", "write it like `+07:00`")
    return shift * SECOND


def offset_of(instant: str) -> int:
    """Microseconds east of UTC of the offset that an instant is written with.

    >>> offset_of("2026-03-02T10:00:00+07:00") // 3_600_000_000
    7
    """
    found = _pattern(rf".*?({_OFFSET})").fullmatch(instant)
    return (_offset_seconds(found[1]) or 0) * SECOND if found else 0


def parse_duration(text: str) -> int | Refusal:
    """Microseconds of a text such as `14 days`; seconds may have a fraction."""
    match = _pattern(_DURATION).fullmatch(text)
    if match is None or (match[2] and match[3] != "second"):
        from backhaul.language.ways_out import duration

        usual = (
            "write a whole number and one unit: seconds, minutes, hours or days, as in `14 days`"
        )
        return Refusal(
            "bad-duration", f"`{text[:60]}` is not a duration", duration(text[:60]) or usual
        )
    micro = int(match[1]) * UNITS[match[3]]
    if match[2]:
        part = int(match[2].ljust(6, "0"))
        micro += -part if text.startswith("-") else part
    return within(DURATION, micro, text)


def is_decimal_text(text: str) -> bool:
    """Whether a text writes a decimal with digits and a point alone."""
    body = text.removeprefix("-")
    whole, _, part = body.partition(".")
    parts = (whole, part) if "." in body else (whole,)
    return len(text) <= 40 and all(piece.isascii() and piece.isdigit() for piece in parts)


def is_percent(value: object) -> bool:
    """Whether a value is a text that writes a decimal in percent.

    >>> is_percent("8.5%"), is_percent("8.5 %"), is_percent(8.5)
    (True, False, False)
    """
    return isinstance(value, str) and value.endswith("%") and is_decimal_text(value[:-1])


def parse_decimal(value: Decimal, type: Type) -> int | Refusal:
    """An exact decimal in units of the last place of its type."""
    if not value.is_finite() or abs(value.adjusted()) > 40:
        shown = str(value)[:60]
        return Refusal("number-out-of-range", f"`{shown}` is out of range", limit_words(type))
    ratio = value.as_integer_ratio()
    scaled, rest = divmod(ratio[0] * type.one, ratio[1])
    low, high = LIMITS[type.kind]
    if not rest and low <= scaled <= high:
        return scaled
    shown = f"{value:f}"[:60]
    if rest:
        message = f"`{shown}` has more than {type.scale} digits after the point"
        if type.places is not None:
            message = f"`{shown}` has more places than {type.scale}"
        help = limit_words(type) if type.places is None else "round it before it is given"
        return Refusal("number-out-of-range", message, help)
    return within(type, scaled, shown)
