"""Questions to Z3 under a bound on its work that is counted, not timed: the same answer on every machine."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import z3

from backhaul.analysis.space import Bool, Model, Space
from backhaul.frozen import frozen

#: steps of Z3 that one question may take: a few seconds, or minutes where months and products are multiplied out
MOST_WORK = 50_000_000
#: how many times as many all questions of one search may take together
ALL_TOGETHER = 2
#: the part of what is left for all questions that one of them may take, where a hard one must leave something to the others
SHARE = 8
SEED = 0


def why_not_settled(unknown: Collection[str], bound: str) -> str:
    """Why something is not settled, in words: functions that the solver does not know, or else the *bound* on work."""
    if not unknown:
        return bound
    named = ", ".join(f"`{name}`" for name in unknown)
    return f"the solver does not know what {named} gives, so more work does not settle it"


@frozen
class Sat:
    """There is a case for which all of it holds."""

    model: Model


class Unsat:
    """There is no such case."""

    __slots__ = ()


@frozen
class NotSettled:
    """The bound on work was met before the answer, or Z3 found one that hangs on functions it does not know."""

    #: the names of these functions; none where the bound on work was met
    unknown: tuple[str, ...] = ()


Answer = Sat | Unsat | NotSettled


class Solver:
    """A solver over one space; what is asserted within a question is forgotten after it.

    *work*: the steps that one question may take, *whole*: those from now on after which its space is asked no more. *shared*: a question
    takes at most a part of what is left of the whole, so that hard ones do not use it up before the others are asked.
    *direct*: search at once and over every term, as is quick where the terms are simplified already; else Z3 tries its tactics first.
    """

    def __init__(
        self,
        space: Space,
        work: int = MOST_WORK,
        whole: int | None = None,
        *,
        direct: bool = False,
        shared: bool = False,
    ) -> None:
        self.space, self.work, self._shared = space, work, shared
        self._solver = (z3.SimpleSolver if direct else z3.Solver)(ctx=space.context)
        if direct:
            self._solver.set("relevancy", 0)
        self._solver.set("rlimit", work)
        self._solver.set("random_seed", SEED)
        #: the steps of the space after which it is asked no more
        self._last = None if whole is None else self.spent + whole

    def hold(self, *terms: Bool) -> None:
        """Demand these of every case from here on."""
        self._solver.add(*terms)

    @contextmanager
    def within(self, *terms: Bool) -> Iterator[None]:
        """Demand these, and what is added inside, of every case until the end of the block."""
        self._solver.push()
        try:
            self._solver.add(*terms)
            yield
        finally:
            self._solver.pop()

    def ask(self, *terms: Bool) -> Answer:
        """Whether there is a case for which these hold too."""
        if self._last is not None and self.spent >= self._last:
            return NotSettled()
        with self.within(*terms):
            return self.check()

    def check(self) -> Answer:
        """Whether there is a case for which all holds that is held so far; a single question is answered faster so."""
        if self._shared and self._last is not None:
            left = max(1, (self._last - self.spent) // SHARE)
            self._solver.set("rlimit", min(self.work, left))
        found = self._solver.check()
        if found == z3.unsat:
            return Unsat()
        if found == z3.unknown:
            return NotSettled()
        unknown = tuple(self.space.unknown)
        return NotSettled(unknown) if unknown else Sat(self._solver.model())

    def afresh(self) -> Solver:
        """A solver that demands the same and has learned nothing: what is hard for one is often easy for the other."""
        other = Solver(
            self.space, self.work, None if self._last is None else self._last - self.spent
        )
        other.hold(*self._solver.assertions())
        return other

    @property
    def spent(self) -> int:
        """The steps that Z3 has taken so far for this solver's space."""
        counts = self._solver.statistics()
        return int(counts.get_key_value("rlimit count"))

    def core(self, names: Sequence[Bool]) -> frozenset[int] | None:
        """Of these truth values some that cannot all hold, by their place; None where that is not settled so."""
        if self._solver.check(*names) != z3.unsat:
            return None
        found = {name.get_id() for name in self._solver.unsat_core()}
        return frozenset(i for i, name in enumerate(names) if name.get_id() in found)
