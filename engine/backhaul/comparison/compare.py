"""Both halves put together: the structure of two policies, and what they decide on every record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest

from backhaul.comparison.bench import Bench, Terms
from backhaul.comparison.change import Change
from backhaul.comparison.crew import in_order
from backhaul.comparison.records import Chunk, chunks
from backhaul.comparison.structure import changes
from backhaul.comparison.tally import Tally
from backhaul.evaluation.sampling import samples
from backhaul.frozen import frozen
from backhaul.language.model import Policy


@frozen
class Comparison:
    """Everything that was found of two policies."""

    old: Policy
    new: Policy
    changes: tuple[Change, ...]
    tally: Tally
    terms: Terms
    #: outputs that cannot be held side by side, each with the reason
    apart: Mapping[str, str]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was decided otherwise, or by one side alone."""
        by_one = self.tally.refused_by.get("old", 0) + self.tally.refused_by.get("new", 0)
        return bool(self.tally.flips or self.apart or by_one)


def compare(
    make: Callable[[], Bench],
    files: Sequence[str],
    count: int,
    jobs: int = 1,
    progress: Callable[[float | None, int], None] | None = None,
) -> Comparison:
    """The comparison over all records of the files and *count* generated ones.

    *make* gives a process its bench; with several jobs it must be something that can be pickled.
    *progress* is told how much is done, from 0 to 1 or nothing, and how many records that were.
    """
    bench = make()
    old, new, terms = bench.judge.old, bench.judge.new, bench.terms
    tally = Tally(terms.examples)
    records = 0
    feed = chunks(files, generated(old, new, count), count)
    for chunk, found in in_order(_Work(make), feed, jobs):
        tally.add(found)
        records += len(chunk.records)
        if progress is not None:
            progress(chunk.done, records)
    return Comparison(
        old,
        new,
        changes(old, new),
        tally,
        terms,
        _apart(old, new),
        tuple(name for name in old.facts if name not in new.facts),
        tuple(name for name in new.facts if name not in old.facts),
    )


class _Work:
    """Makes the function that counts a chunk; travels to another process."""

    def __init__(self, make: Callable[[], Bench]) -> None:
        self.make = make

    def __call__(self) -> Callable[[Chunk], Tally]:
        return self.make().tally


def generated(old: Policy, new: Policy, count: int) -> Iterator[Mapping[str, object]]:
    """Complete facts made from both policies in turn, with the facts that only the other one has."""
    half = (count + 1) // 2
    pairs = zip_longest(samples(old, half, 0), samples(new, half, 1), fillvalue=None)
    made = 0
    for before, after in pairs:
        one, other = before or after or {}, after or before or {}
        for whole in ({**other, **one}, {**one, **other}):
            if made < count:
                made += 1
                yield whole


def _apart(old: Policy, new: Policy) -> dict[str, str]:
    """The outputs that only one side has, or has in another way."""
    found: dict[str, str] = {}
    for name in dict.fromkeys((*old.decisions, *new.decisions)):
        before, after = old.decisions.get(name), new.decisions.get(name)
        if before and after and (before.hit == "collect") != (after.hit == "collect"):
            found[name] = "a list on one side alone"
            continue
        here = [f"{name}.{output}" for output in (before.outputs if before else ())]
        there = [f"{name}.{output}" for output in (after.outputs if after else ())]
        found |= {output: "only old" for output in here if output not in there}
        found |= {output: "only new" for output in there if output not in here}
    return found
