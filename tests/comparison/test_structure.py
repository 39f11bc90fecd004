"""Two policies side by side: every change is told as what it is, and words as words only."""

from pathlib import Path

import pytest

import backhaul
import small
from backhaul.comparison.structure import changes
from comparison.comparing import told

SHIPPED = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery" / "1.0.0.yaml"
LADDER = """\
decisions:
  route:
    outputs:
      answer: {type: choice, choices: [yes, no]}
    rules:
      - {id: a, when: flag, then: {answer: yes}}
      - {id: b, when: "count > `1`", then: {answer: no}}
      - {id: c, when: "count > `2`", then: {answer: yes}}
    otherwise: {then: {answer: no}}
"""


def changed(*pairs: tuple[str, str]) -> backhaul.Policy:
    """The shipped policy with these texts replaced, each once."""
    text = SHIPPED.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return backhaul.loads(text.encode(), "changed.yaml")


def of_shipped(*pairs: tuple[str, str]) -> list[tuple[str, str, str]]:
    """What is told of the shipped policy and one with these texts replaced."""
    return told(backhaul.load(SHIPPED), changed(*pairs))


def test_a_policy_does_not_differ_from_itself() -> None:
    assert told(backhaul.load(SHIPPED), backhaul.load(SHIPPED)) == []


def test_a_parameter_is_told_by_its_values() -> None:
    found = changes(
        backhaul.load(SHIPPED).model, changed(("value: 14 days", "value: 13 days")).model
    )

    assert [("parameter", "hold_period", "value", "14 days", "13 days")] == [
        (c.part, c.name, c.kind, c.old, c.new) for c in found
    ]
    assert [("parameter market_offset.ID", "value", "")] == of_shipped(
        ("{ID: 7 hours", "{ID: 9 hours")
    )


def test_a_comparison_in_a_condition_is_told_alone() -> None:
    strict, loose = (
        "address_effective_from < last_order_created_at",
        "address_effective_from <= last_order_created_at",
    )

    assert [
        ("definition address_ready_for_last_order", "condition", f"`{strict}` becomes `{loose}`")
    ] == of_shipped((strict, loose))


def test_a_dropped_condition_is_told_as_dropped() -> None:
    whole = "            - redelivery_status == 'none'\n            - present(redelivery_requested_at)\n"

    assert [
        (
            "rule route/redelivery-due",
            "condition",
            "drops `redelivery_status == 'none'` (one of all)",
        )
    ] == of_shipped((whole, whole.partition("\n")[2]))


def test_two_rules_that_change_places_are_told_as_one_that_moved() -> None:
    swapped = LADDER.splitlines(keepends=True)
    swapped[6], swapped[7] = swapped[7], swapped[6]

    assert [("rule route/c", "moved", "now stands before `b`")] == told(
        small.policy(decisions=LADDER), small.policy(decisions="".join(swapped))
    )


def test_another_bearer_is_told_as_an_output() -> None:
    old = "redelivery_request: not_allowed\n          return_freight: nobody\n          redelivery_freight: platform"

    assert [
        ("rule route/redelivered", "output", "`redelivery_freight`: `platform` becomes `seller`")
    ] == of_shipped((old, old.replace("platform", "seller")))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("The redelivery reached the buyer", "The buyer has it now", "rule route/redelivered"),
        ("zh: 重派后已妥投给买家", "zh: 已妥投", "output route.disposition"),
        ("zh: 买家所在市场", "zh: 市场", "fact market"),
        ("The platform pays for this return.", "It is free.", "clause R23"),
        (
            "The address took effect before the first order",
            "It was in effect",
            "definition address_ready",
        ),
    ],
)
def test_a_rewording_is_words_only(old: str, new: str, place: str) -> None:
    found = changes(backhaul.load(SHIPPED).model, changed((old, new)).model)

    assert [place] == [f"{change.part} {change.name}" for change in found]
    assert all(change.words_only for change in found)


def test_what_only_one_side_has_is_added_or_removed() -> None:
    old = small.policy(decisions=LADDER)
    new = small.policy(
        decisions=LADDER.replace('      - {id: b, when: "count > `1`", then: {answer: no}}\n', ""),
        facts=small.FACTS + "  fresh: {type: boolean}\n",
    )

    assert [("fact fresh", "added", ""), ("rule route/b", "removed", "rule 2 of 4")] == told(
        old, new
    )
    assert [("fact fresh", "removed", ""), ("rule route/b", "added", "rule 2 of 4")] == told(
        new, old
    )


def test_a_rule_with_another_name_is_renamed_and_not_replaced() -> None:
    assert [("rule route/z", "renamed", "")] == told(
        small.policy(decisions=LADDER), small.policy(decisions=LADDER.replace("id: b", "id: z"))
    )


def test_types_are_told_apart_from_words() -> None:
    old, new = (
        small.policy(),
        small.policy(facts=small.FACTS.replace("[red, green, blue]", "[red, green]")),
    )

    assert [("fact colour", "type", ""), ("fact other_colour", "type", "")] == told(old, new)
