"""A file may hold very many names: no sentence lists them all, and no mistake is compared with all."""

import pytest

import backhaul
from backhaul.diagnostics import COMPARED, LISTED, PolicyError, listed, nearest
from backhaul.document.node import FEW, MapNode
from backhaul.document.reader import read

HEAD = 'language: 1\npolicy: many\nversion: "1.0.0"\ntitle: {en: Many}\n'
RULES = """\
decisions:
  route:
    outputs: {answer: {type: text}}
    rules:
      - {id: one, when: CONDITION, then: {answer: x}}
"""


def help_of(facts: str, condition: str) -> str:
    text = HEAD + facts + RULES.replace("CONDITION", condition)
    with pytest.raises(PolicyError) as caught:
        backhaul.loads(text.encode(), "many.yaml")
    (mistake,) = caught.value.diagnostics
    return mistake.help


def test_a_list_of_very_many_names_is_cut() -> None:
    names = [f"n{i}" for i in range(LISTED + 50)]

    assert listed(names[:3], "`") == "`n0`, `n1`, `n2`"
    assert listed(names[:LISTED]).endswith(f", n{LISTED - 1}")
    assert listed(names).endswith(f", n{LISTED - 1} and 50 more")


def test_a_wrong_name_is_compared_with_a_bounded_number_of_names() -> None:
    names = [f"n{i}" for i in range(COMPARED)]

    assert nearest("n7x", names) == "did you mean `n7`?"
    assert nearest("n7x", [*names, "one more"]) == ""


def test_the_choices_in_a_sentence_are_cut() -> None:
    choices = ", ".join(f"c{i}" + ("\n   " if i % 9 == 0 else "") for i in range(COMPARED + 1))

    found = help_of(f"facts: {{a: {{type: choice, choices: [{choices}]}}}}\n", "a == 'other'")

    assert found.endswith(f"c{LISTED - 1} and {COMPARED + 1 - LISTED} more")


def test_an_unknown_name_among_very_many_is_told_without_a_suggestion() -> None:
    few, many = (
        "facts:\n" + "".join(f"  f{i}: {{type: boolean}}\n" for i in range(count))
        for count in (20, COMPARED + 1)
    )

    assert help_of(few, "f1x") == "did you mean `f1`?"
    assert help_of(many, "f1x") == ""


def test_an_entry_is_found_in_a_mapping_of_any_size() -> None:
    for count in (FEW, FEW + 1):
        document, _ = read("".join(f"k{i}: v{i}\n" for i in range(count)), "f")
        assert document is not None
        root = document.root
        alike = MapNode(root.entries, root.span)
        assert bool(root.index) == (count > FEW)
        for name in (f"k{count - 1}", "k0", "other"):
            assert root.get(name) == alike.get(name)
            assert root.key(name) == alike.key(name)
        assert root == alike
