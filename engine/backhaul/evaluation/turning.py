"""Where the comparisons of a policy turn as one time or number rises."""

from __future__ import annotations

from backhaul.diagnostics import FactError
from backhaul.evaluation.arithmetic import compare
from backhaul.evaluation.known import Known, Ranges, exactly, ranges
from backhaul.evaluation.meaning import Names, derive_again, value
from backhaul.language import nodes
from backhaul.language.model import Policy
from backhaul.language.operators import COMPARISONS
from backhaul.program.program import program_of
from backhaul.program.work import work
from backhaul.static import Iterable, Iterator

#: comparisons that turn where an equality does
_BESIDE = ("<", "<=")
#: values at which one comparison is looked at, as a rule
MOST_STEPS = 8
#: units of work while the facts of one case are cut
MOST_WORK = 400_000


class Turning:
    """Cuts what is known of facts that have an order, with no more than so much work."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.left = policy, MOST_WORK

    def pieces(self, fact: str, names: Names, comparisons: Iterable[nodes.Compare]) -> list[Known]:
        """What is known of a fact, cut where these comparisons come out otherwise."""
        program = program_of(self.policy)
        turns = {*program.dates.get(fact, ())}
        parts = tuple(part for low, high in ranges(names[fact]) for part in _cut(low, high, turns))
        for node in comparisons:
            if node.left.type.ordered and program.bits((node,)) & program.names[fact].facts:
                turns |= self._turns(fact, names, node, parts)
        return [Known((piece,)) for part in parts for piece in _cut(*part, turns)]

    def _turns(self, fact: str, names: Names, node: nodes.Compare, parts: Ranges) -> set[int]:
        """The values from which on a comparison comes out otherwise; of one that turns often, some."""
        turns: set[int] = set()
        symbols = (node.comparison.symbol,) if node.comparison.needs_order else _BESIDE
        for symbol in symbols:
            at = _At(self.policy, fact, names, node, symbol)
            for low, high in parts:
                self.left -= at.cost * MOST_STEPS
                if self.left < 0:
                    return turns
                turns.update(_turn(at, low, high))
        return turns


def _cut(low: int, high: int, turns: set[int]) -> Iterator[tuple[int, int]]:
    for turn in sorted(t for t in turns if low < t <= high):
        yield low, turn - 1
        low = turn
    yield low, high


def _turn(at: _At, low: int, high: int) -> Iterator[int]:
    """The first value of a range at which the outcome is not that at its start, as far as it turns once."""
    before = at.outcome(low)
    if before == at.outcome(high):
        return
    # mostly both sides differ by as much as the fact is to move
    for guess in at.guesses(low):
        if low < guess <= high and at.outcome(guess) != before == at.outcome(guess - 1):
            yield guess
            return
    while high - low > 1:
        middle = (low + high) // 2
        if at.outcome(middle) == before:
            low = middle
        else:
            high = middle
    yield high


class _At:
    """A comparison at one value of a fact after another."""

    def __init__(
        self, policy: Policy, fact: str, names: Names, node: nodes.Compare, symbol: str
    ) -> None:
        self.fact, self.names, self.node = fact, names, node
        self.row = COMPARISONS[symbol]
        program = program_of(policy)
        moved = program.names[fact].facts
        under = [name for name in program.under(node) if name.role in ("choice", "definition")]
        self.above = [name for name in under if name.facts & moved]
        self.cost = 1 + work(node) + sum(work(name.below[0]) for name in self.above)

    def outcome(self, at: int) -> object:
        """How it comes out; where a result is out of range it comes out as nothing else does."""
        try:
            return compare(self.row, *self._sides(at))
        except FactError:
            return "out of range"

    def guesses(self, at: int) -> list[int]:
        """Where the sides may meet, if one of them rises as the fact does."""
        try:
            left, right = self._sides(at)
        except FactError:
            return []
        apart = {abs(one - other) for one in _ends(left) for other in _ends(right)}
        return [at + by + step for by in sorted(apart) for step in (0, 1)]

    def _sides(self, at: int) -> tuple[Known, Known]:
        names = _Moved(self.names)
        names[self.fact] = exactly(at)
        derive_again(self.above, names)
        return value(self.node.left, names), value(self.node.right, names)


class _Moved(dict[str, Known]):
    """Names that have another value; all others are as they were."""

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names

    def __missing__(self, name: str) -> Known:
        return self._names[name]


def _ends(known: Known) -> tuple[int, ...]:
    parts = ranges(known)
    return (parts[0][0], parts[-1][1]) if parts else ()
