"""What two policies decide otherwise, of all cases at once: every change of every output is proved impossible or shown.

A case is shown only if the definition makes the change of it, on both sides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property

import z3

from backhaul.analysis.beside import apart, held
from backhaul.analysis.lists import Listed, Lists, rows, same_value
from backhaul.analysis.pair import Case, Pair, Which
from backhaul.analysis.pair_cases import Finder
from backhaul.analysis.solving import MOST_WORK, Sat, Unsat
from backhaul.analysis.space import Bool
from backhaul.analysis.states import NOT_LISTED, REFUSED, Outcome, another, outcome
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.static import Literal

Answer = Literal["possible", "impossible", "not settled"]


@frozen
class Flip:
    """One output that goes from one value to another: whether it can, and the plainest case of it."""

    output: str
    old: str
    new: str
    answer: Answer
    case: Case | None = None

    @property
    def by_one(self) -> bool:
        """Whether one side refuses the facts."""
        return REFUSED in (self.old, self.new)


class Comparing:
    """Two policies and what is asked of them; every answer is worked out once."""

    def __init__(self, old: Policy, new: Policy, work: int = MOST_WORK) -> None:
        self.old, self.new, self.work = old, new, work
        self.pair = Pair(old, new)
        self.finder = Finder(self.pair, self.accepted, work)
        self.decisions = tuple(held(old, new))

    @property
    def accepted(self) -> tuple[Bool, ...]:
        """What holds of the cases on which both decide."""
        return (*self.pair.old.accepted, *self.pair.new.accepted)

    @cached_property
    def nothing_accepted(self) -> bool:
        """Whether there are no facts at all that both accept, so that a proof says nothing."""
        return isinstance(self.finder.solver.ask(), Unsat)

    @cached_property
    def apart(self) -> Mapping[str, str]:
        """The outputs that are not held side by side, each with the reason."""
        return dict(apart(self.old, self.new))

    @cached_property
    def outcomes(self) -> tuple[tuple[Outcome, Outcome], ...]:
        """The outputs of both, but for lists."""
        return tuple(
            (outcome(self.pair.old, name, output), outcome(self.pair.new, name, output))
            for name, hit, outputs in self.decisions
            if hit != "collect"
            for output in outputs
        )

    @cached_property
    def lists(self) -> tuple[Listed, ...]:
        """The lists of both."""
        old, new = (side.lowered.ladders for side in self.pair.sides)
        return tuple(
            Lists(self.pair.space, old[name], new[name]).listed()
            for name, hit, _ in self.decisions
            if hit == "collect"
        )

    @cached_property
    def changes(self) -> Mapping[str, Bool]:
        """When each output, and each list, comes out otherwise, of cases that both accept."""
        space = self.pair.space
        found = {old.name: self._changes(old, new) for old, new in self.outcomes}
        for listed in self.lists:
            terms = (*listed.gone.values(), *listed.come.values())
            found[listed.decision] = space.some(terms)
        return found

    def _changes(self, old: Outcome, new: Outcome) -> Bool:
        space = self.pair.space
        one, other = (side.lowered.ladders[old.decision] for side in self.pair.sides)
        same = same_value(space, one.outputs[old.output], other.outputs[new.output])
        pairs = ((one.covered, other.covered), (one.settled, other.settled))
        same = space.every([same, *(a == b for a, b in pairs if not a.eq(b))])
        return space.false if same.eq(space.true) else z3.Not(same)

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """Every pair of different values of every output, those of one side's refusal last."""
        return tuple(
            flip
            for outcomes in self.outcomes
            for flip in (*self._flips(*outcomes), *self._to_refusals(*outcomes))
        ) + tuple(flip for listed in self.lists for flip in self._remarks(listed))

    def _flips(self, old: Outcome, new: Outcome) -> Iterator[Flip]:
        pairs = self._pairs(old, new)
        open_pairs = self._possible(self.changes[old.name], pairs)
        for (before, after), term in pairs.items():
            if (before, after) not in open_pairs:
                yield Flip(old.name, before, after, "impossible")
            else:
                flip = self._flip(self.finder, old.name, (before, after), term)
                self._confirm(flip, old, new)
                yield flip

    def _pairs(self, old: Outcome, new: Outcome) -> dict[tuple[str, str], Bool]:
        """Every pair of states, by their labels, with when it is that pair."""
        space, pairs = self.pair.space, dict[tuple[str, str], Bool]()
        ladders = [side.lowered.ladders[old.decision] for side in self.pair.sides]
        values = [ladder.outputs[old.output].value for ladder in ladders]
        for before, one in old.states.items():
            for after, other in new.states.items():
                if before != after:
                    pairs[before, after] = space.every([one, other])
                elif before == str(old.type):
                    unlike = z3.Not(values[0] == values[1])
                    pairs[before, another(old.type)] = space.every([one, other, unlike])
        return pairs

    def _possible(
        self, changed: Bool, pairs: Mapping[tuple[str, str], Bool]
    ) -> set[tuple[str, str]]:
        """The pairs that are not proved impossible."""
        found: set[tuple[str, str]] = set()
        solver = self.finder.solver
        if changed.eq(self.pair.space.false):
            return found
        with solver.within(changed):
            while isinstance(answer := solver.ask(), Sat):
                model = answer.model
                true = (key for key, term in pairs.items() if self.finder.true(model, term))
                new = next(true, None)
                if new is None:
                    raise AssertionError("an output changes, and none of its pairs of values is it")
                found.add(new)
                solver.hold(z3.Not(pairs[new]))
        return found if isinstance(answer, Unsat) else set(pairs)

    def _flip(self, finder: Finder, output: str, labels: tuple[str, str], *terms: Bool) -> Flip:
        found = finder.find(*terms)
        if isinstance(found, Case):
            return Flip(output, *labels, "possible", found)
        return Flip(output, *labels, "impossible" if isinstance(found, Unsat) else "not settled")

    def _confirm(self, flip: Flip, old: Outcome, new: Outcome) -> None:
        if flip.case is None:
            return
        labels = old.label(flip.case.old), new.label(flip.case.new)
        if flip.new == another(new.type) and labels[0] == labels[1]:
            values = old.held(flip.case.old), new.held(flip.case.new)
            labels = labels[0], flip.new if values[0] != values[1] else labels[1]
        if labels != (flip.old, flip.new):
            raise _disagreement(flip, labels)

    @cached_property
    def refusing(self) -> Mapping[Which, Finder]:
        """Where cases are found that this side alone refuses."""
        old, new = self.pair.sides
        sides: tuple[tuple[Which, tuple[Bool, ...], tuple[Bool, ...]], ...] = (
            ("old", new.accepted, old.accepted),
            ("new", old.accepted, new.accepted),
        )
        found: dict[Which, Finder] = {}
        for which, holds, broken in sides:
            refused = z3.Not(self.pair.space.every(broken))
            found[which] = Finder(self.pair, (*holds, refused), self.work)
            found[which].plain = self.finder.plain
        return found

    @cached_property
    def refused(self) -> Mapping[Which, Flip]:
        """Whether one side refuses facts on which the other decides."""
        labels: Mapping[Which, tuple[str, str]] = {
            "old": (REFUSED, "decided"),
            "new": ("decided", REFUSED),
        }
        found = {w: self._flip(f, "", labels[w]) for w, f in self.refusing.items()}
        for which, flip in found.items():
            if flip.case and (flip.case.new if which == "new" else flip.case.old).evaluation:
                raise AssertionError(f"{flip.case.given} is not refused by the {which} side")
        return found

    def _to_refusals(self, old: Outcome, new: Outcome) -> Iterator[Flip]:
        sides: tuple[tuple[Which, Mapping[str, Bool]], ...] = (
            ("new", old.states),
            ("old", new.states),
        )
        for which, states in sides:
            answer = self.refused[which].answer
            for label, term in states.items():
                pair = (label, REFUSED) if which == "new" else (REFUSED, label)
                if answer != "possible":
                    yield Flip(old.name, *pair, answer)
                    continue
                flip = self._flip(self.refusing[which], old.name, pair, term)
                self._confirm(flip, old, new)
                yield flip

    def _remarks(self, listed: Listed) -> Iterator[Flip]:
        sides = ((listed.gone, 0, 1), (listed.come, 1, 0))
        for terms, here, there in sides:
            for name, term in terms.items():
                labels = (name, NOT_LISTED) if here == 0 else (NOT_LISTED, name)
                flip = self._flip(self.finder, listed.decision, labels, term)
                if flip.case:
                    both = rows(flip.case.old, listed), rows(flip.case.new, listed)
                    if not Counter(both[here]) - Counter(both[there]):
                        raise _disagreement(flip, both)
                yield flip

    @cached_property
    def moved(self) -> tuple[Flip, ...]:
        """Whether the remarks of a list can come in another order, and nothing else of it change."""
        return tuple(self._order(listed) for listed in self.lists)

    def _order(self, listed: Listed) -> Flip:
        kept = z3.Not(self.changes[listed.decision])
        labels = "in one order", "in another"
        flip = self._flip(self.finder, listed.decision, labels, listed.moved, kept)
        if flip.case and rows(flip.case.old, listed) == rows(flip.case.new, listed):
            return Flip(listed.decision, *labels, "not settled")
        return flip

    @cached_property
    def changed(self) -> Answer:
        """Whether any output can come out otherwise, of cases that both accept."""
        return worst(flip.answer for flip in self.flips if not flip.by_one)

    @cached_property
    def verdict(self) -> Answer:
        """Whether the two can differ at all: in an output, in what they refuse, or in what they have."""
        if self.apart:
            return "possible"
        return worst((self.changed, *(flip.answer for flip in self.refused.values())))


def _disagreement(flip: Flip, found: object) -> AssertionError:
    given = flip.case and flip.case.given
    change = f"{flip.output} goes from {flip.old} to {flip.new}"
    return AssertionError(f"of {given} Z3 says that {change}, and the definition says {found}")


def worst(answers: Iterator[Answer] | tuple[Answer, ...]) -> Answer:
    """Possible where one is, else not settled where one is not."""
    found = set(answers)
    order: tuple[Answer, ...] = ("possible", "not settled")
    return next((answer for answer in order if answer in found), "impossible")
