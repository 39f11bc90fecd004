"""Records that are read one by one - CSV, JSON Lines, a platform's documents - decided in several processes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from backhaul.diagnostics import FactError
from backhaul.frozen import frozen
from backhaul.records.files import Chunk, chunks
from backhaul.records.raw import Raw
from backhaul.records.reading import Reading
from backhaul.records.workers import in_order
from backhaul.tables.formulas import harmless
from backhaul.tables.results import Decide, Decided

#: columns that tell where a record stood
PLACE = ("file", "line")
Reject = dict[str, object]


@frozen
class Chosen:
    """What was decided of some records, what is kept of each, and those that are refused."""

    kept: dict[str, list[str | None]]
    decided: list[Decided]
    rejects: list[Reject]


class Rows:
    """Decides records; one a process.

    *keep*: names in the records, each with its name in the output; *escape*: whether texts are kept from being formulas.
    """

    def __init__(
        self, reading: Reading, decide: Decide, keep: Mapping[str, str], *, escape: bool
    ) -> None:
        self.reading, self.decide, self.keep, self.escape = reading, decide, keep, escape
        facts = reading.policy.facts.values()
        self.masked = {fact.name for fact in facts if fact.masked}

    def chosen(self, chunk: Chunk) -> Chosen:
        """What becomes of the records of a chunk."""
        found = Chosen({name: [] for name in (*PLACE, *self.keep.values())}, [], [])
        for raw in chunk.records:
            self._take(raw, found)
        return found

    def decided(self, records: Sequence[Raw]) -> list[Decided]:
        """What is decided of records that all can be read."""
        reading = self.reading
        return [self.decide(reading.facts(raw, reading.record(raw))) for raw in records]

    def _take(self, raw: Raw, found: Chosen) -> None:
        place: Reject = {"file": raw.file, "row": raw.line}
        try:
            record = self.reading.record(raw)
            facts = self.reading.facts(raw, record)
        except FactError as error:
            reason = "; ".join(f"{one.code}: {one.message}" for one in error.diagnostics)
            found.rejects.append({**place, "reason": reason})
            return
        decided = self.decide(facts)
        if decided.status == "refused":
            found.rejects.append({**place, "reason": decided.reason, **self._shown(record)})
            return
        found.decided.append(decided)
        found.kept["file"].append(self._text(raw.file))
        found.kept["line"].append(str(raw.line))
        for name, new in self.keep.items():
            found.kept[new].append(self._text(None if name in self.masked else record.get(name)))

    def _shown(self, record: Mapping[str, object]) -> dict[str, object]:
        """The record without what is masked; where that stands in a platform's document is not known."""
        if self.masked and self.reading.read:
            return {}
        shown = {n: {"masked": True} if n in self.masked else v for n, v in record.items()}
        return {"record": shown}

    def _text(self, value: object) -> str | None:
        """A value that is kept, as text."""
        if value is None:
            return None
        if isinstance(value, Decimal):
            # with the places that the record wrote
            return f"{value:f}"
        if not isinstance(value, str):
            return json.dumps(value, default=str)
        # half a pair of surrogates is no text that a file can hold
        text = value.encode("utf-8", "backslashreplace").decode()
        return harmless(text) if self.escape else text


#: makes what decides in a process; it must be something that can be pickled
RowWork = Callable[[], Rows]


def decided_rows(
    make: RowWork, files: Sequence[str], jobs: int, skip: int
) -> Iterator[tuple[int, float | None, Chosen]]:
    """How many records there were, how far into the input they reach, and what was chosen; the first *skip* left out."""
    feed = _after(chunks(files), skip)
    for chunk, chosen in in_order(make, Rows.chosen, feed, jobs):
        yield len(chunk.records), chunk.done, chosen


def _after(feed: Iterator[Chunk], skip: int) -> Iterator[Chunk]:
    for chunk in feed:
        if skip < len(chunk.records):
            yield Chunk(chunk.records[skip:], chunk.done) if skip else chunk
        skip = max(0, skip - len(chunk.records))


def together(found: Sequence[Chosen], names: Sequence[str]) -> Chosen:
    """All of these as one, with columns of these names."""
    return Chosen(
        {name: [value for each in found for value in each.kept[name]] for name in names},
        [decided for each in found for decided in each.decided],
        [reject for each in found for reject in each.rejects],
    )
