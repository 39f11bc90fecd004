"""A chunk of records becomes a tally: each record is read, its facts dealt to both sides, judged and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from backhaul.comparison.judge import Dealt, Judge, Refused, Which, refusals
from backhaul.comparison.tally import Example, Judged, Tally
from backhaul.diagnostics import Diagnostic, FactError, Span
from backhaul.document.json_reader import read_json
from backhaul.evaluation.facts import Extra
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.records.cells import facts_of
from backhaul.records.files import Chunk, Raw, unreadable

Record = Mapping[str, object]
Read = Callable[[object], Mapping[str, object]]

#: an amount has at most so many digits on either side of the point
_MOST_DIGITS = 40
_LOGGED = ("policy", "version", "digest", "facts")
_MASKED = {"masked": True}


@frozen
class Terms:
    """How records are read."""

    #: the name under which a record holds its amount of money
    amount: str | None = None
    extra: Extra = "ignore"
    #: examples that are kept of each flip
    examples: int = 2


class Bench:
    """Judges chunks; one a process."""

    def __init__(
        self, old: Policy, new: Policy, terms: Terms, readers: tuple[Read, Read] | None = None
    ) -> None:
        self.sides: tuple[Policy, Policy] = (old, new)
        self.terms, self.readers = terms, readers
        self.judge = Judge(old, new)
        self.known = {*old.facts, *new.facts}
        self.hides = any(fact.masked for side in self.sides for fact in side.facts.values())

    def tally(self, chunk: Chunk) -> Tally:
        """The counts of one chunk."""
        tally = Tally(self.terms.examples)
        for raw in chunk.records:
            found = self._judged(raw)
            if isinstance(found, Diagnostic):
                tally.cannot_read(found)
            else:
                tally.take(found)
        return tally

    def _judged(self, raw: Raw) -> Judged | Diagnostic:
        record = self._record(raw)
        if isinstance(record, Diagnostic):
            return record
        extra: tuple[str, ...] = ()
        dealt: tuple[Dealt, Dealt]
        if self.readers and raw.file != "generated":
            old, new = self.readers
            dealt = (_read(old, record, "old"), _read(new, record, "new"))
        else:
            record, facts = _unlogged(record, self.known)
            extra = tuple(
                name for name in facts if name not in self.known and name != self.terms.amount
            )
            refused = self._extra(extra)
            before, after = self.sides
            dealt = (
                refused or self._facts(before, facts, raw),
                refused or self._facts(after, facts, raw),
            )
        verdict = self.judge.verdict(*dealt)
        sides = [side if isinstance(side, Mapping) else {} for side in dealt]
        example = Example(f"{_name(raw)}:{raw.line}", *sides)
        return Judged(example, verdict, self._amount(record), extra)

    def _record(self, raw: Raw) -> Record | Diagnostic:
        """The record as a mapping from names to values."""
        if not isinstance(raw.found, bytes):
            return raw.found
        name = _name(raw)
        try:
            record = read_json(raw.found.rstrip(b"\r\n"), name)
        except FactError as error:
            return self._broken(error.diagnostics[0], name, raw.line)
        if isinstance(record, dict):
            return record
        return unreadable(
            name, raw.line, "the record is no JSON object", 'write {"name": value, ...}'
        )

    def _broken(self, first: Diagnostic, name: str, line: int) -> Diagnostic:
        """A line that is not JSON; of masked facts nothing is shown."""
        if self.hides or first.span is None:
            return unreadable(name, line, "the record is not JSON", "give one JSON object a line")
        at = first.span
        span = Span(name, line, at.column, at.length, at.text[:400])
        help = first.help or "give one JSON object a line"
        return Diagnostic(
            "unreadable-record", f"the record is not JSON: {first.message}", help, span
        )

    def _facts(self, side: Policy, facts: Record, raw: Raw) -> Mapping[str, object]:
        """The facts that this side knows."""
        if raw.cells:
            return facts_of(side, facts)
        return {
            name: {} if value == _MASKED else value
            for name, value in facts.items()
            if name in side.facts
        }

    def _extra(self, names: tuple[str, ...]) -> tuple[Refused, ...]:
        """The refusals of names that are no facts on either side, where they are not let pass."""
        if self.terms.extra == "ignore":
            return ()
        sides: tuple[Which, ...] = ("old", "new")
        return tuple(
            Refused(by, "unknown-fact", name, f"there is no fact `{name}`")
            for by in sides
            for name in names
        )

    def _amount(self, record: Record) -> Decimal | None:
        """What a record is worth, exactly; nothing where it does not say."""
        if self.terms.amount is None:
            return None
        value = _found(record, self.terms.amount)
        if isinstance(value, float):
            value = repr(value)
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            return None
        try:
            amount = Decimal(value.strip() if isinstance(value, str) else value)
        except (InvalidOperation, ValueError):
            return None
        return amount if _is_small(amount) else None


def _read(reader: Read, document: Record, by: Which) -> Dealt:
    """The facts that a platform's document tells one side."""
    try:
        return reader(document)
    except FactError as error:
        return refusals(by, error)


def _is_small(amount: Decimal) -> bool:
    parts = amount.as_tuple()
    if not isinstance(parts.exponent, int) or len(parts.digits) > 2 * _MOST_DIGITS:
        return False
    return parts.exponent >= -_MOST_DIGITS and amount.adjusted() < _MOST_DIGITS


def _name(raw: Raw) -> str:
    return "standard input" if raw.file == "-" else raw.file


def _found(record: Record, name: str) -> object:
    """The value under a name: of the record, of the facts in it, or along a path of names."""
    if name in record:
        return record[name]
    facts = record.get("facts")
    if isinstance(facts, Mapping) and name in facts:
        return facts[name]
    value: object = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _unlogged(record: Record, known: set[str]) -> tuple[Record, Record]:
    """The record, and its facts: those of a decision in a log, else the record itself."""
    facts = record.get("facts")
    if isinstance(facts, Mapping) and "facts" not in known and all(k in record for k in _LOGGED):
        return record, facts
    return record, record
