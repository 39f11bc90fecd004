"""The compiled form says what the definition says, on complete facts of any policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from itertools import product
from random import Random
from typing import Any

import pytest

import backhaul
import small
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation import outcome
from backhaul.evaluation.compiled import Compiled
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.sampling import samples
from backhaul.language import model
from effort import trials
from generated.facts import Domain
from generated.forms import forms_of, found_by, outcome_by
from generated.policies import generated
from generated.trials import seeds

CASES = trials(12)
INSTANTS = [
    "2026-03-02T10:00:00Z",
    "2026-03-02T10:00:00+07:00",
    "2026-03-02T10:00:00-11:30",
    "2026-03-02T23:59:60Z",
    "2026-03-02T24:00:00Z",
    "2026-02-30T10:00:00Z",
    "2026-W10-1T10:00:00Z",
    "2026-03-02T100000.0Z",
    "20260302T10:00:00.00Z",
    "2026-03-02 10:00:00Z",
    "2026-03-02t10:00:00z",
    "2026-03-02T10:00:00.250Z",
    "2026-03-02T10:00:00.000001Z",
    "2026-03-02T10:00:00.Z",
    "2026-03-02T10:00:00.5z",
    "2026-03-02T10:00:00.1e3Z",
    "2026-03-02T10:00:00.٣Z",
    "2026-03-02T10:00:00.5+07:00",
    "2026-03-02T10:00:00.2500001Z",
    "2026-03-02T10:00:00+0700",
    "2026-03-02T10:00:00+07",
    "2026-03-02T10:00:00-1130",
    "2026-03-02 10:00:00.25+0530",
    "2026-03-02T10:00:00+0760",
    "2026-03-02T10:00:00+2400",
    "2026-03-02T10:00:00+24",
    "2026-03-02T10:00:00+070",
    "2026-03-02T10:00:00+7",
    "2026-03-02T10:00:00+07:0",
    "2026-03-02T10:00:00+٠٧٠٠",
    "2026-03-02T10:00:00+070030",
    "2026-03-02T10:00:00 +0700",
    "2026-03-02T10:00:00Z0700",
    "2026-03-02T10:00:00+07:60",
    "2026-03-02T10:00:00+24:00",
    "2026-03-02T10:00:00+07:00:30",
    "2026-03-02T10:00:00Zjunk",
    "2026-03-02T10:00:00",
    "２026-03-02T10:00:00Z",
    "2026-03-02T10:00Z",
    "2026-03-02T10Z",
    "2026-03-02",
    "20260302T100000Z",
    "2026-03-02T10:00:00ZZ",
    "2026-03-02T10:00:00Z ",
    "2026-03-02T10:00:00Z 2026-03-02T10:00:00Z",
    "0026-03-02T10:00:00Z",
    "1026-03-02T10:00:00Z",
    "1999-12-31T23:59:59Z",
    "2100-01-01T00:00:00Z",
    "3026-03-02T10:00:00Z",
    "1850-01-01T00:00:00Z",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "",
    1_772_445_600,
    True,
    1.5,
    datetime(2026, 3, 2, 10, tzinfo=UTC),
    datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=7), "x")),
    datetime(2026, 3, 2, 10),  # noqa: DTZ001 - it is refused
    {"from": "2026-03-02T10:00:00Z"},
    {},
    [],
]


class Colour(StrEnum):
    RED = "red"


def agreed(policy: model.Policy, forms: tuple[Compiled, ...], facts: dict[str, Any]) -> str:
    """What came of the facts; every form that answers has said the same as the definition."""
    try:
        expected = evaluate(policy, facts)
    except (FactError, PolicyError):
        assert [found_by(form, facts) for form in forms] == [None] * len(forms), facts
        return "refused"
    answered = 0
    for form in forms:
        if (found := found_by(form, facts)) is None:
            continue
        answered += 1
        again = form.evaluation(found)
        assert outcome_by(form, found) == outcome.outcome(expected), facts
        assert form.rules(found) == outcome.rules(expected), facts
        statuses = {name: answer.status for name, answer in expected.answers.items()}
        assert form.statuses(found) == statuses, facts
        assert (again.facts, again.given, again.answers) == (
            expected.facts,
            expected.given,
            expected.answers,
        )
    return "answered" if answered else "left to the definition"


def test_every_form_agrees_with_the_definition_on_random_policies() -> None:
    """On status, outcome, rule and refusal."""
    counts: Counter[str] = Counter()
    for seed in seeds():
        policy = generated(seed).model
        forms, domain = forms_of(policy), Domain(policy, Random(seed))
        for _ in range(CASES):
            counts[agreed(policy, forms, domain.given(domain.whole()))] += 1

    assert counts["answered"] > len(seeds()) * CASES // 4
    assert counts["refused"] > 100


def test_outcomes_of_many_cases_are_those_of_their_decisions_on_random_policies() -> None:
    """Also where a case is left to the definition in between."""
    compared = 0
    for seed in seeds():
        policy = generated(seed).policy
        domain = Domain(policy.model, Random(seed))
        taken = []
        for _ in range(2 * CASES):
            facts = domain.given(domain.whole())
            with suppress(FactError, PolicyError):
                taken.append((facts, policy.decide(facts).outcome))
        told = list(policy.outcomes(facts for facts, _ in taken))
        assert told == [outcome for _, outcome in taken], seed
        assert [[*each] for each in told] == [[*outcome] for _, outcome in taken]
        compared += len(told)

    assert compared > len(seeds()) * CASES // 4


def test_outcomes_raise_what_a_decision_raises_and_pass_on_what_the_cases_raise() -> None:
    policy = small.policy()
    right = [small.COMPLETE] * 12

    def broken() -> Iterator[Mapping[str, object]]:
        yield from right
        raise KeyError("no more")

    with pytest.raises(FactError, match="count"):
        list(policy.outcomes([*right, {**small.COMPLETE, "count": "4"}]))
    with pytest.raises(KeyError, match="no more"):
        list(policy.outcomes(broken()))
    told = policy.outcomes(right)
    for _ in range(10):
        next(told)
    with pytest.raises(ValueError, match="mine"):
        told.throw(ValueError("mine"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_shipped_policies_answer_by_the_compiled_form(version: str) -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery", version).model
    forms = forms_of(policy)

    assert {agreed(policy, forms, facts) for facts in samples(policy, 300)} == {"answered"}


@pytest.mark.parametrize("form", [None, "epoch_seconds", "epoch_millis"])
@pytest.mark.parametrize("instant", INSTANTS, ids=repr)
def test_an_instant_is_taken_as_the_definition_takes_it(instant: Any, form: str | None) -> None:
    policy = _with_form(form)
    forms = forms_of(policy)
    for start, end in ((instant, None), (instant, instant), (instant, INSTANTS[0])):
        agreed(policy, forms, {"start": start, "end": end})
        agreed(policy, forms, {"start": end, "end": start})


def test_no_text_is_taken_for_an_instant_because_of_those_beside_it() -> None:
    policy = _with_form(None)
    forms = forms_of(policy)
    texts = [each for each in INSTANTS if isinstance(each, str)]
    answered = 0
    for start, end in product(texts, [*texts, None]):
        facts = {"start": start, "end": end}
        if any(found_by(form, facts) is not None for form in forms):
            answered += 1
            agreed(policy, forms, facts)

    assert answered > 100


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("flag", 1),
        ("flag", "true"),
        ("count", True),
        ("count", 4.0),
        ("count", 2**63),
        ("count", "4"),
        ("price", 2),
        ("price", "2.50"),
        ("price", 2.5),
        ("colour", "green and blue"),
        ("colour", Colour.RED),
        ("colour", ["red"]),
        ("note", "\ud800"),
        ("note", "x" * 70_000),
        ("length", "2 days"),
        ("length", timedelta(days=2)),
        ("length", "40000 days"),
        ("nothing of the kind", 1),
    ],
)
def test_an_unusual_value_is_taken_as_the_definition_takes_it(name: str, value: Any) -> None:
    policy = small.policy().model

    agreed(policy, forms_of(policy), {**small.COMPLETE, name: value})


def test_a_fact_that_is_left_out_goes_to_the_definition() -> None:
    policy = small.policy().model
    forms = forms_of(policy)
    for name in policy.facts:
        facts = {n: v for n, v in small.COMPLETE.items() if n != name}
        assert agreed(policy, forms, facts) != "answered"


def test_a_policy_that_has_decided_often_still_gives_the_same() -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    cases = list(samples(policy.model, 40))
    first = [policy.decide(facts).to_dict() for facts in cases]
    second = [policy.decide(facts) for facts in cases]

    assert first == [decision.to_dict() for decision in second]
    for decision, facts in zip(second, cases, strict=True):
        fresh = backhaul.Decision.of(evaluate(policy.model, facts))
        assert decision.explain(why="full") == fresh.explain(why="full")
        assert (decision.status, decision.statuses) == (fresh.status, fresh.statuses)
        assert (decision.facts, decision.needs) == (fresh.facts, fresh.needs)


def test_what_is_changed_in_the_facts_afterwards_changes_no_decision() -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    cases = list(samples(policy.model, 20))
    for facts in cases:
        decision = policy.decide(facts)
        expected = evaluate(policy.model, dict(facts))
        facts.clear()
        assert decision.to_dict() == backhaul.Decision.of(expected).to_dict()


TIMES = """\
parameters:
  gap: {type: duration, value: 14 days}
facts:
  start: {type: datetime FORM}
  end: {type: datetime, optional: true FORM}
definitions:
  until: {value: "plus(start, gap)"}
  morning: {value: "day_start(start, gap)"}
decisions:
  route:
    outputs:
      answer: {type: choice, choices: [yes, no]}
      until: {type: datetime, optional: true}
    rules:
      - id: rule
        when: "present(end) && end < until"
        then: {answer: yes, until: until}
      - id: other
        when: "start == morning"
        then: {answer: yes, until: morning}
    otherwise: {then: {answer: no}}
"""


def _with_form(form: str | None) -> model.Policy:
    text = small.HEAD + TIMES.replace(" FORM", f", form: {form}" if form else "")
    return backhaul.loads(text.encode(), "times.yaml").model
