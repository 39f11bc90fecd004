"""Presence is typed by flow: an operand that may be absent is refused unless something guards it."""

from typing import Any

import pytest

from small import codes, mistakes


@pytest.mark.parametrize(
    "condition",
    [
        "present(end) && end > start",
        "not_present(end) || end > start",
        "!(not_present(end)) && end > start",
        "!(present(end)) || end > start",
        "present(end) && (flag || end > start)",
        "present(end) && flag && end > start",
        "(present(end) && flag) && end > start",
        "present(end) && !(end > start)",
        "!(not_present(end) || flag) && end > start",
        "present(maybe) && !maybe",
        "present(plus(end, length)) && end > start",
        "present(end) && plus(end, length) > start",
        "(present(end) && flag || present(end) && !flag) && end > start",
        "{all: [present(end), end > start]}",
        "{any: [not_present(end), end > start]}",
        "{all: [{not: not_present(end)}, end > start]}",
        "not_null(maybe, flag)",
    ],
)
def test_a_guarded_operand_is_accepted(condition: Any) -> None:
    assert [] == codes(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "end > start",
        "end > start && present(end)",
        "present(end) || end > start",
        "not_present(end) && end > start",
        "(present(end) || flag) && end > start",
        "!(present(end)) && end > start",
        "plus(end, length) > start",
        "maybe",
        "!maybe",
        "flag && maybe",
        "contains(['red'], other_colour)",
        "other_colour == 'red'",
        "present(maybe) && other_colour == 'red'",
        "{any: [present(end), end > start]}",
    ],
)
def test_an_unguarded_operand_is_refused(condition: Any) -> None:
    assert ["may-be-absent"] == codes(condition)


def test_a_value_definition_passes_its_guard_on_and_takes_one() -> None:
    value = "definitions:\n  later: {value: 'plus(end, length)'}\n"

    assert [] == codes("present(later) && end > start", definitions=value)
    assert [] == codes("present(end) && later > start", definitions=value)
    assert ["may-be-absent"] == codes("later > start", definitions=value)


def test_a_boolean_definition_guards_nothing() -> None:
    known = "definitions:\n  known: present(end)\n"

    assert ["may-be-absent"] == codes("known && end > start", definitions=known)


def test_presence_of_what_is_never_absent_is_refused() -> None:
    assert ["never-absent"] == codes("present(start)")


def test_the_refusal_points_at_the_operand() -> None:
    (mistake,) = mistakes("flag && end > start")

    assert mistake.span is not None
    assert "flag && end > start"[8:11] == "end"
    assert mistake.span.text[mistake.span.column - 1 :].startswith("end > start")
    assert mistake.span.length == 3
