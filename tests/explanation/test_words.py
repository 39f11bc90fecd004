"""The catalogues, and which language is spoken."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import backhaul.explanation
import small
from backhaul.diagnostics import BackhaulError
from backhaul.evaluation.decision import evaluate
from backhaul.explanation.explain import explain
from backhaul.explanation.words import CATALOGUES, CHINESE, ENGLISH, SAME, fill
from explanation.loading import explained, held, load_policy, loads

THAI = """\
language: 1
policy: small
version: "1.0.0"
title: {th: นโยบาย}
facts: {flag: {type: boolean, title: {th: ธง}}}
decisions:
  route:
    outputs: {answer: {type: choice, choices: {yes: {th: ใช่}, no: {th: ไม่}}, role: what}}
    rules: [{id: rule, when: flag, then: {answer: yes}, because: {th: เพราะ}}]
    otherwise: {then: {answer: no}}
"""


def test_every_catalogue_has_the_same_entries_with_the_same_names_in_them() -> None:
    names = re.compile(r"\{[a-z]+\}")
    wanted = {key: set(names.findall(text)) for key, text in ENGLISH.items()}

    for catalogue in CATALOGUES.values():
        assert wanted == {key: set(names.findall(text)) for key, text in catalogue.items()}


def test_no_entry_of_a_catalogue_is_empty() -> None:
    assert all(text.strip() or key == "unit-join" for key, text in CHINESE.items())
    assert all(ENGLISH.values())


def test_every_entry_of_the_catalogues_is_used() -> None:
    room = Path(backhaul.explanation.__file__).parent
    files = [file for file in room.glob("*.py") if file.name != "words.py"]
    source = "".join(file.read_text(encoding="utf-8") for file in files).replace("'", '"')
    made = {f"{kind}-of" for kind in ("all", "any", "not", "truth")}
    made |= {f"{u}-{n}" for u in ("day", "hour", "minute", "second") for n in ("one", "many")}
    made |= {
        *SAME.values(),
        "decided",
        "undetermined",
        "uncovered",
        "every-case-yes",
        "every-case-no",
    }

    assert [key for key in ENGLISH if f'"{key}"' not in source and key not in made] == []


def test_a_language_that_the_policy_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(BackhaulError) as caught:
        explain(explained("held"), "fr")

    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "unknown-language"
    assert diagnostic.help == "it has `en`, `zh`"


def test_a_language_without_a_catalogue_gets_the_policys_words_and_english_ones() -> None:
    said = explain(evaluate(loads(THAI), {"flag": True}), "th", "full")

    assert said.startswith("ใช่\n")
    assert "Why\n  เพราะ\n" in said
    assert "ธง: yes" in said


def test_names_are_replaced_once_and_never_as_attributes_or_formats() -> None:
    @dataclass
    class Loud:
        def __format__(self, _: str) -> str:
            raise AssertionError

    assert fill("{a} and {x.__class__}", {"a": "{b}", "b": "no"}) == "{b} and {x.__class__}"
    assert fill("{a!r} {a:>9} {a}", {"a": "1"}) == "{a!r} {a:>9} 1"


def test_the_same_facts_are_explained_the_same_way_every_time() -> None:
    first = explain(evaluate(load_policy(), held()), "zh", "full", "html")

    assert first == explain(evaluate(load_policy(), held()), "zh", "full", "html")


def test_a_formula_of_many_values_is_said_with_all_of_them() -> None:
    facts = "facts: {price: {type: decimal, places: 2}, fee: {type: decimal, places: 2}, count: {type: integer}}\n"
    policy = small.policy("round((price - fee) * count / 3, 2, 'half_up') > fee", facts=facts)

    said = policy.decide({"price": "12.90", "fee": "0.50", "count": 95}).explain()

    assert "(price − fee) × count ÷ 3, rounded half up to 2 places (392.67)" in said
