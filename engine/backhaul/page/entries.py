"""What a form holds of facts, to facts and back: texts as people type them, and the offset beside a time.

An entry says how a fact is known: `known` with a value, `absent`, `between` two ends, `present`, of which no more is known, or
`as-given`, which no form can say otherwise. A fact without an entry is not known. A value is a text and, of a time, its offset;
without one it is a local time of the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backhaul.diagnostics import BackhaulError, FactError
from backhaul.evaluation.facts import understand
from backhaul.evaluation.meaning import derive
from backhaul.evaluation.reads import masked_names
from backhaul.explanation.values import Speaker
from backhaul.language.kinds import DAY, Kind, instant_text
from backhaul.language.model import Fact, Policy
from backhaul.language.written_values import parse_date, parse_instant
from backhaul.language.zones import Zone, offset_text
from backhaul.questions.typed_times import typed

Json = dict[str, Any]

_WHOLE = re.compile(r"-?[0-9]{1,20}")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)([Zz]|[+-][0-9:]+)"
)
_TRUTH = {"true": True, "false": False}


def entries_of(policy: Policy, facts: Mapping[str, object]) -> dict[str, Json]:
    """The entries of a form that say these facts; names that are no facts are left out."""
    return {
        name: _same(policy, fact, facts[name])
        for name, fact in policy.facts.items()
        if name in facts
    }


def _same(policy: Policy, fact: Fact, value: object) -> Json:
    """The entry of a fact; of a value that a form would take for another, such as a time without an offset, the value itself."""
    entry = _entry(fact, value)
    back = _fact(fact, entry, None)
    # without an offset it would become a local time
    local = fact.type.kind is Kind.DATETIME and any(map(_is_local, _ends(entry).values()))
    if not local and _understood(policy, fact, back) == _understood(policy, fact, value):
        return entry
    return {"how": "as-given", "given": value}


def _understood(policy: Policy, fact: Fact, value: object) -> object:
    """What is understood of one fact, or the codes for which it is refused."""
    try:
        return understand(policy, {fact.name: value}, "refuse")[fact.name]
    except BackhaulError as error:
        return [each.code for each in error.diagnostics]


def _entry(fact: Fact, value: object) -> Json:
    if value is None:
        return {"how": "absent"}
    if not isinstance(value, Mapping):
        return {"how": "known", "value": _value(fact, value)}
    if not value:
        return {"how": "present"}
    if set(value) == {"day", "offset"}:
        return {"how": "known", "value": {"text": str(value["day"]), "offset": value["offset"]}}
    ends = {key: _value(fact, value[key]) for key in ("from", "before") if key in value}
    return {"how": "between", **ends}


def _value(fact: Fact, value: object) -> Json:
    if isinstance(value, bool):
        return {"text": str(value).lower(), "offset": ""}
    text = str(value)
    if fact.type.kind is not Kind.DATETIME:
        return {"text": text, "offset": ""}
    if fact.form and _WHOLE.fullmatch(text):
        scale = 1_000_000 if fact.form == "epoch_seconds" else 1000
        text = instant_text(int(text) * scale)
    if not (found := _INSTANT.fullmatch(text)):
        return {"text": text, "offset": ""}
    seconds = found[3].rstrip("0").removesuffix(".") if "." in found[3] else found[3]
    clock = found[2] if seconds == ":00" else f"{found[2]}{seconds}"
    return {"text": f"{found[1]} {clock}", "offset": found[4].upper()}


def facts_of(policy: Policy, entries: Mapping[str, Any]) -> dict[str, object]:
    """The facts that entries say, as `decide` takes them, in the policy's order; what is no value stays as it was typed.

    So it is the definition that refuses it. A local time is one of the case: of the place at which the policy shows times.
    """
    facts: dict[str, object] = {}
    local: list[Fact] = []
    for name, fact in policy.facts.items():
        entry = entries.get(name)
        if not isinstance(entry, Mapping) or entry.get("how") == "unknown":
            continue
        if fact.type.kind is Kind.DATETIME and any(map(_is_local, _ends(entry).values())):
            local.append(fact)
        else:
            facts[name] = _fact(fact, entry, None)
    if local:
        place = place_of(policy, facts)
        facts |= {fact.name: _fact(fact, entries[fact.name], place) for fact in local}
    strange = {name: _given(entry) for name, entry in entries.items() if name not in policy.facts}
    return {name: facts[name] for name in policy.facts if name in facts} | strange


def _given(entry: object) -> object:
    return _ends(entry).get("value", {}).get("text") if isinstance(entry, Mapping) else entry


def _ends(entry: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The values of an entry, each by its name."""
    named = {key: entry.get(key) for key in ("value", "from", "before")}
    return {key: value for key, value in named.items() if isinstance(value, Mapping)}


def _is_local(value: Mapping[str, Any]) -> bool:
    return bool(value.get("text")) and not value.get("offset")


def _fact(fact: Fact, entry: Mapping[str, Any], place: Zone | int | None) -> object:
    ends = _ends(entry)
    match entry.get("how"):
        case "absent":
            return None
        case "present":
            return {}
        case "as-given":
            return entry.get("given")
        case "between":
            return {
                key: _end(fact, value, place, key)
                for key, value in ends.items()
                if key != "value" and value.get("text")
            }
        case _:
            return _read(fact, ends.get("value", {}), place)


def _end(fact: Fact, value: Mapping[str, Any], place: Zone | int | None, key: str) -> object:
    """An end of bounds; a day alone stands for its beginning, a time that is shown twice for the instant that leaves most open."""
    read = _read(fact, value, place)
    if not isinstance(read, Mapping):
        return read
    if "day" in read:
        return f"{read['day']}T00:00:00{read['offset']}"
    return read["from"] if key == "from" else _last(str(read["before"]))


def _last(before: str) -> str:
    held = parse_instant(before)
    return instant_text(held - 1) if isinstance(held, int) else before


def _read(fact: Fact, value: Mapping[str, Any], place: Zone | int | None) -> object:
    text = str(value.get("text") or "").strip()
    match fact.type.kind:
        case Kind.BOOLEAN:
            return _TRUTH.get(text, text)
        case Kind.INTEGER:
            return int(text) if _WHOLE.fullmatch(text) else text
        case Kind.DATETIME:
            return _moment(text, str(value.get("offset") or ""), place)
        case Kind.DATE:
            found = typed(text)
            return found.day if found and not found.time and not found.offset else text
        case Kind.TEXT:
            return str(value.get("text") or "")
        case _:
            return text


def _moment(text: str, offset: str, place: Zone | int | None) -> object:
    """A time, or a day; of one without an offset what it is at this place."""
    found = typed(text)
    if found is None:
        return text
    if found.offset or offset:
        return found.value(offset)
    if isinstance(place, int):
        return found.value(offset_text(place))
    return found.value("") if place is None else _there(place, text, found.day, found.time)


def _there(place: Zone, text: str, day: str, time: str | None) -> object:
    """A local time of a place whose clocks change."""
    if time is None:
        held = parse_date(day)
        if not isinstance(held, int):
            return text
        start, end = place.start(held), place.start(held + 1)
        if place.offset(start) == place.offset(end - 1) and end - start == DAY:
            return {"day": day, "offset": offset_text(place.offset(start))}
        return {"from": _at(place, start), "before": _at(place, end)}
    local = parse_instant(f"{day}T{time}Z")
    if not isinstance(local, int):
        return text
    instants = place.instants(local)
    if not instants:
        return text
    if len(instants) == 1:
        return _at(place, instants[0])
    return {"from": _at(place, instants[0]), "before": instant_text(instants[-1] + 1)}


def _at(place: Zone, instant: int) -> str:
    return instant_text(instant, place.offset(instant))


def place_of(policy: Policy, facts: Mapping[str, object]) -> Zone | int | None:
    """Where the times of a case are local: a zone, or microseconds ahead of UTC; None where that is not known yet."""
    speaker = speaker_of(policy, facts, policy.spoken)
    if speaker is None:
        return None
    return speaker.place or (speaker.offset if speaker.is_local else None)


def speaker_of(policy: Policy, facts: Mapping[str, object], language: str) -> Speaker | None:
    """Who says what these facts are, as far as each is one by itself; None where nothing can be said of them together."""
    right = dict(_right(policy, facts))
    try:
        names = derive(policy, understand(policy, right, "ignore"))
    except FactError:
        return None
    return Speaker(policy, names, language, masked_names(policy))


def _right(policy: Policy, facts: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in facts.items():
        try:
            understand(policy, {name: value}, "ignore")
        except BackhaulError:
            continue
        yield name, value
