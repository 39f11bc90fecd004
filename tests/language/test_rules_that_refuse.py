"""A rule that does not answer still refuses a case by a result that is out of range; a value by cases does not."""

from __future__ import annotations

import pytest

import backhaul

_POLICY = """
language: 1
policy: areas
version: "1.0.0"
title: {{en: Areas}}
facts: {{small: {{type: boolean}}, side: {{type: integer}}}}
definitions: {{area: {definition}}}
decisions:
  size:
    outputs: {{area: {{type: integer}}}}
    rules: [{{id: small, when: small, then: {{area: 1}}}}, {{id: second, when: {condition}, then: {{area: {output}}}}}]
    otherwise: {{then: {{area: 3}}}}
"""
FACTS = {"small": True, "side": 10**12}
PLAIN = {"definition": "{value: side}", "condition": "side > 5", "output": "2"}
SHIELDED = "{cases: [{when: side < 3000000, value: side * side}], otherwise: 0}"


@pytest.mark.parametrize("part", ["condition", "output", "definition"])
def test_a_rule_below_the_answer_refuses_a_case_out_of_range(part: str) -> None:
    written = {
        "condition": "side * side > 5",
        "output": "side * side",
        "definition": "{value: side * side}",
    }[part]
    policy = backhaul.loads(_POLICY.format(**{**PLAIN, part: written}), "areas.yaml")

    for _ in range(3):
        with pytest.raises(backhaul.FactError) as refused:
            policy.decide(FACTS)
        assert [each.code for each in refused.value.diagnostics] == ["result-out-of-range"]


def test_a_value_by_cases_refuses_nothing_that_does_not_answer() -> None:
    parts = {"definition": SHIELDED, "condition": "area > 5", "output": "area"}
    policy = backhaul.loads(_POLICY.format(**parts), "areas.yaml")

    assert policy.decide(FACTS).outcome == {"size": {"area": 1}}
