"""The kinds of value, and how each is written as text and held as a Python value.

Everything that has an order is held as a whole number: an instant as microseconds since 1970 (UTC), a
duration as microseconds, a date as days since 1970-01-01, a decimal in units of its last place: 0.01 where
it is declared with two places, 0.000000001 where it says nothing. So comparison and arithmetic are exact, and
one rule serves every kind.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from backhaul.frozen import apart, frozen
from backhaul.language.calendars import Calendar
from backhaul.language.units import Unit
from backhaul.language.zones import Zone
from backhaul.static import Mapping, StrEnum

#: what is held of a value: numbers, instants and durations as whole numbers, a calendar or a zone as itself
Held = int | str | bool | Calendar | Zone
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
    DATE = "date"
    DURATION = "duration"
    CALENDAR = "calendar"
    ZONE = "zone"


@frozen
class Type:
    """A kind and, for a choice, its values in order; two choices are one type when those are equal."""

    kind: Kind
    choices: tuple[str, ...] = ()
    #: words for each choice, by language; not part of the type
    labels: Mapping[str, Words] = apart(default=NO_LABELS)
    #: how many places a decimal has, all of which are shown; None: up to nine, and none that is not needed
    places: int | None = None
    #: what an integer or a decimal counts
    unit: Unit | None = None
    #: whether words show a decimal in percent, as it was written; not part of the type
    percent: bool = apart(default=False)

    @property
    def ordered(self) -> bool:
        """True where `<` has a meaning."""
        return self.kind in LIMITS

    @property
    def scale(self) -> int:
        """How many places stand behind the point in what is held of a value."""
        if self.kind is not Kind.DECIMAL:
            return 0
        return DECIMAL_PLACES if self.places is None else self.places

    @property
    def one(self) -> int:
        """What is held of a number that is 1."""
        return int(10**self.scale)

    def __str__(self) -> str:
        return f"{'an' if self.kind is Kind.INTEGER else 'a'} {self.kind.value}"


NUMBERS = (Kind.INTEGER, Kind.DECIMAL)
BOOLEAN = Type(Kind.BOOLEAN)
DATETIME = Type(Kind.DATETIME)
DATE = Type(Kind.DATE)
DURATION = Type(Kind.DURATION)
#: kinds whose values the sections of a policy name; they have no order and are not compared
NAMED = (Kind.CALENDAR, Kind.ZONE)

SECOND = 1_000_000
DAY = 86_400 * SECOND
DECIMAL_PLACES = 9
#: digits of a decimal, before the point and behind it
DECIMAL_DIGITS = 18
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)


def held_instant(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime."""
    return (moment - _EPOCH) // _MICROSECOND


def held_date(day: date) -> int:
    """Days since 1970-01-01 of a date."""
    return day.toordinal() - FIRST_DAY


#: the smallest and the largest value of each kind that has an order, both allowed
LIMITS: Mapping[Kind, tuple[int, int]] = {
    Kind.INTEGER: (-(2**63), 2**63 - 1),
    Kind.DECIMAL: (-(10**DECIMAL_DIGITS) + 1, 10**DECIMAL_DIGITS - 1),
    Kind.DATETIME: (
        held_instant(datetime(1900, 1, 1, tzinfo=UTC)),
        held_instant(datetime(2200, 1, 1, tzinfo=UTC)) - 1,
    ),
    Kind.DATE: (held_date(date(1900, 1, 1)), held_date(date(2199, 12, 31))),
    # that much lies between the first and the last instant, so that a difference of two is never out of range
    Kind.DURATION: (-109_573 * DAY, 109_573 * DAY),
}
_LIMIT_WORDS: Mapping[Kind, str] = {
    Kind.INTEGER: "an integer lies between -9223372036854775808 and 9223372036854775807",
    Kind.DATETIME: "an instant lies in the years 1900 to 2199 (UTC)",
    Kind.DATE: "a date lies in the years 1900 to 2199",
    Kind.DURATION: "a duration is at most 109573 days, either way",
}


#: kinds that stand on a line of time: of two, one is the earlier, and what lies between them is a duration
POINTS = (Kind.DATETIME, Kind.DATE)


def difference(kind: Kind) -> tuple[Kind, int]:
    """The kind of what lies between two values of a kind, and how much of it lies between neighbours.

    >>> difference(Kind.DATE) == (Kind.DURATION, DAY), difference(Kind.INTEGER)
    (True, (<Kind.INTEGER: 'integer'>, 1))
    """
    return (Kind.DURATION if kind in POINTS else kind), (DAY if kind is Kind.DATE else 1)


def limit_words(type: Type) -> str:
    """What the limits of a type are, in words."""
    if type.kind is not Kind.DECIMAL:
        return _LIMIT_WORDS[type.kind]
    before = DECIMAL_DIGITS - type.scale
    if type.places is None:
        return f"a decimal has at most {before} digits before the point and {type.scale} after it"
    return f"a decimal of {type.scale} places has at most {before} digits before the point"


@frozen
class Refusal:
    """Why a text or value is not one of a kind: the code, the sentence and the way out."""

    code: str
    message: str
    help: str = ""


#: the units in which a duration is written, the largest first
UNITS = {"day": DAY, "hour": 3600 * SECOND, "minute": 60 * SECOND, "second": SECOND}


def within(type: Type, value: int, shown: str) -> int | Refusal:
    """The value, or a refusal when it lies outside the limits of its type."""
    low, high = LIMITS[type.kind]
    if low <= value <= high:
        return value
    return Refusal("number-out-of-range", f"`{shown}` is out of range", limit_words(type))


def python_value(type: Type, held: Held) -> object:
    """The value as callers see it: an aware UTC datetime, a date, a timedelta, a Decimal, or as it is."""
    match type.kind:
        case Kind.DATETIME:
            return _EPOCH + timedelta(microseconds=int(held))
        case Kind.DATE:
            return date.fromordinal(int(held) + FIRST_DAY)
        case Kind.DURATION:
            return timedelta(microseconds=int(held))
        case Kind.DECIMAL:
            from decimal import Decimal

            return Decimal(decimal_text(type, int(held)))
        case _:
            return held


def json_value(type: Type, held: Held) -> Held:
    """The value as JSON holds it: instants as RFC 3339 in UTC; dates, durations and decimals as text, a calendar by its name."""
    match type.kind:
        case Kind.DATETIME:
            return instant_text(int(held))
        case Kind.DATE:
            return str(python_value(type, held))
        case Kind.DURATION:
            return duration_text(int(held))
        case Kind.DECIMAL:
            return decimal_text(type, int(held))
        case _:
            return held


def written_value(type: Type, held: Held) -> Held:
    """The value as a policy writes it and words show it: as JSON holds it, but in percent where it was written so.

    >>> written_value(Type(Kind.DECIMAL, places=4, percent=True), 850), written_value(Type(Kind.INTEGER), 3)
    ('8.5%', 3)
    """
    if not type.percent:
        return json_value(type, held)
    finest = 10 ** (DECIMAL_PLACES - type.scale)
    return decimal_text(Type(Kind.DECIMAL), int(held) * 100 * finest) + "%"


def decimal_text(type: Type, held: int) -> str:
    """A decimal with all the places that its type declares, else with those that it needs.

    >>> decimal_text(Type(Kind.DECIMAL, places=2), 1290), decimal_text(Type(Kind.DECIMAL), -1_500_000_000)
    ('12.90', '-1.5')
    """
    whole, rest = divmod(abs(held), type.one)
    text = f"{'-' if held < 0 else ''}{whole}"
    if type.places is not None:
        return f"{text}.{rest:0{type.places}d}"
    return f"{text}.{rest:0{DECIMAL_PLACES}d}".rstrip("0") if rest else text


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
    for unit, size in UNITS.items():
        if held % size == 0 and (held or unit == "second"):
            count = held // size
            return f"{count} {unit}" if abs(count) == 1 else f"{count} {unit}s"
    sign, held = ("-", -held) if held < 0 else ("", held)
    return f"{sign}{held // SECOND}.{held % SECOND:06d}".rstrip("0") + " seconds"
