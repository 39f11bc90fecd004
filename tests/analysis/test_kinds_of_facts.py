"""Whatever kind of fact a policy has, a comparison by proof still sees what changes."""

import pytest

import backhaul

POLICY = """\
language: 1
policy: kinds
version: "1.0.0"
title: {en: Kinds}
parameters:
  most: {type: integer, value: 5}
facts:
  count: {type: integer}
  market: {type: choice, choices: [SG, TH]}
  other: OTHER
decisions:
  shown:
    outputs: {many: {type: boolean}}
    rules: [{id: many, when: count > most, then: {many: true}}]
    otherwise: {then: {many: false}}
"""
KINDS = (
    "{type: boolean}",
    "{type: integer, unit: days}",
    "{type: decimal}",
    "{type: decimal, places: 2}",
    "{type: decimal, places: 2, unit: USD}",
    "{type: decimal, unit: {by: market, values: {SG: SGD, TH: THB}}}",
    "{type: text}",
    "{type: choice, choices: [30-60, in transit]}",
    "{type: datetime}",
    "{type: date}",
    "{type: duration}",
)


def policy(other: str, most: int = 5) -> backhaul.Policy:
    text = POLICY.replace("OTHER", other).replace("value: 5", f"value: {most}")
    return backhaul.loads(text.encode(), "kinds.yaml")


def verdict(old: backhaul.Policy, new: backhaul.Policy) -> object:
    proof = backhaul.compare(old, new, prove=True, jobs=1).proof
    assert proof is not None
    return proof["verdict"]


@pytest.mark.parametrize("optional", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_seen_beside_every_kind_of_fact(kind: str, optional: bool) -> None:
    other = kind.replace("{type", "{optional: true, type", 1) if optional else kind

    assert verdict(policy(other), policy(other, most=6)) == "different"
    assert verdict(policy(other), policy(other)) == "alike"


def test_a_fact_of_other_places_is_another_fact_and_hides_no_change() -> None:
    old, new = policy("{type: decimal, places: 2}"), policy("{type: decimal, places: 4}", most=6)

    assert verdict(old, new) == "different"
