"""With facts missing: what is certain, what is still possible, and the fewest facts that settle the rest.

Two cases that agree in all that is known may still be decided otherwise. A set of facts settles a decision where no two
cases that agree in these, too, are. Each pair of cases that is found says of which facts one has to be known; the fewest
that hit every pair are the smallest set (implicit hitting sets: Moreno-Centeno and Karp, 2013).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import z3

from backhaul.analysis.agreement import Reading, Whole
from backhaul.analysis.lowering import Ladder, Lowered
from backhaul.analysis.outlook import Outlook
from backhaul.analysis.solving import Answer, NotSettled, Sat, Solver
from backhaul.analysis.space import Bool, Model, Term
from backhaul.analysis.witnesses import Witnesses, hitting
from backhaul.evaluation.known import Known, ranges
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Fact, Policy

#: steps of Z3 that one question may take, as someone waits for it: the shipped policies take up to a quarter of it
WORK = 2_000_000


class Asking:
    """Questions about what is known of one case; the facts are known as the definition knows them."""

    def __init__(self, policy: Policy, work: int = WORK) -> None:
        self.policy, self.work = policy, work
        self.lowered = Lowered(policy)
        space = self.lowered.space
        #: the variables of each fact, and those of the same fact in the other case
        self._others = {
            fact.name: [
                (variable, z3.FreshConst(variable.sort(), "other"))
                for variable in _variables(space.fact(fact), space.true)
            ]
            for fact in policy.facts.values()
        }
        self._substitution = [pair for pairs in self._others.values() for pair in pairs]
        accepted = space.every(self.lowered.accepted)
        ladders = self.lowered.ladders.values()
        differs = space.some([part for each in ladders for part in self._unlike(each)])
        #: whether two cases are both accepted and decided otherwise
        self._apart = z3.And(accepted, self._other(accepted), differs)
        self._solver = Solver(space, work, direct=True)
        self._solver.hold(accepted)
        self._witnesses = Witnesses(policy)

    def settles(
        self, known: Mapping[str, Known], unasked: AbstractSet[str]
    ) -> tuple[str, ...] | None:
        """The fewest facts that settle every output; None where the bound on work was met.

        Facts of *unasked* cannot be told: they are taken to be as they are, and not among the fewest.
        """
        askable = [name for name in self.policy.facts if name not in unasked]
        settled = {name: each.one for name, each in known.items() if each.settled}
        cuts = self._witnesses.cuts(known, askable)
        while True:
            chosen = hitting(cuts, askable)
            answer = self._two_cases(known, settled, {*chosen, *unasked})
            if isinstance(answer, NotSettled):
                return None
            if not isinstance(answer, Sat):
                return chosen
            first, second = (self._read(answer.model, each) for each in (False, True))
            alike = {name: first[name] for name in (*chosen, *unasked)}
            cuts.append(self._witnesses.cut({**first, **settled}, {**second, **alike, **settled}))

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

    def _two_cases(
        self,
        known: Mapping[str, Known],
        settled: Mapping[str, Held | None],
        same: AbstractSet[str],
    ) -> Answer:
        """Two cases that agree with what is known and in some facts, and are decided otherwise.

        A fact that both share is one variable, and a settled one a value, so most terms vanish before Z3 searches.
        """
        space = self.lowered.space
        shared = [pair[::-1] for name in same for pair in self._others[name]]
        values = [pair for name, held in settled.items() for pair in self._valued(name, held)]
        terms = [*self._known(known)]
        whole = space.every([self._apart, *terms, *map(self._other, terms)])
        solver = Solver(space, self.work, direct=True)
        solver.hold(z3.simplify(z3.substitute(z3.substitute(whole, *shared), *values)))
        return solver.check()

    def _valued(self, name: str, held: Held | None) -> Iterator[tuple[Bool, Bool]]:
        """The variables of a fact in both cases, each with the value that it has."""
        space = self.lowered.space
        value, *present = self._others[name]
        for pair in present:
            yield from (
                (variable, space.true if held is not None else space.false) for variable in pair
            )
        if held is not None:
            yield from ((variable, space.held(held)) for variable in value)

    def _read(self, model: Model, other: bool) -> Whole:
        """One of the two cases of a model."""
        reading, space = Reading(self.lowered, model), self.lowered.space
        terms = {name: space.fact(fact) for name, fact in self.policy.facts.items()}
        if other:
            terms = {
                name: Term(self._other(term.present), self._other(term.value))
                for name, term in terms.items()
            }
        return {name: reading.held(self.policy.facts[name].type, terms[name]) for name in terms}

    def _other(self, term: Bool) -> Bool:
        """The same of the other case."""
        return z3.substitute(term, *self._substitution)

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
        """What is known of a case."""
        for fact in self.policy.facts.values():
            yield from self._is_known(fact, known[fact.name])

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


def _variables(term: Term, true: Bool) -> Iterator[Bool]:
    yield term.value
    if not term.present.eq(true):
        yield term.present
