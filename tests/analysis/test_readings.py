"""The readings of a clause, compared in pairs by proof."""

from __future__ import annotations

from pathlib import Path

import pytest

import backhaul
from backhaul.cases.coverage import items
from backhaul.diagnostics import BackhaulError, PolicyError
from backhaul.evaluation.plain_findings import plain_findings

HOME = Path(__file__).parents[2] / "docs" / "readings"
TEXT = (HOME / "1.0.0.yaml").read_text(encoding="utf-8")
DAY_FIRST = "counted == 'day_of_arrival_first'"


def policy(*changed: tuple[str, str]) -> backhaul.Policy:
    text = TEXT
    for old, new in changed:
        assert old in text, old
        text = text.replace(old, new)
    return backhaul.loads(text.encode(), "held.yaml")


def test_every_pair_is_shown_with_a_case_that_the_definition_decides_so() -> None:
    found = backhaul.readings(policy(), amount="request.lost")
    told = found.to_dict("en")

    assert found.answer == "different"
    assert [(p["one"], p["other"]) for p in told["pairs"]] == [
        ("by_the_hour", "day_of_arrival_first"),
        ("by_the_hour", "day_of_arrival_not_counted"),
        ("day_of_arrival_first", "day_of_arrival_not_counted"),
    ]
    for pair in told["pairs"]:
        for reading in (pair["one"], pair["other"]):
            decided = policy().with_parameters(counted=reading).decide(pair["case"]["facts"])
            assert (
                decided.outcome["request"]["answer"] == pair["case"][reading]["request"]["answer"]
            )
        assert pair["case"][pair["one"]] != pair["case"][pair["other"]]
        assert pair["amount"][pair["one"]] != pair["amount"][pair["other"]]


_MONEY = """
language: 1
policy: shares
version: "1.0.0"
title: {en: Shares}
parameters:
  share: {type: choice, value: most, readings: {most: {title: {en: Most}}, some: {title: {en: Some}}}}
facts:
  market: {type: choice, choices: [SG, TH], title: {en: Market}}
  paid: {type: decimal, places: 2, unit: {by: market, values: {SG: SGD, TH: THB}}, title: {en: Paid}}
constraints: [{id: much, holds: paid > 10 && paid < 99 && market == 'TH'}]
decisions:
  refund:
    outputs: {back: {type: decimal, places: 2, unit: {by: market, values: {SG: SGD, TH: THB}}, optional: true, title: {en: Paid back}}}
    rules: [{id: less, when: share == 'some', then: {back: paid - 1.50}}]
    otherwise: {then: {back: paid}}
"""


def test_an_amount_has_the_unit_of_the_case_and_is_told_of_each_reading_that_gives_one() -> None:
    differ = backhaul.loads(_MONEY, "shares.yaml")
    nothing = backhaul.loads(_MONEY.replace("back: paid - 1.50", "back: null"), "shares.yaml")

    told, each, fact = (
        " ".join(backhaul.readings(policy, amount=amount).explain("en").split())
        for policy, amount in ((differ, "refund.back"), (nothing, "refund.back"), (differ, "paid"))
    )
    assert "the two differ in Paid back by 1.50 THB." in told
    assert "In this case Paid: 11.00 THB." in fact
    assert "Paid back: 11.00 THB by the first reading, none by the second." in each


def test_readings_that_never_differ_are_proved_so() -> None:
    never = policy((DAY_FIRST, f"{DAY_FIRST} && goods_value < 0"))
    found = backhaul.readings(never)

    assert [pair.answer for pair in found.pairs] == ["alike", "different", "different"]
    assert "These two readings never differ" in found.explain("en")
    assert "这两种理解从无差别" in found.explain("zh")


def test_the_report_says_where_the_choice_matters_in_both_languages() -> None:
    found = backhaul.readings(policy(), amount="goods_value")

    english, chinese = (" ".join(found.explain(language).split()) for language in ("en", "zh"))
    assert "The choice matters for “What becomes of the request” in every case" in english
    assert "“Redelivery asked for” is before “Kept until” (by the first reading)" in english
    assert "In this case Value of the goods: " in english
    assert "选哪种理解会影响“申请的结果”" in chinese
    assert "version" not in english.partition("3 pairs of readings")[0]
    assert "版" not in chinese
    assert found.explain("en", form="html").startswith("<!DOCTYPE html>")
    assert found.explain("en", form="markdown").startswith("# What follows from each reading")


def test_check_takes_every_reading_for_possible() -> None:
    ladder = policy(
        (
            "      - id: in-time\n",
            "      - id: strict\n        when: counted == 'day_of_arrival_first' && requested_at >= hours_over\n        then: {answer: destroy, lost: goods_value}\n      - id: in-time\n",
        )
    )

    assert [d.message for d in backhaul.findings(ladder) if "strict" in d.message] == []
    assert [d.message for d in plain_findings(ladder.model)] == []


def test_a_policy_without_readings_and_an_amount_that_there_is_not_are_refused() -> None:
    with pytest.raises(BackhaulError, match="has no parameter with readings"):
        backhaul.readings(backhaul.open("tiktok-shop-sea-failed-delivery"))
    with pytest.raises(BackhaulError, match=r"did you mean `request\.lost`"):
        backhaul.readings(policy(), amount="request.lst")
    with pytest.raises(BackhaulError, match="no fact or output that is a number"):
        backhaul.readings(policy(), amount="request.answer")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("value: by_the_hour", "value: by_the_day", "unknown-choice"),
        (
            "    type: choice\n    value: by",
            "    type: text\n    value: by",
            "not-allowed",
        ),
        (
            "        cites: [R13]\n      day_of_arrival_first",
            "        cites: [R31]\n      day_of_arrival_first",
            "unknown-clause",
        ),
        ("    value: by_the_hour\n", "", "missing-key"),
    ],
)
def test_what_is_wrong_with_readings_is_told(old: str, new: str, code: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy((old, new))

    assert code in {d.code for d in caught.value.diagnostics}


def test_a_reading_is_another_value_and_makes_another_policy() -> None:
    other = policy().with_parameters(counted="day_of_arrival_first")

    assert other.digest == policy(("value: by_the_hour", "value: day_of_arrival_first")).digest
    assert other.changed_parameters == {"counted": "day_of_arrival_first"}


def test_the_cases_of_a_value_that_only_another_reading_chooses_are_not_asked_for_by_coverage() -> (
    None
):
    counted = [what for _, what, _, _ in items(policy().model).values()]

    assert counted
    assert not [what for what in counted if what.endswith("of `kept_until`")]
