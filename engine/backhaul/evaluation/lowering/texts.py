"""Values as JSON text, as the definition writes them: made of what a compiled function holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from backhaul.evaluation.lowering.domains import Clock, Count, Domain
from backhaul.language.kinds import (
    DAY,
    SECOND,
    Kind,
    Type,
    decimal_text,
    difference,
    duration_text,
    python_value,
)

Text = Callable[[Any], str]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: the numbers below sixty, with two digits
_TWO = tuple(f"{number:02d}" for number in range(60))
_MICROSECOND = timedelta(microseconds=1)


def text_of(domain: Domain, type: Type) -> Text:
    """What writes a text, decimal, instant, date or duration, quotes and all."""
    match type.kind:
        case Kind.TEXT | Kind.CHOICE:
            return quoted
        case Kind.DECIMAL:
            return lambda held: f'"{decimal_text(type, held)}"'
        case Kind.DATETIME:
            return _instant(domain)
        case Kind.DATE:
            return lambda held: f'"{python_value(type, held)}"'
        case Kind.DURATION:
            return _duration(domain)
        case _:
            raise AssertionError(type)


def _instant(domain: Domain) -> Text:
    match domain:
        case Clock():
            return lambda value: _moment(value if value.tzinfo is UTC else value.astimezone(UTC))
        case Count(unit) if unit == SECOND:
            return lambda value: f'"{(_EPOCH + timedelta(0, value)).isoformat()[:19]}Z"'
        case _:
            held = domain.held
            return lambda value: _moment(_EPOCH + timedelta(0, 0, int(held(Kind.DATETIME, value))))


def _moment(moment: datetime) -> str:
    # several times quicker than `isoformat`; a year has four digits
    day = f"{moment.year}-{_TWO[moment.month]}-{_TWO[moment.day]}"
    text = f"{day}T{_TWO[moment.hour]}:{_TWO[moment.minute]}:{_TWO[moment.second]}"
    if not moment.microsecond:
        return f'"{text}Z"'
    return f'"{text}.{moment.microsecond:06d}'.rstrip("0") + 'Z"'


def _duration(domain: Domain) -> Text:
    match domain:
        case Clock():
            return lambda value: f'"{duration_text(value // _MICROSECOND)}"'
        case Count(1):
            return lambda value: f'"{duration_text(value)}"'
        case _:
            held = domain.held
            return lambda value: f'"{duration_text(int(held(Kind.DURATION, value)))}"'


def progress(domain: Domain, start: Kind, length: Kind) -> Callable[[Any, Any, Any], str]:
    """What writes the day of an instant or a date among the whole days after a start, or nothing where there is none."""
    size = difference(start)[1]

    def text(at: object, first: object, lasting: object) -> str:
        moment = int(domain.held(start, at))
        begin, days = int(domain.held(start, first)), int(domain.held(length, lasting))
        if days <= 0 or days % DAY or moment < begin:
            return ""
        return f',"day":{(moment - begin) * size // DAY + 1},"of_days":{days // DAY}'

    return text
