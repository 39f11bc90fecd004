"""How values are written in a document: each converter, and times that are local."""

from decimal import Decimal

import pytest

from sources.desk import Desk, underlined

INSTANT = "2025-01-01T02:53:20Z"
#: a fact that each converter is for
FACT = {
    "epoch_seconds": "start",
    "epoch_millis": "start",
    "datetime": "start",
    "integer": "count",
    "decimal": "price",
    "boolean": "flag",
}


@pytest.mark.parametrize(
    ("convert", "found", "value"),
    [
        ("epoch_seconds", 1_735_700_000, INSTANT),
        ("epoch_seconds", "1735700000", INSTANT),
        ("epoch_seconds", 0, "1970-01-01T00:00:00Z"),
        ("epoch_seconds", -1, "1969-12-31T23:59:59Z"),
        ("epoch_seconds", -2_208_988_800, "1900-01-01T00:00:00Z"),
        ("epoch_seconds", 7_258_118_399, "2199-12-31T23:59:59Z"),
        ("epoch_millis", 1_735_700_000_000, INSTANT),
        ("epoch_millis", "1735700000001", "2025-01-01T02:53:20.001Z"),
        ("epoch_millis", 0, "1970-01-01T00:00:00Z"),
        ("integer", 7, 7),
        ("integer", "-7", -7),
        ("integer", "007", 7),
        ("boolean", True, True),
        ("boolean", False, False),
        ("boolean", "TRUE", True),
        ("boolean", "false", False),
        ("boolean", 1, True),
        ("boolean", "0", False),
        ("datetime", "2025-01-01T02:53:20Z", INSTANT),
        ("datetime", "2025-01-01 09:53:20+07:00", INSTANT),
        ("datetime", " 2025-01-01T09:53:20+0700 ", INSTANT),
        ("datetime", "2025-01-01t02:53:20.5z", "2025-01-01T02:53:20.5Z"),
        ("decimal", "12.90", Decimal("12.90")),
        ("decimal", 12, Decimal(12)),
        ("decimal", 12.9, Decimal("12.9")),
        ("decimal", " -0.5 ", Decimal("-0.5")),
        ("decimal", "1e3", Decimal(1000)),
    ],
)
def test_each_converter_takes_what_platforms_send(
    desk: Desk, convert: str, found: object, value: object
) -> None:
    got = desk.told({"a": found}, f"{{read: a, convert: {convert}}}", FACT[convert])

    assert (got, type(got)) == (value, type(value))


@pytest.mark.parametrize(
    ("convert", "found", "words"),
    [
        ("epoch_seconds", 7_258_118_400, "`7258118400` is no time"),
        ("epoch_seconds", -2_208_988_801, "`-2208988801` is no time"),
        (
            "epoch_seconds",
            1_735_700_000_000,
            "`1735700000000` is a time in milliseconds, and seconds are read",
        ),
        (
            "epoch_millis",
            "1735700000",
            "`1735700000` is a time in seconds, and milliseconds are read",
        ),
        ("epoch_seconds", 10**200, "`a very long number` is no time"),
        ("epoch_seconds", "soon", "`soon` is not a whole number"),
        ("epoch_seconds", True, "`true` is not a whole number"),
        ("epoch_millis", Decimal("1.5"), "`1.5` is not a whole number"),
        ("epoch_millis", [1], "a list is not a whole number"),
        ("integer", "1.0", "`1.0` is not a whole number"),
        ("integer", "", "`` is not a whole number"),
        ("integer", "-", "`-` is not a whole number"),
        ("integer", "+7", "`+7` is not a whole number"),
        ("integer", "٣", "`٣` is not a whole number"),
        ("integer", "1" * 21, f"`{'1' * 21}` is not a whole number"),
        ("integer", {"a": 1}, "a mapping is not a whole number"),
        ("boolean", "yes", "`yes` is neither true nor false"),
        ("boolean", 2, "`2` is neither true nor false"),
        ("boolean", 10**200, "`a very long number` is neither true nor false"),
        ("boolean", [True], "a list is neither true nor false"),
        (
            "datetime",
            "2025-01-01T02:53:20",
            "`2025-01-01T02:53:20` does not say its offset from UTC",
        ),
        ("datetime", "2025-02-30T00:00:00Z", "`2025-02-30T00:00:00Z` is not a time as text"),
        ("datetime", "2025-01-01T02:53Z", "`2025-01-01T02:53Z` is not a time as text"),
        ("datetime", "01/02/2025 10:00:00", "`01/02/2025 10:00:00` is not a time as text"),
        ("datetime", "2250-01-01T00:00:00Z", "`2250-01-01T00:00:00Z` is not a time as text"),
        ("datetime", 1_735_700_000, "`1735700000` is not a time as text"),
        ("datetime", [], "a list is not a time as text"),
        ("decimal", "1,299.00", "`1,299.00` is not a number"),
        ("decimal", "12,90", "`12,90` is not a number"),
        ("decimal", "010", "`010` is not a number"),
        ("decimal", "1_000", "`1_000` is not a number"),
        ("decimal", ".5", "`.5` is not a number"),
        ("decimal", "$5", "`$5` is not a number"),
        ("decimal", "", "`` is not a number"),
        ("decimal", True, "`true` is not a number"),
        ("decimal", "9" * 50, f"`{'9' * 50}` is not a number"),
    ],
)
def test_each_converter_refuses_the_rest_at_the_expression(
    desk: Desk, convert: str, found: object, words: str
) -> None:
    fact = FACT[convert]
    (refusal,) = desk.refused({"a": found}, f"  {fact}: {{read: a, convert: {convert}}}\n")

    assert refusal.code == "unreadable-document"
    assert refusal.message == f"fact `{fact}`: {words}"
    assert (refusal.fact, underlined(refusal)) == (fact, "a")


LOCAL = (
    "parameters:\n  here: {type: duration, value: 7 hours}\n  there: {type: integer, value: 7}\n"
)


@pytest.mark.parametrize("local", ["+07:00", "+0700", "here"])
def test_a_time_without_an_offset_is_local_where_the_source_says(desk: Desk, local: str) -> None:
    start = f'  start: {{read: a, convert: datetime, local: "{local}"}}\n'

    for text in ("2025-01-01T09:53:20", "2025-01-01 09:53:20", "2025-01-01T02:53:20Z"):
        assert desk.read({"a": text}, start, parameters=LOCAL)["start"] == INSTANT
    (refusal,) = desk.refused({"a": "1900-01-01T00:00:00"}, start, parameters=LOCAL)
    assert refusal.message == "fact `start`: `1900-01-01T00:00:00` is no time"


@pytest.mark.parametrize("local", ["there", "+25:00", "Asia/Bangkok", "UTC"])
def test_a_place_that_is_no_offset_is_refused(desk: Desk, local: str) -> None:
    (wrong,) = desk.wrong(f'  start: {{read: a, convert: datetime, local: "{local}"}}\n')

    assert (wrong.code, underlined(wrong)) == ("unknown-offset", f'"{local}"')


def test_a_converter_for_another_kind_of_fact_is_refused(desk: Desk) -> None:
    (wrong,) = desk.wrong("  count: {read: a, convert: datetime}\n")

    assert (wrong.code, underlined(wrong)) == ("wrong-convert", "datetime")
    assert wrong.help == "write `integer`"
    (wrong,) = desk.wrong('  start: {read: a, convert: epoch_seconds, local: "+07:00"}\n')
    assert (wrong.code, underlined(wrong)) == ("wrong-convert", '"+07:00"')
