"""Cases as a data frame of Spark, and its rows as Python values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from backhaul.language import model
from backhaul.language.kinds import Kind, Type
from tables.agreement import Whole, warehouse_table

_TYPES = {
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "bigint",
    Kind.TEXT: "string",
    Kind.CHOICE: "string",
    Kind.DATETIME: "timestamp",
    Kind.DATE: "date",
    Kind.DURATION: "bigint",
}


def _type(type: Type) -> str:
    if type.kind is Kind.DECIMAL:
        return f"decimal(18,{type.scale})"
    return _TYPES[type.kind]


def frame(spark: Any, policy: model.Policy, cases: Sequence[Whole]) -> Any:
    """The cases, and `row`, the place of each."""
    table = warehouse_table(policy, cases)
    schema = "row bigint, " + ", ".join(
        f"`{fact.name}` {'bigint' if fact.form else _type(fact.type)}"
        for fact in policy.facts.values()
    )
    rows = zip(range(len(cases)), *(table[name].to_pylist() for name in policy.facts), strict=True)
    return spark.createDataFrame([*rows], schema)


def rows_of(decided: Any, policy: model.Policy) -> list[dict[str, Any]]:
    """The rows in the order of the cases, only what was decided."""
    rows = sorted((row.asDict(recursive=True) for row in decided.collect()), key=lambda r: r["row"])
    return [
        {name: _aware(value) for name, value in row.items() if name not in {"row", *policy.facts}}
        for row in rows
    ]


def _aware(value: Any) -> Any:
    """The same, an instant as an aware datetime: Spark gives those of the local zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, dict):
        return {key: _aware(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_aware(part) for part in value]
    return value
