"""The facts of a policy as JSON Schema: for forms, for tests, and for whoever sends them.

It is no stricter than the engine and a little more lenient: whether a day exists, whether bounds are the
right way round, and what the constraints say, only the engine tells.
"""

from __future__ import annotations

from typing import Any

from backhaul.language.kinds import DECIMAL_DIGITS, LIMITS, Kind, Type
from backhaul.language.model import Fact, Policy
from backhaul.language.values import MAX_TEXT

Json = dict[str, Any]

_DAY = "(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_OFFSET = "([Zz]|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6}0{0,24})?"
#: the years just outside are those of instants that lie inside once they are in UTC
_INSTANT_DAY = f"({_DAY}|1899-12-31|2200-01-01)"


def _decimal(type: Type) -> Json:
    """A decimal of so many places; what stands behind them is zero."""
    most = 10 ** (DECIMAL_DIGITS - type.scale)
    behind = rf"[0-9]{{1,{type.places}}}0{{0,40}}" if type.places else "[0-9]{1,40}"
    whole, finer = ("[0-9]{0,39}0" if type.places == 1 else "[0-9]{1,40}"), "0{1,40}"
    if type.scale > 2:
        finer = rf"[0-9]{{1,{type.scale - 2}}}0{{0,40}}" if type.places else behind
    return {
        "description": "A number; as text it is exact everywhere.",
        "anyOf": [
            {"type": "number", "exclusiveMinimum": -most, "exclusiveMaximum": most},
            {
                "type": "string",
                "pattern": rf"^-?([0-9]{{1,40}}(\.{behind})?|{whole}(\.{finer})?%)$",
            },
        ],
    }


_VALUES: dict[Kind, Json] = {
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.INTEGER: {
        "type": "integer",
        "minimum": LIMITS[Kind.INTEGER][0],
        "maximum": LIMITS[Kind.INTEGER][1],
    },
    Kind.DECIMAL: _decimal(Type(Kind.DECIMAL)),
    Kind.TEXT: {"type": "string", "maxLength": MAX_TEXT},
    Kind.DATETIME: {
        "description": "RFC 3339 with seconds and an offset from UTC, which may also be +0700 or +07.",
        "type": "string",
        "pattern": f"^{_INSTANT_DAY}[Tt ]{_TIME}{_OFFSET}$",
        "examples": ["2026-03-02T10:00:00+07:00"],
    },
    Kind.DATE: {
        "description": "A day of the calendar, without a time or an offset.",
        "type": "string",
        "pattern": f"^{_DAY}$",
        "examples": ["2026-03-02"],
    },
    Kind.DURATION: {
        "description": "A whole number and one unit; seconds may have a fraction.",
        "type": "string",
        "pattern": r"^-?[0-9]{1,15}((\.[0-9]{1,6})? seconds?| (minute|hour|day)s?)$",
        "examples": ["3 hours"],
    },
}
_NOTHING: Json = {
    "title": "Present, and nothing else known",
    "type": "object",
    "maxProperties": 0,
}
_LOCAL_DAY: Json = {
    "title": "Some time on a local day",
    "type": "object",
    "properties": {
        "day": {"type": "string", "pattern": f"^{_DAY}$"},
        "offset": {"type": "string", "pattern": f"^{_OFFSET}$"},
    },
    "required": ["day", "offset"],
    "additionalProperties": False,
    "examples": [{"day": "2026-03-02", "offset": "+07:00"}],
}


def fact_schema(policy: Policy) -> Json:
    """The JSON Schema (draft 2020-12) of the facts that the policy takes; a fact left out is unknown."""
    language = policy.languages[0]
    kinds = {f.type.kind for f in policy.facts.values() if f.type.places is None} - {Kind.CHOICE}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Facts of {policy.id} {policy.version}: {policy.title[language]}",
        "description": "A fact that is left out is not known; null says that it is absent.",
        "type": "object",
        "properties": {fact.name: _fact(fact, language) for fact in policy.facts.values()},
        "additionalProperties": False,
        "$defs": {kind.value: _VALUES[kind] for kind in Kind if kind in kinds},
    }


def _fact(fact: Fact, language: str) -> Json:
    """One fact: exact, within bounds, or null where it is optional."""
    schema: Json = {"title": fact.title[language]} if fact.title else {}
    exact = _exact(fact)
    ways: list[Json] = [exact]
    if fact.type.ordered:
        ways.append(_bounds(exact))
    else:
        ways.append(_NOTHING)
    if fact.type.kind == Kind.DATETIME:
        ways.append(_LOCAL_DAY)
    if fact.optional:
        absent = fact.absent[language] if fact.absent else "Absent"
        ways.append({"title": absent, "type": "null"})
    return {**schema, "anyOf": ways}


def _exact(fact: Fact) -> Json:
    kind = fact.type.kind
    if kind == Kind.CHOICE:
        return {"enum": list(fact.type.choices)}
    if fact.type.places is not None:
        return _decimal(fact.type)
    value = {"$ref": f"#/$defs/{kind.value}"}
    if fact.form is None:
        return value
    unit, scale = ("seconds", 10**6) if fact.form == "epoch_seconds" else ("milliseconds", 1000)
    least, most = LIMITS[Kind.DATETIME]
    number = {
        "title": f"{unit.capitalize()} since 1970",
        "type": "integer",
        "minimum": -(-least // scale),
        "maximum": most // scale,
    }
    return {"anyOf": [value, number]}


def _bounds(exact: Json) -> Json:
    return {
        "title": "Not before `from`, and before `before`; either may be left out",
        "type": "object",
        "properties": {"from": exact, "before": exact},
        "additionalProperties": False,
    }
