"""Claims are proved, or refuted by a plain case that the definition confirms, or not settled: never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

import backhaul
import small
from analysis.agreement import compared
from backhaul.analysis import expressions, witness
from backhaul.analysis.claims import Prover, Verdict
from backhaul.analysis.solving import NotSettled, Sat, Solver, Unsat
from backhaul.analysis.space import Space
from backhaul.diagnostics import PolicyError
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.meaning import truth
from backhaul.language import model
from backhaul.language.claims import read_claim
from backhaul.language.nodes import written
from generated.policies import generated
from generated.trials import seeds

SHIPPED = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"
FIRST = (SHIPPED / "1.0.0.yaml").read_text(encoding="utf-8")
KEPT_NO_LONGER = (
    "route.disposition != 'hold_at_warehouse' || not_present(hold_ends_at) || as_of < hold_ends_at"
)
FOURTEEN_DAYS = (
    "not_present(hold_ends_at) "
    "|| minus(hold_ends_at, return_time_min) == plus(warehouse_arrived_at, return_time_min)"
)
SAVED_BEFORE = (
    "route.disposition != 'return_to_seller' "
    "|| (present(address_saved_at) && address_saved_at < first_order_created_at)"
)
REDELIVERED = "          disposition: redeliver\n          redelivery_request: unspecified\n"
#: what is changed in the policy, into what, the claim or invariant that then fails, and telling facts of the witness
FAULTS: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "a boundary taken for open": (
        "all: [present(hold_ends_at), as_of >= hold_ends_at]",
        "all: [present(hold_ends_at), as_of > hold_ends_at]",
        KEPT_NO_LONGER,
        {"warehouse_arrived_at": "2023-07-05T00:00:00Z", "as_of": "2023-07-19T00:00:00Z"},
    ),
    "a boundary taken for closed": (
        "[present(address_saved_at), address_saved_at < first_order_created_at]",
        "[present(address_saved_at), address_saved_at <= first_order_created_at]",
        SAVED_BEFORE,
        {
            "address_saved_at": "2023-07-05T00:00:00Z",
            "first_order_created_at": "2023-07-05T00:00:00Z",
        },
    ),
    "one second too many": (
        "    value: 14 days",
        "    value: 1209601 seconds",
        FOURTEEN_DAYS,
        {"warehouse_arrived_at": "2023-07-05T00:00:00Z"},
    ),
    "the end of the day for its start": (
        "day_start(hold_ends_at, market_offset)",
        "day_end(hold_ends_at, market_offset)",
        "act-before-not-after-hold-ends",
        {"warehouse_arrived_at": "2023-07-05T00:00:00Z"},
    ),
    "a condition that is lost": (
        "            - address_ready\n            - return_status == 'on_the_way'",
        "            - return_status == 'on_the_way'",
        "not-ready-never-goes-to-seller",
        {"return_status": "on_the_way", "address_saved_at": None},
    ),
    "another bearer": (
        f"{REDELIVERED}          return_freight: nobody\n",
        f"{REDELIVERED}          return_freight: platform\n",
        "platform-never-pays-both-freights",
        {"redelivery_status": "on_the_way"},
    ),
}


def shipped(version: str) -> model.Policy:
    return backhaul.load(SHIPPED / f"{version}.yaml").model


def verdict_on(policy: model.Policy, claim: str, **options: int) -> Verdict:
    """The verdict on an invariant, by its id, or on a claim."""
    known = {invariant.id: invariant for invariant in policy.invariants}
    found = known.get(claim) or read_claim(policy, claim, "claim", "--claim")
    return Prover(policy, **options).prove(found)


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_every_invariant_of_the_shipped_policy_is_proved(version: str) -> None:
    policy = shipped(version)
    prover = Prover(policy)
    verdicts = [prover.prove(invariant) for invariant in policy.invariants]

    assert len(verdicts) >= 7
    assert {(v.answer, v.witness, v.beyond) for v in verdicts} == {("proved", None, None)}
    assert not prover.nothing_accepted


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_shipped_policy_is_found_with_a_case_that_the_definition_confirms(
    fault: str,
) -> None:
    right, wrong, claim, telling = FAULTS[fault]
    assert FIRST.count(right) >= 1
    faulty = backhaul.loads(FIRST.replace(right, wrong, 1).encode(), "faulty.yaml").model

    assert verdict_on(shipped("1.0.0"), claim).answer == "proved"
    verdict = verdict_on(faulty, claim)
    assert verdict.answer == "false"
    assert verdict.witness is not None
    given = verdict.witness.given
    decided = evaluate(faulty, given)
    assert truth(verdict.claim.condition, decided.names) is False
    assert decided.status == "decided"
    assert telling == {name: given[name] for name in telling}


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
    definitions = 'definitions:\n  later: {value: "plus(start, length)"}\n'
    policy = small.policy("later > start", definitions=definitions).model
    day = "length != minus(start, start) || later == start"

    verdict = verdict_on(policy, day)
    assert (verdict.answer, verdict.beyond) == ("proved", None)


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


def test_what_takes_too_much_work_is_not_settled() -> None:
    policy = shipped("1.0.0")
    answers = [verdict_on(policy, i.id, work=1).answer for i in policy.invariants]

    assert "not settled" in answers
    assert "false" not in answers


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


def test_a_claim_is_refuted_on_random_policies_where_random_facts_refute_it() -> None:
    """The witnesses of invariants that are false are held against the definition as they are made."""
    answers = set()
    for seed in seeds()[:25]:
        policy = generated(seed).model
        prover = Prover(policy)
        answers |= {prover.prove(invariant).answer for invariant in policy.invariants}
    assert answers == {"proved", "false"}


def test_a_lowering_that_is_wrong_crashes_instead_of_showing_a_witness(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = {**expressions.FUNCTIONS, "plus": lambda a, b: a - b}
    monkeypatch.setattr(expressions, "FUNCTIONS", wrong)

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
        ("count > 3", "bare-number", 9),
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


def test_a_claim_reads_what_an_invariant_reads() -> None:
    for version in ("1.0.0", "2.0.0"):
        policy = shipped(version)
        for invariant in policy.invariants:
            text = written(invariant.condition)
            assert read_claim(policy, text, invariant.id, "").condition == invariant.condition


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
