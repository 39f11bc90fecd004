"""A policy over a data frame of Spark, by Spark's own expressions: no row ever passes through Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.language.kinds import Kind
from backhaul.language.model import Fact
from backhaul.packages import needed

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from backhaul.language import model

_WHOLE = ("tinyint", "smallint", "int", "bigint")
_TEXT = ("string",)
_TYPES = {
    Kind.BOOLEAN: ("boolean",),
    Kind.INTEGER: _WHOLE,
    Kind.DECIMAL: (*_WHOLE, "decimal"),
    Kind.TEXT: _TEXT,
    Kind.CHOICE: _TEXT,
    Kind.DATETIME: ("timestamp",),
    Kind.DATE: ("date",),
    Kind.DURATION: _WHOLE,
}


class Policy(Protocol):
    """A policy that was opened."""

    @property
    def model(self) -> model.Policy:
        """The checked policy itself."""
        ...


def decide(cases: DataFrame, policy: Policy) -> DataFrame:
    """The cases with the decisions beside them: `status`, `reason`, then each decision's status, rule and outputs.

    There is a column for each fact, under its name and in its type: boolean, a whole number, decimal, string for
    texts and choices, timestamp or a number in the fact's epoch form, date; a duration in microseconds. Null: an optional
    fact is absent, another is not known. A row that columns cannot settle has the status `unsettled`, with the
    reason, and no outputs: `policy.decide` tells more of it. A list is an array of structs. Raises BackhaulError with
    every column that is missing or of another type. Needs `backhaul[spark]`.
    """
    needed("spark", "`decide` on Spark", "pyspark", "sqlglot")
    from backhaul.tables.warehouse import to_sql

    checked = policy.model
    types = dict(cases.dtypes)
    mistakes = [m for fact in checked.facts.values() for m in _mistakes(fact, types)]
    if mistakes:
        raise BackhaulError(mistakes)
    view = f"backhaul_{uuid4().hex}"
    cases.createTempView(view)
    try:
        return cases.sparkSession.sql(to_sql(checked, "spark", view, cases.columns))
    finally:
        cases.sparkSession.catalog.dropTempView(view)


def _mistakes(fact: Fact, types: dict[str, Any]) -> list[Diagnostic]:
    """What is wrong with the column of a fact."""
    if fact.name not in types:
        help = "add it; null says that an optional fact is absent, or that another is not known"
        return [Diagnostic("missing-key", f"there is no column `{fact.name}`", help)]
    wanted = _WHOLE if fact.form else _TYPES[fact.type.kind]
    found = types[fact.name]
    if found.partition("(")[0] in wanted:
        return []
    message = f"the column `{fact.name}` is {found}"
    return [Diagnostic("wrong-kind", message, f"cast it to {wanted[-1]}")]
