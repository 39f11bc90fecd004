"""What complete facts come to, by the terms of Z3 and by the definition: the two must never differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import z3

from backhaul.analysis.lowering import Ladder, Lowered
from backhaul.analysis.space import Model, Term
from backhaul.analysis.terms import Failure
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.decision import Evaluation, conclude
from backhaul.evaluation.known import Known, exactly
from backhaul.evaluation.meaning import claim_holds
from backhaul.frozen import frozen
from backhaul.language.kinds import Held, Type
from backhaul.language.model import Decision, Invariant, Policy

#: a value for every fact; None: absent
Whole = Mapping[str, Held | None]


@frozen
class Told:
    """Everything that is told of a decision, in one form for both ways."""

    #: that of the decision, or the code for which the facts are refused
    status: str
    #: of each decision: status, rule or rules, outputs or rows
    decisions: Mapping[str, object]
    definitions: Mapping[str, object]
    #: of each claim, whether it holds; None where it cannot be worked out
    claims: Mapping[str, bool | None]


def evaluation(policy: Policy, facts: Whole) -> Evaluation:
    """What the definition makes of complete facts; raises what `conclude` raises."""
    known = {fact.name: exactly(facts[fact.name]) for fact in policy.facts.values()}
    return conclude(policy, known, frozenset(known))


def by_definition(policy: Policy, facts: Whole, claims: tuple[Invariant, ...]) -> Told:
    """What the definition says."""
    try:
        found = evaluation(policy, facts)
    except (FactError, PolicyError) as error:
        return Told(error.diagnostics[0].code, {}, {}, {})
    return told_of(found, claims)


def told_of(found: Evaluation, claims: tuple[Invariant, ...]) -> Told:
    """What a decision of the definition says."""
    policy, decisions = found.policy, {}
    for name, answer in found.answers.items():
        decision = policy.decisions[name]
        rows = [(row.rule, _known(row.outputs)) for row in answer.rows]
        decisions[name] = answer.status, rows if decision.hit == "collect" else rows[:1]
    definitions = {name: found.names[name].one for name in policy.definitions}
    holds = {claim.id: claim_holds(claim.condition, found.names) for claim in claims}
    return Told(found.status, decisions, definitions, holds)


def _known(outputs: Mapping[str, Known]) -> dict[str, Held | None]:
    return {name: known.one for name, known in outputs.items()}


class Reading:
    """Reads terms in a model in which every fact has its value."""

    def __init__(self, lowered: Lowered, model: Model) -> None:
        self.lowered, self._model = lowered, model

    def true(self, term: object) -> bool:
        """Whether a term is true."""
        return bool(z3.is_true(self._model.eval(term, model_completion=True)))

    def held(self, type: Type, term: Term) -> Held | None:
        """The value of a term, or None where it is absent."""
        if not self.true(term.present):
            return None
        value = self._model.eval(term.value, model_completion=True)
        return self.lowered.space.read(type, value)

    def facts(self) -> Whole:
        """The value of every fact."""
        space = self.lowered.space
        return {
            fact.name: self.held(fact.type, space.fact(fact))
            for fact in self.lowered.policy.facts.values()
        }

    def told(self, claims: tuple[Invariant, ...]) -> Told:
        """What the terms say."""
        policy, names = self.lowered.policy, self.lowered.names
        lowered = [self.lowered.claim(claim.condition) for claim in claims]
        if refusal := self._refusal():
            return Told(refusal, {}, {}, {})
        decisions = {name: self._ladder(ladder) for name, ladder in self.lowered.ladders.items()}
        statuses = {status for status, _ in decisions.values()}
        worst = ("uncovered", "undetermined", "decided")
        definitions = {
            d.name: self.held(d.type, names[d.name]) for d in policy.definitions.values()
        }
        holds = {
            claim.id: None if self.true(found.fails) else self.true(found.holds)
            for claim, found in zip(claims, lowered, strict=True)
        }
        status = next((each for each in worst if each in statuses), "decided")
        return Told(status, decisions, definitions, holds)

    def _refusal(self) -> str:
        """The code for which the facts are refused; nothing where they are accepted."""
        lowered = self.lowered
        if not self.true(lowered.refused):
            return ""
        if code := self._failed(lowered.early):
            return code
        if not all(self.true(holds) for holds in lowered.constraints.values()):
            return "broken-constraint"
        return self._failed(lowered.late) or "rules-overlap"

    def _failed(self, failures: Iterable[Failure]) -> str:
        """The code of the first function that has no result; nothing where each has one."""
        failed = next((f for f in failures if self.true(f.test)), None)
        if failed is None:
            return ""
        return "result-out-of-range" if failed.node.function.span is None else "outside-table"

    def _ladder(self, ladder: Ladder) -> tuple[str, list[tuple[int, dict[str, Held | None]]]]:
        decision = ladder.decision
        status = "decided" if self.true(ladder.settled) else "undetermined"
        if decision.hit == "collect":
            answers = [i for i, answer in enumerate(ladder.answers) if self.true(answer)]
            return status, [(i, self._row(decision, ladder.rows[i])) for i in answers]
        if not self.true(ladder.covered):
            return "uncovered", []
        rule = self._model.eval(ladder.rule, model_completion=True).as_long()
        outputs = self._row(decision, ladder.outputs)
        if not self.true(ladder.answers[rule]) or self._row(decision, ladder.rows[rule]) != outputs:
            raise AssertionError(f"{decision.name}: {rule} does not answer with {outputs}")
        return status, [(rule, outputs)]

    def _row(self, decision: Decision, row: Mapping[str, Term]) -> dict[str, Held | None]:
        return {name: self.held(decision.outputs[name].type, term) for name, term in row.items()}


def by_terms(lowered: Lowered, facts: Whole, claims: tuple[Invariant, ...]) -> Told:
    """What the terms say of these facts."""
    return Reading(lowered, lowered.space.model(lowered.policy, facts)).told(claims)
