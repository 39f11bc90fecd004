"""The short answer: what leads, what follows, and what it says while facts are missing."""

import pytest

from backhaul.evaluation.decision import evaluate
from backhaul.explanation.explain import explain
from backhaul.report.writing import Form
from explanation.loading import explained, held, load_policy, loads

UNCOVERED = """\
language: 1
policy: small
version: "1.0.0"
title: {en: Small}
facts: {count: {type: integer, title: {en: Number of things}}, flag: {type: boolean}}
decisions:
  route:
    title: {en: The way}
    outputs: {answer: {type: choice, choices: [left, right], title: {en: Turn}}}
    rules:
      - {id: many, when: "count > `5`", then: {answer: left}}
"""


def in_order(said: str, *parts: str) -> bool:
    """Whether a text contains these parts, one after the other."""
    places = [said.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_the_answer_says_what_why_who_what_now_and_until_when_in_this_order() -> None:
    said = explain(explained("held"))

    assert said.startswith("Kept at the provider's warehouse\n")
    assert in_order(said, "Why\n", "Who bears what\n", "What to do now\n", "Until when\n", "Also\n")
    assert "  Freight of the redelivery to the buyer  the platform\n" in said
    assert "What to do now\n  Contact the buyer\n" in said


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_remark_that_leads_comes_before_everything_else(form: Form) -> None:
    said = explain(explained("returning-without-entitlement"), "en", "short", form)
    body = said.partition("<main>")[2] or said

    lead = "Shown as returned to the seller against the guide"
    assert in_order(body, lead, "Check with the platform", "Kept at the provider")
    assert body.count(lead) == 1


def test_an_open_case_says_what_is_certain_then_what_is_possible_then_what_is_needed() -> None:
    said = explain(explained("arrival-unknown"))

    assert said.startswith("This cannot be settled yet\n")
    assert in_order(said, "Already certain", "Freight of the return", "Still possible")
    assert in_order(said, "Destroyed or abandoned / Kept", "Still needed", "(warehouse_arrived_at)")
    assert "If: The time at the provider's warehouse is over → Destroyed or abandoned" in said
    assert "Otherwise → Kept at the provider's warehouse" in said


def test_what_happens_leads_where_only_other_things_are_open() -> None:
    facts = held()
    del facts["address_now"], facts["earlier_free_returns"]
    facts |= {"address_saved_at": "2025-03-01T00:00:00Z", "warehouse_arrived_at": None}
    facts |= {"address_effective_from": "2025-03-01T00:00:00Z", "return_status": "on_the_way"}
    said = explain(evaluate(load_policy(), facts))

    assert said.startswith("Goes back to the seller's return address\n")
    assert "Not all of this is settled yet" in said
    assert "Where the return goes is unclear → may apply" in said


def test_a_value_that_is_not_known_is_a_blank_with_its_title_in_a_sentence() -> None:
    facts = held()
    del facts["return_status"], facts["return_failure_cause"], facts["seller_has_parcel"]
    facts |= {"address_saved_at": "2025-03-01T00:00:00Z", "warehouse_arrived_at": None}
    facts |= {"address_effective_from": "2025-03-01T00:00:00Z", "parcel_status": "delivery_failed"}
    facts |= {"return_status": "failed"}
    said = explain(evaluate(load_policy(), facts))

    assert "The return failed: [Why the return failed]. For this reason" in said


def test_a_case_that_no_rule_covers_says_so() -> None:
    said = explain(evaluate(loads(UNCOVERED), {"count": 5, "flag": True}))

    assert said.startswith("No rule covers this\n")
    assert "The way  no rule covers this" in said


def test_that_no_rule_may_cover_a_case_is_one_of_the_possibilities() -> None:
    said = explain(evaluate(loads(UNCOVERED), {"flag": True}))

    assert "- Otherwise → no rule covers this" in said
    assert "- Number of things (count)" in said


def test_a_rule_without_words_is_explained_by_what_its_condition_found() -> None:
    said = explain(evaluate(loads(UNCOVERED), {"count": 7, "flag": True}))

    assert said.startswith("Turn: left\n")
    assert "Number of things (7) is 2 more than 5." in said


def test_the_answer_names_the_clauses_it_rests_on_in_words() -> None:
    assert "R13  The provider's warehouse keeps it for 14 days." in explain(explained("held"))
    assert "R13  物流商仓库为其保管14天。" in explain(explained("held"), "zh")
