"""All records to one tally: what columns can group is judged group by group, all else record by record.

Whichever way a record is counted, the tally is the same, in the order of the records.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from backhaul.comparison.amounts import NOTHING
from backhaul.comparison.chunk_judge import ChunkJudge, Sample
from backhaul.comparison.judge import Verdict
from backhaul.comparison.tally import Example, Judged, Tally
from backhaul.frozen import frozen
from backhaul.packages import installed
from backhaul.records.files import CHUNK, Chunk, file_chunks, is_parquet, made_chunks
from backhaul.records.raw import Raw
from backhaul.records.workers import in_order

if TYPE_CHECKING:
    from backhaul.comparison.like_rows import Block, Columns

#: verdicts that are kept for rows to come
MOST_KNOWN = 1 << 15

Told = Callable[[float | None, int], None]


@frozen
class Records:
    """What is replayed: files in their order, then worked cases by their names, then so many generated records."""

    files: Sequence[str]
    cases: Sequence[tuple[str, Mapping[str, object]]]
    generated: Iterator[Mapping[str, object]]
    count: int

    @property
    def shares(self) -> int:
        """How many parts there are, which count as equal."""
        return len(self.files) + bool(self.cases) + bool(self.count)


def replayed(
    make: Callable[[], ChunkJudge],
    bench: ChunkJudge,
    records: Records,
    jobs: int,
    told: Told | None,
) -> Tally:
    """The tally of all records; *make* gives each process its bench."""
    tally = Tally(bench.terms.examples)
    feed = _Feed(bench, records)
    count = 0
    for task, found in in_order(make, ChunkJudge.judged, feed.tasks(), jobs):
        done: float | None
        if isinstance(found, Tally):
            tally.add(found)
            count, done = count + len(task.records), task.done
        elif block := feed.judged(found):
            tally.add(block.tally(bench))
            count, done = count + block.rows.count, block.done
        else:
            continue
        if told is not None:
            told(done, count)
    return tally


class _Slot:
    """The place of a verdict that may be still to come."""

    __slots__ = ("verdict",)
    verdict: Verdict


@frozen
class _Judged:
    """A block with the verdicts on its groups, once all samples before are judged."""

    rows: Block
    slots: Sequence[_Slot]
    done: float

    def tally(self, bench: ChunkJudge) -> Tally:
        """The counts of the block, as if its rows had come one by one."""
        taken = []
        for group, slot in zip(self.rows.groups, self.slots, strict=True):
            first, *later = group.rows
            taken.append((first, slot.verdict, group.worth))
            if slot.verdict.flips:
                # these were counted with the first, and are examples alone
                taken += [(row, slot.verdict, NOTHING) for row in later]
        tally = Tally(bench.terms.examples)
        for row, verdict, worth in sorted(taken, key=lambda one: one[0]):
            example = partial(_example, bench, self.rows, row)
            tally.take(Judged(example, verdict, worth))
        tally.has_extra(self.rows.extra)
        return tally


def _example(bench: ChunkJudge, block: Block, row: int) -> Example:
    return bench.example(block.row(row))


class _Feed:
    """The tasks, and what is to become of the verdicts on samples."""

    def __init__(self, bench: ChunkJudge, records: Records) -> None:
        self.records = records
        self.columns = _columns(bench, records.files)
        self.known: dict[object, _Slot] = {}
        #: of each sample that is out: the places of its verdicts, and the block that it ends
        self.out: deque[tuple[list[_Slot], _Judged | None]] = deque()

    def tasks(self) -> Iterator[Chunk | Sample]:
        """Chunks to count and samples to judge, in the order of the records."""
        records = self.records
        for place, file in enumerate(records.files):
            if self.columns is None or not is_parquet(file) or not self.columns.take(file):
                yield from file_chunks(file, place, records.shares)
                continue
            for block in self.columns.blocks(file):
                yield from self._samples(block, (place + block.done) / records.shares)
        place, shares = len(records.files), records.shares
        if records.cases:
            cases = (Raw(name, 0, facts, made=True) for name, facts in records.cases)
            yield from made_chunks(cases, len(records.cases), place, shares)
        if records.count:
            made = enumerate(records.generated, 1)
            generated = (Raw("generated", number, facts, made=True) for number, facts in made)
            yield from made_chunks(generated, records.count, shares - 1, shares)

    def judged(self, verdicts: Sequence[Verdict]) -> _Judged | None:
        """The block that is complete with the verdicts on the next sample, if one is."""
        slots, block = self.out.popleft()
        for slot, verdict in zip(slots, verdicts, strict=True):
            slot.verdict = verdict
        return block

    def _samples(self, block: Block, done: float) -> Iterator[Sample]:
        """The rows of a block that are to be judged; an empty sample where all are known."""
        slots: list[_Slot] = []
        new: list[tuple[Raw, _Slot]] = []
        for group, raw in zip(block.groups, block.firsts(), strict=True):
            key = group.key or _key(raw)
            slot = self.known.get(key) if key else None
            if slot is None:
                slot = _Slot()
                new.append((raw, slot))
                self._remember(key, slot)
            slots.append(slot)
        judged = _Judged(block, slots, done)
        for start in range(0, len(new) or 1, CHUNK):
            part = new[start : start + CHUNK]
            last = start + CHUNK >= len(new)
            self.out.append(([slot for _, slot in part], judged if last else None))
            yield Sample(tuple(raw for raw, _ in part))

    def _remember(self, key: object, slot: _Slot) -> None:
        if key:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[key] = slot


def _columns(bench: ChunkJudge, files: Sequence[str]) -> Columns | None:
    """What groups the rows of Parquet, where there are such and it is installed."""
    if bench.readers is not None or not any(map(is_parquet, files)):
        return None
    if not installed("duckdb", "pyarrow", "sqlglot"):
        return None
    from backhaul.comparison.like_rows import Columns

    return Columns(bench)


def _key(raw: Raw) -> object:
    """What tells the facts of a row from all others; nothing where they are no plain values."""
    assert isinstance(raw.found, Mapping)  # noqa: S101
    key = ("facts", *((name, type(value), value) for name, value in raw.found.items()))
    try:
        hash(key)
    except TypeError:
        return None
    return key
