"""Cells of a table as facts: what a text stands for where a column has no types of its own.

Empty is *not recorded*, unless it is said to be *absent*, and `null` is *absent*; a number or a truth value is one where
its fact is, bounds are JSON.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from backhaul.language.kinds import Kind, Refusal, instant_text
from backhaul.language.model import Fact, Policy
from backhaul.language.written_values import parse_instant

NOTHING = object()
_BOOLEANS = {"true": True, "false": False}
_WHOLE = re.compile(r"-?[0-9]{1,20}")
_NUMBERS = (Kind.INTEGER, Kind.DECIMAL)


def facts_of(
    policy: Policy, row: Mapping[str, object], *, null_is_absent: bool, naive: int | None = None
) -> dict[str, object]:
    """The facts of a policy that a row tells, as `decide` takes them.

    *null_is_absent*: a cell in which nothing is says that an optional fact is absent. *naive*: microseconds east of UTC of
    times that do not say their offset.
    """
    found: dict[str, object] = {}
    for name, cell in row.items():
        fact = policy.facts.get(name)
        if fact is not None:
            value = value_of(fact, cell)
            if naive is not None and fact.type.kind is Kind.DATETIME:
                value = _at(naive, value)
            if value is not NOTHING:
                found[name] = value
            elif null_is_absent and fact.optional:
                found[name] = None
    return found


def value_of(fact: Fact, cell: object) -> object:
    """What a cell says of a fact; `NOTHING` where it says nothing."""
    if cell is None:
        return NOTHING
    if not isinstance(cell, str):
        return _typed(fact, cell)
    kind = fact.type.kind
    text = cell if kind is Kind.TEXT else cell.strip()
    if not text:
        return NOTHING
    if text == "null" and "null" not in fact.type.choices:
        return None
    if text.startswith("{") and kind is not Kind.TEXT:
        return _bounds(text)
    return _value(fact, text)


def _value(fact: Fact, text: str) -> object:
    """The value that a text stands for; where it is none of the type, the text, to be refused."""
    kind = fact.type.kind
    if kind is Kind.BOOLEAN:
        return _BOOLEANS.get(text.lower(), text)
    if (kind is Kind.INTEGER or (kind is Kind.DATETIME and fact.form)) and _WHOLE.fullmatch(text):
        return int(text)
    return text


def _at(naive: int, value: object) -> object:
    """A time with its offset, where it says none."""
    match value:
        case dict():
            return {key: end if key == "day" else _at(naive, end) for key, end in value.items()}
        case datetime() if value.tzinfo is None:
            return value.replace(tzinfo=timezone(timedelta(microseconds=naive)))
        case str():
            held = parse_instant(f"{value}Z")
            return value if isinstance(held, Refusal) else instant_text(held - naive)
        case _:
            return value


def _bounds(text: str) -> object:
    try:
        found = json.loads(text, parse_float=Decimal)
    except ValueError:
        return text
    return found if isinstance(found, dict) else text


def _typed(fact: Fact, value: object) -> object:
    """A value that has a type already, as a table of columns holds it."""
    match value:
        case float():
            return _number(fact, value)
        case dict():
            ends = {key: _typed(fact, end) for key, end in value.items() if end is not None}
            return {key: str(end) if key == "day" else end for key, end in ends.items()}
        case datetime():
            return value
        case date():
            # a day without an offset is no instant: refused as the text it is
            return value.isoformat()
        case _:
            return value


def _number(fact: Fact, value: float) -> object:
    """A float as the shortest number that is written so; a whole one where the fact is whole."""
    if not math.isfinite(value) or fact.type.kind not in _NUMBERS:
        return NOTHING if math.isnan(value) else value
    if fact.type.kind is Kind.INTEGER and value.is_integer():
        return int(value)
    return Decimal(repr(value))
