"""Half of a character: two that stand side by side are one, and one alone is refused, by every reader alike."""

import json
from typing import Any

import pytest

import backhaul
from backhaul.cases.suite import check
from backhaul.diagnostics import BackhaulError, FactError, PolicyError
from backhaul.document.json_reader import read_json
from backhaul.document.node import plain
from backhaul.document.reader import read
from small import COMPLETE, policy, text

PAIR, LONE = r"\ud83d\udce6", r"\ud83d"
NOTE = 'note: {type: text, optional: true, title: {en: "%s"}}'


def titled(words: str) -> bytes:
    return text().replace("note: {type: text, optional: true}", NOTE % words).encode()


@pytest.mark.parametrize("libyaml", [True, False, None])
@pytest.mark.parametrize("where", ['{"%s": 1}', '{"a": "x %s y"}', '{"a": ["%s"]}', '{a: "%s"}'])
def test_two_halves_are_the_character_in_yaml_and_json(where: str, libyaml: bool | None) -> None:
    document, mistakes = read(where % PAIR, "text.yaml", libyaml=libyaml)

    assert mistakes == []
    assert document
    expected = json.loads((where % "📦").replace("{a:", '{"a":'))
    assert plain(document.root) == expected
    if "{a:" not in where:
        assert read_json(where % PAIR, "text.json") == expected


@pytest.mark.parametrize("libyaml", [True, False, None])
@pytest.mark.parametrize("escape", [LONE, r"\udce6", r"\udce6\ud83d", r"\uD83D \uDCE6"])
@pytest.mark.parametrize("where", ['{"%s": 1}', '{"a": "x %s y"}', '{"a": ["%s"]}'])
def test_half_a_character_is_refused_at_its_place(
    where: str, escape: str, libyaml: bool | None
) -> None:
    document, mistakes = read(where % escape, "text.yaml", libyaml=libyaml)
    with pytest.raises(FactError) as caught:
        read_json(where % escape, "text.json")

    column = where.index("%") + 1
    for found in (mistakes[0], caught.value.diagnostics[0]):
        assert (found.code, found.span and found.span.column) == ("hidden-character", column)
    # what is made of it all the same can be written
    str(plain(document.root) if document else "").encode()
    str(caught.value).encode()


def test_a_word_after_two_halves_stands_at_its_own_place() -> None:
    document, _ = read(r'a: "\ud83d\udce6 word"', "text.yaml")

    assert document
    node: Any = document.root.get("a")
    assert node.place(2).column == node.span.text.index("word") + 1


def test_a_policy_and_its_cases_have_the_character() -> None:
    loaded = backhaul.loads(titled(PAIR), "small.yaml")
    cases, mistakes = read(
        f'policy: small\ncases: [{{name: "{PAIR}", facts: {{note: "{PAIR}"}}, expect: {{status: decided}}}}]',
        "cases.yaml",
    )

    assert loaded.digest == backhaul.loads(titled("📦"), "small.yaml").digest
    assert cases
    (case,) = check(cases, mistakes).cases
    assert (case.name, case.facts) == ("📦", {"note": "📦"})


def test_a_policy_with_half_a_character_is_refused() -> None:
    with pytest.raises(PolicyError) as caught:
        backhaul.loads(titled(LONE), "small.yaml")

    assert [d.code for d in caught.value.diagnostics] == ["hidden-character"]


HALF = chr(0xD83D)


@pytest.mark.parametrize(
    "facts",
    [
        {"note": HALF}, {"colour": HALF}, {"price": HALF}, {"start": HALF}, {"length": HALF},
        {HALF: 1}, {"flag": HALF}, {"start": {"from": HALF}}, {"start": {HALF: 1}},
        {"start": {"day": HALF, "offset": HALF}},
    ],
)  # fmt: skip
def test_half_a_character_from_python_is_a_fact_error_that_can_be_printed(
    facts: dict[str, object],
) -> None:
    small = policy()
    for _ in range(12):  # by the definition, and by the compiled form
        with pytest.raises(BackhaulError) as caught:
            small.decide({**COMPLETE, **facts})
        for found in caught.value.diagnostics:
            (found.message + found.help + (found.fact or "") + str(found)).encode()
    (given_back,) = small.decide_many([{**COMPLETE, **facts}], errors="return")
    str(given_back).encode()
