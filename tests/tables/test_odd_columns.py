"""Columns in types that few have: each row is what `decide` says of its value, or is refused by name."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest

import backhaul

POLICY = backhaul.loads(
    b"""
language: 1
policy: odd
version: 1.0.0
title: {en: Odd}
facts:
  count: {type: integer, optional: true}
  note: {type: text, optional: true}
  start: {type: datetime, optional: true}
parameters:
  first: {type: datetime, value: "2026-01-01T00:00:00Z"}
decisions:
  d:
    outputs: {kind: {type: text}}
    rules:
      - {id: many, when: "present(count) && count > `3`", then: {kind: many}}
      - {id: noted, when: "present(note) && note == 'x'", then: {kind: noted}}
      - {id: late, when: "present(start) && start > first", then: {kind: late}}
    otherwise: {then: {kind: other}}
""",
    "odd.yaml",
)
NONE: dict[str, Any] = {"count": None, "note": None, "start": None}
MOMENT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def decided(data: object) -> list[tuple[str, str | None, str | None]]:
    """Status, reason and output of every row."""
    table = POLICY.decide_table(data)
    return [(row["status"], row["reason"], row["d.kind"]) for row in table.to_pylist()]


def arrow(name: str, column: Any) -> Any:
    """A table in which all other facts are null."""
    others = {other: pa.nulls(len(column)) for other in NONE if other != name}
    return pa.table({**others, name: column})


def test_objects_in_a_frame_of_polars_are_taken_value_by_value() -> None:
    polars = pytest.importorskip("polars")
    values = polars.Series([5, Fraction(1, 2), 1], dtype=polars.Object)

    found = decided(polars.DataFrame({"count": values, "note": [None] * 3, "start": [None] * 3}))

    assert found == [
        ("decided", None, "many"),
        (
            "refused",
            "wrong-kind: fact `count`: a `fractions.Fraction` stands where an integer is needed",
            None,
        ),
        ("decided", None, "other"),
    ]


def test_the_widest_numbers_of_polars_are_taken_or_refused_one_by_one() -> None:
    polars = pytest.importorskip("polars")
    values = polars.Series([4, 2**100], dtype=polars.Int128)
    frame = polars.DataFrame({"count": values, "note": [None] * 2, "start": [None] * 2})

    found = decided(frame.lazy())

    reason = f"number-out-of-range: fact `count`: `{2**100}` is out of range"
    assert found == [("decided", None, "many"), ("refused", reason, None)]


def test_periods_and_intervals_of_pandas_are_refused_by_their_names() -> None:
    pandas = pytest.importorskip("pandas")
    periods = pandas.period_range("2026-01", periods=1, freq="M")

    ((status, reason, _),) = decided(pandas.DataFrame({"start": periods}))
    ((also, why, _),) = decided(pandas.DataFrame({"count": pandas.interval_range(0, 1)}))

    assert (status, also) == ("refused", "refused")
    assert reason == "wrong-kind: fact `start`: a `pandas.Period` stands where a datetime is needed"
    assert why == "wrong-kind: fact `count`: a `pandas.Interval` stands where an integer is needed"


def test_runs_of_equal_values_are_the_values() -> None:
    counts = pa.array([5, 5, 1, None], pa.run_end_encoded(pa.int32(), pa.int64()))
    notes = pa.array(["x", "y"], pa.run_end_encoded(pa.int32(), pa.string()))

    assert [row[2] for row in decided(arrow("count", counts))] == ["many", "many", "other", "other"]
    assert [row[2] for row in decided(arrow("note", notes))] == ["noted", "other"]


def test_an_instant_in_a_zone_that_nobody_knows_is_the_same_instant() -> None:
    micros = pa.array([MOMENT]).cast(pa.timestamp("us", "UTC"))

    known = decided(arrow("start", micros))
    unknown = decided(arrow("start", micros.cast(pa.timestamp("us", "Nowhere/Zone"))))
    # without the other facts every row goes to the definition
    left = decided(pa.table({"start": micros.cast(pa.timestamp("us", "Nowhere/Zone"))}))

    assert known == unknown == [("decided", None, "late")]
    assert left == decided(pa.table({"start": micros}))


def test_what_is_no_value_in_any_type_of_arrow_is_refused() -> None:
    pairs = pa.StructArray.from_arrays([pa.array([1]), pa.array([2])], names=["from", "from"])
    view = pa.array([b"x"], pa.binary_view())

    ((status, reason, _),) = decided(arrow("count", pairs))
    ((also, why, _),) = decided(arrow("note", view))

    assert (status, also) == ("refused", "refused")
    assert reason == "wrong-kind: fact `count`: a list stands where an integer is needed"
    assert why == "wrong-kind: fact `note`: a `bytes` stands where a text is needed"
