"""The shipped policy: its invariants are proved, and faults in it are found with a case that shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

import backhaul
from analysis.verdicts import verdict_on
from backhaul.analysis.claims import Prover
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.meaning import truth
from backhaul.language import model
from backhaul.language.claims import read_claim
from backhaul.language.nodes import written

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


def test_what_takes_too_much_work_is_not_settled() -> None:
    policy = shipped("1.0.0")
    answers = [verdict_on(policy, i.id, work=1).answer for i in policy.invariants]

    assert "not settled" in answers
    assert "false" not in answers


def test_a_claim_reads_what_an_invariant_reads() -> None:
    for version in ("1.0.0", "2.0.0"):
        policy = shipped(version)
        for invariant in policy.invariants:
            text = written(invariant.condition)
            claim = read_claim(policy, text, invariant.id, "")

            # an `any` within an `any` is written, and read again, as one
            assert written(claim.condition) == text
            assert version != "1.0.0" or claim.condition == invariant.condition
