"""A case of which an invariant does not hold fails, and says which."""

from __future__ import annotations

import backhaul
import small
from backhaul.cases.run import run
from backhaul.testing.properties import refutation
from cases.files import LADDER, explain, suite

_INVARIANTS = """
invariants:
  - {id: few, holds: count < 5, title: {en: never many}}
  - {id: always, holds: "count >= `0` || count < `0`"}
"""
POLICY = backhaul.loads(small.text(decisions=LADDER) + _INVARIANTS, "small.yaml").model


def failed(cases: str) -> dict[str, list[str]]:
    """By case what did not come as expected."""
    found = run(suite(cases), POLICY, explain)
    return {each.case.name: [x.message for x in each.problems] for each in found if not each.passed}


def test_a_case_that_breaks_an_invariant_fails_whatever_it_expects() -> None:
    cases = "  - {name: many, facts: {count: 9}, expect: {status: decided}}\n"
    cases += "  - {name: few, facts: {count: 4}, expect: {status: decided}}\n"

    assert failed(cases) == {"many": ["the invariant `few` does not hold of it"]}


def test_what_cannot_be_told_of_a_case_breaks_no_invariant() -> None:
    open_ = "  - {name: open, facts: {count: {from: 3}}, expect: {status: undetermined}}\n"
    surely = "  - {name: surely, facts: {count: {from: 6}}, expect: {status: undetermined}}\n"

    assert [*failed(open_ + surely)] == ["surely"]


def test_a_claim_that_cannot_be_worked_out_of_a_case_breaks_nothing() -> None:
    claim = '  - {id: next, holds: "count + 1 > 5"}\n'
    policy = backhaul.loads(
        small.text(decisions=LADDER) + "\ninvariants:\n" + claim, "s.yaml"
    ).model
    largest = f"  - {{name: largest, facts: {{count: {2**63 - 1}}}, expect: {{status: decided}}}}\n"
    small_ = "  - {name: small, facts: {count: 4}, expect: {status: decided}}\n"
    results = run(suite(largest + small_), policy, explain)

    assert [(each.case.name, each.passed) for each in results] == [
        ("largest", True),
        ("small", False),
    ]
    assert refutation(policy, policy.invariants[0], {"count": 2**63 - 1}) == ""


def test_the_claim_is_the_way_out() -> None:
    (result,) = run(
        suite("  - {name: many, facts: {count: 9}, expect: {status: decided}}\n"), POLICY, explain
    )
    (problem,) = result.problems

    assert problem.code == "case-failed"
    assert "it claims `count < 5`" in problem.help
