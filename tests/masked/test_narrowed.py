"""What is known only through a masked fact is hidden like that fact itself."""

import json
from typing import get_args

import pytest

import backhaul
from backhaul.comparison.judge import Judge
from backhaul.decision import Form
from backhaul.diagnostics import BackhaulError

POLICY = """\
language: 1
policy: narrowed
version: "1.0.0"
title: {en: Narrowed}
facts:
  born_at: {type: datetime, masked: true}
  as_of: {type: datetime, changeable: true}
  number: {type: integer, masked: true}
  limit: {type: integer, changeable: true}
  above: {type: integer, changeable: true}
  other: {type: integer, changeable: true}
  home: {type: choice, choices: [here, there], masked: true}
  away: {type: choice, choices: [here, there]}
parameters:
  cut: {type: datetime, value: "2026-06-01T00:00:00Z"}
  wait: {type: duration, by: home, values: {here: 31 days, there: 77 days}}
constraints:
  - {id: born-before, holds: born_at <= as_of}
  - {id: limited, holds: limit >= number}
  - {id: above-that, holds: above > limit}
  - {id: away-from-home, holds: away != home}
  - {id: some-other, holds: other >= `4`}
definitions:
  due: {value: "plus(as_of, wait)"}
  near: away == 'here'
decisions:
  answer:
    outputs:
      said: {type: choice, choices: [x, y]}
      at: {type: datetime}
      most: {type: integer}
      any: {type: integer}
      near: {type: boolean}
    rules:
      - {id: late, when: "as_of > cut && limit > `3`", then: {said: x, at: as_of, most: above, any: other, near: near}}
    otherwise: {then: {said: y, at: as_of, most: above, any: other, near: near}}
  list:
    hit: collect
    outputs: {at: {type: datetime}}
    rules:
      - {id: listed, when: as_of < due, then: {at: as_of}, because: {en: "It is {as_of}, above {above}."}}
"""
SECRET = {"born_at": "1987-06-05T04:03:02Z", "number": 7777, "home": "here"}
TOLD = ("1987", "7777", "7778", "31 days")


def policy(text: str = POLICY) -> backhaul.Policy:
    return backhaul.loads(text.encode(), "narrowed.yaml")


def _settled(decision: backhaul.Decision, name: str) -> bool:
    return name in decision.outcome and not isinstance(decision.outcome[name], list)


def everything(decision: backhaul.Decision) -> dict[str, str]:
    """All that a decision says of itself, by how it is asked."""
    said = {
        f"{form} {why}": decision.explain(form=form, why=why)
        for form in get_args(Form)
        for why in ("short", "full")
    }
    said["record"] = json.dumps(decision.to_dict(trace=True))
    said["answer"] = decision.to_json()
    said["line"] = decision.receipt_text()
    said["trace"] = decision.trace_json()
    said["repr"] = repr(decision) + "".join(
        repr(decision[name]) for name in decision.statuses if _settled(decision, name)
    )
    return said


def test_what_a_constraint_with_a_masked_fact_narrows_is_told_in_no_form() -> None:
    for form, said in everything(policy().decide(SECRET)).items():
        assert [told for told in TOLD if told in said] == [], form


def test_what_other_facts_narrow_is_told() -> None:
    record = policy().decide(SECRET).to_dict()

    assert record["possible"]["answer"]["any"] == {"from": 4}
    assert record["possible"]["answer"]["most"] == {"masked": True}
    assert record["outcome"]["answer"]["near"] == {"masked": True}
    assert policy().decide({}).to_dict()["possible"]["answer"]["near"] == [False, True]


def test_the_program_itself_has_the_values() -> None:
    decision = policy().decide(SECRET)

    assert decision["answer"]["near"] is False
    assert decision.possible["answer"]["most"].start == 7778


def test_an_interval_never_ends_where_a_masked_choice_says() -> None:
    facts = {**SECRET, "limit": 8000, "above": 9000, "other": 4, "away": "there"}
    with pytest.raises(BackhaulError) as caught:
        policy().timeline(facts)

    assert [d.fact for d in caught.value.diagnostics] == ["born_at", "home"]
    assert "timeline-masked" in str(caught.value)
    del facts["born_at"], facts["home"]
    assert len(policy(POLICY.replace("at: as_of", "at: cut")).timeline(facts)) > 0


def test_a_change_that_a_masked_value_asks_for_is_not_told() -> None:
    pytest.importorskip("z3")
    text = POLICY.replace("as_of > cut && limit > `3`", "above > number && other > `8`")
    text = text.replace("  - {id: limited, holds: limit >= number}\n", "")
    facts = {**SECRET, "as_of": "2020-01-01T00:00:00Z", "away": "there"}
    decision = policy(text).decide({**facts, "limit": 5, "above": 6, "other": 4})
    flip = decision.flip(said="x")

    assert flip.changes == {"above": (6, 7778), "other": (4, 9)}
    assert flip.to_dict()["changes"]["above"] == {"from": 6, "to": {"masked": True}}
    assert flip.to_dict()["changes"]["other"] == {"from": 4, "to": 9}
    assert "777" not in flip.explain()
    assert "above: another value" in flip.explain()


def test_a_comparison_does_not_tell_a_choice_that_a_masked_one_leaves() -> None:
    new = POLICY.replace("near: near}}\n    otherwise", "near: true}}\n    otherwise")
    facts = {**SECRET, "as_of": "2026-07-01T00:00:00Z", "limit": 8000, "above": 9000, "other": 4}
    verdict = Judge(policy().model, policy(new).model).verdict(facts, facts)

    assert [(flip.output, flip.old, flip.new) for flip in verdict.flips] == [
        ("answer.near", "(masked)", "(masked, another)")
    ]
