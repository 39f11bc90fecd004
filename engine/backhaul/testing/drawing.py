"""Facts of a policy as a strategy of Hypothesis.

The sampler makes cases: one for each rule, every edge, and steps from there. A draw takes one of them, lets some
facts fall back to those of the plainest case, and changes one or two more. Each step is taken only if the
constraints allow it, so no draw is thrown away; and the smaller the choices, the plainer the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from backhaul.diagnostics import BackhaulError, Diagnostic, FactError
from backhaul.evaluation.known import exactly
from backhaul.evaluation.meaning import decide
from backhaul.evaluation.sampling import Sampler, Whole
from backhaul.language import model, nodes
from backhaul.language.kinds import DAY, LIMITS, SECOND, Held, Kind, difference, json_value
from backhaul.testing.packages import needed

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")

#: cases that the sampler makes
POOL = 300
HOUR = 3600 * SECOND
#: of so many choices for a fact the first four make it plainer; the others leave it
LEFT = 32
TIMES = (Kind.DATETIME, Kind.DATE, Kind.DURATION)
#: how far the sides of a comparison are brought apart; other numbers than times by one
APART = (0, SECOND, -SECOND, 1, -1)
#: how many facts are changed, or made unknown, one after the other
STEPS = (0, 1, 2)
HIDDEN = (0, 1, 0, 2, 4)


def strategy(policy: model.Policy, *, complete: bool) -> SearchStrategy[dict[str, Any]]:
    """Facts that satisfy the constraints, as they are given; *complete*: each is exact or absent."""
    strategies = needed("hypothesis", "backhaul.testing.facts").strategies

    def prepared() -> Any:
        # made once, before the first draw: Hypothesis complains of a slow one
        drawer = Drawer(policy, strategies.sampled_from)

        def drawn(draw: Callable[[Any], Any]) -> dict[str, Any]:
            return drawer.drawing(draw).facts(complete=complete)

        return strategies.composite(drawn)()

    found: SearchStrategy[dict[str, Any]] = strategies.deferred(prepared)
    return found


class Drawer(Sampler):
    """Draws cases: what the sampler leaves to chance Hypothesis chooses, so that it can be shrunk."""

    def __init__(self, policy: model.Policy, sampled_from: Callable[[Sequence[Any]], Any]) -> None:
        super().__init__(policy, seed=0)
        self.sampled_from = sampled_from
        self.draw: Callable[[Any], Any] | None = None
        cases = [whole for whole in islice(self.wholes(), POOL) if self._decidable(whole)]
        if not cases:
            message = f"no facts were found that `{policy.id}` accepts"
            help = "look for constraints that contradict each other, or a result out of range"
            raise BackhaulError([Diagnostic("broken-constraint", message, help)])
        self.plain = self._plainest(cases)
        #: the cases to start from, the plainest first
        self.pool = (self.plain, *sorted(cases, key=self._oddity))
        # each range is another, or Hypothesis takes them for alike and tries their copies in vain
        self.ways = {n: range(LEFT * i, LEFT * (i + 1)) for i, n in enumerate(policy.facts)}

    def drawing(self, draw: Callable[[Any], Any]) -> Drawer:
        """The same for one draw."""
        found = copy(self)
        found.draw = draw
        return found

    def facts(self, *, complete: bool) -> dict[str, Any]:
        """The facts of one draw, as they are given."""
        whole = self._case()
        given = {name: self._json(name, held) for name, held in whole.items()}
        if not complete and whole:
            for _ in range(self._pick((*HIDDEN, len(whole)))):
                self._hide(given, whole, self._pick(list(whole)))
        return given

    def _case(self) -> Whole:
        start = self.pool[self._pick(range(len(self.pool)))]
        whole = self._plainer(start)
        for _ in range(self._pick(STEPS)):
            whole = self._one_step(whole) or whole
        return next(w for w in (whole, start) if w is start or self._decidable(w))

    def _one_step(self, whole: Whole) -> Whole | None:
        """The facts with one at the edge of a comparison, or with another value that the policy tells apart."""
        if not whole:
            return None
        edge = self._pick((True, True, False))
        if edge and self.comparisons:
            apart, index = self._pick(APART), self._pick(range(len(self.comparisons)))
            times = nodes.type_of(self.comparisons[index][0].left).kind in TIMES
            return self._at(index, apart if times else max(-1, min(1, apart)), whole)
        name = self._pick(list(whole))
        return self._changed(whole, {name: self._pick(self._anything(name, whole))})

    def _hide(self, given: dict[str, Any], whole: Whole, name: str) -> None:
        """Take a fact away, or put bounds in its place."""
        held, kind = whole[name], self.policy.facts[name].type.kind
        if held is None or kind not in LIMITS or self._pick((True, True, False)):
            given.pop(name, None)
            return
        unit = DAY // difference(kind)[1] if kind in TIMES else 10
        low = int(held) - self._pick((0, 1, unit))
        high = int(held) + self._pick((1, 2, unit))
        least, most = LIMITS[kind]
        ends = {"from": low, "before": high}
        given[name] = {e: self._json(name, v) for e, v in ends.items() if least <= v <= most}

    def _json(self, name: str, held: Held | None) -> object:
        return None if held is None else json_value(self.policy.facts[name].type, held)

    # chance

    def _pick(self, options: Sequence[T]) -> T:
        if self.draw is None:
            return super()._pick(options)
        found: T = self.draw(self.sampled_from(options))
        return found

    def _shuffled(self, options: list[T]) -> list[T]:
        if self.draw is None:
            return super()._shuffled(options)
        first = self._pick(range(len(options))) if options else 0
        return [*options[first:], *options[:first]]

    # plainness

    def _plainer(self, whole: Whole) -> Whole:
        """The facts with some as in the plain case or, where that is not allowed, at rounder times."""
        chosen = {name: self._pick(way) % LEFT for name, way in self.ways.items()}
        goal = {name: self.plain[name] if chosen[name] == 0 else whole[name] for name in whole}
        whole = self._towards_goal(whole, goal, list(goal))
        for way in range(3):
            left = [name for name in whole if chosen[name] in (0, way + 1)]
            goal = {**whole, **{name: self._rounder(name, whole[name], way) for name in left}}
            whole = self._towards_goal(whole, goal, left)
        return whole

    def _rounder(self, name: str, held: Held | None, way: int) -> Held | None:
        """A time at the day before it, the day after it, or its hour."""
        if held is None or self.policy.facts[name].type.kind != Kind.DATETIME:
            return held
        time = int(held)
        return (time // DAY * DAY, -(-time // DAY) * DAY, time // HOUR * HOUR)[way]

    def _towards_goal(self, whole: Whole, goal: Whole, names: list[str]) -> Whole:
        """The facts with these as in *goal*: all if that is allowed, else of one half and the other."""
        names = [name for name in names if whole[name] != goal[name]]
        if not names:
            return whole
        new = self._changed(whole, {name: goal[name] for name in names})
        if new is not None or len(names) == 1:
            return new or whole
        half = len(names) // 2
        whole = self._towards_goal(whole, goal, names[:half])
        return self._towards_goal(whole, goal, names[half:])

    def _plainest(self, cases: list[Whole]) -> Whole:
        """Of the cases, brought near to one that says as little as can be, the nearest."""
        ideal = {name: self._least(fact) for name, fact in self.policy.facts.items()}
        near = [self._towards_goal(whole, ideal, list(ideal)) for whole in cases[:50]]
        near = [whole for whole in near if self._decidable(whole)] or cases
        return min(near, key=lambda whole: _unlike(whole, ideal))

    def _least(self, fact: model.Fact) -> Held | None:
        """The value that says least: absent, zero, the first choice, one day for all times."""
        if fact.optional:
            return None
        match fact.type.kind:
            case Kind.DATETIME:
                return -(-self.marks.instants[0] // DAY) * DAY
            case Kind.DATE:
                return self.marks.days[0]
            case kind if kind in LIMITS:
                return 0
            case _:
                return self.marks.of(fact)[0]

    def _oddity(self, whole: Whole) -> tuple[int, int]:
        """How many facts are not as in the plain case, and how many times are not whole days."""
        times = [h for n, h in whole.items() if self.policy.facts[n].type.kind == Kind.DATETIME]
        return _unlike(whole, self.plain), sum(int(held) % DAY != 0 for held in times if held)

    def _decidable(self, whole: Whole) -> bool:
        """Whether nothing that the policy works out of these facts is out of range."""
        try:
            decide(self.policy, {name: exactly(held) for name, held in whole.items()})
        except FactError:
            return False
        return True


def _unlike(whole: Whole, other: Mapping[str, Held | None]) -> int:
    return sum(held != other[name] for name, held in whole.items())
