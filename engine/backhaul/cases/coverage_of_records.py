"""What records touch of a policy: tables of Parquet in columns, all other records one by one, in several processes.

Whichever way a record is counted, the counts are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backhaul.cases.coverage import Coverage, counted
from backhaul.cases.coverage_of_case import Key, evaluated, touched
from backhaul.diagnostics import Diagnostic, FactError
from backhaul.language.model import Policy
from backhaul.records.files import CHUNK, Chunk, file_chunks, is_parquet
from backhaul.records.raw import Raw
from backhaul.records.reading import Reading
from backhaul.records.workers import in_order

if TYPE_CHECKING:
    from backhaul.cases.coverage_of_blocks import Columns

#: mistakes that are kept to be shown
MOST_UNREADABLE = 20


class Tally:
    """The counts of some records."""

    def __init__(self) -> None:
        self.counts = Counter[Key]()
        self.records = self.refused = self.unreadable = 0
        #: the first of the records that could not be read
        self.mistakes: list[Diagnostic] = []

    def add(self, other: Tally) -> None:
        """Count what the next chunk counted."""
        # what is counted as never seen adds nothing, and `+=` on a Counter looks at all of it each time
        self.counts.update(other.counts)
        self.records += other.records
        self.refused += other.refused
        self.unreadable += other.unreadable
        self.mistakes = (self.mistakes + other.mistakes)[:MOST_UNREADABLE]

    def coverage(self, policy: Policy) -> Coverage:
        """The coverage by these records."""
        return counted(policy, self.counts, self.records)


def tallied(reading: Reading, chunk: Chunk) -> Tally:
    """The counts of one chunk, record by record."""
    tally, policy = Tally(), reading.policy
    for raw in chunk.records:
        try:
            facts = reading.facts(raw, reading.record(raw))
        except FactError as error:
            tally.unreadable += 1
            tally.mistakes += error.diagnostics[: MOST_UNREADABLE - len(tally.mistakes)]
            continue
        evaluation = evaluated(policy, facts)
        tally.records += 1
        tally.refused += evaluation is None
        tally.counts.update(touched(policy, evaluation, facts))
    return tally


def replayed(
    make: Callable[[], Reading],
    files: Sequence[str],
    jobs: int,
    told: Callable[[float | None, int], None],
) -> Tally:
    """The counts of all records in these files; *make* gives each process its reading, and can be sent there."""
    reading = make()
    whole = Tally()
    feed = _Feed(reading, files, whole)
    for chunk, found in in_order(make, tallied, feed.chunks(), jobs):
        whole.add(found)
        told(chunk.done, whole.records + whole.unreadable)
    return whole


class _Feed:
    """The records that are counted one by one; *whole* is told what columns count."""

    def __init__(self, reading: Reading, files: Sequence[str], whole: Tally) -> None:
        self.reading, self.files, self.whole = reading, files, whole
        self._columns: Columns | None = None

    def chunks(self) -> Iterator[Chunk]:
        """Chunks of records, in the order of the files."""
        for place, file in enumerate(self.files):
            if is_parquet(file) and self.reading.read is None:
                yield from self._rows(file, place)
            else:
                yield from file_chunks(file, place, len(self.files))

    def _rows(self, file: str, place: int) -> Iterator[Chunk]:
        """The rows of a table that columns leave."""
        if self._columns is None:
            from backhaul.cases.coverage_of_blocks import Columns

            self._columns = Columns(self.reading)
        for block in self._columns.blocks(file):
            self.whole.counts.update(block.counts)
            self.whole.records += block.count
            done = (place + block.done) / len(self.files)
            # an empty chunk tells how far it is
            yield Chunk((), done)
            yield from _chunked(file, block.left, done)


def _chunked(
    file: str, left: Iterator[tuple[int, Mapping[str, Any]]], done: float
) -> Iterator[Chunk]:
    held: list[Raw] = []
    for number, row in left:
        held.append(Raw(file, number, row, cells=True))
        if len(held) == CHUNK:
            yield Chunk(tuple(held), done)
            held = []
    if held:
        yield Chunk(tuple(held), done)
