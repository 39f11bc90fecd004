"""With facts of few values missing, just what the cases that fit come to is called possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from random import Random

import pytest

import backhaul
from backhaul.decision import Decision
from backhaul.diagnostics import FactError
from backhaul.evaluation.boundary_values import BoundaryValues
from backhaul.evaluation.branches import most_branches
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.language import model
from backhaul.language.kinds import Kind, json_value
from generated.cases_of import impossible, unlike
from generated.facts import Domain, Given
from generated.outcomes import Refusal, run
from generated.policies import generated
from generated.trials import seeds
from parcels.generate import parcel

SHIPPED = "tiktok-shop-sea-failed-delivery"
VERSIONS = ("1.0.0", "2.0.0")


def few(policy: model.Policy) -> dict[str, tuple[object, ...]]:
    """The facts of few values, with all of these."""
    return {
        fact.name: ((True, False) if fact.type.kind is Kind.BOOLEAN else fact.type.choices)
        + ((None,) if fact.optional else ())
        for fact in policy.facts.values()
        if fact.type.kind in (Kind.BOOLEAN, Kind.CHOICE)
    }


def whole(policy: model.Policy, random: Random) -> Given:
    """A parcel, with what a version asks for beyond it; one that the constraints accept."""
    domain = Domain(policy, random)
    while True:
        facts = {**domain.given(domain.whole()), **parcel(random)}
        if isinstance(run(policy, facts), Evaluation):
            return facts


def completed(policy: model.Policy, given: Given, missing: tuple[str, ...]) -> Iterator[object]:
    """The decision on each case that fits these facts, or its refusal."""
    values = few(policy)
    for each in product(*(values[name] for name in missing)):
        result = run(policy, {**given, **dict(zip(missing, each, strict=True))})
        yield Decision.of(result) if isinstance(result, Evaluation) else result


def agrees(policy: backhaul.Policy, facts: Mapping[str, object], missing: tuple[str, ...]) -> str:
    """What the decision on facts without some comes to; it is held against each case that fits, compiled and not."""
    given = {name: value for name, value in facts.items() if name not in missing}
    cases = [*completed(policy.model, given, missing)]
    if any(isinstance(c, Refusal) and c.codes == ("rules-overlap",) for c in cases):
        return "overlap"
    accepted = [case for case in cases if isinstance(case, Decision)]
    if not accepted:
        refused = run(policy.model, given)
        if isinstance(refused, Evaluation):
            # nothing was open, so nothing was tried
            assert refused.status != "undetermined", given
            assert refused.unchecked, given
            return "unchecked"
        with pytest.raises(FactError):
            policy.decide(given)
        return "refused"
    partial = Decision.of(evaluate(policy.model, given))
    assert unlike(policy.model, partial, accepted) == [], given
    assert impossible(partial, accepted) == 0, given
    compiled = policy.decide(given)
    assert said(compiled) == said(partial), given
    assert compiled == partial, given
    return partial.status


def said(decision: Decision) -> tuple[object, ...]:
    """All that a decision says of what is settled and what is open."""
    return (
        decision.statuses,
        decision.outcome,
        decision.rules,
        decision.possible,
        decision.possible_rules,
        decision.needs,
    )


def test_with_facts_of_few_values_missing_a_decision_says_exactly_what_the_cases_come_to() -> None:
    """Over random policies: no value, rule or row too many, none too few, nothing settled open."""
    ends: list[str] = []
    for seed in seeds():
        made, random = generated(seed), Random(seed)
        names, domain = few(made.model), Domain(made.model, random)
        policy = made.policy.compile()
        for count in (1, 1, 2, 3):
            missing = tuple(random.sample(sorted(names), min(count, len(names))))
            branches = 1
            for name in missing:
                branches *= len(names[name])
            if missing and branches <= most_branches(made.model):
                ends.append(agrees(policy, domain.given(domain.whole()), missing))

    assert {"decided", "undetermined", "refused"} <= set(ends)
    assert ends.count("undetermined") > 20


@pytest.mark.parametrize("version", VERSIONS)
def test_the_shipped_policy_calls_only_possible_what_is_with_one_or_two_facts_missing(
    version: str,
) -> None:
    """Each fact of few values, and each two of them."""
    random, policy = Random(16), backhaul.open(SHIPPED, version).compile()
    names = [*few(policy.model)]
    for missing in (*((name,) for name in names), *combinations(names, 2)):
        assert agrees(policy, whole(policy.model, random), missing) != "overlap"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_shipped_policy_calls_only_possible_what_is_with_a_time_or_number_missing(
    version: str,
) -> None:
    """Every value and rule that is called possible is what one of the times tried comes to, and none is left out."""
    random, policy = Random(5), backhaul.open(SHIPPED, version).compile()
    for fact in policy.model.facts.values():
        if not fact.type.ordered:
            continue
        for _ in range(3):
            facts = whole(policy.model, random)
            given = {name: value for name, value in facts.items() if name != fact.name}
            partial = policy.decide(given)
            cases = []
            for value in tried(policy.model, fact, facts):
                try:
                    cases.append(policy.decide({**given, fact.name: value}))
                except FactError:
                    continue
            assert impossible(partial, cases) == 0, (fact.name, given)
            for case in cases:
                for name, rule in case.rules.items():
                    rules = rule if isinstance(rule, list) else [rule]
                    mine = partial.possible_rules.get(name, partial.rules[name])
                    assert set(rules) <= {*(mine if isinstance(mine, list) else [mine])}


def tried(policy: model.Policy, fact: model.Fact, facts: Mapping[str, object]) -> list[object]:
    """Values of a fact near all that the policy may compare it with, in this case."""
    marks, kind = BoundaryValues(policy), fact.type.kind
    known = evaluate(policy, facts).names.values()
    values = {int(value) for value in marks.of(fact)}
    if kind is Kind.DATETIME:
        moments = {k.one for k in known if isinstance(k.one, int) and k.one > 10**14}
        values |= {near for moment in moments for near in marks.around(moment)}
    given: list[object] = [json_value(fact.type, v) for v in sorted(values)]
    return [*given, None] if fact.optional else given
