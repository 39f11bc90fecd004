"""Records that are read one by one - CSV, JSON Lines, a platform's documents - decided in several processes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from backhaul.diagnostics import FactError
from backhaul.frozen import frozen
from backhaul.records.crew import in_order
from backhaul.records.files import Chunk, Raw, chunks
from backhaul.records.reading import Reading
from backhaul.tables.results import Decide, Decided

#: records of one part, or a few more
PART = 100_000
Reject = dict[str, object]


@frozen
class Chosen:
    """What was decided of some records, what is kept of each, and those that are refused."""

    kept: dict[str, list[str | None]]
    decided: list[Decided]
    rejects: list[Reject]


class Rows:
    """Decides records; one a process."""

    def __init__(self, reading: Reading, decide: Decide, keep: Sequence[str]) -> None:
        self.reading, self.decide, self.keep = reading, decide, keep
        facts = reading.policy.facts.values()
        self.masked = {fact.name for fact in facts if fact.masked}

    def chosen(self, chunk: Chunk) -> Chosen:
        """What becomes of the records of a chunk."""
        found = Chosen({name: [] for name in ("file", "line", *self.keep)}, [], [])
        for raw in chunk.records:
            self._take(raw, found)
        return found

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
            shown = {n: {"masked": True} if n in self.masked else v for n, v in record.items()}
            found.rejects.append({**place, "reason": decided.reason, "record": shown})
            return
        found.decided.append(decided)
        found.kept["file"].append(raw.file)
        found.kept["line"].append(str(raw.line))
        for name in self.keep:
            found.kept[name].append(_text(record.get(name)))


def _text(value: object) -> str | None:
    """A value that is kept, as text."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


#: makes what decides in a process; it must be something that can be pickled
RowWork = Callable[[], Rows]


class _Work:
    """Makes the function that decides a chunk; travels to another process."""

    def __init__(self, make: RowWork) -> None:
        self.make = make

    def __call__(self) -> Callable[[tuple[int, Chunk]], Chosen]:
        rows = self.make()
        return lambda task: rows.chosen(task[1])


def parts_of_rows(
    make: RowWork,
    files: Sequence[str],
    jobs: int,
    has: Callable[[int], bool],
    told: Callable[[float | None, int], None],
) -> Iterator[tuple[int, Chosen | None]]:
    """Every part with what was chosen of it, or None where it is finished already."""
    finished: set[int] = set()

    def tasks() -> Iterator[tuple[int, Chunk]]:
        for number, chunk in _numbered(chunks(files, iter(()), 0)):
            if number not in finished and has(number):
                finished.add(number)
            if number not in finished:
                yield number, chunk

    done = next_part = 0
    for number, found in groupby(in_order(_Work(make), tasks(), jobs), lambda pair: pair[0][0]):
        yield from ((n, None) for n in range(next_part, number))
        whole: Chosen | None = None
        for (_, chunk), chosen in found:
            whole = chosen if whole is None else _both(whole, chosen)
            done += len(chunk.records)
            told(chunk.done, done)
        yield number, whole
        next_part = number + 1
    last = max(finished, default=-1)
    yield from ((n, None) for n in range(next_part, last + 1))
    if not next_part and last < 0:
        # no record at all is one empty part
        yield 0, make().chosen(Chunk((), None))


def _numbered(feed: Iterator[Chunk]) -> Iterator[tuple[int, Chunk]]:
    """Every chunk with the number of its part."""
    number = records = 0
    for chunk in feed:
        yield number, chunk
        records += len(chunk.records)
        if records >= PART:
            number, records = number + 1, 0


def _both(one: Chosen, other: Chosen) -> Chosen:
    for name, values in other.kept.items():
        one.kept[name].extend(values)
    one.decided.extend(other.decided)
    one.rejects.extend(other.rejects)
    return one
