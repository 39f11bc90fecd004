"""Tables of any library, in any type: each row is what `decide` says of the same values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pytest

import backhaul
import small
from tables.agreement import by_definition

MOMENT = datetime(2026, 3, 2, 10, tzinfo=UTC)
POLICY = backhaul.loads(
    b"""
language: 1
policy: shop
version: 1.0.0
title: {en: Shop}
facts:
  flag: {type: boolean}
  count: {type: integer, optional: true}
  price: {type: decimal, optional: true}
  colour: {type: choice, choices: [red, green], optional: true}
  note: {type: text, optional: true}
  start: {type: datetime, optional: true}
  span: {type: duration, optional: true}
decisions:
  d:
    outputs:
      end: {type: datetime, optional: true}
      sum: {type: integer, optional: true}
      cost: {type: decimal, optional: true}
      long: {type: duration, optional: true}
      kind: {type: text}
    rules:
      - {id: red, when: "present(colour) && colour == 'red'", then: {end: "plus(start, span)", kind: warm}}
      - {id: much, when: "present(count) && count > `3`", then: {sum: "plus(count, `1`)", kind: many}}
      - {id: noted, when: "present(note) && note == 'x'", then: {cost: "plus(price, price)", long: "plus(span, span)", kind: noted}}
    otherwise: {then: {kind: other}}
""",
    "shop.yaml",
)
FACTS: dict[str, Any] = {
    "flag": True,
    "count": 5,
    "price": Decimal("12.50"),
    "colour": "green",
    "note": "x",
    "start": MOMENT,
    "span": timedelta(days=2),
}


def rows(columns: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = POLICY.decide_table(pa.table(columns), **options).to_pylist()
    return found


def column(name: str, values: list[Any], type: Any = None) -> list[dict[str, Any]]:
    """The decisions where one fact has these values, in a column of this type."""
    columns = {other: pa.array([value] * len(values)) for other, value in FACTS.items()}
    return rows({**columns, name: pa.array(values, type)})


@pytest.mark.parametrize(
    ("name", "type", "values"),
    [
        ("flag", pa.bool_(), [True, False]),
        ("flag", pa.int64(), [1, 0]),
        ("flag", pa.string(), ["true"]),
        ("count", pa.int8(), [3, 4, None]),
        ("count", pa.uint64(), [4, 2**63, 2**64 - 1]),
        ("count", pa.int64(), [2**63 - 1, -(2**63), 4]),
        ("count", pa.float64(), [4.0]),
        ("count", pa.decimal128(5, 0), [Decimal(4)]),
        ("count", pa.string(), ["4"]),
        ("price", pa.decimal128(10, 2), [Decimal("1.25"), None]),
        (
            "price",
            pa.decimal128(38, 9),
            [Decimal("999999999.999999999"), Decimal("1000000000.000000000")],
        ),
        ("price", pa.decimal128(30, 12), [Decimal("1.000000000001"), Decimal("2.5")]),
        ("price", pa.int32(), [7]),
        ("price", pa.int64(), [10**10, 7]),
        ("price", pa.float64(), [2.5]),
        ("price", pa.string(), ["2.50", "2,50", ""]),
        ("colour", pa.string(), ["red", "blue", "", None, "red "]),
        ("colour", pa.large_string(), ["red", "blue"]),
        ("colour", pa.string_view(), ["red", "blue"]),
        ("colour", pa.dictionary(pa.int8(), pa.string()), ["red", "blue", None, "green"]),
        ("colour", pa.int64(), [0]),
        ("note", pa.string(), ["x", "y", "x" * 70_000, None]),
        ("note", pa.binary(), [b"x"]),
        ("start", pa.timestamp("us", "UTC"), [MOMENT, None, datetime(1850, 1, 1, tzinfo=UTC)]),
        ("start", pa.timestamp("s", "Asia/Jakarta"), [MOMENT]),
        ("start", pa.timestamp("ms", "UTC"), [MOMENT]),
        ("start", pa.timestamp("us"), [MOMENT.replace(tzinfo=None)]),
        ("start", pa.string(), ["2026-03-02T10:00:00Z", "2026-03-02T10:00:00", "soon"]),
        ("start", pa.int64(), [1_772_445_600]),
        ("start", pa.date32(), [MOMENT.date()]),
        ("span", pa.duration("ms"), [timedelta(hours=1), None, timedelta(days=40_000)]),
        ("span", pa.string(), ["2 days", "2 weeks"]),
        ("span", pa.int64(), [5]),
    ],
    ids=str,
)
def test_a_value_in_a_column_is_what_it_is_alone(name: str, type: Any, values: list[Any]) -> None:
    facts = [dict.fromkeys(FACTS, None) | FACTS | {"colour": "red"} for _ in values]
    if name in ("count", "price", "note"):
        facts = [{**FACTS, "colour": "green", "count": 2} for _ in values]
    cases = [{**each, name: value} for each, value in zip(facts, values, strict=True)]
    columns = {key: pa.array([case[key] for case in cases]) for key in FACTS if key != name}

    found = rows({**columns, name: pa.array(values, type)})

    assert found == [by_definition(POLICY.model, case) for case in cases]


def test_nanoseconds_are_refused_where_microseconds_do_not_hold_them() -> None:
    whole, fine = 1_772_445_600_000_000_000, 1_772_445_600_000_000_001
    fits, does_not = column("start", [whole, fine], pa.timestamp("ns", "UTC"))

    assert fits["status"] == "decided"
    assert does_not["status"] == "refused"
    assert "finer than a microsecond" in does_not["reason"]


def test_a_struct_is_bounds() -> None:
    bounds = {"from": MOMENT, "before": None}
    (found,) = rows(
        {
            **{name: pa.array([value]) for name, value in FACTS.items()},
            "colour": pa.array(["red"]),
            "start": pa.array([bounds]),
        }
    )

    facts = {**FACTS, "colour": "red", "start": {"from": MOMENT}}
    assert found["status"] == "undetermined"
    assert found == by_definition(POLICY.model, facts)


def test_a_null_is_absent_or_not_known_as_is_said() -> None:
    columns = {name: pa.array([value]) for name, value in FACTS.items()}
    columns["note"] = pa.nulls(1, pa.string())
    columns["count"] = pa.array([1])

    (absent,), (unknown,) = rows(columns), rows(columns, null="unknown")

    assert (absent["status"], absent["d.rule"]) == ("decided", "otherwise")
    assert (unknown["status"], unknown["reason"]) == ("undetermined", "needs note")


def test_a_column_that_is_not_there_is_not_known() -> None:
    (found,) = rows({"flag": [True]})

    assert found == by_definition(POLICY.model, {"flag": True})


def test_frames_of_every_library_are_taken() -> None:
    polars, pandas = pytest.importorskip("polars"), pytest.importorskip("pandas")
    table = pa.table({name: pa.array([value, value]) for name, value in FACTS.items()})
    expected = POLICY.decide_table(table).to_pylist()
    frame = polars.from_arrow(table)
    few = table.select(["flag", "count", "colour", "note", "start"])

    with duckdb.connect() as connection:
        connection.register("given", table)
        relation = connection.sql("FROM given")
        assert POLICY.decide_table(relation).to_pylist() == expected
    assert POLICY.decide_table(frame).to_pylist() == expected
    assert POLICY.decide_table(frame.lazy()).to_pylist() == expected
    assert POLICY.decide_table(table.to_batches()[0]).to_pylist() == expected
    expected = POLICY.decide_table(few).to_pylist()
    assert POLICY.decide_table(pandas.DataFrame(few.to_pylist())).to_pylist() == expected


def test_an_empty_table_has_the_same_columns() -> None:
    table = pa.table({name: pa.array([value]) for name, value in FACTS.items()})

    none = POLICY.decide_table(table.slice(0, 0))

    assert none.num_rows == 0
    assert none.column_names == POLICY.decide_table(table).column_names


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ([{"flag": True}], "wrong-kind"),
        (pa.table({"falg": [True]}), "unknown-fact"),
        (pa.table([[True], [True]], names=["flag", "flag"]), "wrong-kind"),
    ],
)
def test_what_is_no_table_of_facts_is_refused(data: object, code: str) -> None:
    with pytest.raises(backhaul.BackhaulError) as refused:
        POLICY.decide_table(data)

    assert [one.code for one in refused.value.diagnostics] == [code]


def test_masked_values_stand_in_no_reason() -> None:
    policy = small.policy()
    masked = [name for name, fact in policy.model.facts.items() if fact.masked]
    for name in masked:
        table = pa.table({**{n: [v] for n, v in small.COMPLETE.items()}, name: ["secret-value"]})
        assert "secret-value" not in str(policy.decide_table(table).to_pylist())


def hidden(values: pa.Array, shown: list[bool]) -> pa.Array:
    """The same array, NULL where it is not shown, with the values still lying there."""
    validity = pa.array(shown).buffers()[1]
    return pa.Array.from_buffers(values.type, len(values), [validity, *values.buffers()[1:]])


@pytest.mark.parametrize(
    ("name", "values", "shown"),
    [
        ("colour", ["red", "red", "blue", "green"], [True, False, True, True]),
        ("colour", ["red", "blue", "red", "green"], [True, False, False, True]),
        ("colour", ["blue", "blue"], [False, True]),
        ("count", [5, 2**63 - 1, 2, -(2**63)], [True, False, True, False]),
        ("count", [5, 2**63 - 1, 2, 2**63 - 1], [True, False, True, True]),
    ],
)
def test_what_lies_where_a_column_is_null_is_never_read(
    name: str, values: list[Any], shown: list[bool]
) -> None:
    seen = [value if there else None for value, there in zip(values, shown, strict=True)]
    columns = {other: pa.array([value] * len(values)) for other, value in FACTS.items()}

    assert rows({**columns, name: hidden(pa.array(values), shown)}) == column(name, seen)
    # a part of a larger column, too
    twice = pa.concat_arrays([hidden(pa.array(values), shown)] * 2)
    part = twice.slice(1, len(values))
    assert rows({**columns, name: part}) == column(name, [*seen[1:], seen[0]])
