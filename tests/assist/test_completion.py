"""What is offered at a place, also while the line is not finished."""

from __future__ import annotations

import pytest

from assist.marked import CASES, POLICY, marked, read
from backhaul.assist import Position, Reading, completions, edited

RULE = "      - id: next\n        "


def in_rule(line: str) -> str:
    return POLICY.replace("    otherwise:\n", f"{RULE}{line}\n    otherwise:\n", 1)


def offered(text: str, language: str = "en", **options: object) -> list[str]:
    whole, at = marked(text)
    return [each.label for each in completions(Reading(whole, "p.yaml"), at, language)]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("¦", ["leads", "when", "then", "because", "cites"]),
        ("wh¦", ["when"]),
        ("when: market == ¦", ["'SG'", "'TH'", "market"]),
        ("when: market == 'T¦", ["TH"]),
        ("when: \"contains(['¦'], market)\"", ["SG", "TH"]),
        ("when: {all: [late, wei¦", ["weight"]),
        ("when: weight ¦", ["==", "!="]),
        ("when: sent_at > came_at + 3 ¦", ["days", "hours", "minutes", "seconds"]),
        ("when: {¦", ["title", "all", "any", "not"]),
        ("then: {¦", ["answer", "until"]),
        ("then: {answer: ¦", ["freight", "nothing"]),
        ("then: {answer: freight, ¦", ["until"]),
        ("cites: [¦", ["P1"]),
        ("because: {¦", ["en", "zh"]),
        ('because: {en: "It weighs {we¦', ["weight"]),
    ],
)
def test_a_rule_is_completed_by_place_and_type(line: str, first: list[str]) -> None:
    assert offered(in_rule(line))[: len(first)] == first


@pytest.mark.parametrize(
    ("tail", "first"),
    [
        ("in¦", ["in_force", "invariants"]),
        ("show_times_at: ¦", ["time_allowed"]),
        ("in_force: {by: ¦", ["sent_at", "came_at"]),
        ("calendars:\n  ours: {weekend: [s¦", ["saturday", "sunday"]),
    ],
)
def test_the_sections_are_completed(tail: str, first: list[str]) -> None:
    found = offered(POLICY.partition("invariants:")[0] + tail)
    assert found[: len(first)] == first


def test_types_and_facts_are_offered_in_declarations() -> None:
    assert offered(POLICY.replace("cover: {type: colour}", "cover: {type: col¦}")) == ["colour"]
    assert "duration" in offered(POLICY.replace("type: duration", "type: ¦"))
    assert offered(POLICY.replace("by: market", "by: ¦")) == ["market", "cover"]
    assert "optional" in offered(
        POLICY.replace("cover: {type: colour}", "cover: {type: colour, ¦}")
    )


def test_a_rule_is_not_offered_the_outputs_of_its_own_decision() -> None:
    found = offered(in_rule("when: ¦"))
    assert "refund.answer" not in found
    holds = POLICY.replace('holds: "refund.answer', 'holds: "¦refund.answer')
    assert "refund.answer" in offered(holds)


def test_words_stand_beside_what_is_offered() -> None:
    whole, at = marked(in_rule("when: market == ¦"))
    found = completions(Reading(whole, "p.yaml"), at, "zh")
    assert [(each.label, each.detail) for each in found[:3]] == [
        ("'SG'", "新加坡"),
        ("'TH'", "泰国"),
        ("market", "市场"),
    ]


def test_a_function_is_offered_with_how_it_is_called_and_what_it_does() -> None:
    whole, at = marked(in_rule("when: pl¦"))
    [plus] = completions(Reading(whole, "p.yaml"), at, "zh")
    assert (plus.label, plus.kind, plus.detail, plus.edit.text) == (
        "plus(a, b)",
        "function",
        "a加b",
        "plus(",
    )


@pytest.mark.parametrize(
    ("written", "label", "wanted"),
    [
        ("when: wei¦ght > 1", "weight", "when: weight > 1"),
        ("when: market == 'T¦", "TH", "when: market == 'TH'"),
        ("when: market == 'S¦G'", "TH", None),
        (
            "then: {answer: no¦thing, until: due_at}",
            "nothing",
            "then: {answer: nothing, until: due_at}",
        ),
        ("wh¦", "when", "when:"),
    ],
)
def test_what_is_chosen_takes_the_place_of_the_word(
    written: str, label: str, wanted: str | None
) -> None:
    whole, at = marked(in_rule(written))
    every = {each.label: each for each in completions(Reading(whole, "p.yaml"), at)}
    if wanted is None:
        assert label not in every
        return
    assert edited(whole, [every[label].edit]).splitlines()[at.line - 1].strip() == wanted


@pytest.mark.parametrize(
    ("old", "new", "first"),
    [
        ("      cover: red", "      cover: ¦", ["red", "blue"]),
        ("      cover: red", "      co¦: red", ["cover"]),
        ("rules: {refund: was-late}", "rules: {refund: ¦}", ["was-late", "in-time"]),
        ("rules: {refund: was-late}", "rules: {¦}", ["refund"]),
        ("{answer: freight}", "{answer: ¦}", ["freight", "nothing"]),
        ("{answer: freight}", "{¦}", ["answer", "until"]),
        ("    expect:\n", "    expect:\n      st¦\n", ["status"]),
        ("policy: late", "policy: ¦", ["late"]),
    ],
)
def test_a_case_file_is_completed_out_of_its_policy(old: str, new: str, first: list[str]) -> None:
    whole, at = marked(CASES.replace(old, new))
    reading = Reading(whole, "a.yaml", others=[read()])
    assert [each.label for each in completions(reading, at)][: len(first)] == first


def test_nothing_is_offered_in_a_comment_or_outside_of_the_text() -> None:
    assert offered(POLICY + "# weig¦") == []
    assert completions(read(), Position(10_000, 1)) == ()
    assert completions(read(), Position(0, 0)) == ()
