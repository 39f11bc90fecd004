"""What stands at a place of a text: what is called so, its title, type, unit, choices and values; where it is declared and named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from backhaul.assist.functions import functions
from backhaul.assist.offers import said
from backhaul.assist.places import Position, TextRange
from backhaul.assist.reading import Reading
from backhaul.assist.schemas import described
from backhaul.assist.symbols import Occurrence, Symbol, at_position, occurrences
from backhaul.assist.trail import trail
from backhaul.frozen import frozen, with_fields
from backhaul.language.checker import Examined
from backhaul.language.kinds import Type, Words, written_value
from backhaul.language.model import Decision, Parameter, Policy, Rule

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: choices, values and readings that are told of one name
MOST = 100


@frozen
class Hover:
    """What is told of a place: of what kind it is, its name, and what the policy says of it."""

    at: TextRange
    kind: str
    name: str
    title: str = ""
    #: its type as a policy writes it, and its unit
    type: str = ""
    unit: str = ""
    #: the choices, each with its words
    choices: tuple[tuple[str, str], ...] = ()
    #: the values of a parameter, each with the keys that it is for
    values: tuple[tuple[str, str], ...] = ()
    #: the clauses that it rests on, each with its words
    clauses: tuple[tuple[str, str], ...] = ()
    #: a sentence: what a key is for, or what a function does
    text: str = ""
    #: whether it may be absent
    optional: bool = False

    def to_dict(self) -> dict[str, Any]:
        """What is told, as JSON holds it; what there is none of is left out."""
        told: dict[str, Any] = {"at": self.at.to_dict(), "kind": self.kind, "name": self.name}
        for key in ("title", "type", "unit", "text", "optional"):
            if value := getattr(self, key):
                told[key] = value
        for key in ("choices", "values", "clauses"):
            if pairs := getattr(self, key):
                told[key] = [{"name": name, "text": text} for name, text in pairs]
        return told


def hover(reading: Reading, position: Position, language: str = "en") -> Hover | None:
    """What stands at a place, in words of a language; nothing where nothing is known of it."""
    occurrence = at_position(reading, position)
    if occurrence is not None:
        for examined in _examined(reading):
            if told := _of_symbol(examined, occurrence, language):
                return told
    return _of_function(reading, position, language) or _of_key(reading, position)


def definition(reading: Reading, position: Position) -> tuple[tuple[str, TextRange], ...]:
    """Where what stands at a place is declared: the name of the text, this one or another, and the place in it."""
    return tuple((of, each.at) for of, each in _everywhere(reading, position) if each.declares)


def references(reading: Reading, position: Position) -> tuple[tuple[str, TextRange], ...]:
    """Every place where what stands at a place is declared or named, in this text and the others."""
    return tuple((of, each.at) for of, each in _everywhere(reading, position))


def _everywhere(reading: Reading, position: Position) -> Iterator[tuple[str, Occurrence]]:
    here = at_position(reading, position)
    for each in (reading, *reading.others) if here else ():
        for occurrence in occurrences(each):
            if here and occurrence.symbol == here.symbol:
                yield each.name, occurrence


def _examined(reading: Reading) -> Iterator[Examined]:
    """The policies as far as they can be read, the newest first."""
    for each in reversed(reading.policies):
        if each.examined:
            yield each.examined


def _of_symbol(examined: Examined, occurrence: Occurrence, language: str) -> Hover | None:
    policy, symbol, at = examined.policy, occurrence.symbol, occurrence.at
    match symbol.what:
        case "name":
            return _of_name(policy, at, symbol.name, language)
        case "output":
            decision, _, name = symbol.name.partition(".")
            output = (
                policy.decisions[decision].outputs.get(name)
                if decision in policy.decisions
                else None
            )
            if output is None:
                return None
            made = _typed(at, "output", symbol.name, output.type, output.title, language)
            return with_fields(made, optional=output.optional)
        case "clause":
            clause = policy.clauses.get(symbol.name)
            return (
                Hover(at, "clause", symbol.name, text=said(clause.words, language))
                if clause
                else None
            )
        case "rule":
            return _of_rule(policy, at, symbol, language)
        case "constraint" | "invariant":
            every = policy.constraints if symbol.what == "constraint" else policy.invariants
            title = next((each.title for each in every if each.id == symbol.name), None)
            return Hover(at, symbol.what, symbol.name, said(title, language))
        case "type":
            type = examined.types.get(symbol.name)
            return _typed(at, "type", symbol.name, type, None, language) if type else None


def _of_rule(policy: Policy, at: TextRange, symbol: Symbol, language: str) -> Hover | None:
    decision, _, id = symbol.name.partition(".")
    rules: tuple[Rule, ...] = (
        policy.decisions[decision].ladder if decision in policy.decisions else ()
    )
    rule = next((each for each in rules if each.id == id), None)
    if rule is None:
        return None
    template = rule.because.get(language) or next(iter(rule.because.values()), ())
    words = "".join(p if isinstance(p, str) else f"{{{p.name}}}" for p in template)
    return Hover(at, "rule", id, text=words, clauses=_clauses(policy, rule.cites, language))


def _clauses(policy: Policy, cites: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
    known = [policy.clauses[name] for name in cites if name in policy.clauses]
    return tuple((clause.id, said(clause.words, language)) for clause in known)


def _of_name(policy: Policy, at: TextRange, name: str, language: str) -> Hover | None:
    if fact := policy.facts.get(name):
        return with_fields(
            _typed(at, "fact", name, fact.type, fact.title, language), optional=fact.optional
        )
    if parameter := policy.parameters.get(name):
        made = _typed(at, "parameter", name, parameter.type, parameter.title, language)
        clauses = _clauses(policy, parameter.cites, language)
        return with_fields(made, values=_values(parameter), clauses=clauses)
    if definition := policy.definitions.get(name):
        made = _typed(at, "definition", name, definition.type, definition.title, language)
        return with_fields(made, optional=bool(definition.absent_with))
    if calendar := policy.calendars.get(name):
        return Hover(at, "calendar", name, said(calendar.words, language))
    if zone := policy.zones.get(name):
        return Hover(at, "zone", name, zone.known_as or "")
    decision = policy.decisions.get(name)
    return _of_decision(decision, at, language) if decision else None


def _of_decision(decision: Decision, at: TextRange, language: str) -> Hover:
    outputs = tuple((o.name, said(o.title, language)) for o in decision.outputs.values())
    return Hover(at, "decision", decision.name, said(decision.title, language), choices=outputs)


def _typed(
    at: TextRange, kind: str, name: str, type: Type, title: Words | None, language: str
) -> Hover:
    choices = tuple((c, said(type.labels.get(c), language)) for c in type.choices[:MOST])
    unit = " / ".join(type.unit.said(language, None)) if type.unit else ""
    return Hover(at, kind, name, said(title, language), type.kind.value, unit, choices)


def _values(parameter: Parameter) -> tuple[tuple[str, str], ...]:
    """The values of a parameter as a policy writes them, each with its keys."""
    pairs = zip(parameter.keys, parameter.cells, strict=True)
    return tuple(
        (", ".join(keys), str(written_value(parameter.type, held))) for keys, held in pairs
    )[:MOST]


def _of_function(reading: Reading, position: Position, language: str) -> Hover | None:
    line = reading.lines[position.line - 1] if position.line <= len(reading.lines) else ""
    for word in _WORD.finditer(line):
        if word.start() < position.column <= word.end() + 1:
            told = functions().get(word[0])
            if told and line[word.end() :].lstrip().startswith("("):
                at = _range(position.line, word.start(), word.end())
                does = said(told.does, language)
                return Hover(at, "function", told.name, told.signature, text=does, type=told.takes)
    return None


def _of_key(reading: Reading, position: Position) -> Hover | None:
    """What a key is for, as its schema says."""
    here = trail(reading.lines, position)
    if here is None or here.key_at is None:
        return None
    text = described(reading.kind, (*here.path, here.key_at[0]))
    return Hover(here.key_at[1], "key", here.key_at[0], text=text) if text else None


def _range(line: int, start: int, end: int) -> TextRange:
    return TextRange(Position(line, start + 1), Position(line, end + 1))


def to_dicts(places: tuple[tuple[str, TextRange], ...]) -> list[Mapping[str, Any]]:
    """Places in texts as JSON holds them."""
    return [{"file": name, **at.to_dict()} for name, at in places]
