"""Decisions in columns without the outputs that are made of masked facts, for what is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from backhaul.evaluation.reads import masked_names
from backhaul.language.model import Decision, Policy


def without_masked(policy: Policy, decided: Any) -> Mapping[str, Any]:
    """The columns of a table of decisions by their names, those of such outputs empty."""
    columns: dict[str, Any] = dict(zip(decided.column_names, decided.columns, strict=True))
    masked = masked_names(policy)
    for decision in policy.decisions.values() if masked else ():
        hidden = [name for name in decision.outputs if f"{decision.name}.{name}" in masked]
        if hidden and decision.hit == "collect":
            columns |= _rows(decision, hidden, columns)
            continue
        for full in (f"{decision.name}.{name}" for name in hidden):
            if full in columns:
                columns[full] = pa.nulls(len(columns[full]), columns[full].type)
    return columns


def _rows(decision: Decision, hidden: list[str], columns: Mapping[str, Any]) -> dict[str, Any]:
    """The column of a list, without the values of these outputs in its rows."""
    name = decision.name
    if name not in columns:
        return {}
    empty = dict.fromkeys(hidden)
    lists = [
        None if rows is None else [{**row, **empty} for row in rows]
        for rows in columns[name].to_pylist()
    ]
    return {name: pa.array(lists, columns[name].type)}
