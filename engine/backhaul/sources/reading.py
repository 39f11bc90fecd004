"""Facts read out of one document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import localcontext
from typing import Any

from jmespath.exceptions import JMESPathError

from backhaul.diagnostics import Diagnostic, FactError, listed
from backhaul.language.model import Fact, Policy
from backhaul.sources.bounded import MORE_STEPS, MOST_STEPS, Interpreter, Meter, TooMuch
from backhaul.sources.converting import Twice, Unreadable, converted
from backhaul.sources.facts import ReadFacts
from backhaul.sources.model import Query, Reading, Source
from backhaul.sources.notes import Note, note
from backhaul.sources.numbers import CONTEXT, WrongElement, exact
from backhaul.sources.origins import Chosen, origins
from backhaul.sources.refusals import refusal, refused


def read(source: Source, policy: Policy, document: object) -> ReadFacts:
    """The facts that a document tells, as `decide` takes them; those it does not tell are left out.

    Raises FactError with every fact that the document gives in a form that the source does not know.
    """
    whole = exactly(document)
    search = Search(whole)
    notes = answers(source, policy, search)
    if source.parts:
        read_parts(source, policy, search)
    facts: dict[str, object] = {}
    chosen: dict[str, Chosen] = {}
    mistakes = []
    for name, readings in source.facts.items():
        fact = policy.facts[name]
        try:
            told = first(readings, fact, search)
        except Unreadable as problem:
            mistakes.append(_mistake(fact, problem))
            continue
        if told:
            facts[name], chosen[name] = told
    if mistakes:
        raise FactError(mistakes)
    notes += [note(name, "twice", each.found[0]) for name, each in chosen.items() if each.twice]
    notes += _remarks(source, search)
    if policy.masks:
        # what stands in the document may be the value of a masked fact
        notes = [each.without_names() for each in notes]
    return ReadFacts(facts, tuple(notes), lambda: origins(source, whole, chosen))


def _mistake(fact: Fact, problem: Unreadable) -> Diagnostic:
    # a masked value stands in no error text
    key = "masked" if fact.masked else problem.key
    return refusal(key, problem.query.span, fact.name, **problem.parts | {"fact": fact.name})


def exactly(document: object) -> object:
    """The document with exact numbers, whatever has read it."""
    try:
        return exact(document)
    except RecursionError:
        raise refused("nested") from None


class Search:
    """Finds in one document what expressions read, within what may be done with it."""

    def __init__(self, document: object) -> None:
        self.document = document
        self.meter = Meter(document)
        self.interpreter = Interpreter(self.meter)

    def __call__(self, query: Query) -> object:
        """What an expression finds; raises Unreadable where it cannot be applied, FactError where it does too much."""
        try:
            with localcontext(CONTEXT):
                found = self.interpreter.visit(query.compiled.parsed, self.document)
            self.meter.weigh(found)
        except TooMuch as much:
            limits = {"steps": MOST_STEPS, "more": MORE_STEPS}
            raise refused(str(much), query.span, **limits) from None
        except WrongElement as wrong:
            raise Unreadable(wrong.key, query, **wrong.parts) from None
        except (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            # JMESPath lets Python's own errors out where a document holds other kinds than expected
            raise Unreadable("not-applicable", query) from error
        return found


def read_parts(source: Source, policy: Policy, search: Search) -> None:
    """Put what the source's parts find in the document under `parts` in it."""
    document = search.document
    if not isinstance(document, Mapping):
        raise refused("no-mapping")
    parts: dict[str, object] = {}
    search.document = whole = {**document, "parts": parts}
    for name, query in source.parts.items():
        try:
            parts[name] = search(query)
        except Unreadable as problem:
            # a later part may read this one, so that it says nothing more
            key = "part-not-applicable" if policy.masks else f"part-{problem.key}"
            raise refused(key, query.span, **problem.parts | {"part": name}) from None
        search.meter.forget(parts)
        search.meter.forget(whole)


def answers(source: Source, policy: Policy, search: Search) -> list[Note]:
    """Take away what is no answer, and note it; raises FactError for a document of another kind."""
    document = search.document
    if not source.sections or document == {}:
        return []
    if not isinstance(document, Mapping) or not source.sections.keys() & document.keys():
        bare = isinstance(document, Mapping) and document.keys() <= policy.facts.keys()
        raise refused(
            "facts-themselves" if bare else "no-section",
            source=source.name,
            sections=listed(source.sections, "`"),
            first=next(iter(source.sections)),
        )
    notes = [note(str(key), "unknown-section") for key in document if key not in source.sections]
    left = dict(document)
    for name, section in source.sections.items():
        if left.get(name) is None or section.answer_if is None:
            continue
        if _asked(search, section.answer_if, left[name]) in (None, False):
            said = _asked(search, section.shows, left[name]) if section.shows else None
            notes.append(note(name, "no-answer", said))
            del left[name]
    search.document = left
    return notes


def _asked(search: Search, query: Query, of: object) -> object:
    """What an expression gives of a part of the document; nothing where it cannot be applied."""
    whole, search.document = search.document, of
    try:
        return search(query)
    except Unreadable:
        return None
    finally:
        search.document = whole


def _remarks(source: Source, search: Search) -> list[Note]:
    """What was not understood of the sections that are there, and what else the source tells of them."""
    document: Any = search.document
    notes = [
        note(name, "nothing-understood")
        for name, section in source.sections.items()
        if document.get(name) is not None
        and section.understood_if
        and _is_nothing(_asked(search, section.understood_if, document))
    ]
    for remark in source.remarks:
        found = _asked(search, remark.where, document)
        if not _is_nothing(found):
            notes.append(note(remark.about, "remark", found, remark.says))
    return notes


def _is_nothing(value: object) -> bool:
    return value is None or value is False or value in ("", [], {})


def first(
    readings: tuple[Reading, ...], fact: Fact, search: Search
) -> tuple[object, Chosen] | None:
    """What the first of the readings that tells the fact tells, and what it found; nothing where none does."""
    for reading in readings:
        raw: list[object] = []
        known, value = _try(reading, fact.optional, search, raw)
        if isinstance(value, Twice):
            return value.bounds(), Chosen(reading, tuple(raw), twice=True)
        if known:
            return value, Chosen(reading, tuple(raw))
    return None


def _try(
    reading: Reading, optional: bool, search: Search, raw: list[object]
) -> tuple[bool, object]:
    """Whether the reading tells the fact, and what it tells; what it found in the document is kept in *raw*."""
    if reading.known_if:
        told = search(reading.known_if)
        if told is None or told is False:
            return False, None
    if reading.read is None:
        ends = {}
        for key, query in (("from", reading.start), ("before", reading.before)):
            if query and (found := search(query)) is not None:
                raw.append(found)
                end = converted(reading, query, found)
                ends[key] = end.end(key) if isinstance(end, Twice) else end
        return bool(ends) or reading.known_if is not None, ends
    found = search(reading.read)
    if found is not None:
        raw.append(found)
        return True, converted(reading, reading.read, found)
    if reading.has_empty:
        return reading.known_if is not None, reading.empty_is
    return optional and reading.known_if is not None, None
