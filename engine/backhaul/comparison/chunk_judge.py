"""A chunk of records becomes a tally: each record is read, its facts dealt to both sides, judged and counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import cast

from backhaul.comparison.amounts import Amount, Worth, named_amount, worth
from backhaul.comparison.judge import Dealt, Judge, Refused, Verdict, refusals
from backhaul.comparison.labels import Which
from backhaul.comparison.masking import masked_alike
from backhaul.comparison.tally import Example, Judged, Tally
from backhaul.diagnostics import Diagnostic, FactError, Span
from backhaul.document.json_reader import read_json
from backhaul.evaluation.facts import Extra
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.records.cells import facts_of
from backhaul.records.files import Chunk
from backhaul.records.raw import Raw, unreadable
from backhaul.records.reading import document

Record = Mapping[str, object]
Read = Callable[[object], Mapping[str, object]]

#: the names in every decision of a log
LOGGED = ("policy", "version", "digest", "facts")
_MASKED = {"masked": True}


@frozen
class Terms:
    """How records are read."""

    #: an output, a fact, or the name under which a record holds its amount of money
    amount: str | None = None
    extra: Extra = "ignore"
    #: examples that are kept of each flip
    examples: int = 2
    #: whether a cell in which nothing is says that an optional fact is absent
    null_is_absent: bool = False
    #: how many microseconds east of UTC times are in cells that do not say their offset
    naive: int | None = None


@frozen
class Sample:
    """One representative row of each group of equal rows; its verdict counts for the group."""

    records: tuple[Raw, ...]
    done: None = None


class ChunkJudge:
    """Judges chunks; one a process."""

    def __init__(
        self, old: Policy, new: Policy, terms: Terms, readers: tuple[Read, Read] | None = None
    ) -> None:
        self.policies = old, new
        self.sides: tuple[Policy, Policy] = masked_alike(old, new)
        self.terms, self.readers = terms, readers
        self.amount: Amount | None = None
        if terms.amount is not None:
            self.amount = named_amount(old, new, terms.amount)
        self.judge = Judge(*self.sides, amount=self.amount)
        self.known = {*old.facts, *new.facts}
        self.hides = old.masks or new.masks

    def judged(self, task: Chunk | Sample) -> Tally | tuple[Verdict, ...]:
        """The counts of a chunk, or the verdicts on a sample."""
        return self.verdicts(task) if isinstance(task, Sample) else self.tally(task)

    def tally(self, chunk: Chunk) -> Tally:
        """The counts of one chunk."""
        tally = Tally(self.terms.examples)
        for raw in chunk.records:
            record = self._record(raw)
            if isinstance(record, Diagnostic):
                tally.cannot_read(record)
                continue
            dealt, extra = self._dealt(raw, record)
            verdict = self.judge.verdict(*dealt)
            amount = self._worth(record, dealt, verdict)
            tally.take(Judged(partial(_example, raw, dealt), verdict, amount))
            tally.has_extra(dict.fromkeys(extra, 1))
        return tally

    def verdicts(self, sample: Sample) -> tuple[Verdict, ...]:
        """The verdict on each row."""
        return tuple(self.judge.verdict(*self._of_row(row)) for row in sample.records)

    def example(self, row: Raw) -> Example:
        """What is told of a row."""
        return _example(row, self._of_row(row))

    def _of_row(self, row: Raw) -> tuple[Dealt, Dealt]:
        return self._dealt(row, cast("Record", row.found))[0]

    def _dealt(self, raw: Raw, record: Record) -> tuple[tuple[Dealt, Dealt], tuple[str, ...]]:
        """The facts as each side knows them, and the names that neither side has as facts."""
        if self.readers and not raw.made:
            old, new = self.readers
            told = document(raw, record)
            return (_read(old, told, "old"), _read(new, told, "new")), ()
        facts = _unlogged(record, self.known)
        extra = tuple(
            name
            for name, value in facts.items()
            if name not in self.known
            and name != self.terms.amount
            and not (raw.cells and value is None)
        )
        if refused := self._extra(extra):
            return (refused, refused), extra
        before, after = self.sides
        return (self._facts(before, facts, raw), self._facts(after, facts, raw)), extra

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
            return facts_of(
                side, facts, null_is_absent=self.terms.null_is_absent, naive=self.terms.naive
            )
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

    def _worth(self, record: Record, dealt: tuple[Dealt, Dealt], verdict: Verdict) -> Worth:
        """What a record is worth: what it holds, or else what the policies give."""
        if self.amount is None:
            return worth(None)
        held = self.amount.held(record, dealt[1])
        return verdict.worth if held.without and verdict.worth else held


def _read(reader: Read, document: Record, by: Which) -> Dealt:
    """The facts that a platform's document tells one side."""
    try:
        return reader(document)
    except FactError as error:
        return refusals(by, error)


def _name(raw: Raw) -> str:
    return "standard input" if raw.file == "-" else raw.file


def _example(raw: Raw, dealt: tuple[Dealt, Dealt]) -> Example:
    """What is told of a record."""
    old, new = (side if isinstance(side, Mapping) else {} for side in dealt)
    place = f"{_name(raw)}:{raw.line}" if raw.line else raw.file
    return Example(place, old, new)


def _unlogged(record: Record, known: set[str]) -> Record:
    """The facts of a decision in a log, else the record itself."""
    facts = record.get("facts")
    if isinstance(facts, Mapping) and "facts" not in known and all(k in record for k in LOGGED):
        return facts
    return record
