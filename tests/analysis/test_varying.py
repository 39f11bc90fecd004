"""Single changes of parameters that vary: each value where it is written, and each date."""

from __future__ import annotations

from datetime import UTC, datetime

from backhaul.analysis.mutations import mutants
from backhaul.evaluation.boundary_values import BoundaryValues
from backhaul.language.kinds import SECOND, held_instant
from varying import varying

NEW_YEAR = held_instant(datetime(2025, 12, 31, 16, tzinfo=UTC))


def labels() -> list[str]:
    return [m.name for m in mutants(varying().model) if m.place.startswith("parameter")]


def test_a_value_that_is_written_once_changes_wherever_it_counts() -> None:
    changed = [m for m in mutants(varying().model) if "lead_time.manila.luzon = " in m.name]

    assert len(changed) == 2
    tables = [m.changed.parameters["lead_time"].table for m in changed]
    assert all(t["manila", "luzon"] == t["manila", "visayas"] for t in tables)
    assert not [label for label in labels() if "lead_time.manila.visayas" in label]


def test_every_date_but_the_first_is_moved_both_ways() -> None:
    moved = [label for label in labels() if "a second" in label]

    assert moved == [
        "parameter hold.2026-01-01T00:00:00+08:00 a second later",
        "parameter hold.2026-01-01T00:00:00+08:00 a second earlier",
    ]


def test_the_instants_of_the_dates_are_tried() -> None:
    model = varying().model
    tried = BoundaryValues(model).of(model.facts["ordered"])

    assert {NEW_YEAR, NEW_YEAR - 1, NEW_YEAR - SECOND} <= set(tried)
