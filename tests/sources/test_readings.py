"""What a reading tells: in which order, under which condition, and converted how."""

import pytest

from sources.desk import Desk, underlined

INSTANT = "2025-01-01T02:53:20Z"


def test_the_first_reading_that_counts_gives_the_fact(desk: Desk) -> None:
    readings = "[{read: a}, {read: b, known_if: c}, {read: d}]"

    assert desk.told({"a": 1, "b": 2, "c": True, "d": 3}, readings) == 1
    assert desk.told({"b": 2, "c": True, "d": 3}, readings) == 2
    assert desk.told({"b": 2, "c": False, "d": 3}, readings) == 3
    assert desk.told({"b": 2}, readings) is ...


def test_a_reading_after_the_one_that_counts_is_not_tried(desk: Desk) -> None:
    readings = "[{read: a}, {read: length(a)}]"

    assert desk.told({"a": 1}, readings) == 1


@pytest.mark.parametrize("condition", [None, False])
def test_null_and_false_pass_a_reading_over(desk: Desk, condition: object) -> None:
    assert desk.told({"a": 1, "c": condition}, "{read: a, known_if: c}") is ...


@pytest.mark.parametrize("condition", [True, 0, 1, "", "x", [], [0], {}, {"a": None}])
def test_anything_but_null_and_false_lets_a_reading_count(desk: Desk, condition: object) -> None:
    assert desk.told({"a": 1, "c": condition}, "{read: a, known_if: c}") == 1


@pytest.mark.parametrize("value", [0, "", [], {}, False])
def test_without_a_condition_only_null_passes_a_reading_over(desk: Desk, value: object) -> None:
    assert desk.told({"a": value, "b": 1}, "[{read: a}, {read: b}]") == value
    assert desk.told({"a": None, "b": 1}, "[{read: a}, {read: b}]") == 1


def test_known_and_null_is_absent_for_an_optional_fact_only(desk: Desk) -> None:
    reading = "[{read: a, known_if: c}, {read: b}]"
    document = {"c": True, "b": "later"}

    assert desk.told(document, reading, "note") is None
    assert desk.told(document, reading, "count") == "later"
    assert desk.told({"c": True}, reading, "count") is ...


def test_missing_in_the_document_is_unknown_and_there_and_empty_is_absent(desk: Desk) -> None:
    reading = '{read: "events[?code == `7`].at | [0]", known_if: events, convert: epoch_seconds}'

    assert desk.told({}, reading, "end") is ...
    assert desk.told({"events": None}, reading, "end") is ...
    assert desk.told({"events": []}, reading, "end") is None
    assert desk.told({"events": [{"code": 8, "at": 1}]}, reading, "end") is None
    assert desk.told({"events": [{"code": 7, "at": 1_735_700_000}]}, reading, "end") == INSTANT


def test_empty_is_stands_for_a_known_null_and_only_for_that(desk: Desk) -> None:
    reading = "{read: a, known_if: c, empty_is: 0}"

    assert desk.told({"c": True}, reading) == 0
    assert desk.told({"c": True, "a": 5}, reading) == 5
    assert desk.told({}, reading) is ...
    assert desk.told({"c": True}, "{read: a, known_if: c, empty_is: none}", "note") == "none"
    assert desk.told({}, "{read: a, empty_is: 0}") is ...


def test_a_table_turns_values_of_the_document_into_choices(desk: Desk) -> None:
    tables = 'tables: {colours: {R: red, "true": green, "7": blue}}\n'
    found = [
        desk.told({"a": a}, "{read: a, table: colours}", "colour", tables) for a in ("R", True, 7)
    ]

    assert found == ["red", "green", "blue"]


def test_a_table_refuses_what_it_does_not_list(desk: Desk) -> None:
    tables = "tables: {colours: {R: red}}\n"
    facts = "  colour: {read: a, table: colours}\n"
    for value, words in (("r", "`r`"), (["R"], "a list"), ({"R": 1}, "a mapping")):
        (refusal,) = desk.refused({"a": value}, facts, tables)

        assert refusal.message == f"fact `colour`: the table has no entry for {words}"
        assert underlined(refusal) == "a"


def test_the_star_of_a_table_stands_for_every_other_single_value(desk: Desk) -> None:
    tables = 'tables: {colours: {R: red, "*": blue}}\n'
    reading = "{read: a, table: colours}"

    assert desk.told({"a": "R"}, reading, "colour", tables) == "red"
    for other in ("x", "", "*", 7, False, 10**5000):
        assert desk.told({"a": other}, reading, "colour", tables) == "blue"
    assert desk.told({}, reading, "colour", tables) is ...
    assert desk.refused({"a": ["R"]}, "  colour: " + reading + "\n", tables)


def test_a_table_may_say_that_an_optional_fact_is_absent(desk: Desk) -> None:
    tables = "tables: {colours: {none: null}}\n"

    assert desk.told({"a": "none"}, "{read: a, table: colours}", "other_colour", tables) is None


def test_between_gives_bounds_with_both_ends_or_one(desk: Desk) -> None:
    reading = "{between: {from: a, before: b}}"

    assert desk.told({"a": 1, "b": 5}, reading) == {"from": 1, "before": 5}
    assert desk.told({"a": 1}, reading) == {"from": 1}
    assert desk.told({"b": 5}, reading) == {"before": 5}
    assert desk.told({}, reading) is ...


def test_between_without_ends_is_present_where_it_is_said_to_be_known(desk: Desk) -> None:
    reading = "{between: {from: a, before: b}, known_if: c}"

    assert desk.told({"c": True}, reading) == {}
    assert desk.told({"c": False, "a": 1}, reading) is ...


def test_both_ends_of_bounds_are_converted(desk: Desk) -> None:
    reading = "{between: {from: a, before: b}, convert: epoch_millis}"
    told = desk.told({"a": 1_735_700_000_000, "b": "1735700000500"}, reading, "start")

    assert told == {"from": INSTANT, "before": "2025-01-01T02:53:20.5Z"}
    (refusal,) = desk.refused({"a": 1, "b": "x"}, f"  start: {reading}\n")
    assert underlined(refusal) == "b"


@pytest.mark.parametrize(
    "given",
    [
        {"from": INSTANT, "before": "2025-02-01T00:00:00Z"},
        {"before": INSTANT},
        {},
        {"day": "2025-01-01", "offset": "+07:00"},
    ],
)
def test_bounds_and_days_of_the_document_pass_through(desk: Desk, given: dict[str, str]) -> None:
    assert desk.told({"a": given}, "{read: a}", "start") == given


def test_every_unreadable_fact_is_told_in_the_order_of_the_file(desk: Desk) -> None:
    facts = "  start: {read: a, convert: epoch_seconds}\n  flag: {read: b}\n"
    facts += "  count: {read: a, convert: integer}\n"
    found = desk.refused({"a": "x", "b": True}, facts)

    assert [refusal.fact for refusal in found] == ["start", "count"]


def test_a_masked_value_stands_in_no_message(desk: Desk) -> None:
    policy = "facts:\n  count: {type: integer, masked: true}\n  flag: {type: boolean}\n"
    facts = "  count: {read: a, convert: integer}\n"
    (refusal,) = desk.refused({"a": "s3cret"}, facts, facts=policy)

    assert "s3cret" not in str(refusal)
    assert refusal.fact == "count"
