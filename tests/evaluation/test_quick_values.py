"""The quick readers and makers of compiled forms say what `read_value` and `python_value` say."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Context, Decimal, localcontext

import pytest

from backhaul.evaluation.lowering.quick_values import quick_maker, quick_reader
from backhaul.language.kinds import DATE, LIMITS, Kind, Refusal, Type, python_value
from backhaul.language.values import read_value

TYPES = [Type(Kind.DECIMAL), *(Type(Kind.DECIMAL, places=places) for places in (1, 2, 9))]
DIGITS = [
    "",
    "0",
    "-0",
    "00",
    "7",
    "-12",
    "129",
    "+5",
    "1_0",
    "٣",
    "²",
    " 1",
    "1e2",
    "9" * 16,
    "9" * 19,
]
PARTS = [
    "",
    ".",
    ".0",
    ".5",
    ".50",
    ".500",
    ".505",
    ".٣",
    ". 5",
    ".5_0",
    ".5%",
    ".0000000001",
    ".1.2",
]
NUMBERS = ["NaN", "sNaN", "Infinity", "1E+2", "1E-2", "1E+999999", "1E-999999", "-0.00", "12.345"]
DAYS = [
    "2026-03-02",
    "2024-02-29",
    "2023-02-29",
    "1900-01-01",
    "2199-12-31",
    "1899-12-31",
    "0000-01-01",
]
DAYS += [
    "2026-W10-1",
    "2026-W1001",
    "20260302",
    "2026-3-2",
    "2026-03-0２",
    "2026-03-02T00:00:00Z",
    " 026-03-02",
]


class _Text(str):
    __slots__ = ()


def as_compiled(value: object, kind: Type) -> object:
    """What a compiled form makes of a value: a whole number, or nothing where the definition speaks."""
    read = quick_reader(kind)(value)
    low, high = LIMITS[kind.kind]
    return read if type(read) is int and low <= read <= high else None


def read(value: object, kind: Type) -> object:
    held = read_value(value, kind)
    return None if isinstance(held, Refusal) else held


@pytest.mark.parametrize("kind", TYPES, ids=str)
def test_a_decimal_is_read_as_ever(kind: Type) -> None:
    texts = [digits + part for digits in DIGITS for part in PARTS]
    numbers = [Decimal(text) for text in (*NUMBERS, "1." + "0" * 70 + "1")]
    values: list[object] = [
        *texts,
        *numbers,
        0,
        12,
        -3,
        10**30,
        True,
        None,
        1.5,
        _Text("1.5"),
        date(2026, 1, 2),
    ]

    assert [as_compiled(value, kind) for value in values] == [read(value, kind) for value in values]


def test_a_date_is_read_as_ever() -> None:
    values: list[object] = [*DAYS, *map(_Text, DAYS), date(2026, 3, 2), date(1, 1, 1)]
    values += [datetime(2026, 3, 2), 20_000, True, None]  # noqa: DTZ001 - one without an offset is no date

    assert [as_compiled(value, DATE) for value in values] == [read(value, DATE) for value in values]


@pytest.mark.parametrize("kind", [*TYPES, DATE], ids=str)
def test_callers_see_the_same_value_in_any_context(kind: Type) -> None:
    low, high = LIMITS[kind.kind]
    make = quick_maker(kind)
    if make is None:
        assert kind == Type(Kind.DECIMAL)
        return
    for held in (low, -100, -1, 0, 1, 50, 12_345, high):
        with localcontext(Context(prec=3)):
            assert str(make(held)) == str(python_value(kind, held))
