"""The counts over many records: added up chunk by chunk, in memory that does not grow with the records.

What could grow is cut: so many different flips an output, so many reasons, so many examples. Cuts depend on the order of
the records alone, not on the parts in which they come: what one part counts is cut when it is added to all others.
What is cut is counted under `(others)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple, TypeVar

from backhaul.comparison.amounts import EXACT, Worth
from backhaul.comparison.judge import Missing, Standing, Verdict
from backhaul.comparison.labels import OTHERS, OutputChange
from backhaul.diagnostics import Diagnostic

#: different flips of one output, and different reasons of one sort, that are told apart
MOST_FLIPS = 200
#: different values that stay
MOST_KEPT = 2000
MOST_REASONS = 100
#: names in the records that are no facts, and unreadable records, that are told one by one
MOST_NAMES = 50
MOST_UNREADABLE = 20

T = TypeVar("T")
Reason = tuple[str, str, str]


class Example(NamedTuple):
    """A record that flips: where it stands, and its facts as each side knows them."""

    place: str
    old: Mapping[str, object]
    new: Mapping[str, object]
    #: which of the records that were taken it is
    number: int = 0


class Judged(NamedTuple):
    """A record with its verdict, and what it is worth together with all that are counted with it."""

    #: makes what is told of this record, where it is
    example: Callable[[], Example]
    verdict: Verdict
    worth: Worth


class Cell:
    """How many records flip so, and what they are worth."""

    __slots__ = ("count", "examples", "sums", "without")

    def __init__(self) -> None:
        self.count = 0
        #: by unit the amount before and now
        self.sums: dict[str, tuple[Decimal, Decimal]] = {}
        #: records that have no amount
        self.without = 0
        self.examples: list[Example] = []

    def take(self, worth: Worth) -> None:
        """Count more records."""
        self.count += worth.count
        self.without += worth.without
        if worth.count > worth.without:
            before = worth.amount if worth.before is None else worth.before
            self._sum(worth.unit, before, worth.amount)

    def add(self, other: Cell) -> None:
        """Count what another cell counted."""
        self.count += other.count
        self.without += other.without
        for unit, sums in other.sums.items():
            self._sum(unit, *sums)

    def _sum(self, unit: str, before: Decimal, now: Decimal) -> None:
        old, new = self.sums.get(unit, (Decimal(0), Decimal(0)))
        self.sums[unit] = EXACT.add(old, before), EXACT.add(new, now)


class Tally:
    """Everything that is counted; one part of the records, or, with what could grow cut, all so far."""

    def __init__(self, examples: int) -> None:
        self.most_examples = examples
        self.taken = 0
        #: how many flips of each output are told apart
        self.apart: Counter[str] = Counter()
        self.standings: dict[Standing, Cell] = {}
        self.flips: dict[OutputChange, Cell] = {}
        self.kept: dict[OutputChange, int] = {}
        self.unclear: dict[str, int] = {}
        self.rules: dict[OutputChange, int] = {}
        self.missing: dict[Missing, int] = {}
        #: records refused by the old side, the new side, both
        self.refused_by: dict[str, int] = {}
        self.reasons: dict[tuple[str, str, str], tuple[int, str]] = {}
        self.extra: dict[str, int] = {}
        self.unreadable: list[Diagnostic] = []
        self.unreadable_count = 0

    @property
    def records(self) -> int:
        """How many records were judged."""
        return sum(cell.count for cell in self.standings.values())

    def take(self, judged: Judged) -> None:
        """Count one record of a part, or many of which this one stands for all."""
        verdict, worth = judged.verdict, judged.worth
        self.taken += 1
        self.standings.setdefault(verdict.standing, Cell()).take(worth)
        # a row that stands twice in a list is still one record
        for flip in dict.fromkeys(verdict.flips):
            cell = self.flips.setdefault(flip, Cell())
            cell.take(worth)
            if len(cell.examples) < self.most_examples:
                cell.examples.append(judged.example()._replace(number=self.taken))
        _count(self.kept, verdict.kept, worth.count)
        _count(self.unclear, verdict.unclear, worth.count)
        _count(self.rules, verdict.rules, worth.count)
        _count(self.missing, verdict.missing, worth.count)
        if verdict.refused:
            sides = {refused.by for refused in verdict.refused}
            _count(self.refused_by, ["both" if len(sides) == 2 else min(sides)], worth.count)
            for refused in verdict.refused:
                reason = refused.by, refused.code, refused.fact
                self._reason(reason, worth.count, refused.message)

    def has_extra(self, names: Mapping[str, int]) -> None:
        """Note names that neither side has as facts, each with the number of records."""
        _sum(self.extra, names)

    def _told(self, flip: OutputChange) -> OutputChange:
        """The flip under which one is counted: itself, or where there are too many all others of its output."""
        if flip not in self.flips:
            if self.apart[flip.output] >= MOST_FLIPS:
                return OutputChange(flip.output, OTHERS, OTHERS)
            self.apart[flip.output] += 1
        return flip

    def _reason(self, reason: Reason, count: int, message: str) -> None:
        before, first = self.reasons.get(reason, (0, message))
        self.reasons[reason] = before + count, first

    def cannot_read(self, diagnostic: Diagnostic) -> None:
        """Note a record that could not be read."""
        self.unreadable_count += 1
        if len(self.unreadable) < MOST_UNREADABLE:
            self.unreadable.append(diagnostic)

    def add(self, other: Tally) -> None:
        """Count what the next part counted, and cut what could grow."""
        for standing, found in other.standings.items():
            self.standings.setdefault(standing, Cell()).add(found)
        self._add_flips(other.flips)
        _sum(self.kept, other.kept, MOST_KEPT)
        _sum(self.unclear, other.unclear)
        _sum(self.rules, other.rules, MOST_FLIPS)
        _sum(self.missing, other.missing)
        _sum(self.refused_by, other.refused_by)
        _sum(self.extra, other.extra, MOST_NAMES)
        for reason, (count, message) in other.reasons.items():
            if reason in self.reasons or len(self.reasons) < MOST_REASONS:
                self._reason(reason, count, message)
            else:
                self._reason((reason[0], OTHERS, ""), count, "")
        self.unreadable_count += other.unreadable_count
        self.unreadable += other.unreadable[: max(0, MOST_UNREADABLE - len(self.unreadable))]

    def _add_flips(self, flips: Mapping[OutputChange, Cell]) -> None:
        examples: dict[OutputChange, list[Example]] = {}
        for flip, found in flips.items():
            told = self._told(flip)
            self.flips.setdefault(told, Cell()).add(found)
            examples.setdefault(told, []).extend(found.examples)
        for told, found_examples in examples.items():
            kept = self.flips[told].examples
            # of several flips that are told as one, the first records
            found_examples.sort(key=lambda example: example.number)
            kept += found_examples[: max(0, self.most_examples - len(kept))]


def _count(counts: dict[T, int], found: Iterable[T], count: int, most: int | None = None) -> None:
    _sum(counts, dict.fromkeys(found, count), most)


def _sum(counts: dict[T, int], found: Mapping[T, int], most: int | None = None) -> None:
    """Add counts; names beyond so many are left out."""
    for name, count in found.items():
        if name in counts:
            counts[name] += count
        elif most is None or len(counts) < most:
            counts[name] = count
