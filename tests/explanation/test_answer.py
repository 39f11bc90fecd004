"""The short answer: what leads, what follows, and what it says while facts are missing."""

import pytest

from backhaul.evaluation.decision import evaluate
from backhaul.explanation.explain import explain
from backhaul.report.writing import Form
from explanation.loading import explained, held, load_policy, loads, newest_policy

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


def decided_by(facts: dict[str, object], language: str = "en") -> str:
    """What the short answer of 2.0.0 says to have decided, of a parcel like the one held."""
    said = explain(evaluate(newest_policy(), {**held(), **facts}), language)
    begins = {"en": "Decided by: ", "zh": "关键在于："}[language]
    _, found, rest = said.partition(f"  {begins}")
    joint = " " if language == "en" else ""
    return (
        joint.join(line.strip() for line in rest.partition("\n\n")[0].split("\n")) if found else ""
    )


READY: dict[str, object] = {
    "address_saved_at": "2025-03-01T09:00:00+08:00",
    "address_effective_from": "2025-03-02T10:14:23+07:00",
    "warehouse_arrived_at": None,
}


def test_the_answer_says_by_how_much_the_narrowest_condition_held_that_its_words_speak_of() -> None:
    assert decided_by(READY) == (
        "“Return address in effect from” is 37 seconds before “First order of the parcel created”."
    )
    assert decided_by(READY, "zh") == "“退货地址生效时间”比“包裹内最早一单的创建时间”早37秒。"


def test_what_the_words_of_a_rule_say_of_a_condition_is_not_said_again() -> None:
    assert "saved 21 hours 45 minutes after the order" in " ".join(
        explain(evaluate(newest_policy(), held())).split()
    )
    assert decided_by({}) == ""


def test_a_value_that_the_words_leave_out_stands_with_its_offset() -> None:
    assert decided_by({"as_of": "2025-03-26T08:00:00+07:00"}) == (
        "Time of this decision (2025-03-26 08:00 UTC+07:00) is 10 hours after "
        "“Safest to act before (day of arrival counted as the first)”."
    )


def test_a_rule_that_another_asks_one_thing_more_of_is_decided_by_that() -> None:
    assert decided_by({**READY, "return_status": "on_the_way", "earlier_free_returns": 3}) == (
        "“Returns of this parcel that the platform paid for before” is 2 more than "
        "“Returns per parcel that the platform pays for”."
    )


def test_a_rule_whose_words_name_no_value_is_decided_by_what_the_fewest_rules_ask() -> None:
    assert decided_by({**READY, "return_status": "on_the_way"}) == (
        "The return to the seller: on the way to the seller."
    )


def test_where_nothing_else_applies_it_is_what_kept_most_rules_from_applying() -> None:
    assert decided_by({**READY, "address_market": None, "address_now": None}) == (
        "Market of the return address: no return address."
    )


def test_where_nothing_else_applies_what_the_words_show_comes_before_what_kept_most_rules_out() -> (
    None
):
    rules = """\
      - {id: one, when: "flag && count > `50`", then: {answer: left}}
      - {id: two, when: "flag && count > `40`", then: {answer: left}}
    otherwise: {id: few, then: {answer: right}, because: {en: "There are {count} things."}}
"""
    policy = loads(UNCOVERED.replace("`5`", "`30`") + rules)

    assert "Decided by: “Number of things” is 23 less than 30." in explain(
        evaluate(policy, {"count": 7, "flag": False})
    )


def test_nothing_that_is_masked_is_said_to_have_decided() -> None:
    text = UNCOVERED.replace("count: {type: integer,", "count: {type: integer, masked: true,")
    policy = loads(text.replace("then: {answer: left}", "then: {answer: left}, because: {en: So.}"))

    assert "Decided by" not in explain(evaluate(policy, {"count": 7, "flag": True}))


def test_the_answer_names_the_clauses_it_rests_on_in_words() -> None:
    assert "R13  The provider's warehouse keeps it for 14 days." in explain(explained("held"))
    assert "R13  物流商仓库为其保管14天。" in explain(explained("held"), "zh")
