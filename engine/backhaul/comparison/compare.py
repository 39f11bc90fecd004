"""Both halves put together: the structure of two policies, and what they decide on every record."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest

from backhaul.comparison.change import Change
from backhaul.comparison.chunk_judge import ChunkJudge, Terms
from backhaul.comparison.comparable_outputs import incomparable_outputs
from backhaul.comparison.replay import Records, replayed
from backhaul.comparison.structure import changes
from backhaul.comparison.tally import Tally
from backhaul.diagnostics import FactError
from backhaul.evaluation.facts import understand
from backhaul.evaluation.meaning import derive, truth
from backhaul.evaluation.sampling import samples
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.program.program import facts_under

#: of so many cases of the other policy one may lend its facts
LENT = 32


@frozen
class Comparison:
    """Everything that was found of two policies."""

    old: Policy
    new: Policy
    changes: tuple[Change, ...]
    tally: Tally
    terms: Terms
    #: outputs that cannot be compared, each with the reason
    apart: Mapping[str, str]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    #: how many of the records are worked cases, and how many were generated
    cases: int
    generated: int

    @property
    def changed(self) -> bool:
        """Whether anything was decided otherwise, or by one side alone."""
        by_one = self.tally.refused_by.get("old", 0) + self.tally.refused_by.get("new", 0)
        return bool(self.tally.flips or self.apart or by_one)


def compare(
    make: Callable[[], ChunkJudge],
    files: Sequence[str],
    count: int,
    jobs: int = 1,
    progress: Callable[[float | None, int], None] | None = None,
    cases: Sequence[tuple[str, Mapping[str, object]]] = (),
) -> Comparison:
    """The comparison over all records of the files, the facts of worked cases by their names, and *count* generated ones.

    *make* gives a process its bench; with several jobs it must be something that can be pickled.
    *progress* is told how much is done, from 0 to 1 or nothing, and how many records that were.
    """
    bench = make()
    (old, new), terms = bench.policies, bench.terms
    records = Records(files, cases, generated(old, new, count), count)
    tally = replayed(make, bench, records, jobs, progress)
    return Comparison(
        old,
        new,
        changes(old, new),
        tally,
        terms,
        incomparable_outputs(old, new),
        tuple(name for name in old.facts if name not in new.facts),
        tuple(name for name in new.facts if name not in old.facts),
        len(cases),
        count,
    )


def generated(old: Policy, new: Policy, count: int) -> Iterator[Mapping[str, object]]:
    """Complete facts made from both policies in turn, with the facts that only the other one has."""
    half = (count + 1) // 2
    pairs = zip_longest(samples(old, half, 0), samples(new, half, 1), fillvalue=None)
    from_old, from_new = _Lender(old, new), _Lender(new, old)
    made = 0
    for before, after in pairs:
        one, other = before or after or {}, after or before or {}
        for whole in (from_new.beside(one, other), from_old.beside(other, one)):
            if made < count:
                made += 1
                yield whole


class _Lender:
    """Gives cases of one policy the facts that only the other policy has."""

    def __init__(self, lender: Policy, borrower: Policy) -> None:
        self.lender = lender
        #: the constraints in which a lent fact meets others
        self.constraints = [
            constraint
            for constraint in lender.constraints
            if any(n not in borrower.facts for n in facts_under(lender, constraint.condition))
        ]
        self.lent: deque[Mapping[str, object]] = deque(maxlen=LENT)

    def beside(self, own: Mapping[str, object], other: Mapping[str, object]) -> dict[str, object]:
        """A case with the lender's facts: the latest that its constraints allow beside it, else absent ones."""
        self.lent.appendleft(other)
        absent = {name: None for name, fact in self.lender.facts.items() if fact.optional}
        wholes = ({**lent, **own} for lent in (*self.lent, {**other, **absent}))
        return next(filter(self._stands, wholes), {**other, **own})

    def _stands(self, whole: Mapping[str, object]) -> bool:
        if not self.constraints:
            return True
        try:
            names = derive(self.lender, understand(self.lender, whole, "ignore"))
            return all(truth(c.condition, names) is not False for c in self.constraints)
        except FactError:
            return False
