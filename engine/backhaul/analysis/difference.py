"""What two policies decide otherwise, of all cases at once: every change of every output is proved impossible or shown.

A case is shown only if the definition makes the change of it, on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product

import z3

from backhaul.analysis.lists import Listed, Lists, rows, same_value
from backhaul.analysis.output_labels import Outcome, outcome
from backhaul.analysis.pair import Case, Pair
from backhaul.analysis.pair_cases import Finder
from backhaul.analysis.proved_changes import (
    Labels,
    Pairs,
    Possibility,
    ProvedChange,
    proved,
    proved_in_turn,
    proved_pairs,
)
from backhaul.analysis.solving import MOST_WORK, Unsat
from backhaul.analysis.space import Bool
from backhaul.comparison.comparable_outputs import incomparable_outputs
from backhaul.comparison.judge import Judge
from backhaul.comparison.labels import (
    NOT_LISTED,
    OTHERS,
    REFUSED,
    OutputChange,
    Which,
    another,
    answer_label,
    value_label,
)
from backhaul.language.model import Policy


class Comparing:
    """Two policies and what is asked of them; every answer is worked out once."""

    def __init__(self, old: Policy, new: Policy, work: int = MOST_WORK) -> None:
        self.old, self.new, self.work = old, new, work
        self.pair = Pair(old, new)
        self.finder = Finder(self.pair, self.accepted, work)
        self._judge = Judge(old, new, exactly=False)

    @property
    def accepted(self) -> tuple[Bool, ...]:
        """What holds of the cases on which both decide."""
        return (*self.pair.old.accepted, *self.pair.new.accepted)

    @cached_property
    def nothing_accepted(self) -> bool:
        """Whether there are no facts at all that both accept, so that a proof says nothing."""
        return isinstance(self.finder.solver.ask(), Unsat)

    @cached_property
    def incomparable(self) -> Mapping[str, str]:
        """The decisions and outputs that cannot be compared, each with the reason."""
        return incomparable_outputs(self.old, self.new)

    @property
    def decisions(self) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
        """The decisions of both, whether each is a list, and its outputs that can be compared."""
        for before, _ in self._judge.decisions:
            outputs = tuple(self._judge.outputs[before.name])
            yield before.name, before.hit == "collect", outputs

    @cached_property
    def outcomes(self) -> tuple[tuple[Outcome, Outcome], ...]:
        """The outputs of both, but for lists."""
        return tuple(
            (outcome(self.pair.old, name, output), outcome(self.pair.new, name, output))
            for name, is_list, outputs in self.decisions
            if not is_list
            for output in outputs
        )

    @cached_property
    def lists(self) -> tuple[Listed, ...]:
        """The lists of both."""
        old, new = (side.lowered.ladders for side in self.pair.sides)
        return tuple(
            Lists(self.pair.space, old[name], new[name], outputs).listed()
            for name, is_list, outputs in self.decisions
            if is_list
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
    def flips(self) -> tuple[ProvedChange, ...]:
        """Every pair of different values of every output, those of one side's refusal last."""
        flips: list[ProvedChange] = []
        for outcomes in self.outcomes:
            changed = self.changes[outcomes[0].name]
            flips += proved_pairs(self.finder, self._pairs(*outcomes), changed)
            flips += self._to_refusals(*outcomes)
        for listed in self.lists:
            flips += self._remarks(listed)
        return tuple(flips)

    def _pairs(self, old: Outcome, new: Outcome) -> Pairs:
        """Every pair of states by their labels; of an ordered type, its one label stands beside another value."""
        space, any_value = self.pair.space, value_label(old.type, 0) if old.type.ordered else None
        ladders = [side.lowered.ladders[old.decision] for side in self.pair.sides]
        values = [ladder.outputs[old.output].value for ladder in ladders]

        def labels() -> Iterator[Labels]:
            for before, after in product(old.states, new.states):
                if before != after:
                    yield before, after
                elif before == any_value:
                    yield before, another(old.type)

        def term(labels: Labels) -> Bool:
            before, after = labels
            if after in new.states:
                return space.every([old.states[before], new.states[after]])
            unlike = z3.Not(values[0] == values[1])
            return space.every([old.states[before], new.states[before], unlike])

        def of(case: Case) -> Labels:
            changes = {c.output: (c.old, c.new) for c in self._said(case)}
            if old.name in changes:
                return changes[old.name]
            raise _disagreement(case, f"{old.name} changes", changes)

        same = len(old.states.keys() & new.states.keys()) - (any_value in old.states)
        return Pairs(old.name, labels, len(old.states) * len(new.states) - same, term, of)

    def _said(self, case: Case) -> frozenset[OutputChange]:
        """What the definition says that changes in a case on which both decide."""
        if case.old.evaluation is None or case.new.evaluation is None:
            raise _disagreement(case, "both sides decide", "that one refuses")
        return self._judge.changes(case.old.evaluation, case.new.evaluation)

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
    def refused(self) -> Mapping[Which, ProvedChange]:
        """Whether one side refuses facts on which the other decides."""
        labels: Mapping[Which, tuple[str, str]] = {
            "old": (REFUSED, "decided"),
            "new": ("decided", REFUSED),
        }
        flips: dict[Which, ProvedChange] = {}
        for which, finder in self.refusing.items():
            flip = flips[which] = proved(finder, OutputChange("", *labels[which]))
            if flip.case and (flip.case.new if which == "new" else flip.case.old).evaluation:
                raise _disagreement(flip.case, f"the {which} side refuses it", "otherwise")
        return flips

    def _to_refusals(self, old: Outcome, new: Outcome) -> Iterator[ProvedChange]:
        of_sides: tuple[tuple[Which, Outcome], ...] = (("new", old), ("old", new))
        for which, side in of_sides:
            answer, finder = self.refused[which].answer, self.refusing[which]
            terms = {_in_order(which, REFUSED, label): term for label, term in side.states.items()}
            if answer != "possible":
                yield from (ProvedChange(OutputChange(old.name, *each), answer) for each in terms)
                continue
            others = _in_order(which, REFUSED, OTHERS)
            for flip in proved_in_turn(finder, old.name, terms, others):
                labels = flip.change.old, flip.change.new
                if flip.case and labels not in (others, self._refusal(which, side, flip.case)):
                    raise _disagreement(flip.case, f"{old.name} is {labels}", "otherwise")
                yield flip

    def _refusal(self, which: Which, outcome: Outcome, case: Case) -> Labels:
        """The labels of an output that one side alone decides."""
        answers = (case.old if which == "new" else case.new).evaluation
        if answers is None:
            return REFUSED, REFUSED
        label = answer_label(outcome.type, answers.answers[outcome.decision], outcome.output)
        return _in_order(which, REFUSED, label)

    def _remarks(self, listed: Listed) -> Iterator[ProvedChange]:
        of_sides: tuple[tuple[Which, Mapping[str, Bool]], ...] = (
            ("new", listed.gone),
            ("old", listed.come),
        )
        for which, names in of_sides:
            terms = {_in_order(which, NOT_LISTED, name): term for name, term in names.items()}
            others = _in_order(which, NOT_LISTED, OTHERS)
            for flip in proved_in_turn(self.finder, listed.decision, terms, others):
                if flip.case:
                    said = {c for c in self._said(flip.case) if c.output == listed.decision}
                    named = OTHERS not in (flip.change.old, flip.change.new)
                    if not said or (named and flip.change not in said):
                        raise _disagreement(flip.case, str(flip.change), str(said))
                yield flip

    @cached_property
    def moved(self) -> tuple[ProvedChange, ...]:
        """Whether the remarks of a list can come in another order, and nothing else of it change."""
        return tuple(self._order(listed) for listed in self.lists)

    def _order(self, listed: Listed) -> ProvedChange:
        kept = z3.Not(self.changes[listed.decision])
        change = OutputChange(listed.decision, "in one order", "in another")
        flip = proved(self.finder, change, listed.moved, kept)
        same = flip.case and rows(flip.case.old, listed) == rows(flip.case.new, listed)
        if same or (flip.answer == "impossible" and not listed.whole):
            return ProvedChange(change, "not settled")
        return flip

    @cached_property
    def changed(self) -> Possibility:
        """Whether any output can come out otherwise, of cases that both accept."""
        return worst(flip.answer for flip in self.flips if not flip.by_one)

    @cached_property
    def verdict(self) -> Possibility:
        """Whether the two can differ at all: in an output, in what they refuse, or in what they have."""
        if self.incomparable:
            return "possible"
        return worst((self.changed, *(flip.answer for flip in self.refused.values())))


def _in_order(which: Which, label: str, other: str) -> Labels:
    """A label of one side, and another of the other side, the old side first."""
    return (label, other) if which == "old" else (other, label)


def _disagreement(case: Case, proved: str, said: object) -> AssertionError:
    return AssertionError(f"of {case.given} Z3 says that {proved}, and the definition says {said}")


def worst(answers: Iterable[Possibility]) -> Possibility:
    """Possible where one is, else not settled where one is not."""
    known = set(answers)
    order: tuple[Possibility, ...] = ("possible", "not settled")
    return next((answer for answer in order if answer in known), "impossible")
