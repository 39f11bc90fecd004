"""A unit is called what it is called in the language of the answer, and stays one unit in all of them."""

import json

import pytest

import backhaul
import small
from backhaul.language.stored import form_of, from_data

FACTS = """\
facts:
  market: {type: choice, choices: [SG, TH], title: {en: Market, zh: 市场}}
  taken: {type: integer, unit: working days, title: {en: Taken, zh: 用时}}
  paid: {type: decimal, places: 2, unit: {by: market, values: {SG: {en: dollars, zh: 新元}, TH: THB}}, title: {en: Paid, zh: 实付}}
"""
PARAMETERS = """\
parameters:
  most: {type: integer, unit: {en: working days, zh: 个工作日}, value: 17, title: {en: Most, zh: 最多}}
"""
DECISIONS = """\
decisions:
  route:
    outputs:
      left: {type: integer, unit: {en: working days, zh: 个工作日}, title: {en: Left, zh: 剩余}}
    rules:
      - id: late
        when: taken > most
        then: {left: 0}
        because: {en: "More than {most}.", zh: "超过{most}。"}
    otherwise: {then: {left: most - taken}, because: {en: "{paid} were paid.", zh: "实付{paid}。"}}
"""


def _policy(**sections: str) -> backhaul.Policy:
    text = small.text(
        **{"facts": FACTS, "parameters": PARAMETERS, "decisions": DECISIONS, **sections}
    )
    return backhaul.loads(text.replace("{en: Small}", "{en: Small, zh: 小}").encode(), "small.yaml")


def _said(language: str, **facts: object) -> str:
    given = {"market": "SG", "taken": 7, "paid": "1.50", **facts}
    return _policy().decide(given).explain(language)


def test_words_show_the_unit_of_their_language() -> None:
    assert "1.50 dollars were paid." in _said("en")
    assert "实付1.50新元。" in _said("zh")
    assert "实付1.50 THB。" in _said("zh", market="TH")
    assert "More than 17 working days." in _said("en", taken=18)
    assert "超过17个工作日。" in _said("zh", taken=18)
    assert "10个工作日" in _said("zh")


def test_a_unit_without_words_stays_as_it_is_written() -> None:
    assert "7 working days" in _said("zh")


def test_its_words_are_no_part_of_the_type_and_survive_the_compiled_form() -> None:
    policy = _policy()
    types = (policy.model.parameters["most"].type, policy.model.facts["taken"].type)
    form = json.loads(form_of(policy.model))
    kept = from_data(form, "small.yaml").parameters["most"].type

    assert types[0] == types[1]
    assert kept.unit
    assert kept.unit.said("zh") == ("个工作日",)


def test_words_of_a_unit_have_the_languages_of_the_policy() -> None:
    lacking = PARAMETERS.replace(", zh: 个工作日", "")

    with pytest.raises(backhaul.PolicyError) as caught:
        _policy(parameters=lacking)
    (wrong,) = caught.value.diagnostics
    assert (wrong.code, wrong.message) == ("missing-language", "the text is missing in `zh`")
