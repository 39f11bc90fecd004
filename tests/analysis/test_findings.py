"""What is found about rules and their conditions by proof: with its place, its reasons and such facts."""

from __future__ import annotations

import pytest

import small
from analysis.telling import CONSTRAINED, found, ladder, part_of, told
from backhaul.diagnostics import PolicyError
from backhaul.evaluation.decision import evaluate


def test_nothing_is_found_in_a_policy_that_needs_all_it_has() -> None:
    assert told("count > `3` && present(end) && end > start") == []
    assert told(decisions=ladder("colour == 'red'", "count > `3`", "flag")) == []


def test_a_rule_that_never_answers_names_the_rules_that_take_its_cases_and_no_others() -> None:
    rules = ladder("flag", "count > `5`", "colour == 'red'", "count <= `5`", "colour == 'blue'")
    (one,) = [f for f in found(decisions=rules) if f.about == ("route", "r4")]

    assert one.diagnostic.code == "never-answers"
    assert one.diagnostic.severity == "warning"
    assert "`r1`, `r3` above it take all its cases" in one.diagnostic.message
    assert [words for words, _ in one.diagnostic.related] == [
        "`r1` comes before it",
        "`r3` comes before it",
    ]


def test_a_rule_whose_condition_no_facts_meet_names_the_constraint() -> None:
    rules = ladder("flag", "count < `1` && colour == 'red'", "colour == 'blue'")
    (one,) = found(decisions=rules, constraints=CONSTRAINED)

    assert (one.diagnostic.code, one.about) == ("never-answers", ("route", "r1"))
    assert [words for words, _ in one.diagnostic.related] == ["the constraint `some` says so"]
    assert "no facts that are accepted meet its condition" in one.diagnostic.message


@pytest.mark.parametrize("hit", ["first", "unique"])
def test_otherwise_that_never_answers_is_a_note(hit: str) -> None:
    rules = ladder("flag", "!flag", hit=hit)
    found_ones = [f for f in found(decisions=rules) if f.diagnostic.code == "never-answers"]

    assert [(f.about, f.diagnostic.severity) for f in found_ones] == [
        (("route", "otherwise"), "note")
    ]


def test_otherwise_that_the_language_asks_for_is_not_told() -> None:
    claims = "invariants:\n  - {id: one, holds: \"route.answer == 'yes' || !flag\"}\n"

    assert told(decisions=ladder("flag", "!flag"), invariants=claims) == []


def test_rules_that_overlap_are_shown_by_facts_that_the_definition_refuses() -> None:
    rules = ladder(
        "colour == 'red'", "count > `3`", "colour == 'blue' && count < `2`", hit="unique"
    )
    (one,) = found(decisions=rules)

    assert (one.diagnostic.code, one.about) == ("rules-may-overlap", ("route", "r0", "r1"))
    assert one.facts is not None
    assert (one.facts["colour"], one.facts["count"]) == ("red", 4)
    with pytest.raises(PolicyError, match="rules-overlap"):
        evaluate(small.policy(decisions=rules).model, one.facts)


@pytest.mark.parametrize(
    ("rules", "about", "wide", "narrow"),
    [
        (("flag", "flag && count > `3`"), ("r0", "r1"), "r0", "r1"),
        (("flag && count > `3`", "flag"), ("r0", "r1"), "r1", "r0"),
        (("count > `3`", "flag", "count > `3` && flag"), ("r0", "r1"), None, None),
    ],
)
def test_a_rule_that_matches_only_where_another_does_is_said_to_overlap_and_nothing_against_it(
    rules: tuple[str, ...], about: tuple[str, str], wide: str | None, narrow: str | None
) -> None:
    told_of = found(decisions=ladder(*rules, hit="unique"))
    first = told_of[0]

    # nothing says of a rule, part or definition that it comes to nothing where facts do meet it
    assert {each.diagnostic.code for each in told_of} == {"rules-may-overlap"}
    assert first.about == ("route", *about)
    if wide:
        wanted = f"`{wide}` matches all facts that `{narrow}` does, and only one may"
        assert first.diagnostic.message == wanted


def test_facts_for_which_rules_overlap_count_for_what_else_is_found() -> None:
    overlapping = ladder("flag", "flag && count > `3`", hit="unique")
    later = """\
  second:
    outputs:
      answer: {type: choice, choices: [yes, no]}
    rules:
      - {id: much, when: both, then: {answer: yes}}
    otherwise: {then: {answer: no}}
"""
    both = 'definitions:\n  both: {all: [flag, "count > `3`"]}\n'

    (one,) = found(decisions=overlapping + later, definitions=both)

    assert one.diagnostic.code == "rules-may-overlap"
    assert one.facts is not None
    assert (one.facts["flag"], one.facts["count"]) == (True, 4)


def test_rules_that_overlap_for_all_facts_leave_none_to_be_accepted() -> None:
    rules = ladder("flag || !flag", "count > `3` || count < `4`", hit="unique")

    (one,) = found(decisions=rules)

    assert one.diagnostic.code == "constraints-contradict"


def test_facts_that_no_rule_covers_are_shown() -> None:
    rules = ladder("flag", "colour != 'green'", "count != `7`", otherwise=False)
    (one,) = found(decisions=rules)

    assert (one.diagnostic.code, one.about) == ("not-covered", ("route",))
    assert one.facts is not None
    assert (one.facts["flag"], one.facts["colour"], one.facts["count"]) == (False, "green", 7)
    assert evaluate(small.policy(decisions=rules).model, one.facts).status == "uncovered"
    covered = ladder("flag", "colour != 'green'", "colour == 'green'", otherwise=False)
    assert told(decisions=covered) == []


@pytest.mark.parametrize(
    ("condition", "part", "value"),
    [
        ("flag && count >= `0`", "count >= `0`", "true"),
        ("flag || count < `1`", "count < `1`", "false"),
        ("flag && !(count < `0`)", "!(count < `0`)", "true"),
        ("flag && (count == `4` || colour == 'red' || colour != 'red')", None, "true"),
    ],
)
def test_a_part_that_is_always_the_same_is_a_warning(
    condition: str, part: str | None, value: str
) -> None:
    whole = part or "count == `4` || colour == 'red' || colour != 'red'"

    assert told(condition, constraints=CONSTRAINED) == [(f"always-{value}", whole, value)]


@pytest.mark.parametrize(
    ("condition", "part", "value"),
    [
        ("colour == 'red' && colour != 'blue'", "colour != 'blue'", "true"),
        ("count > `3` && flag && count > `2`", "count > `2`", "true"),
        ("flag || (!flag && count > `2`)", "!flag", "true"),
        ("count > `3` || (flag && count > `5`)", "flag && count > `5`", "false"),
        ("flag && (count > `3` || !flag)", "!flag", "false"),
    ],
)
def test_a_part_that_makes_no_difference_is_a_note(condition: str, part: str, value: str) -> None:
    assert told(condition) == [("makes-no-difference", part, value)]


def test_of_two_parts_that_say_the_same_the_later_one_is_told() -> None:
    assert told("count > `3` && flag && count >= `4`") == [
        ("makes-no-difference", "count >= `4`", "true")
    ]


def test_a_part_that_the_rules_above_make_needless_names_them() -> None:
    rules = ladder("flag", "colour == 'red'", "!flag && count > `3`")
    (one,) = found(decisions=rules)

    assert part_of(one) == "!flag"
    assert [words for words, _ in one.diagnostic.related] == ["`r0` comes before it"]


@pytest.mark.parametrize(
    "condition",
    [
        "present(end) && end > start",
        "not_present(end) || end > start",
        "flag && !(not_present(end) || end > start)",
    ],
)
def test_a_guard_is_not_told(condition: str) -> None:
    assert told(condition) == []


def test_a_second_guard_is_told() -> None:
    assert told("present(end) && end > start && present(end)") == [
        ("makes-no-difference", "present(end)", "true")
    ]


def test_a_guard_of_what_a_rule_gives_or_says_is_not_told() -> None:
    decisions = """\
decisions:
  route:
    outputs: {until: {type: datetime, optional: true}}
    rules:
      - id: ends
        when: "flag && present(end)"
        then: {until: end}
      - id: length
        when: "present(end) && colour == 'red'"
        then: {until: start}
        because: {en: "It ends {end}."}
    otherwise: {then: {until: null}}
"""
    constraints = 'constraints:\n  - {id: ends, holds: "present(end)"}\n'

    assert told(decisions=decisions, constraints=constraints) == []


def test_the_last_rule_may_take_all_that_is_left() -> None:
    rules = ladder("colour == 'red'", "colour == 'green'", "colour == 'blue'", otherwise=False)

    assert told(decisions=rules) == []
