"""The decisions of one policy as JSON Schema: the schema of every decision, with the policy's own names and values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from backhaul.language.kinds import DECIMAL_DIGITS, LIMITS, Kind, Type
from backhaul.language.model import Decision, Output, Policy

Json = dict[str, Any]

_VALUES: Mapping[Kind, Json] = {
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.INTEGER: {
        "type": "integer",
        "minimum": LIMITS[Kind.INTEGER][0],
        "maximum": LIMITS[Kind.INTEGER][1],
    },
    Kind.TEXT: {"type": "string"},
    Kind.DATETIME: {
        "type": "string",
        "format": "date-time",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$",
    },
    Kind.DATE: {
        "type": "string",
        "format": "date",
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    },
    Kind.DURATION: {
        "type": "string",
        "pattern": r"^-?[0-9]{1,15}((\.[0-9]{1,6})? seconds?| (minute|hour|day)s?)$",
    },
}
_NULL: Json = {"type": "null"}
_MASKED: Json = {"$ref": "#/$defs/masked"}


def every_decision_schema() -> Json:
    """The JSON Schema (draft 2020-12) of the decisions of all policies."""
    text = files("backhaul.evaluation").joinpath("decision.schema.json").read_text("utf-8")
    schema: Json = json.loads(text)
    return schema


def decision_schema(policy: Policy) -> Json:
    """The JSON Schema (draft 2020-12) of what `Decision.to_dict()` gives for this policy.

    What it takes, the schema of every decision takes too.
    """
    schema = every_decision_schema()
    schema["title"] = f"Decision of {policy.id} {policy.version}"
    own = schema["properties"]
    hidden = any(fact.masked for fact in policy.facts.values())
    decisions = policy.decisions.values()
    own["policy"] = {"const": policy.id}
    own["version"] = {"const": policy.version}
    own["digest"] = {"const": policy.digest}
    facts = {
        fact.name: _one_of(
            *(_partly(fact.type), _exact(fact.type)),
            *([_NULL] if fact.optional else []),
            *([_MASKED] if fact.masked else []),
        )
        for fact in policy.facts.values()
    }
    _narrow(own["facts"], facts)
    _narrow(own["statuses"], {d.name: own["status"] for d in decisions}, whole=True)
    _narrow(own["rules"], {d.name: _rules(d) for d in decisions}, whole=True)
    _narrow(own["outcome"], {d.name: _outcome(d, hidden=hidden) for d in decisions})
    _narrow(own["possible"], {d.name: _possible(d, hidden=hidden) for d in decisions})
    _narrow(own["possible_rules"], {d.name: _some(_ids(d)) for d in decisions})
    own["needs"] = _some(policy.facts) | {"uniqueItems": True}
    own["unchecked"] = _some(c.id for c in policy.constraints) | {"uniqueItems": True}
    return schema


def _narrow(schema: Json, properties: Json, *, whole: bool = False) -> None:
    """Let an object have these entries only, and all of them where it is whole."""
    schema.pop("propertyNames", None)
    schema |= {"properties": properties, "additionalProperties": False}
    if whole:
        schema["required"] = list(properties)


def _outcome(decision: Decision, *, hidden: bool) -> Json:
    values = {o.name: _one_of(*_settled(o, hidden=hidden)) for o in decision.outputs.values()}
    if decision.hit != "collect":
        return _object(values)
    return {"type": "array", "items": _object(values, whole=True)}


def _possible(decision: Decision, *, hidden: bool) -> Json:
    outputs = decision.outputs.values()
    if decision.hit != "collect":
        return _object({o.name: _one_of(*_open(o, hidden=hidden)) for o in outputs})
    row = _object(
        {o.name: _one_of(*_settled(o, hidden=hidden), *_open(o, hidden=hidden)) for o in outputs}
    )
    rows = {"type": "array", "items": row}
    return _object({"sure": rows, "maybe": rows}, whole=True)


def _settled(output: Output, *, hidden: bool) -> list[Json]:
    ways = [_exact(output.type)]
    return ways + [_NULL] * output.optional + [_MASKED] * hidden


def _open(output: Output, *, hidden: bool) -> list[Json]:
    """What an output may still be: values, or bounds."""
    values = _one_of(_exact(output.type), *([_NULL] * output.optional))
    listed = {"type": "array", "items": values, "uniqueItems": True, "minItems": 1}
    bounds = _partly(output.type)
    bounds["properties"]["or_absent"] = {"const": True}
    return [listed, bounds] + [_MASKED] * hidden


def _exact(type: Type) -> Json:
    if type.kind == Kind.CHOICE:
        return {"enum": list(type.choices)}
    if type.kind != Kind.DECIMAL:
        return dict(_VALUES[type.kind])
    before = DECIMAL_DIGITS - type.scale
    places = rf"\.[0-9]{{{type.scale}}}" if type.places else rf"(\.[0-9]{{1,{type.scale}}})?"
    return {"type": "string", "pattern": rf"^-?[0-9]{{1,{before}}}{places}$"}


def _partly(type: Type) -> Json:
    """Bounds of a kind that has an order; of another one that it is there, and nothing else."""
    ends = {"from": _exact(type), "before": _exact(type)} if type.ordered else {}
    return _object(ends)


def _rules(decision: Decision) -> Json:
    own = _some(_ids(decision)) if decision.hit == "collect" else {"enum": _ids(decision)}
    return _one_of(own, _NULL)


def _ids(decision: Decision) -> list[str]:
    return [rule.id for rule in decision.ladder]


def _some(names: Iterable[str]) -> Json:
    listed = list(names)
    return (
        {"type": "array", "items": {"enum": listed}} if listed else {"type": "array", "maxItems": 0}
    )


def _object(properties: Json, *, whole: bool = False) -> Json:
    found: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": list(properties)} if whole else {})


def _one_of(*ways: Json) -> Json:
    return ways[0] if len(ways) == 1 else {"anyOf": list(ways)}
