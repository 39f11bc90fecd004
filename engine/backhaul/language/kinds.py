"""The kinds of value, and how each is written as text and held as a Python value.

Everything that has an order is held as a whole number: an instant as microseconds since 1970 (UTC), a
duration as microseconds, a decimal in units of 0.000000001. So comparison and arithmetic are exact, and
one rule serves every kind.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backhaul.frozen import apart, frozen
from backhaul.language.calendars import Calendar
from backhaul.static import TYPE_CHECKING, Mapping, StrEnum, lru_cache

if TYPE_CHECKING:
    import re
    from decimal import Decimal

#: what is held of a value: numbers, instants and durations as whole numbers, a calendar as itself
Held = int | str | bool | Calendar
Words = Mapping[str, str]


NO_LABELS: Mapping[str, Words] = {}


class Kind(StrEnum):
    """The kinds of value that facts, parameters, definitions and outputs have."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    CHOICE = "choice"
    DATETIME = "datetime"
    DURATION = "duration"
    CALENDAR = "calendar"


@frozen
class Type:
    """A kind and, for a choice, its values in order; two choices are one type when those are equal."""

    kind: Kind
    choices: tuple[str, ...] = ()
    #: words for each choice, by language; not part of the type
    labels: Mapping[str, Words] = apart(default=NO_LABELS)

    @property
    def ordered(self) -> bool:
        """True where `<` has a meaning."""
        return self.kind in LIMITS

    def __str__(self) -> str:
        return f"{'an' if self.kind is Kind.INTEGER else 'a'} {self.kind.value}"


BOOLEAN = Type(Kind.BOOLEAN)
#: kinds whose values the sections of a policy name; they have no order and are not compared
NAMED = (Kind.CALENDAR,)

SECOND = 1_000_000
DAY = 86_400 * SECOND
DECIMAL_PLACES = 9
DECIMAL_UNIT = 10**DECIMAL_PLACES
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def held_instant(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (moment - _EPOCH) // _MICROSECOND


#: the smallest and the largest value of each kind that has an order, both allowed
LIMITS: Mapping[Kind, tuple[int, int]] = {
    Kind.INTEGER: (-(2**63), 2**63 - 1),
    Kind.DECIMAL: (-(10**18) + 1, 10**18 - 1),
    Kind.DATETIME: (
        held_instant(datetime(1900, 1, 1, tzinfo=UTC)),
        held_instant(datetime(2200, 1, 1, tzinfo=UTC)) - 1,
    ),
    # that much lies between the first and the last instant, so that a difference of two is never out of range
    Kind.DURATION: (-109_573 * DAY, 109_573 * DAY),
}
LIMIT_WORDS: Mapping[Kind, str] = {
    Kind.INTEGER: "an integer lies between -9223372036854775808 and 9223372036854775807",
    Kind.DECIMAL: "a decimal has at most 9 digits before the point and 9 after it",
    Kind.DATETIME: "an instant lies in the years 1900 to 2199 (UTC)",
    Kind.DURATION: "a duration is at most 109573 days, either way",
}


@frozen
class Refusal:
    """Why a text or value is not one of a kind: the code, the sentence and the way out."""

    code: str
    message: str
    help: str = ""


_INSTANT = (
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{1,30}))?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_OFFSET = r"[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DURATION = r"(-?[0-9]{1,15})(?:\.([0-9]{1,6}))? (second|minute|hour|day)s?"
_UNITS = {"day": DAY, "hour": 3600 * SECOND, "minute": 60 * SECOND, "second": SECOND}
_LIKE_INSTANT = "2026-03-02T10:00:00+07:00"


@lru_cache(maxsize=None)
def _pattern(text: str) -> re.Pattern[str]:
    """The pattern, compiled at its first use: not every process reads an instant or a duration."""
    import re

    return re.compile(text)


def within(kind: Kind, value: int, shown: str) -> int | Refusal:
    """The value, or a refusal when it lies outside the limits of its kind."""
    low, high = LIMITS[kind]
    if low <= value <= high:
        return value
    return Refusal("number-out-of-range", f"`{shown}` is out of range", LIMIT_WORDS[kind])


def parse_instant(text: str) -> int | Refusal:
    """Microseconds since 1970 of a text with seconds and an offset: RFC 3339, or ISO 8601's `+0700` and `+07`."""
    shown = text if len(text) <= 60 else text[:57] + "..."
    match = _pattern(_INSTANT).fullmatch(text)
    if match is None:
        from backhaul.language.ways_out import instant

        help = instant(shown) or f"write it like `{_LIKE_INSTANT}`"
        if _pattern(_DAY).fullmatch(text):
            help = (
                f"a day is no instant: write its first one with the offset, `{text}T00:00:00+07:00`"
            )
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
    return within(Kind.DATETIME, held_instant(local) - shift * SECOND, shown)


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
    micro = int(match[1]) * _UNITS[match[3]]
    if match[2]:
        part = int(match[2].ljust(6, "0"))
        micro += -part if text.startswith("-") else part
    return within(Kind.DURATION, micro, text)


def parse_decimal(value: Decimal) -> int | Refusal:
    """Units of 0.000000001 of an exact decimal."""
    shown = f"{value:f}" if value.is_finite() and abs(value.adjusted()) <= 40 else str(value)
    shown = shown[:60]
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return Refusal(
            "number-out-of-range", f"`{shown}` is out of range", LIMIT_WORDS[Kind.DECIMAL]
        )
    ratio = value.as_integer_ratio()
    scaled, rest = divmod(ratio[0] * DECIMAL_UNIT, ratio[1])
    if rest:
        return Refusal(
            "number-out-of-range",
            f"`{shown}` has more than {DECIMAL_PLACES} digits after the point",
            LIMIT_WORDS[Kind.DECIMAL],
        )
    return within(Kind.DECIMAL, scaled, shown)


def python_value(kind: Kind, held: Held) -> object:
    """The value as callers see it: an aware UTC datetime, a timedelta, a Decimal, or as it is."""
    match kind:
        case Kind.DATETIME:
            return _EPOCH + timedelta(microseconds=int(held))
        case Kind.DURATION:
            return timedelta(microseconds=int(held))
        case Kind.DECIMAL:
            return _as_decimal(int(held))
        case _:
            return held


def json_value(kind: Kind, held: Held) -> Held:
    """The value as JSON holds it: instants as RFC 3339 in UTC, durations and decimals as text, a calendar by its name."""
    match kind:
        case Kind.DATETIME:
            return instant_text(int(held))
        case Kind.DURATION:
            return duration_text(int(held))
        case Kind.DECIMAL:
            return f"{_as_decimal(int(held)):f}"
        case _:
            return held


def _as_decimal(held: int) -> Decimal:
    from decimal import Decimal

    whole = Decimal(held).scaleb(-DECIMAL_PLACES)
    return whole.quantize(Decimal(1)) if held % DECIMAL_UNIT == 0 else whole.normalize()


def instant_text(held: int, offset: int = 0) -> str:
    """RFC 3339 text of an instant, in UTC with `Z` unless an offset in microseconds is given."""
    local = _EPOCH + timedelta(microseconds=held + offset)
    text = local.strftime("%Y-%m-%dT%H:%M:%S")
    if local.microsecond:
        text += f".{local.microsecond:06d}".rstrip("0")
    if offset == 0:
        return text + "Z"
    minutes = abs(offset) // (60 * SECOND)
    return f"{text}{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def duration_text(held: int) -> str:
    """Text of a duration in the largest unit that divides it, such as `14 days`."""
    for unit, size in _UNITS.items():
        if held % size == 0 and (held or unit == "second"):
            count = held // size
            return f"{count} {unit}" if abs(count) == 1 else f"{count} {unit}s"
    sign, held = ("-", -held) if held < 0 else ("", held)
    return f"{sign}{held // SECOND}.{held % SECOND:06d}".rstrip("0") + " seconds"
