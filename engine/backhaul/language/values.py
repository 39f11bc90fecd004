"""A value as somebody gave it, in YAML, JSON or Python, to the value held; or why it is not one.

One rule for parameters, outputs and facts: nothing is converted by guessing. A boolean is not an
integer, the text `"false"` is not a boolean, a float is not exact.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from backhaul.diagnostics import listed, nearest
from backhaul.language.calendars import Calendar
from backhaul.language.foreign import OTHER, plain, type_name
from backhaul.language.kinds import (
    DATE,
    DATETIME,
    DURATION,
    LIMITS,
    Held,
    Kind,
    Refusal,
    Type,
    held_date,
    held_instant,
    limit_words,
    within,
)
from backhaul.language.written_values import (
    is_decimal_text,
    is_percent,
    parse_date,
    parse_decimal,
    parse_duration,
    parse_instant,
    parse_offset,
)
from backhaul.language.zones import Zone, fixed, offset_text
from backhaul.static import TYPE_CHECKING, Mapping
from backhaul.way_out import WayOut

if TYPE_CHECKING:
    from decimal import Decimal

MAX_TEXT = 65_536
EXAMPLES = {
    Kind.BOOLEAN: "write true or false",
    Kind.INTEGER: "write a whole number",
    Kind.DECIMAL: "write a number such as 12.50",
    Kind.TEXT: "write a text",
    Kind.CHOICE: "write one of the choices",
    Kind.DATETIME: "write it like `2026-03-02T10:00:00+07:00`, in quotes",
    Kind.DATE: "write it like `2026-03-02`, in quotes",
    Kind.DURATION: "write it like `14 days`",
    Kind.CALENDAR: "write the name of one of the `calendars`",
    Kind.ZONE: "write an offset such as `+08:00`, or the name of one of the `zones`",
}


#: what a policy names that has neither calendars nor zones
NOTHING_NAMED: Mapping[str, Held] = {}


def read_value(
    value: object, type: Type, named: Mapping[str, Held] = NOTHING_NAMED
) -> Held | Refusal:
    """The value held for a given one of this type, or why it is refused; *named*: the calendars and zones that it may name."""
    read = plain(value)
    match type.kind, read:
        case (_, Refusal()):
            return read
        case (Kind.BOOLEAN, bool()):
            return read
        case (Kind.INTEGER, int()) if not isinstance(read, bool):
            return within(type, read, shown(read))
        case (Kind.DECIMAL, _):
            held = _decimal(read, type)
        case (Kind.TEXT, str()):
            return _text(read)
        case (Kind.CHOICE, str()):
            return _choice(read, type)
        case (Kind.CALENDAR, str()):
            return _named(read, Calendar, named) or _no_calendar(read, named)
        case (Kind.ZONE, str()):
            return _named(read, Zone, named) or _fixed_zone(read, named)
        case (Kind.DATETIME, str()):
            return parse_instant(read)
        case (Kind.DATETIME, datetime()):
            return _aware(value, read)
        case (Kind.DATE, str()):
            return parse_date(read)
        case (Kind.DATE, datetime()) if _is_bare_day(value, read):
            return within(DATE, held_date(read), str(read.date()))
        case (Kind.DATE, date()) if not isinstance(read, datetime):
            return within(DATE, held_date(read), str(read))
        case (Kind.DURATION, str()):
            return parse_duration(read)
        case (Kind.DURATION, timedelta()):
            return within(DURATION, read // timedelta(microseconds=1), str(read))
        case _:
            held = None
    return _wrong_kind(value, read, type) if held is None else held


def _is_bare_day(value: object, read: datetime) -> bool:
    """Whether a library, whose columns have no other type for it, says a day by its midnight without an offset."""
    midnight = (read.hour, read.minute, read.second, read.microsecond) == (0, 0, 0, 0)
    return type(value) is not datetime and read.tzinfo is None and midnight


def _decimal(value: object, type: Type) -> int | Refusal | None:
    """The decimal held; None where the value is of another kind."""
    from decimal import Decimal

    match value:
        case int() | Decimal() if not isinstance(value, bool):
            return parse_decimal(Decimal(value), type) if _short(value) else _out_of_range(type)
        case str() if is_decimal_text(value):
            return parse_decimal(Decimal(value), type)
        case str() if is_percent(value):
            return parse_decimal(Decimal(f"{value[:-1]}e-2"), type)
        case _:
            return None


def _short(value: int | Decimal) -> bool:
    """Whether a number is small enough to be worked with at all."""
    return value.bit_length() < 200 if isinstance(value, int) else len(value.as_tuple().digits) < 60


def _out_of_range(type: Type) -> Refusal:
    return Refusal("number-out-of-range", "the number is out of range", limit_words(type))


def _text(value: str) -> str | Refusal:
    if len(value) > MAX_TEXT:
        return Refusal(
            "number-out-of-range", f"a text has at most {MAX_TEXT} characters", "shorten it"
        )
    if any("\ud800" <= character <= "\udfff" for character in value):
        message = "the text holds half a character (a lone surrogate)"
        return Refusal("wrong-kind", message, "give the whole character, or leave it out")
    return value


def _choice(value: str, type: Type) -> str | Refusal:
    if value in type.choices:
        return value
    help = choice_meant(value, type)
    return Refusal("unknown-choice", f"`{shown(value)}` is not one of the choices", help)


def _named(name: str, kind: type[Calendar | Zone], named: Mapping[str, Held]) -> Held | None:
    held = named.get(name)
    return held if isinstance(held, kind) else None


def _near(name: str, kind: type[Calendar | Zone], named: Mapping[str, Held]) -> str:
    return nearest(name, [each for each, held in named.items() if isinstance(held, kind)])


def _no_calendar(name: str, named: Mapping[str, Held]) -> Refusal:
    help = _near(name, Calendar, named) or "calendars stand under `calendars`"
    return Refusal("unknown-calendar", f"there is no calendar `{shown(name)}`", help)


def _fixed_zone(text: str, named: Mapping[str, Held]) -> Zone | Refusal:
    """The zone of an offset, such as `+08:00`."""
    offset = parse_offset(text)
    if isinstance(offset, int):
        low, high = LIMITS[Kind.DATETIME]
        return fixed(offset_text(offset), offset, (low, high + 1))
    help = (
        _near(text, Zone, named)
        or "write an offset such as `+08:00`, or the name of one of the `zones`"
    )
    if "/" in text:
        help = f"write its changes under `zones`: `backhaul zone {text}` prints them"
    return Refusal("unknown-zone", f"there is no zone `{shown(text)}`", help)


def choice_meant(value: str, type: Type) -> str:
    """What to write for a text that is not one of the choices: the one that is called so, or a near one, or all of them."""
    import re  # only where there is a mistake

    for choice, words in type.labels.items():
        if value.strip().lower() in (text.strip().lower() for text in words.values()):
            called = f"write {choice}: `{value}` is what it is called in words"
            return WayOut(called, (None, choice))
    parts = re.split(r"[\s_.-]+", value.lower())
    if len(named := [choice for choice in type.choices if choice.lower() in parts]) == 1:
        near = named[0]
        return WayOut(f"did you mean `{near}`?", (None, near))
    return nearest(value, type.choices) or "the choices are " + listed(type.choices)


def _aware(value: object, read: datetime) -> int | Refusal:
    if read.tzinfo is None:
        message = f"`{read}` does not say its offset from UTC"
        if type(value) is not datetime:
            message = f"the `{type_name(value)}` {message}"
        return Refusal("naive-instant", message, "give the datetime a time zone")
    return within(DATETIME, held_instant(read), str(read))


def _wrong_kind(value: object, read: object, wanted: Type) -> Refusal:
    message = f"{kind_words(value)} stands where {wanted} is needed"
    return Refusal("wrong-kind", message, _way_out(value, read, wanted))


def _is_member(value: object) -> bool:
    from enum import Enum

    return issubclass(type(value), Enum)


def _way_out(value: object, read: object, wanted: Type) -> str:
    """What to give instead of a value of another kind."""
    kind = wanted.kind
    match read:
        case bool() | None:
            return EXAMPLES[kind]
        case float() if kind in (Kind.DECIMAL, Kind.INTEGER):
            return "a float is not exact; give a Decimal, a text or a whole number"
        case str() if kind in (Kind.BOOLEAN, Kind.INTEGER, Kind.DECIMAL):
            from backhaul.language import ways_out

            by_kind = {Kind.INTEGER: ways_out.integer, Kind.DECIMAL: ways_out.decimal}
            help = by_kind.get(kind, ways_out.boolean)(read[:60]) or EXAMPLES[kind]
            bare = WayOut(f"{help} without quotes", (None, read))
            return bare if help == f"write {read}" else help
        case int() | float() if kind == Kind.DATETIME:
            return "write an instant as text, or declare the fact `form: epoch_seconds`"
        case datetime() if kind == Kind.DATE:
            return "give its day in the zone that is meant, or declare the fact a `datetime`"
        case date() if kind == Kind.DATETIME:
            return f'write {{day: "{read}", offset: "+07:00"}} for some time on that day'
        case _ if read is OTHER and _is_member(value):
            return "give the member's `.value`, or make its class a `StrEnum` or an `IntEnum`"
        case _ if issubclass(type(value), bytes | bytearray | memoryview):
            return "decode the bytes to a text"
        case _:
            return EXAMPLES[kind]


def kind_words(value: object) -> str:
    """What a given value is, in a user's words, with the value when it is short; of a foreign one its type."""
    from decimal import Decimal

    if type(value) is list or type(value) is tuple:
        return "a list"
    read = plain(value)
    if type(value) is not type(read):
        return f"a `{type_name(value)}`"
    match read:
        case None:
            return "null"
        case bool():
            return f"the boolean `{'true' if read else 'false'}`"
        case int():
            return f"the integer `{shown(read)}`"
        case Decimal():
            return f"the number `{shown(read)}`"
        case str():
            return f"the text `{shown(read)}`"
        case dict():
            return "a mapping"
        case _:
            return f"the {type(read).__name__} `{read}`"


def shown(value: object) -> str:
    """A value as text, cut where it is long."""
    if isinstance(value, int) and value.bit_length() > 400:
        return "a very long number"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def text_instead(text: str, kind: Kind, name: str) -> str:
    """What to write in place of a text that is compared with a value of another kind."""
    import re  # only where there is a mistake

    if not text.strip():
        return f"write present({name}) or not_present({name})"
    if kind is Kind.DURATION:
        read = parse_duration(text)
        value = re.search("`([^`]+)`", read.help) if isinstance(read, Refusal) else None
        bare = value[1] if value else text
        return WayOut(f"write `{bare}` without quotes", (None, bare))
    if kind is Kind.BOOLEAN:
        return f"write {name} alone, or !{name} where it is false"
    if kind in (Kind.INTEGER, Kind.DECIMAL) and re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", text):
        return WayOut(f"write `{text.strip()}` without quotes", (None, text.strip()))
    return "only texts stand in quotes"
