"""A value by cases in the trace, in mutation and where it may be refused."""

import json

import pytest

import backhaul
from backhaul.analysis.changed_expressions import variants

TEXT = """\
language: 1
policy: fees
version: "1.0.0"
title: {en: Fees}
facts:
  heavy: {type: boolean}
  weight: {type: integer}
definitions:
  fee:
    cases:
      - {when: heavy, value: "plus(weight, `9223372036854775807`)"}
      - {when: "weight > `4`", value: 2}
    otherwise: 1
decisions:
  bill:
    outputs: {dear: {type: boolean}}
    rules: [{id: dear, when: "fee > `1`", then: {dear: true}}]
    otherwise: {then: {dear: false}}
"""


def test_the_trace_shows_the_cases_down_to_the_one_that_answers_with_their_margins() -> None:
    decision = backhaul.loads(TEXT, "fees.yaml").decide({"heavy": False, "weight": 7})
    (rule,) = json.loads(decision.trace_json())["bill"]["rules"]
    cases = rule["when"]["operands"][0]["cases"]

    assert [case["answers"] for case in cases] == ["no", "yes"]
    assert (cases[1]["when"]["margin"], cases[1]["value"]) == ({"by": 3}, 2)


def test_a_case_that_would_be_refused_refuses_nothing_where_it_may_not_answer() -> None:
    policy = backhaul.loads(TEXT, "fees.yaml")

    assert policy.decide({"weight": 7}).outcome == {"bill": {"dear": True}}
    assert policy.decide({"heavy": False, "weight": 7}).status == "decided"
    with pytest.raises(backhaul.FactError) as refused:
        policy.decide({"heavy": True, "weight": 7})
    assert [each.code for each in refused.value.diagnostics] == ["result-out-of-range"]


def test_mutation_leaves_a_case_out_and_puts_one_before_another() -> None:
    fee = backhaul.loads(TEXT, "fees.yaml").model.definitions["fee"].expression
    labels = [
        label for kind, label, _ in variants(fee, frozenset()) if kind in ("dropped", "order")
    ]

    assert labels == [
        "without the case heavy",
        "order: weight > `4` before heavy",
        "without the case weight > `4`",
    ]
