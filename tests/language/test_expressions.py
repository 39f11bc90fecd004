"""Expressions: what is part of the language, what is refused, and where the caret stands."""

import re
from typing import Any

import pytest

from backhaul.diagnostics import Diagnostic
from backhaul.language import nodes
from small import codes, mistakes, policy


@pytest.mark.parametrize(
    ("condition", "code", "at"),
    [
        ("count == 1_000", "bare-number", "1_000"),
        ("count == 007", "bare-number", "007"),
        ("count == 1.5", "wrong-kind", "count"),
        ("start > '2026-03-02'", "bad-instant", "'2026-03-02'"),
        ("length > 0.5 days", "bad-duration", "0.5 days"),
        ("price > 0.0000000001", "number-out-of-range", "0.0000000001"),
        ("flag == true", "bare-boolean", "true"),
        ("end == null", "bare-null", "null"),
        ("count == `1.5`", "bad-literal", "`1.5`"),
        ("colour == `red`", "bad-literal", "`red`"),
        ("colour = 'red'", "expression-syntax", "="),
        ("flag and count", "expression-syntax", "and"),
        ("flag &&", "expression-syntax", "&"),
        ("count + length == count", "wrong-kind", "count + length"),
        ("count + + count", "expression-syntax", "+ count"),
        ("-count == 1", "expression-syntax", "-count"),
        ("count % 2 == 1", "expression-syntax", "%"),
        ("(flag", "expression-syntax", "("),
        ("a[0]", "not-in-language", "["),
        ("facts[*].x", "not-in-language", "["),
        ("flag | count", "not-in-language", "|"),
        ("@", "not-in-language", "@"),
        ("a.b.c == 'x'", "not-in-language", "a"),
        ("colur == 'red'", "unknown-name", "colur"),
        ("colour == 'rde'", "unknown-choice", "'rde'"),
        ("count == 'red'", "wrong-kind", "count"),
        ("flag == count", "wrong-kind", "flag"),
        ("count == price", "wrong-kind", "count"),
        ("colour < 'red'", "wrong-kind", "colour"),
        ("count", "not-a-condition", "count"),
        ("flag == flag == flag", "not-a-value", "flag"),
        ("!flag == flag", "not-a-value", "!flag"),
        ("plus(start, start) == start", "wrong-kind", "plus"),
        ("plus(start) == start", "wrong-arguments", "plus"),
        ("presnt(end)", "unknown-function", "presnt"),
        ("contains(colour, 'red')", "wrong-arguments", "colour"),
        ("contains(['red', 'rde'], colour)", "unknown-choice", "'rde'"),
        ("route.answer == 'yes'", "not-readable-here", "route.answer"),
    ],
)
def test_a_mistake_has_its_code_and_its_place(condition: Any, code: Any, at: Any) -> None:
    mistake = mistakes(condition)[0]

    assert code == mistake.code
    assert mistake.span is not None
    assert mistake.span.text[mistake.span.column - 1 :].startswith(at)


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("not flag", "!flag"),
        ("NOT (count == `3`)", "!(count == `3`)"),
        ("flag && not count == `3`", "!(count == `3`)"),
        ("not present(end) || flag", "!present(end)"),
        ("colour in ['red', 'blue']", "contains(['red', 'blue'], colour)"),
        ("flag && colour IN (red, blue)", "contains(['red', 'blue'], colour)"),
        ("colour not in ['red']", "!contains(['red'], colour)"),
        ("count in [1, 2]", "count == 1 || count == 2"),
        ("note is null", "not_present(note)"),
        ("note is not null && flag", "present(note)"),
        ("colour is not 'red'", "colour != 'red'"),
    ],
)
def test_what_another_language_says_is_refused_with_what_is_taken(written: str, ours: str) -> None:
    (mistake,) = mistakes(written)

    assert ours in shown(mistake)
    assert [] == codes(shown(mistake))


def shown(mistake: Diagnostic) -> str:
    """The expression that is to be written."""
    match = re.fullmatch(r"write(?:: (.*)| `(.*)`)", mistake.help)
    assert match
    return match[1] or match[2]


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("flag and flag", "flag && flag"),
        ("flag 或者 flag", "flag || flag"),
        ("flag | flag", "flag || flag"),
        ("flag & flag", "flag && flag"),
        ("count <> `3`", "count != `3`"),
        ("count === `3`", "count == `3`"),
        ("colour：'red'", "colour=='red'"),
        ("colour == “red”", "colour == 'red'"),
        ("colour ＝＝ 'red'", "colour == 'red'"),
        ("count &gt;= `3`", "count >= `3`"),
        ("flag == false", "!flag"),
        ("present（note）", "present(note)"),
        ("count in [1, 2] && flag", "(count == 1 || count == 2) && flag"),
        ("price > 60,000.00", "price > 60000.00"),
        ("price > 8.5%", "price > 0.085"),
        ("price > 8%", "price > 0.08"),
        ("price > 250 %", "price > 2.5"),
        ("price > $50 && flag", "price > 50 && flag"),
        ("price > 50 USD", "price > 50"),
        ("price > .5", "price > 0.5"),
        ("price > 1e3", "price > 1000"),
        ("price > `50.00`", "price > 50.00"),
        ("length > 14days", "length > 14 days"),
        ("start > 2026-03-02", "start > '2026-03-02T00:00:00+07:00'"),
        ("start > 2026-03-02T10:00:00Z", "start > '2026-03-02T10:00:00Z'"),
    ],
)
def test_a_word_or_sign_of_another_language_is_refused_with_ours(written: str, ours: str) -> None:
    (mistake,) = mistakes(written)

    assert ours == shown(mistake)
    assert [] == codes(ours)


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("1 < count < 5", "1 < count && count < 5"),
        ("`1` < count < `5`", "`1` < count && count < `5`"),
        ("2.50 <= price < fee + 5", "a < b && b < c"),
        ("count between 1 and 5", "count >= 1 && count <= 5"),
        ("length between 1 day and 36 hours", "length >= 1 day && length <= 36 hours"),
    ],
)
def test_two_comparisons_in_one_are_shown_as_two(written: str, ours: str) -> None:
    mistake = mistakes(written)[0]

    assert ours in mistake.help
    assert codes(ours) == [] or ours.startswith("a <")


@pytest.mark.parametrize(
    "written",
    [
        "count == 1 && count > -3 && count != `5`",
        "price > 50.00 && price >= 50 && price != -0.5",
        "price > `50`",
        "length > 14 days && length <= 1 day + 36 hours && length != -2.5 seconds",
        "start >= '2026-03-02T10:00:00+07:00'",
        "'2026-03-02T10:00:00Z' < start",
        "start - '2026-03-02T10:00:00Z' > 3 days",
        "min_of(start, '2026-03-02T10:00:00Z') < start + 1 day",
        "not_null(end, '2026-03-02T10:00:00Z') > start",
        "max_of(price, 5, 99.90) - 5 > price + 0.01",
        "count - (count - 1) == 1",
        "count - -3 == count-3 + 6",
        "5 < 6",
    ],
)
def test_values_in_place_and_signs_of_arithmetic_are_taken_and_shown_as_they_are_written(
    written: str,
) -> None:
    rule = policy(written).model.decisions["route"].rules[0]

    assert rule.condition is not None
    assert nodes.written(rule.condition) == written.replace("count-3", "count - 3")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("(count + 1) - 2 == 0", "count + 1 - 2 == 0"),
        ("count + (1 - 2) == 0", "count + (1 - 2) == 0"),
        ("plus(count, 1) + 2 == 0", "plus(count, 1) + 2 == 0"),
        ("plus(count + 1, 2) == 0", "plus(count + 1, 2) == 0"),
    ],
)
def test_only_the_brackets_that_are_needed_are_shown(written: str, shown: str) -> None:
    condition = policy(written).model.decisions["route"].rules[0].condition

    assert condition is not None
    assert nodes.written(condition) == shown
    assert policy(shown).model.decisions["route"].rules[0].condition == condition


def test_double_quotes_in_an_expression_are_names_and_are_refused() -> None:
    assert ["quoted-name"] == [m.code for m in mistakes("{all: ['colour == \"red\"']}")]


def test_all_mistakes_of_an_expression_are_told_at_once() -> None:
    assert ["bare-number", "bare-null", "bare-boolean"] == codes(
        "count == 1_000 && end == null && flag == true"
    )


def test_the_depth_and_the_length_of_an_expression_are_bounded() -> None:
    assert [] == codes("(" * 30 + "flag" + ")" * 30)
    assert ["expression-too-long"] == codes("(" * 33 + "flag" + ")" * 33)
    assert [] == codes(" || ".join(["flag"] * 200))
    assert ["expression-too-long"] == codes(" || ".join(["flag"] * 400))


def test_many_definitions_in_a_row_are_no_recursion() -> None:
    lines = ["definitions:", "  d0: flag"] + [f"  d{i}: d{i - 1}" for i in range(1, 3000)]

    assert (
        policy("d2999", definitions="\n".join(lines) + "\n").decide({"flag": True})["route"][
            "answer"
        ]
        == "yes"
    )


def test_a_circle_of_definitions_is_refused_once_with_its_path() -> None:
    definitions = "definitions:\n  a: b\n  b: c\n  c: a\n  d: a\n"
    found = mistakes("flag", definitions=definitions)

    assert ["cycle"] == [mistake.code for mistake in found]
    assert "a → b → c → a" in found[0].message


def test_the_order_in_which_definitions_are_written_does_not_matter() -> None:
    definitions = "definitions:\n  first: '!second'\n  second: '!flag'\n"

    assert (
        policy("first", definitions=definitions).decide({"flag": True})["route"]["answer"] == "yes"
    )


def test_the_refusal_of_an_unguarded_operand_points_at_the_operand() -> None:
    (mistake,) = mistakes("flag && end > start")

    assert mistake.span is not None
    assert mistake.span.text[mistake.span.column - 1 :].startswith("end > start")
    assert mistake.span.length == 3
