"""Facts read out of one document."""

from __future__ import annotations

from collections.abc import Mapping

from jmespath.exceptions import JMESPathError

from backhaul.diagnostics import Diagnostic, FactError
from backhaul.language.kinds import SECOND, instant_text
from backhaul.language.model import Policy
from backhaul.language.values import shown
from backhaul.sources.model import Query, Reading, Source

_UNITS = {"epoch_seconds": SECOND, "epoch_millis": 1000}
#: seconds of the years 1900 to 2199; outside, a number is no instant of ours
_FARTHEST = 10**13


class _Unreadable(Exception):
    """A document that a reading does not fit."""

    def __init__(self, message: str, query: Query | None = None, help: str = "") -> None:
        super().__init__(message)
        self.message, self.query, self.help = message, query, help


def read(source: Source, policy: Policy, document: object) -> dict[str, object]:
    """The facts that a document tells, as `decide` takes them; those it does not tell are left out.

    Raises FactError with every fact that the document gives in a form that the source does not know.
    """
    facts: dict[str, object] = {}
    mistakes = []
    if source.parts and isinstance(document, Mapping):
        document = _with_parts(source, document)
    for name, readings in source.facts.items():
        for reading in readings:
            try:
                known, value = _try(reading, policy.facts[name].optional, document)
            except _Unreadable as problem:
                message = f"fact `{name}`: {problem.message}"
                span = problem.query.span if problem.query else reading.span
                mistakes.append(
                    Diagnostic("unreadable-document", message, problem.help, span, fact=name)
                )
                break
            if known:
                facts[name] = value
                break
    if mistakes:
        raise FactError(mistakes)
    return facts


def _with_parts(source: Source, document: Mapping[str, object]) -> dict[str, object]:
    """The document, with what the source's parts find in it under `parts`."""
    parts: dict[str, object] = {}
    whole = {**document, "parts": parts}
    for name, query in source.parts.items():
        try:
            parts[name] = _search(query, whole)
        except _Unreadable as problem:
            message = f"part `{name}`: {problem.message}"
            raise FactError(
                [Diagnostic("unreadable-document", message, "", query.span)]
            ) from problem
    return whole


def _try(reading: Reading, optional: bool, document: object) -> tuple[bool, object]:
    """Whether the reading tells the fact, and what it tells."""
    if reading.known_if:
        told = _search(reading.known_if, document)
        if told is None or told is False:
            return False, None
    if reading.read is None:
        ends = {
            key: _converted(reading, found)
            for key, query in (("from", reading.start), ("before", reading.before))
            if query and (found := _search(query, document)) is not None
        }
        return bool(ends) or reading.known_if is not None, ends
    found = _search(reading.read, document)
    if found is not None:
        return True, _converted(reading, found)
    if reading.has_empty:
        return reading.known_if is not None, reading.empty_is
    return optional and reading.known_if is not None, None


def _search(query: Query, document: object) -> object:
    try:
        return query.compiled.search(document)
    except (JMESPathError, TypeError, ValueError, OverflowError) as error:
        # JMESPath lets Python's own errors out where a document holds other kinds than expected
        reason = "the expression cannot be applied to what the document holds"
        raise _Unreadable(reason, query, "guard it with `known_if`") from error


def _converted(reading: Reading, found: object) -> object:
    if reading.table is not None:
        key = str(found).lower() if isinstance(found, bool) else str(found)
        if key in reading.table:
            return reading.table[key]
        if "*" in reading.table:
            return reading.table["*"]
        help = "add it to the table in the source file"
        raise _Unreadable(f"the table has no entry for `{shown(found)}`", reading.read, help)
    match reading.convert:
        case "epoch_seconds" | "epoch_millis":
            number = _integer(reading, found)
            if abs(number) > _FARTHEST:
                raise _Unreadable(f"`{shown(found)}` is no time", reading.read)
            return _instant(number * _UNITS[str(reading.convert)], reading)
        case "integer":
            return _integer(reading, found)
        case "boolean":
            words = {"true": True, "false": False, "1": True, "0": False}
            if str(found).lower() in words:
                return words[str(found).lower()]
            raise _Unreadable(f"`{shown(found)}` is neither true nor false", reading.read)
        case _:
            return found


def _integer(reading: Reading, found: object) -> int:
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    digits = found.removeprefix("-") if isinstance(found, str) else ""
    if digits.isascii() and digits.isdigit() and len(digits) <= 20:
        return int(str(found))
    raise _Unreadable(f"`{shown(found)}` is not a whole number", reading.read)


def _instant(micro: int, reading: Reading) -> str:
    try:
        return instant_text(micro)
    except OverflowError:
        raise _Unreadable("the number is no time of the years 1 to 9999", reading.read) from None
