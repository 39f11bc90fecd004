"""Values as people read them."""

from typing import Any

import pytest

from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.known import ABSENT, Known, anything, exactly
from backhaul.explanation.explain import explain
from backhaul.explanation.values import NO_OFFSET, Speaker
from backhaul.language.kinds import LIMITS, SECOND, Held, Kind, Type
from backhaul.language.written_values import parse_instant
from explanation.loading import held, load_policy, loads
from small import COMPLETE, FACTS, text

TIME, LENGTH = Type(Kind.DATETIME), Type(Kind.DURATION)


def speaker(language: str = "en", **facts: Any) -> Speaker:
    evaluation = evaluate(load_policy(), {**held(), **facts})
    return Speaker.of(evaluation, language)


def at(text: str) -> int:
    held = parse_instant(text)
    assert isinstance(held, int)
    return held


def test_times_are_shown_at_the_offset_of_the_market() -> None:
    moment = exactly(at("2026-03-02T03:00:00Z"))

    assert speaker().value(TIME, moment) == "2026-03-02 10:00 (UTC+07:00)"
    assert speaker("zh").value(TIME, moment) == "2026-03-02 10:00（UTC+07:00）"
    malaysia = speaker(market="MY")
    assert malaysia.value(TIME, moment) == "2026-03-02 11:00 (UTC+08:00)"
    assert malaysia.zone_note == "All times are UTC+08:00."


def test_times_are_shown_in_utc_and_said_to_be_where_the_market_is_not_known() -> None:
    facts = held()
    del facts["market"]
    said = explain(evaluate(load_policy(), facts))

    assert "All times are UTC, because the local offset is not known." in said
    assert "UTC+" not in said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-02T03:00:00Z", "2026-03-02 10:00"),
        ("2026-03-02T03:00:07Z", "2026-03-02 10:00:07"),
        ("2026-03-02T03:00:00.25Z", "2026-03-02 10:00:00.25"),
        ("2026-03-02T03:00:00.000001Z", "2026-03-02 10:00:00.000001"),
        ("2025-12-31T17:00:00Z", "2026-01-01 00:00"),
        ("1900-01-01T00:00:00Z", "1900-01-01 07:00"),
        ("2199-12-31T23:59:59Z", "2200-01-01 06:59:59"),
    ],
)
def test_seconds_are_shown_where_there_are_any(text: str, shown: str) -> None:
    assert shown == speaker().value(TIME, exactly(at(text)), NO_OFFSET)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 seconds", "0秒"),
        (1, "1 second", "1秒"),
        (37, "37 seconds", "37秒"),
        (3 * 86_400 + 2 * 3600, "3 days 2 hours", "3天2小时"),
        (86_400 + 61, "1 day 1 minute 1 second", "1天1分钟1秒"),
        (-3600, "-1 hour", "-1小时"),
        (0.5, "0.5 seconds", "0.5秒"),
        (0.000001, "0.000001 seconds", "0.000001秒"),
    ],
)
def test_lengths_are_told_in_units(seconds: float, english: str, chinese: str) -> None:
    length = exactly(round(seconds * SECOND))

    assert english == speaker().value(LENGTH, length)
    assert chinese == speaker("zh").value(LENGTH, length)


@pytest.mark.parametrize(
    ("type", "held", "shown"),
    [
        (Type(Kind.BOOLEAN), True, "yes"),
        (Type(Kind.BOOLEAN), False, "no"),
        (Type(Kind.INTEGER), -3, "-3"),
        (Type(Kind.DECIMAL), 1_500_000_000, "1.5"),
        (Type(Kind.TEXT), "Ann", "“Ann”"),
        (Type(Kind.CHOICE, ("a",)), "a", "a"),
        (Type(Kind.CHOICE, ("a",), {"a": {"en": "the first"}}), "a", "the first"),
        (Type(Kind.CHOICE, ("a",), {"a": {"fr": "le premier"}}), "a", "a"),
    ],
)
def test_a_value_is_told_in_words(type: Type, held: Held, shown: str) -> None:
    assert shown == speaker().value(type, exactly(held))


def test_a_long_text_is_cut() -> None:
    assert len(speaker().value(Type(Kind.TEXT), exactly("x" * 5000))) == 122


def test_what_is_not_exact_is_told_as_far_as_it_is_known() -> None:
    low, high = at("2026-03-02T03:00:00Z"), at("2026-03-03T03:00:00Z")
    say = speaker().value
    integers, colours = Type(Kind.INTEGER), Type(Kind.CHOICE, ("red", "green", "blue"))

    both = "not before 2026-03-02 10:00 and before 2026-03-03 10:00 (UTC+07:00)"
    assert both == say(TIME, Known(((low, high - 1),)))
    assert f"{both}, if there is one" == say(TIME, Known(((low, high - 1),), absent=True))
    assert (
        say(TIME, Known(((LIMITS[Kind.DATETIME][0], high),)))
        == "not after 2026-03-03 10:00 (UTC+07:00)"
    )
    assert say(integers, Known(((2, 9),))) == "at least 2 and at most 9"
    assert say(colours, Known(frozenset(("blue", "red")))) == "red / blue"
    assert say(colours, Known(frozenset(("red",)), absent=True)) == "red / none"
    assert say(colours, ABSENT) == "none"
    for type in (TIME, LENGTH, integers, colours, Type(Kind.TEXT), Type(Kind.BOOLEAN)):
        assert say(type, anything(type, absent=False)) == "not known"
        assert say(type, anything(type, absent=True)) == "not known"


def test_a_policy_without_an_offset_shows_utc() -> None:
    policy = loads(
        'language: 1\npolicy: small\nversion: "1.0.0"\ntitle: {en: Small}\n'
        "facts: {start: {type: datetime}}\n"
        "decisions: {route: {outputs: {due: {type: datetime}},"
        " rules: [{id: rule, then: {due: start}}]}}\n"
    )
    said = explain(evaluate(policy, {"start": "2026-03-02T10:00:00+07:00"}))

    assert said.startswith("due: 2026-03-02 03:00 (UTC)\n")
    assert "All times are UTC.\n" in said


UNSAID = FACTS.replace("  maybe: {", "  maybe: {absent: {en: not yet said}, ").replace(
    "  other_colour: {", "  other_colour: {absent: {en: no second one}, "
)


@pytest.mark.parametrize("why", ["short", "full"])
def test_a_fact_that_is_absent_says_so_in_its_own_words(why: Any) -> None:
    policy = loads(text("not_present(maybe) && not_present(other_colour)", facts=UNSAID))
    said = explain(evaluate(policy, COMPLETE), why=why)

    assert "maybe: not yet said" in said
    assert "other_colour: no second one" in said
    assert ": none" not in said


def test_what_may_be_absent_and_what_is_asked_for_have_its_own_words_too() -> None:
    policy = loads(text("not_present(other_colour)", facts=UNSAID))
    without = {name: value for name, value in COMPLETE.items() if name != "other_colour"}
    evaluation = evaluate(policy, without)
    colour = policy.facts["other_colour"].type
    open = Known(frozenset(("red", "green")), absent=True)

    assert "If: other_colour: no second one" in explain(evaluation)
    said = Speaker.of(evaluation, "en").value(colour, open, of="other_colour")
    assert said == "red / green / no second one"


def test_a_masked_fact_that_is_absent_does_not_say_it_in_its_own_words() -> None:
    masked = UNSAID.replace("  maybe: {", "  maybe: {masked: true, ")
    evaluation = evaluate(loads(text("not_present(maybe)", facts=masked)), COMPLETE)

    assert "not yet said" not in explain(evaluation, why="full")
