"""The full why and why not."""

import re
from typing import get_args

import pytest

from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.trace import trace
from backhaul.explanation.explain import Form, explain
from explanation.loading import explained, held, load_policy, parcels

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
            line = f"1.0.0.yaml:{rule.rule.span.line}"
            assert re.search(rf"[✓✗?][^\n]*{re.escape(rule.rule.id)}\b", said)
            assert line in said
        for other in decision.decision.ladder[len(decision.rules) :]:
            assert re.search(rf"Not looked at.*\b{re.escape(other.id)}\b", flat(said))


def test_a_margin_of_seconds_is_told() -> None:
    said = explain(explained("returning-without-entitlement"), "en", "full")
    chinese = explain(explained("returning-without-entitlement"), "zh", "full")

    margin = (
        "Return address in effect from (2025-03-02 10:15:37) is 37 seconds after "
        "First order of the parcel created (2025-03-02 10:15)"
    )
    assert margin in flat(said)
    assert "晚37秒" in chinese


def test_a_day_of_so_many_days_is_told() -> None:
    evaluation = evaluate(load_policy(), {**held(), "as_of": "2025-03-24T08:00:00+07:00"})

    assert "day 12 of 14" in flat(explain(evaluation, "en", "full"))
    assert "第12天，共14天" in "".join(explain(evaluation, "zh", "full").split())


def test_a_number_says_by_how_much() -> None:
    said = explain(explained("false-return"), "en", "full")
    remarks = explain(explained("returning-without-entitlement"), "en", "full")

    assert "Not looked at, because a rule before them answers: returned.confirmed" in flat(said)
    assert "paid for before (0) is 1 less than Returns per parcel" in flat(remarks)


def test_a_rule_that_cannot_be_told_names_the_facts_that_are_not_known() -> None:
    said = flat(explain(explained("arrival-unknown"), "en", "full"))

    assert "? hold-over: may be the rule" in said
    because = "because this is not known exactly: - Arrival at the provider's return warehouse"
    assert because in said


def test_a_definition_is_shown_whole_once_and_then_referred_to() -> None:
    said = flat(explain(explained("held"), "en", "full"))
    title = "The return address was ready before the first order"

    assert said.count(f"{title} [address_ready]") == 1
    assert f"{title} – as above, under false-return" in said


def test_computed_values_say_what_they_are_made_of() -> None:
    said = flat(explain(explained("held"), "en", "full"))

    assert "from Arrival at the provider's return warehouse: 2025-03-12 18:30" in said
    assert "Time a parcel is kept at the provider's warehouse: 14 days" in said


def test_no_place_says_where_the_file_lies() -> None:
    for form in FORMS:
        said = explain(explained("held"), "en", "full", form)
        assert "policies/1.0.0.yaml" not in said
