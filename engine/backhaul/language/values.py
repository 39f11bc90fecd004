"""A value as somebody gave it, in YAML, JSON or Python, to the value held; or why it is not one.

One rule for parameters, outputs and facts: nothing is converted by guessing. A boolean is not an
integer, the text `"false"` is not a boolean, a float is not exact.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from backhaul.diagnostics import listed, nearest
from backhaul.language.kinds import (
    LIMIT_WORDS,
    Held,
    Kind,
    Refusal,
    Type,
    held_instant,
    parse_decimal,
    parse_duration,
    parse_instant,
    within,
)
from backhaul.static import TYPE_CHECKING

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
    Kind.DURATION: "write it like `14 days`",
}


def read_value(value: object, type: Type) -> Held | Refusal:
    """The value held for a given one of this type, or why it is refused."""
    if isinstance(value, str):
        value = str.__str__(value)  # of a subclass, such as an enumeration, the text itself
    elif isinstance(value, int) and not isinstance(value, bool):
        value = int(value)
    match type.kind, value:
        case (Kind.BOOLEAN, bool()):
            return value
        case (Kind.INTEGER, int()) if not isinstance(value, bool):
            return within(Kind.INTEGER, value, shown(value))
        case (Kind.DECIMAL, _):
            return _decimal(value, type)
        case (Kind.TEXT, str()):
            return _text(value)
        case (Kind.CHOICE, str()):
            return _choice(value, type)
        case (Kind.DATETIME, str()):
            return parse_instant(value)
        case (Kind.DATETIME, datetime()):
            return _aware(value)
        case (Kind.DURATION, str()):
            return parse_duration(value)
        case (Kind.DURATION, timedelta()):
            return within(Kind.DURATION, value // timedelta(microseconds=1), str(value))
        case _:
            return _wrong_kind(value, type)


def _decimal(value: object, type: Type) -> int | Refusal:
    from decimal import Decimal

    match value:
        case int() | Decimal() if not isinstance(value, bool):
            return parse_decimal(Decimal(value)) if _short(value) else _out_of_range(type)
        case str() if _is_decimal_text(value):
            return parse_decimal(Decimal(value))
        case _:
            return _wrong_kind(value, type)


def _short(value: int | Decimal) -> bool:
    """Whether a number is small enough to be worked with at all."""
    return value.bit_length() < 200 if isinstance(value, int) else len(value.as_tuple().digits) < 60


def _is_decimal_text(text: str) -> bool:
    body = text.removeprefix("-")
    whole, _, part = body.partition(".")
    parts = (whole, part) if "." in body else (whole,)
    return len(text) <= 40 and all(piece.isascii() and piece.isdigit() for piece in parts)


def _out_of_range(type: Type) -> Refusal:
    return Refusal("number-out-of-range", "the number is out of range", LIMIT_WORDS[type.kind])


def _text(value: str) -> str | Refusal:
    if len(value) > MAX_TEXT:
        return Refusal("number-out-of-range", f"a text has at most {MAX_TEXT} characters")
    if any("\ud800" <= character <= "\udfff" for character in value):
        return Refusal("wrong-kind", "the text holds half a character (a lone surrogate)")
    return value


def _choice(value: str, type: Type) -> str | Refusal:
    if value in type.choices:
        return value
    help = nearest(value, type.choices) or "the choices are " + listed(type.choices)
    return Refusal("unknown-choice", f"`{shown(value)}` is not one of the choices", help)


def _aware(value: datetime) -> int | Refusal:
    if value.utcoffset() is None:
        return Refusal(
            "naive-instant",
            f"`{value}` does not say its offset from UTC",
            "give the datetime a time zone",
        )
    return within(Kind.DATETIME, held_instant(value), str(value))


def _wrong_kind(value: object, type: Type) -> Refusal:
    help = EXAMPLES[type.kind]
    if isinstance(value, float):
        help = "a float is not exact; give a Decimal, a text or a whole number"
    elif type.kind == Kind.BOOLEAN and isinstance(value, str):
        help = "write true or false without quotes"
    elif type.kind == Kind.DECIMAL and isinstance(value, str):
        from backhaul.language.ways_out import decimal

        help = decimal(value[:60]) or help
    elif type.kind == Kind.DATETIME and isinstance(value, int) and not isinstance(value, bool):
        help = "write an instant as text, or declare the fact `form: epoch_seconds`"
    message = f"{kind_words(value)} stands where {_article(type.kind.value)} is needed"
    return Refusal("wrong-kind", message, help)


def kind_words(value: object) -> str:
    """What a given value is, in a user's words, with the value when it is short."""
    from decimal import Decimal

    match value:
        case None:
            return "null"
        case bool():
            return f"the boolean `{'true' if value else 'false'}`"
        case int():
            return f"the integer `{shown(value)}`"
        case float() | Decimal():
            return f"the number `{shown(value)}`"
        case str():
            return f"the text `{shown(value)}`"
        case datetime() | timedelta():
            return f"the time `{value}`"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return "a value of a kind that facts do not have"


def shown(value: object) -> str:
    """A value as text, cut where it is long."""
    if isinstance(value, int) and value.bit_length() > 400:
        return "a very long number"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
