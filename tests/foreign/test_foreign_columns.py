"""Python objects in a column of a data frame: each row is what `decide` says of the same values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from foreign.odd import ODD
from foreign.test_foreign_values import MEANINGS, POLICIES, USUAL
from tables.agreement import by_definition

POLICY = POLICIES[0]


def frame_with(name: str, values: list[Any]) -> pd.DataFrame:
    """A frame of usual cases, in which one column has these objects."""
    columns: dict[str, Any] = {
        n: pd.Series([v] * len(values), dtype=object) for n, v in USUAL.items()
    }
    column = pd.Series([None] * len(values), dtype=object)
    for place, value in enumerate(values):
        column.array[place : place + 1] = _boxed(value)
    return pd.DataFrame({**columns, name: column})


def _boxed(value: Any) -> Any:
    box = np.empty(1, dtype=object)
    box[0] = value
    return box


@pytest.mark.parametrize("name", USUAL)
def test_any_object_in_a_column_is_what_it_is_alone(name: str) -> None:
    frame = frame_with(name, ODD)
    found = POLICY.decide_table(frame).to_pylist()

    for value, row in zip(ODD, found, strict=True):
        assert row == by_definition(POLICY.model, {**USUAL, name: value})


@pytest.mark.parametrize(
    "column",
    [[pd.NaT, USUAL["start"]], pd.to_datetime(["", USUAL["start"]], utc=True)],
    ids=["objects", "typed"],
)
def test_a_missing_mark_is_refused_or_means_what_is_said(column: Any) -> None:
    frame = pd.DataFrame({**{n: [v, v] for n, v in USUAL.items()}, "start": column})
    without = {n: v for n, v in USUAL.items() if n != "start"}

    first, second = POLICY.decide_table(frame).to_pylist()
    assert (first["status"], second["status"]) == ("refused", "decided")
    assert "NaT" in first["reason"]
    meanings: dict[Any, Any] = {"absent": {**USUAL, "start": None}, "unknown": without}
    for missing in MEANINGS:
        nulls: tuple[Any, ...] = (None, *MEANINGS)
        for null in nulls:
            found = POLICY.decide_table(frame, missing=missing, null=null).to_pylist()
            assert found[0] == by_definition(POLICY.model, meanings[missing])
            assert found[1] == second


def test_a_null_means_what_missing_means_where_nothing_else_is_said() -> None:
    table = pa.table({**{n: [v] for n, v in USUAL.items()}, "start": pa.nulls(1, pa.string())})
    without = {n: v for n, v in USUAL.items() if n != "start"}

    (unknown,) = POLICY.decide_table(table, missing="unknown").to_pylist()
    (absent,) = POLICY.decide_table(table, missing="unknown", null="absent").to_pylist()

    assert unknown == by_definition(POLICY.model, without)
    assert absent == by_definition(POLICY.model, {**USUAL, "start": None})


def test_marks_of_floats_in_an_arrow_table_are_missing_values() -> None:
    table = pa.table({**{n: [v] for n, v in USUAL.items()}, "price": [float("nan")]})

    assert POLICY.decide_table(table)["status"].to_pylist() == ["refused"]
    assert POLICY.decide_table(table, missing="absent")["status"].to_pylist() == ["decided"]


def test_a_column_that_is_no_fact_may_hold_anything() -> None:
    frame = pd.DataFrame({"flag": [True, True], "else": [object(), {1}], 5: [1, "x"]})

    assert POLICY.decide_table(frame).num_rows == 2


def test_a_duration_that_is_finer_than_a_microsecond_is_refused_and_not_cut() -> None:
    spans = pa.array([1000, 1001], pa.duration("ns"))
    table = pa.table({**{n: [v, v] for n, v in USUAL.items()}, "span": spans})

    assert POLICY.decide_table(table)["status"].to_pylist() == ["decided", "refused"]
