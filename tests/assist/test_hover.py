"""What is told of a place, where its name is declared, and where it is named."""

from __future__ import annotations

import pytest

from assist.marked import CASES, POLICY, before, read
from backhaul.assist import Position, Reading, definition, hover, outline, references


def told(found: str, language: str = "en") -> dict[str, object]:
    place = before(found)
    answer = hover(read(), Position(place.line, place.column + 1), language)
    assert answer, found
    return {key: value for key, value in answer.to_dict().items() if key != "at"}


def test_a_fact_is_told_with_title_type_and_unit() -> None:
    assert told("weight > 20") == {
        "kind": "fact",
        "name": "weight",
        "title": "Weight",
        "type": "integer",
        "unit": "kg",
    }


def test_a_choice_fact_is_told_with_its_choices_in_the_language() -> None:
    found = told("market: {type", "zh")
    assert (found["title"], found["choices"]) == (
        "市场",
        [{"name": "SG", "text": "新加坡"}, {"name": "TH", "text": "泰国"}],
    )


def test_a_parameter_is_told_with_its_values_and_clauses() -> None:
    found = told("time_allowed)")
    assert found["values"] == [{"name": "SG", "text": "3 days"}, {"name": "TH", "text": "5 days"}]
    assert found["clauses"] == [{"name": "P1", "text": "A parcel arrives in time."}]


@pytest.mark.parametrize(
    ("found", "kind", "name"),
    [
        ("P1]\n    otherwise", "clause", "P1"),
        ("was-late", "rule", "was-late"),
        ("present(came_at),", "function", "present"),
        ("answer: freight", "output", "refund.answer"),
        ("answer != 'freight'", "output", "refund.answer"),
        ("colour}", "type", "colour"),
        ("only-late", "invariant", "only-late"),
        ("cites: [P1]\nfacts", "key", "cites"),
        ("weight}.", "fact", "weight"),
    ],
)
def test_everything_that_has_a_name_is_told(found: str, kind: str, name: str) -> None:
    answer = told(found)
    assert (answer["kind"], answer["name"]) == (kind, name)


def test_where_a_name_is_declared_and_named() -> None:
    cases = Reading(CASES, "cases/a.yaml", others=[read()])
    [(file, at)] = definition(cases, before("weight", CASES))
    assert (file, at.start) == ("1.0.0.yaml", before("weight: {"))
    policy = Reading(POLICY, "1.0.0.yaml", others=[Reading(CASES, "cases/a.yaml")])
    found = references(policy, before("weight > 20"))
    assert len(found) == 6
    assert all(
        (POLICY if file == "1.0.0.yaml" else CASES).split("\n")[at.start.line - 1][
            at.start.column - 1 : at.end.column - 1
        ]
        == "weight"
        for file, at in found
    )


def test_names_are_found_in_a_text_that_is_not_finished() -> None:
    broken = POLICY.replace("when: {any: [late, weight > 20]}", "when: {any: [late, weight > ")
    answer = hover(read(broken), before("due_at: {", broken))
    assert answer
    assert answer.name == "due_at"


def test_the_outline_has_sections_decisions_and_rules_with_titles() -> None:
    sections = {entry.name: entry for entry in outline(read(), "zh")}
    [refund] = sections["decisions"].below
    assert (refund.title, [rule.name for rule in refund.below]) == ("退款", ["was-late", "in-time"])
    assert sections["title"].title == "迟到的包裹"
    assert sections["facts"].whole.end.line == before("constraints:").line - 1
