"""Facts read out of one document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext

from jmespath.exceptions import JMESPathError

from backhaul.diagnostics import Diagnostic, FactError
from backhaul.language.kinds import SECOND, Kind, Refusal, instant_text, within
from backhaul.language.model import Fact, Policy
from backhaul.language.values import kind_words, shown
from backhaul.sources.bounded import MORE_STEPS, MOST_STEPS, Interpreter, Meter, TooMuch
from backhaul.sources.model import Query, Reading, Source
from backhaul.sources.numbers import CONTEXT, exact

_LOOK = "look at `read` and `convert` in the source file"
_UNITS = {"epoch_seconds": SECOND, "epoch_millis": 1000}


class _Unreadable(Exception):
    """A document that an expression does not fit."""

    def __init__(self, message: str, query: Query, help: str = _LOOK) -> None:
        super().__init__(message)
        self.message, self.query, self.help = message, query, help


def read(source: Source, policy: Policy, document: object) -> dict[str, object]:
    """The facts that a document tells, as `decide` takes them; those it does not tell are left out.

    Raises FactError with every fact that the document gives in a form that the source does not know.
    """
    facts: dict[str, object] = {}
    mistakes = []
    search = _Search(_exact(document))
    if source.parts:
        _read_parts(source, search)
    for name, readings in source.facts.items():
        fact = policy.facts[name]
        try:
            known, value = _first(readings, fact, search)
        except _Unreadable as problem:
            mistakes.append(_mistake(fact, problem))
            continue
        if known:
            facts[name] = value
    if mistakes:
        raise FactError(mistakes)
    return facts


def _mistake(fact: Fact, problem: _Unreadable) -> Diagnostic:
    message, help = f"fact `{fact.name}`: {problem.message}", problem.help
    if fact.masked:
        # a masked value stands in no error text
        message = f"the document holds the masked fact `{fact.name}` in a form that is not known"
        help = ""
    return Diagnostic("unreadable-document", message, help, problem.query.span, fact=fact.name)


def _exact(document: object) -> object:
    """The document with exact numbers, whatever has read it."""
    try:
        return exact(document)
    except RecursionError:
        message, help = "the document is nested too deep", "lists and objects need no such depth"
        raise FactError([Diagnostic("unreadable-document", message, help)]) from None


class _Search:
    """Finds in one document what expressions read, within what may be done with it."""

    def __init__(self, document: object) -> None:
        self.document = document
        self.meter = Meter(document)
        self.interpreter = Interpreter(self.meter)

    def __call__(self, query: Query) -> object:
        try:
            with localcontext(CONTEXT):
                found = self.interpreter.visit(query.compiled.parsed, self.document)
            self.meter.weigh(found)
        except TooMuch as refusal:
            help = f"make it simpler: a source may take {MOST_STEPS} steps, and"
            help += f" {MORE_STEPS} more for each value and character of the document"
            raise FactError([Diagnostic("too-much-work", str(refusal), help, query.span)]) from None
        except (JMESPathError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
            # JMESPath lets Python's own errors out where a document holds other kinds than expected
            reason = "the expression cannot be applied to what the document holds"
            raise _Unreadable(reason, query, "guard it with `known_if`") from error
        return found


def _read_parts(source: Source, search: _Search) -> None:
    """Put what the source's parts find in the document under `parts` in it."""
    document = search.document
    if not isinstance(document, Mapping):
        message, help = "the document is no mapping", "its keys are what the source reads"
        raise FactError([Diagnostic("unreadable-document", message, help)])
    parts: dict[str, object] = {}
    search.document = whole = {**document, "parts": parts}
    for name, query in source.parts.items():
        try:
            parts[name] = search(query)
        except _Unreadable as problem:
            message = f"part `{name}`: {problem.message}"
            help = "guard it, as in `type(x) == 'array' && length(x)`"
            # a later part may read this one, so that it says nothing more
            raise FactError(
                [Diagnostic("unreadable-document", message, help, query.span)]
            ) from None
        search.meter.forget(parts)
        search.meter.forget(whole)


def _first(readings: tuple[Reading, ...], fact: Fact, search: _Search) -> tuple[bool, object]:
    """Whether one of the readings tells the fact, and what the first of them tells."""
    for reading in readings:
        known, value = _try(reading, fact.optional, search)
        if known:
            return True, value
    return False, None


def _try(reading: Reading, optional: bool, search: _Search) -> tuple[bool, object]:
    """Whether the reading tells the fact, and what it tells."""
    if reading.known_if:
        told = search(reading.known_if)
        if told is None or told is False:
            return False, None
    if reading.read is None:
        ends = {
            key: _converted(reading, query, found)
            for key, query in (("from", reading.start), ("before", reading.before))
            if query and (found := search(query)) is not None
        }
        return bool(ends) or reading.known_if is not None, ends
    found = search(reading.read)
    if found is not None:
        return True, _converted(reading, reading.read, found)
    if reading.has_empty:
        return reading.known_if is not None, reading.empty_is
    return optional and reading.known_if is not None, None


def _converted(reading: Reading, query: Query, found: object) -> object:
    if reading.table is not None:
        return _looked_up(reading.table, query, found)
    match reading.convert:
        case "epoch_seconds" | "epoch_millis":
            micro = _integer(query, found) * _UNITS[str(reading.convert)]
            if isinstance(within(Kind.DATETIME, micro, ""), Refusal):
                raise _Unreadable(f"`{shown(found)}` is no time", query)
            return instant_text(micro)
        case "integer":
            return _integer(query, found)
        case "boolean":
            words = {"true": True, "false": False, "1": True, "0": False}
            written = (_written(found) or "").lower()
            if written in words:
                return words[written]
            raise _Unreadable(f"{_shown(found)} is neither true nor false", query)
        case _:
            return found


def _looked_up(table: Mapping[str, object], query: Query, found: object) -> object:
    written = _written(found)
    if written in table and written is not None:
        return table[written]
    if written is not None and "*" in table:
        return table["*"]
    help = "add it to the table in the source file" if written is not None else _LOOK
    raise _Unreadable(f"the table has no entry for {_shown(found)}", query, help)


def _integer(query: Query, found: object) -> int:
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    digits = found.removeprefix("-") if isinstance(found, str) else ""
    if digits.isascii() and digits.isdigit() and len(digits) <= 20:
        return int(str(found))
    raise _Unreadable(f"{_shown(found)} is not a whole number", query)


def _written(found: object) -> str | None:
    """How a single value is written in the document; nothing for lists and objects."""
    match found:
        case bool():
            return "true" if found else "false"
        case str():
            return found
        case int() | float() | Decimal():
            return shown(found)
        case _:
            return None


def _shown(found: object) -> str:
    written = _written(found)
    return kind_words(found) if written is None else f"`{shown(written)}`"
