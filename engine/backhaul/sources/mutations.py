"""Single changes of what a source reads, made on the checked source: each is another source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jmespath.parser import ParsedResult

from backhaul.diagnostics import Span
from backhaul.frozen import with_fields
from backhaul.language.kinds import SECOND
from backhaul.language.mutants import Mutant, numbered
from backhaul.language.values import shown
from backhaul.language.zones import zone
from backhaul.sources.model import Query, Reading, Remark, Section, Source

#: every comparison with its opposite
_SIGNS = {"eq": "ne", "ne": "eq", "lt": "gte", "gte": "lt", "gt": "lte", "lte": "gt"}
_WRITTEN = {"eq": "==", "ne": "!=", "lt": "<", "gte": ">=", "gt": ">", "lte": "<="}
_CALLS = {"min": "max", "max": "min"}
_UNITS = {"epoch_seconds": "epoch_millis", "epoch_millis": "epoch_seconds"}
#: what was changed, and what it is now
Variant = tuple[str, Any]
Tree = dict[str, Any]


def mutants(source: Source) -> list[Mutant]:
    """Every single change, each with a name of its own."""
    return numbered(Mutant(*each) for each in _sources(source))


#: kind, place and name of a change, what comes of it, and where that stands
Changed = tuple[str, str, str, Source, Span]


def _sources(source: Source) -> Iterator[Changed]:
    for table, (entries, span) in source.tables.items():
        for what, left in _entries(entries):
            place = f"table {table}"
            yield "table", place, f"{place}: {what}", _with_table(source, entries, left), span
    for name, query in source.parts.items():
        for what, part in _queries(query):
            parts = {**source.parts, name: part}
            place, other = f"part {name}", with_fields(source, parts=parts)
            yield "part", place, f"{place}: {what}", other, query.span
    yield from _of_facts(source)
    for name, section in source.sections.items():
        for what, span, other in _of_fields(section, "answer_if", "understood_if"):
            changed = with_fields(source, sections={**source.sections, name: other})
            yield "section", f"section {name}", f"section {name}: {what}", changed, span
    for number, remark in enumerate(source.remarks):
        for what, query in _queries(remark.where):
            new = Remark(remark.about, query, remark.says)
            remarks = (*source.remarks[:number], new, *source.remarks[number + 1 :])
            changed = with_fields(source, remarks=remarks)
            place = f"note {number + 1}"
            yield "note", place, f"{place}: {what}", changed, remark.where.span


def _of_facts(source: Source) -> Iterator[Changed]:
    for name, readings in source.facts.items():
        for number, reading in enumerate(readings):
            for what, others in _readings(reading):
                left = (*readings[:number], *others, *readings[number + 1 :])
                changed = with_fields(source, facts={**source.facts, name: left})
                place = f"fact {name}, reading {number + 1}"
                yield "fact", place, f"{place}: {what}", changed, reading.span


def _entries(entries: Mapping[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    """A table without each of its entries, and with another value for each."""
    values = list(dict.fromkeys(entries.values()))
    for key, value in entries.items():
        rest = {name: held for name, held in entries.items() if name != key}
        yield f"`{key}` left out", rest
        other = next((each for each in values if each != value), None)
        if other is not None:
            yield f"`{key}`: {shown(value)} -> {shown(other)}", {**entries, key: other}


def _with_table(source: Source, old: Mapping[str, object], new: Mapping[str, object]) -> Source:
    """The source with another table wherever one is looked up."""

    def query(given: Query | None) -> Any:
        return given and _query(given, _swapped(given.compiled.parsed, old, new))

    def reading(given: Reading) -> Reading:
        ends = ("read", "start", "before", "known_if")
        table = new if given.table is old else given.table
        return with_fields(given, table=table, **{end: query(getattr(given, end)) for end in ends})

    return with_fields(
        source,
        parts={name: query(part) for name, part in source.parts.items()},
        facts={name: tuple(map(reading, each)) for name, each in source.facts.items()},
        sections={
            name: Section(name, query(s.answer_if), query(s.shows), query(s.understood_if))
            for name, s in source.sections.items()
        },
        remarks=tuple(Remark(r.about, query(r.where), r.says) for r in source.remarks),
    )


def _swapped(tree: Any, old: object, new: object) -> Any:
    if not isinstance(tree, dict) or tree["type"] == "slice":
        return tree
    if tree["type"] == "literal":
        return {**tree, "value": new} if tree["value"] is old else tree
    return {**tree, "children": [_swapped(child, old, new) for child in tree["children"]]}


def _readings(reading: Reading) -> Iterator[tuple[str, tuple[Reading, ...]]]:
    """A reading that is left out, or changed in one thing."""
    yield "left out", ()
    for what, _, other in _of_fields(reading, "read", "start", "before", "known_if"):
        yield what, (other,)
    if reading.convert in _UNITS:
        unit = _UNITS[str(reading.convert)]
        yield f"convert: {reading.convert} -> {unit}", (with_fields(reading, convert=unit),)
    if reading.convert:
        yield "convert left out", (with_fields(reading, convert=None, local=None),)
    if reading.local is not None:
        old = reading.local
        offsets = [offset + 3600 * SECOND for offset in old.offsets]
        later = zone(old.name, old.ends, offsets, old.changes)
        yield "local: an hour later", (with_fields(reading, local=later),)
    if reading.table is not None:
        yield "table left out", (with_fields(reading, table=None),)
    if reading.known_if and reading.read:
        yield "known_if left out", (with_fields(reading, known_if=None),)


def _of_fields(value: Any, *names: str) -> Iterator[tuple[str, Span, Any]]:
    for name in names:
        query = getattr(value, name)
        if query is None:
            continue
        label = {"start": "from", "before": "before"}.get(name, name)
        for what, changed in _queries(query):
            yield f"{label}: {what}", query.span, with_fields(value, **{name: changed})


def _queries(query: Query) -> Iterator[tuple[str, Query]]:
    for what, tree in _trees(query.compiled.parsed):
        yield what, _query(query, tree)


def _query(query: Query, tree: Any) -> Query:
    return Query(query.text, ParsedResult(query.text, tree), query.span)


def _trees(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """A tree with one change, at its root or below."""
    if tree["type"] == "slice":
        return
    yield from _roots(tree)
    for number, child in enumerate(tree.get("children", ())):
        for what, changed in _trees(child):
            children = [*tree["children"]]
            children[number] = changed
            yield what, {**tree, "children": children}


def _roots(tree: Tree) -> Iterator[tuple[str, Tree]]:
    value, children = tree.get("value"), tree.get("children", [])
    match tree["type"]:
        case "field" if value != "parts":
            yield f"path `{value}` -> `{value}_`", {**tree, "value": f"{value}_"}
        case "literal":
            for what, other in _literals(value):
                yield what, {**tree, "value": other}
        case "comparator":
            other = _SIGNS[str(value)]
            yield f"{_WRITTEN[str(value)]} -> {_WRITTEN[other]}", {**tree, "value": other}
        case "or_expression" | "and_expression":
            sign = "||" if tree["type"] == "or_expression" else "&&"
            yield f"what is left of {sign} alone", children[0]
            yield f"what is right of {sign} alone", children[1]
        case "not_expression":
            yield "! left out", children[0]
        case "index" if value in (0, -1):
            yield f"[{value}] -> [{-1 - int(value)}]", {**tree, "value": -1 - int(value)}
        case "function_expression" if value in _CALLS:
            other = _CALLS[str(value)]
            yield f"{value} -> {other}", {**tree, "value": other}


def _literals(value: object) -> Iterator[Variant]:
    match value:
        case bool():
            yield f"{str(value).lower()} turned", not value
        case int():
            yield f"{value} -> {value + 1}", value + 1
        case str():
            yield f"'{shown(value)}' -> '{shown(value)}_'", f"{value}_"
        case [_, *_]:
            for number, each in enumerate(value):
                yield f"{shown(each)} left out", [*value[:number], *value[number + 1 :]]
