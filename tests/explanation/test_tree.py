"""The full why and why not."""

import re
from html import unescape
from typing import get_args

import pytest

from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.trace import trace
from backhaul.explanation.explain import explain
from backhaul.report.columns import width
from backhaul.report.writing import Form
from explanation.loading import explained, held, load_policy, newest_policy, parcels

FORMS: tuple[Form, ...] = get_args(Form)


def flat(said: str) -> str:
    """The text without its line ends."""
    return " ".join(said.split())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", parcels())
def test_the_full_tree_lists_every_rule_looked_at_and_names_the_others(
    name: str, form: Form
) -> None:
    evaluation = explained(name)
    traced = trace(evaluation.policy, evaluation.names, evaluation.answers)
    said = explain(evaluation, "en", "full", form)

    for decision in traced.decisions.values():
        for rule in decision.rules:
            assert re.search(rf"[✓✗?].*\b{re.escape(rule.rule.id)}\b", flat(said))
            if form == "html" or rule.answers != "no":
                assert f"1.0.0.yaml:{rule.rule.span.line}" in said
        for other in decision.decision.ladder[len(decision.rules) :]:
            assert re.search(rf"Not looked at.*\b{re.escape(other.id)}\b", flat(said))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_whole_why_of_a_plain_hold_fits_two_screens(language: str) -> None:
    lines = explain(evaluate(newest_policy(), held()), language, "full").splitlines()

    assert len(lines) <= 100
    assert max(map(width, lines)) <= 100


def test_rules_that_the_same_condition_kept_from_applying_stand_together_each_once() -> None:
    evaluation = evaluate(newest_policy(), held())
    traced = trace(evaluation.policy, evaluation.names, evaluation.answers)
    said = explain(evaluation, "en", "full")
    why = flat(said.partition("What was in the way of the others:")[2].partition("Not looked")[0])

    assert "✗ The redelivery to the buyer: no redelivery – route: redelivered, " in why
    lists = re.findall(r" – ([^✗–]+)", why)
    named = sorted(re.findall(r"(?:: |, )([a-z.-]+)", "; ".join(lists)))
    failed = [r.rule.id for d in traced.decisions.values() for r in d.rules if r.answers == "no"]
    assert sorted(failed) == named


def test_where_two_things_had_to_fail_both_are_told() -> None:
    said = flat(explain(evaluate(newest_policy(), held()), "en", "full"))

    cause = (
        "Return address saved is 21 hours 45 minutes after First order of the parcel created; "
        "Return address in effect from (2025-03-03 08:00) is 21 hours 45 minutes after "
        "First order of the parcel created – remarks: order-at-the-boundary"
    )
    assert cause in said


def test_a_list_that_does_not_apply_names_its_rules_with_that() -> None:
    facts = {**held(), "cross_border": False}
    said = flat(explain(evaluate(newest_policy(), facts), "en", "full"))

    assert "This list does not apply here: What happens to the parcel: The guide does not" in said
    assert "✗ This list does not apply here – remarks: order-at-the-boundary, saved-" in said


def test_a_margin_of_seconds_is_told() -> None:
    said = explain(explained("returning-without-entitlement"))
    chinese = explain(explained("returning-without-entitlement"), "zh")

    margin = (
        "Return address in effect from (2025-03-02 10:15:37 UTC+07:00) is 37 seconds after "
        "First order of the parcel created (2025-03-02 10:15 UTC+07:00)"
    )
    assert margin in flat(said)
    assert "晚37秒" in chinese


def test_a_day_of_so_many_days_is_told() -> None:
    evaluation = evaluate(load_policy(), {**held(), "as_of": "2025-03-24T08:00:00+07:00"})

    assert "day 12 of 14" in flat(explain(evaluation, "en", "full"))
    assert "第12天，共14天" in "".join(explain(evaluation, "zh", "full").split())


def test_a_number_says_by_how_much() -> None:
    said = explain(explained("false-return"), "en", "full")
    tree = explain(explained("returning-without-entitlement"), "en", "full", "html")

    assert "Not looked at any more: route: returned.confirmed" in flat(said)
    assert "paid for before (0) is 1 less than Returns per parcel" in flat(tree)


def test_a_rule_that_cannot_be_told_names_the_facts_that_are_not_known() -> None:
    said = flat(explain(explained("arrival-unknown"), "en", "full"))

    assert "? hold-over: may be the rule" in said
    because = "because this is not known exactly: Arrival at the provider's return warehouse"
    assert because in said


def page(name: str) -> str:
    """The words of a page of HTML, without its tags."""
    said = explain(explained(name), "en", "full", "html").partition("</style>")[2]
    return flat(unescape(re.sub(r"<[^>]+>", " ", said)))


def test_a_page_shows_a_definition_whole_once_and_then_refers_to_it() -> None:
    title = "The return address was ready before the first order"

    assert page("held").count(f"{title} address_ready") == 1
    assert f"{title} – as above, under false-return" in page("held")


def test_a_page_says_what_computed_values_are_made_of() -> None:
    said = page("held")

    assert "from Arrival at the provider's return warehouse: 2025-03-12 18:30" in said
    assert "Time a parcel is kept at the provider's warehouse: 14 days" in said


def test_no_place_says_where_the_file_lies() -> None:
    for form in FORMS:
        said = explain(explained("held"), "en", "full", form)
        assert "policies/1.0.0.yaml" not in said
