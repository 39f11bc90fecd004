"""Claims are proved, or refuted by a plain case that the definition confirms, or not settled: never guessed."""

from __future__ import annotations

import operator
from random import Random

import pytest
import z3

import backhaul
import small
from analysis.agreement import compared, lower_wrongly
from analysis.verdicts import verdict_on
from backhaul.analysis import witness
from backhaul.analysis.agreement import by_definition
from backhaul.analysis.claims import Prover, Verdict
from backhaul.analysis.solving import NotSettled, Sat, Solver, Unsat
from backhaul.analysis.space import Space
from backhaul.diagnostics import PolicyError
from backhaul.language.claims import read_claim
from generated.facts import Domain
from generated.policies import generated
from generated.trials import seeds


def test_a_witness_is_the_plainest_case() -> None:
    policy = small.policy("count > `3` && present(end) && end > start").model
    verdict = verdict_on(policy, "route.answer == 'no'")

    assert verdict.witness is not None
    assert verdict.witness.given == {
        "flag": False,
        "maybe": None,
        "count": 4,
        "price": "0",
        "note": None,
        "colour": "red",
        "other_colour": None,
        "start": "2026-01-01T00:00:00Z",
        "end": "2026-01-02T00:00:00Z",
        "length": "0 seconds",
    }


@pytest.mark.parametrize(
    ("claim", "facts"),
    [
        ("count < `1000000007`", {"count": 1000000007}),
        ("count > `-12`", {"count": -12}),
        ("colour != 'blue'", {"colour": "blue"}),
        ("not_present(note)", {"note": "any text"}),
        ("not_present(note) || note != 'this'", {"note": "this"}),
        ("not_present(maybe) || !maybe", {"maybe": True}),
        ("not_present(end) || end == start", {"end": "2026-01-02T00:00:00Z"}),
        ("length == minus(length, length)", {"length": "1 day"}),
        ("price == minus(price, price)", {"price": "1"}),
        ("day_start(start, length) == start", {"length": "1 hour"}),
    ],
)
def test_a_witness_differs_from_a_plain_case_in_one_fact(
    claim: str, facts: dict[str, object]
) -> None:
    policy = small.policy().model
    plain = witness.Witnesses(Prover(policy).lowered).plain
    verdict = verdict_on(policy, claim)

    assert verdict.witness is not None
    assert facts == {
        name: value
        for name, value in verdict.witness.given.items()
        if verdict.witness.facts[name] != plain[name]
    }


def test_facts_that_a_constraint_refuses_are_no_witness() -> None:
    constraints = 'constraints:\n  - {id: few, holds: "count <= `3`"}\n'

    assert verdict_on(small.policy().model, "count < `4`").answer == "false"
    policy = small.policy(constraints=constraints).model
    assert verdict_on(policy, "count < `4`").answer == "proved"
    assert verdict_on(policy, "count < `3`").witness is not None


def test_facts_whose_definitions_are_out_of_range_are_no_witness() -> None:
    parameters = """\
parameters:
  last: {type: datetime, value: "2199-12-31T00:00:00Z"}
  two_days: {type: duration, value: 2 days}
"""
    definitions = 'definitions:\n  later: {value: "plus(start, length)"}\n'
    claim = "length < two_days || start < last"

    free = small.policy(parameters=parameters).model
    assert verdict_on(free, claim).answer == "false"
    refused = small.policy("later > start", parameters=parameters, definitions=definitions).model
    assert verdict_on(refused, claim) == Verdict(verdict_on(refused, claim).claim, "proved")


def test_a_proof_says_where_the_claim_itself_is_out_of_range() -> None:
    policy = small.policy().model
    verdict = verdict_on(policy, "plus(count, `1`) > count")

    assert verdict.answer == "proved"
    assert verdict.beyond is not None
    assert verdict.beyond.given["count"] == 2**63 - 1


def test_constraints_that_contradict_each_other_accept_nothing() -> None:
    constraints = (
        'constraints:\n  - {id: few, holds: "count <= `3`"}\n  - {id: many, holds: "count > `3`"}\n'
    )
    prover = Prover(small.policy(constraints=constraints).model)

    assert prover.nothing_accepted


def test_a_question_that_was_asked_leaves_nothing_behind() -> None:
    policy = small.policy().model
    space = Space(policy)
    solver = Solver(space)
    count = space.fact(policy.facts["count"]).value

    assert isinstance(solver.ask(count > 3, count < 3), Unsat)
    assert isinstance(solver.ask(count > 3), Sat)
    with solver.within(count < 3):
        assert isinstance(solver.ask(count > 3), Unsat)
    assert isinstance(solver.ask(count > 3), Sat)
    assert isinstance(
        Solver(space, 1).ask(count * count * count == 123456789, count > 1), NotSettled
    )


def test_hard_questions_leave_something_of_the_whole_to_the_others() -> None:
    space = Space()
    a, b, c = (z3.Int(name, space.context) for name in "abc")
    hard = [a > 1, b > 1, c > 1, a * a * a + b * b * b == c * c * c]
    solver = Solver(space, 400_000, 400_000, shared=True)

    answers = [solver.ask(*hard, a > n) for n in range(8)]

    assert all(isinstance(answer, NotSettled) for answer in answers)
    assert isinstance(solver.ask(a == b), Sat)
    assert solver.spent < 500_000


def test_what_random_facts_refute_is_never_proved() -> None:
    """The witnesses of what is false are held against the definition as they are made."""
    answers, refuted = set(), 0
    for seed in seeds()[:24]:
        policy = generated(seed).model
        prover, domain = Prover(policy), Domain(policy, Random(seed))
        told = [by_definition(policy, domain.whole(), policy.invariants) for _ in range(25)]
        for invariant in policy.invariants:
            answers.add(answer := prover.prove(invariant).answer)
            if any(each.claims.get(invariant.id) is False for each in told):
                refuted += 1
                assert answer == "false", (seed, invariant.id)
    assert answers == {"proved", "false"}
    assert refuted > 5


def test_a_lowering_that_is_wrong_crashes_instead_of_showing_a_witness(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lower_wrongly(monkeypatch, "plus", operator.sub)

    with pytest.raises(AssertionError, match="the definition says"):
        verdict_on(small.policy().model, "plus(count, `1`) > count")


@pytest.mark.parametrize(
    ("claim", "code", "column"),
    [
        ("cuont > `3`", "unknown-name", 1),
        ("flag && end > start", "may-be-absent", 9),
        ("flag && route.anwser == 'yes'", "unknown-name", 9),
        ("route.answer == 'maybe'", "unknown-choice", 17),
        ("route", "not-readable-here", 1),
        ("count > 5 USD", "bare-number", 9),
        ("count", "not-a-condition", 1),
        ("", "expression-syntax", 1),
        ("flag\n&& cuont > `3`", "unknown-name", 9),
    ],
)
def test_a_mistake_in_a_claim_has_a_place_in_it(claim: str, code: str, column: int) -> None:
    with pytest.raises(PolicyError) as refused:
        read_claim(small.policy().model, claim, "claim", "--claim")

    (one,) = refused.value.diagnostics
    assert one.code == code
    assert one.span is not None
    assert (one.span.file, one.span.line, one.span.column) == ("--claim", 1, column)


def test_nothing_is_different_after_claims_with_texts_of_their_own() -> None:
    assert not any(what.startswith("different") for what in compared(range(1137, 1138), 40))


def test_a_ladder_of_a_thousand_rules_is_proved() -> None:
    rules = "".join(
        f'      - {{id: r{i}, when: "count < `{i + 1}`", then: {{from: {i}}}}}\n'
        for i in range(1000)
    )
    decisions = (
        "decisions:\n  route:\n    outputs: {from: {type: integer, optional: true}}\n"
        f"    rules:\n{rules}    otherwise: {{then: {{}}}}\n"
    )
    constraints = 'constraints:\n  - {id: some, holds: "count >= `0`"}\n'
    policy = small.policy(constraints=constraints, decisions=decisions).model
    lowest = "not_present(route.from) || route.from"

    assert verdict_on(policy, f"{lowest} >= `0`").answer == "proved"
    verdict = verdict_on(policy, f"{lowest} != `997`")
    assert verdict.witness is not None
    assert verdict.witness.given["count"] == 997


def test_a_claim_divides_by_and_moves_dates_by_what_the_policy_itself_may() -> None:
    parameters = (
        "parameters: {parts: {type: integer, value: 3}, gap: {type: duration, value: 2 days}}\n"
    )
    facts = "facts: {flag: {type: boolean}, price: {type: decimal, places: 2}, on: {type: date}}\n"
    definitions = 'definitions: {twice: {value: "gap * 2"}}\n'
    policy = small.policy(parameters=parameters, facts=facts, definitions=definitions)
    claims = [
        "round(price / parts, 2, 'half_up') == price || price != 0.00",
        "on + twice > on + gap",
    ]

    assert backhaul.prove(policy, *claims).answer == "proved"
