"""The form of a policy's facts, in one of its languages: what the page *Try* draws its fields from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backhaul.language.axes import Axis, date_and_offset
from backhaul.language.kinds import Held, Kind, Type, written_value
from backhaul.language.model import Fact, Parameter, Policy
from backhaul.language.zones import Zone, offset_text
from backhaul.program.program import facts_under, program_of

Json = dict[str, Any]


def form(policy: Policy, language: str) -> Json:
    """Every fact with all that a field needs, the offsets that times may have, and what can move or be changed.

    A field has its name, title, kind and choices with their titles, its unit, how its absence is said, and the decisions
    that read it.
    """
    return {
        "policy": policy.id,
        "version": policy.version,
        "title": policy.title.get(language, policy.id),
        "fields": [_field(policy, fact, language) for fact in policy.facts.values()],
        "offsets": _offsets(policy),
        "local_by": chooser(policy),
        "moving": [f.name for f in policy.facts.values() if f.type.kind is Kind.DATETIME],
        "parameters": [
            _parameter(policy, p, language) for p in policy.parameters.values() if _is_set(p)
        ],
        "outputs": list(_outputs(policy, language)),
    }


def _field(policy: Policy, fact: Fact, language: str) -> Json:
    type = fact.type
    field: Json = {
        "name": fact.name,
        "title": (fact.title or {}).get(language) or fact.name,
        "kind": type.kind.value,
        "optional": fact.optional,
        "ordered": type.ordered,
        "changeable": fact.changeable,
        "masked": fact.masked,
        "read_by": _readers(policy, fact, language),
    }
    if fact.optional:
        field["absent"] = (fact.absent or {}).get(language, "")
    if type.kind is Kind.CHOICE:
        field["choices"] = _choices(type, language)
    if type.places is not None:
        field["places"] = type.places
    if type.unit is not None:
        field["unit"] = _unit(type, language)
    return field


def _choices(type: Type, language: str) -> list[Json]:
    return [
        {"value": choice, "title": (type.labels.get(choice) or {}).get(language) or choice}
        for choice in type.choices
    ]


def _unit(type: Type, language: str) -> Json:
    """What a number counts: in one unit, or in one for each choice of a fact."""
    unit = type.unit
    if unit is None:
        return {}
    if unit.by is None:
        return {"all": " / ".join(unit.said(language))}
    return {"by": unit.by, "of": {c: unit.said(language, (c,))[0] for c, _ in unit.names}}


def _readers(policy: Policy, fact: Fact, language: str) -> list[str]:
    """The decisions that read a fact, by their titles."""
    found = []
    for name, decision in policy.decisions.items():
        read = [e for rule in decision.ladder for e in rule.expressions]
        asked = (*read, *((decision.applies,) if decision.applies else ()))
        if fact.name in facts_under(policy, *asked):
            found.append((decision.title or {}).get(language) or name)
    return found


def chooser(policy: Policy) -> str | None:
    """The fact that chooses where the times of a case are local, if one does."""
    shown = program_of(policy).names.get(policy.show_times_at or "")
    read = facts_under(policy, *shown.below) if shown else ()
    return read[0] if read else None


def _offsets(policy: Policy) -> list[str]:
    """The offsets of the places at which the policy shows times, the least first."""
    shown = policy.parameters.get(policy.show_times_at or "")
    places: list[Held] = list(shown.cells) if shown else []
    if zone := policy.zones.get(policy.show_times_at or ""):
        places.append(zone)
    found: set[int] = set()
    for place in places:
        found |= set(place.offsets) if isinstance(place, Zone) else {int(place)}
    return [offset_text(offset) for offset in sorted(found)]


def _is_set(parameter: Parameter) -> bool:
    """Whether a person can set it by a slider, a number or a choice."""
    return parameter.type.kind not in (Kind.CALENDAR, Kind.ZONE)


def _parameter(policy: Policy, parameter: Parameter, language: str) -> Json:
    """A parameter with its values, each under the keys that lead to it and with their titles."""
    type = parameter.type
    shown: Json = {
        "name": parameter.name,
        "title": (parameter.title or {}).get(language) or parameter.name,
        "kind": type.kind.value,
        "line": parameter.span.line,
        "cells": list(_cells(policy, parameter, language)),
    }
    if type.kind is Kind.CHOICE:
        shown["choices"] = _choices(type, language)
    if type.unit is not None:
        shown["unit"] = _unit(type, language)
    return shown


def _cells(policy: Policy, parameter: Parameter, language: str) -> Iterator[Json]:
    """The values, each with the keys that lead to it as they are given and as people read them."""
    for keys, held in zip(parameter.keys, parameter.cells, strict=True):
        named = zip(parameter.axes, keys, strict=True)
        titles = [_key(policy, axis, key, language) for axis, key in named]
        value = written_value(parameter.type, held)
        yield {"keys": list(keys), "titles": titles, "value": value}


def _key(policy: Policy, axis: Axis, key: str, language: str) -> str:
    if axis.dated:
        return " ".join(date_and_offset(key)).strip()
    return (policy.facts[axis.fact].type.labels.get(key) or {}).get(language) or key


def _outputs(policy: Policy, language: str) -> Iterator[Json]:
    """What may be wished for: the outputs of few values, with each of them."""
    for decision in policy.decisions.values():
        for name, output in decision.outputs.items() if decision.hit != "collect" else ():
            type = output.type
            if type.kind not in (Kind.CHOICE, Kind.BOOLEAN):
                continue
            values: list[Json] = (
                _choices(type, language)
                if type.kind is Kind.CHOICE
                else [{"value": True, "title": ""}, {"value": False, "title": ""}]
            )
            yield {
                "name": f"{decision.name}.{name}",
                "title": (output.title or {}).get(language) or name,
                "role": output.role,
                "values": values,
            }
