"""What a policy does with many cases at once: mappings, tables, and a query for a warehouse."""

from __future__ import annotations

from backhaul.choices import one_of
from backhaul.static import TYPE_CHECKING, Any, Iterable, Iterator, Literal, Sequence, overload

if TYPE_CHECKING:
    from backhaul.deciding import Cases, Deciding
    from backhaul.decision import Decision
    from backhaul.diagnostics import FactError
    from backhaul.evaluation.facts import Extra, Missing
    from backhaul.tables.block import Null


class ManyCases:
    """The methods of a policy that take many cases."""

    deciding: Deciding

    @overload
    def decide_many(
        self,
        cases: Cases,
        *,
        extra: Extra = "refuse",
        errors: Literal["raise"] = "raise",
        missing: Missing = "refuse",
    ) -> Iterator[Decision]: ...

    @overload
    def decide_many(
        self,
        cases: Cases,
        *,
        extra: Extra = "refuse",
        errors: Literal["return"],
        missing: Missing = "refuse",
    ) -> Iterator[Decision | FactError]: ...

    def decide_many(
        self,
        cases: Cases,
        *,
        extra: Extra = "refuse",
        errors: Literal["raise", "return"] = "raise",
        missing: Missing = "refuse",
    ) -> Iterator[Decision | FactError]:
        """The decisions on many cases, one by one as they are asked for, in the same order.

        *extra*: `"ignore"` passes over names that are no facts. *errors*: `"return"` gives the FactError of a case in its
        place instead of raising it. *missing*: NaN, NaT and NA are refused, or say that an optional fact is `"absent"`
        or that it is `"unknown"`; of a fact that is not optional they then say unknown.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> cases = [{"cross_border": False, "as_of": float("nan")}]
        >>> [decision.status for decision in policy.decide_many(cases, missing="unknown")]
        ['decided']
        """
        deciding = self.deciding
        cases = deciding.asked(cases, extra, errors, missing)
        yield from deciding.each(cases) if errors == "raise" else deciding.each_or_error(cases)

    @overload
    def outcomes(
        self,
        cases: Cases,
        *,
        extra: Extra = "refuse",
        errors: Literal["raise"] = "raise",
        missing: Missing = "refuse",
    ) -> Iterator[dict[str, Any]]: ...

    @overload
    def outcomes(
        self,
        cases: Cases,
        *,
        extra: Extra = "refuse",
        errors: Literal["return"],
        missing: Missing = "refuse",
    ) -> Iterator[dict[str, Any] | FactError]: ...

    def outcomes(
        self,
        cases: Cases,
        *,
        extra: Extra = "refuse",
        errors: Literal["raise", "return"] = "raise",
        missing: Missing = "refuse",
    ) -> Iterator[dict[str, Any] | FactError]:
        """The `outcome` of the decision on each of many cases, as they are asked for, in the same order.

        What `decide_many` gives, without the decisions: the quickest way from mappings to mappings. *extra*, *errors* and
        *missing* are those of `decide_many`; raises what `decide` raises.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> next(policy.outcomes([{"cross_border": False}]))["route"]["disposition"]
        'not_applicable'
        >>> cases = [{"cross_border": False}, {"cross_border": 0}]
        >>> [type(found).__name__ for found in policy.outcomes(cases, errors="return")]
        ['dict', 'FactError']
        """
        cases = self.deciding.asked(cases, extra, errors, missing)
        yield from self.deciding.outcomes(cases, errors)

    def decide_table(
        self, cases: object, *, null: Null | None = None, missing: Missing = "refuse"
    ) -> Any:
        """The decisions on many cases, as an Arrow table with one row for each, in the same order.

        *cases*: a DuckDB relation, an Arrow table, or a data frame of pandas or Polars with a column for each
        fact, under its name; other columns are passed over. *null*: a null says that an optional fact is
        `"absent"`, or `"unknown"`; of a fact that is not optional it always says unknown, as does a column that
        is not there. *missing*: NaN, NaT and NA are refused, or say `"absent"` or `"unknown"`, and then a null
        says the same where *null* is not given; else it says absent. There is `status` (a case may be `refused`), `reason`, and for each decision its `.status`,
        `.rule` and outputs; a list is a column of lists. Needs `backhaul[tables]`.

        >>> import pyarrow, backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> table = policy.decide_table(pyarrow.table({"cross_border": [False]}))
        >>> table["route.disposition"].to_pylist()
        ['not_applicable']
        """
        from backhaul.packages import needed

        one_of("missing", missing, ("refuse", "absent", "unknown"))
        meaning = null or ("absent" if missing == "refuse" else missing)
        one_of("null", meaning, ("absent", "unknown"))
        needed("tables", "`decide_table`", "duckdb", "pyarrow", "sqlglot")
        from backhaul.tables.table import decide_table

        return decide_table(self.deciding.blocks(meaning, missing), cases)

    def to_sql(
        self,
        dialect: str,
        table: str | Sequence[str] = "cases",
        keep: str | Iterable[str] = (),
    ) -> str:
        """The policy as one query that gives every output, rule and status, to be run in a warehouse.

        *dialect*: `duckdb`, `spark`, `postgres`, `bigquery` or `snowflake`; *table* has a column for each fact,
        *keep* names columns of it, or one, that stand beside the decisions. A name is quoted and taken letter for
        letter, `schema.table` too; a table in a schema is `("schema", "table")`. A row that columns cannot settle
        is `unsettled`, with the reason. Raises BackhaulError for another dialect, for what is no name, and for a
        kept column that is called like one of the decisions. Needs `backhaul[tables]`.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> policy.to_sql("postgres", "parcels", ["parcel_id"]).startswith("WITH")
        True
        >>> '"logistics"."parcels"' in policy.to_sql("postgres", ("logistics", "parcels"))
        True
        """
        from backhaul.packages import needed

        needed("tables", "`to_sql`", "sqlglot")
        from backhaul.tables.warehouse import to_sql

        return to_sql(self.deciding.model, dialect, table, keep)
