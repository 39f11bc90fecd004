"""With facts missing: what is certain, what is still possible, and the fewest facts that settle the rest.

Two cases that agree in all that is known may still be decided otherwise. A set of facts settles a decision where no two
cases that agree in these, too, are. Each pair of cases that is found says of which facts one has to be known; the fewest
that hit every pair are the smallest set (implicit hitting sets: Moreno-Centeno and Karp, 2013).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

import z3

from backhaul.analysis.lowering import Ladder, Lowered
from backhaul.analysis.outlook import Outlook
from backhaul.analysis.solving import MOST_WORK, NotSettled, Sat, Solver
from backhaul.analysis.space import Bool, Model, Term
from backhaul.evaluation.known import Known, ranges
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Fact, Policy

#: sizes of a set that are tried one by one; above, what is found piece by piece is good enough
_MOST_TRIED = 50_000


class Asking:
    """Questions about what is known of one case; the facts are known as the definition knows them."""

    def __init__(self, policy: Policy, work: int = MOST_WORK) -> None:
        self.policy = policy
        self.lowered = Lowered(policy)
        space = self.lowered.space
        self._pairs = [
            (variable, z3.FreshConst(variable.sort(), "other"))
            for fact in policy.facts.values()
            for variable in _variables(space.fact(fact), space.true)
        ]
        self._same = {
            fact.name: z3.Bool(f"{fact.name} is the same", space.context)
            for fact in policy.facts.values()
        }
        self._solver = Solver(space, work)
        self._solver.hold(*self.lowered.accepted, *map(self._other, self.lowered.accepted))
        for fact in policy.facts.values():
            self._solver.hold(z3.Implies(self._same[fact.name], self._alike(fact)))
        ladders = self.lowered.ladders.values()
        self._differs = space.some([part for each in ladders for part in self._unlike(each)])

    def settles(
        self, known: Mapping[str, Known], unasked: AbstractSet[str]
    ) -> tuple[str, ...] | None:
        """The fewest facts that settle every output; None where the bound on work was met.

        Facts of *unasked* cannot be told: they are taken to be as they are, and not among the fewest.
        """
        with self._solver.within(*self._known(known)):
            return self._fewest(
                [name for name in self.policy.facts if name not in unasked], unasked
            )

    def outlook(self, known: Mapping[str, Known], output: str) -> Outlook:
        """The values that an output of few values can still have."""
        decision, _, name = output.partition(".")
        ladder = self.lowered.ladders[decision]
        term, space = ladder.outputs[name], self.lowered.space
        type = ladder.decision.outputs[name].type
        few: tuple[Held, ...] = type.choices or ((True, False) if type.kind is Kind.BOOLEAN else ())
        tests: list[tuple[Held | None, Bool]] = [
            (value, space.every([term.present, term.value == space.literal(type, value).value]))
            for value in few
        ]
        tests.append((None, z3.Not(term.present)))
        with self._solver.within(*self._known(known)):
            answers = [(value, self._solver.ask(test, ladder.covered)) for value, test in tests]
        values = tuple(value for value, answer in answers if isinstance(answer, Sat))
        return Outlook(values, not any(isinstance(answer, NotSettled) for _, answer in answers))

    def _other(self, term: Bool) -> Bool:
        """The same of the other case."""
        return z3.substitute(term, *self._pairs)

    def _alike(self, fact: Fact) -> Bool:
        """Whether a fact is the same in both cases."""
        term = self.lowered.space.fact(fact)
        return z3.And(
            term.present == self._other(term.present),
            z3.Implies(term.present, term.value == self._other(term.value)),
        )

    def _unlike(self, ladder: Ladder) -> Iterator[Bool]:
        """Tests, one of which is true where the decision on both cases is not the same."""
        space = self.lowered.space
        if ladder.decision.hit != "collect":
            yield ladder.covered != self._other(ladder.covered)
            for term in ladder.outputs.values():
                yield self._unlike_term(term)
            return
        for answers, row in zip(ladder.answers, ladder.rows, strict=True):
            yield answers != self._other(answers)
            for term in row.values():
                yield space.every([answers, self._unlike_term(term)])

    def _unlike_term(self, term: Term) -> Bool:
        present, value = self._other(term.present), self._other(term.value)
        both = z3.And(term.present, term.value != value)
        return z3.Or(term.present != present, both)

    def _known(self, known: Mapping[str, Known]) -> Iterator[Bool]:
        """What is known of both cases."""
        for fact in self.policy.facts.values():
            for term in self._is_known(fact, known[fact.name]):
                yield term
                yield self._other(term)
            if known[fact.name].settled:
                yield self._same[fact.name]

    def _is_known(self, fact: Fact, known: Known) -> Iterator[Bool]:
        space, term = self.lowered.space, self.lowered.space.fact(fact)
        if known.never_present:
            yield z3.Not(term.present)
        elif not known.absent:
            yield term.present
        if isinstance(known.values, frozenset) and known.values:
            one = space.some([term.value == space.held(v) for v in sorted(known.values, key=str)])
            yield z3.Implies(term.present, one)
        elif isinstance(known.values, tuple) and known.values:
            within = [z3.And(term.value >= low, term.value <= high) for low, high in ranges(known)]
            yield z3.Implies(term.present, space.some(within))

    def _fewest(self, askable: Sequence[str], unasked: AbstractSet[str]) -> tuple[str, ...] | None:
        fixed = [self._same[name] for name in unasked]
        cuts: list[frozenset[str]] = []
        while True:
            chosen = hitting(cuts, askable)
            answer = self._solver.ask(self._differs, *fixed, *(self._same[n] for n in chosen))
            if isinstance(answer, NotSettled):
                return None
            if not isinstance(answer, Sat):
                return chosen
            cuts.append(self._cut(answer.model, askable, fixed))

    def _cut(self, model: Model, askable: Sequence[str], fixed: Sequence[Bool]) -> frozenset[str]:
        """Facts of which one has to be known: as few as can be, in which two cases differ that are decided otherwise."""
        unlike = self._differing(model, askable)
        with self._solver.within(self._differs, *fixed):
            self._solver.hold(*(self._same[name] for name in askable if name not in unlike))
            for name in askable:
                if name not in unlike or len(unlike) == 1:
                    continue
                answer = self._solver.ask(self._same[name])
                if isinstance(answer, Sat):
                    self._solver.hold(self._same[name])
                    unlike = self._differing(answer.model, askable) - {name}
        return frozenset(unlike)

    def _differing(self, model: Model, names: Sequence[str]) -> set[str]:
        found = set()
        for name in names:
            alike = self._alike(self.policy.facts[name])
            if not z3.is_true(model.eval(alike, model_completion=True)):
                found.add(name)
        return found


def hitting(cuts: Sequence[frozenset[str]], names: Sequence[str]) -> tuple[str, ...]:
    """The fewest names of which each cut has one, the earlier ones where several sets are as small."""
    needed = {name for cut in cuts if len(cut) == 1 for name in cut}
    left = [cut for cut in cuts if not cut & needed]
    others = [name for name in names if any(name in cut for cut in left)]
    tried = 0
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            tried += 1
            if all(cut.intersection(chosen) for cut in left):
                return tuple(name for name in names if name in needed or name in chosen)
            if tried > _MOST_TRIED:
                return _greedy(left, needed, names)
    raise AssertionError(cuts)


def _greedy(
    left: Sequence[frozenset[str]], needed: set[str], names: Sequence[str]
) -> tuple[str, ...]:
    """Names of which each cut has one: the one in most cuts, then the one in most of the rest."""
    chosen = set(needed)
    while left:
        chosen.add(max(names, key=lambda name: sum(name in cut for cut in left)))
        left = [cut for cut in left if not cut & chosen]
    return tuple(name for name in names if name in chosen)


def _variables(term: Term, true: Bool) -> Iterator[Bool]:
    yield term.value
    if not term.present.eq(true):
        yield term.present
