"""What the dialects of SQL say each in their own way: instants and dates as numbers, and lists of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from backhaul.frozen import frozen
from backhaul.tables.sql_expressions import case, is_not_null, number

_Row = tuple[exp.Expr, Mapping[str, exp.Expr]]


@frozen
class Dialect:
    """One dialect that a policy can be written in."""

    name: str
    #: microseconds since 1970 of an instant, and back
    microseconds: Callable[[exp.Expr], exp.Expr]
    instant: Callable[[exp.Expr], exp.Expr]
    #: days since 1970 of a date, and back
    days: Callable[[exp.Expr], exp.Expr]
    date: Callable[[exp.Expr], exp.Expr]
    #: a list of those rows whose test is true
    rows: Callable[[Sequence[_Row]], exp.Expr]
    #: what stands between the name of a decision and that of its output
    point: str = "."
    #: a query is planned in one, and each stage is worked out once only where that is asked for
    materialized: bool = False


def _call(name: str) -> Callable[[exp.Expr], exp.Expr]:
    return lambda value: exp.Anonymous(this=name, expressions=[value])


def _function(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[*arguments])


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def _postgres_microseconds(value: exp.Expr) -> exp.Expr:
    seconds = exp.Extract(this=exp.var("epoch"), expression=value)
    return exp.cast(exp.Mul(this=seconds, expression=number(1_000_000)), "bigint")


def _postgres_instant(value: exp.Expr) -> exp.Expr:
    """Exact: a number of seconds with a fraction is not."""
    epoch = exp.cast(_text("1970-01-01 00:00:00+00"), "timestamptz")
    step = exp.cast(_text("1 microsecond"), "interval")
    return exp.paren(exp.Add(this=epoch, expression=exp.Mul(this=value, expression=step)))


def _first_day() -> exp.Expr:
    return exp.cast(_text("1970-01-01"), "date")


def _days_between(value: exp.Expr) -> exp.Expr:
    """Days as the difference of two dates, which is a number in some dialects."""
    return exp.paren(exp.Sub(this=value, expression=_first_day()))


def _days_added(value: exp.Expr) -> exp.Expr:
    return exp.paren(exp.Add(this=_first_day(), expression=exp.cast(value, "int")))


def _structs(rows: Sequence[_Row]) -> list[exp.Expr]:
    return [
        case([(test, exp.Struct(expressions=[_field(*each) for each in row.items()]))], exp.null())
        for test, row in rows
    ]


def _field(name: str, value: exp.Expr) -> exp.Expr:
    return exp.PropertyEQ(this=exp.to_identifier(name, quoted=True), expression=value)


def _objects(function: str, rows: Sequence[_Row]) -> list[exp.Expr]:
    """Rows as objects of JSON."""
    return [
        case(
            [(test, _function(function, *(e for n, v in row.items() for e in (_text(n), v))))],
            exp.null(),
        )
        for test, row in rows
    ]


def _duckdb_rows(rows: Sequence[_Row]) -> exp.Expr:
    structs = [exp.Struct(expressions=[_field(*e) for e in row.items()]) for _, row in rows]
    tests = [test for test, _ in rows]
    return _function("LIST_WHERE", exp.Array(expressions=structs), exp.Array(expressions=tests))


def _postgres_rows(rows: Sequence[_Row]) -> exp.Expr:
    built = _function("JSONB_BUILD_ARRAY", *_objects("JSONB_BUILD_OBJECT", rows))
    return _function("JSONB_PATH_QUERY_ARRAY", built, _text("$[*] ? (@ != null)"))


def _bigquery_rows(rows: Sequence[_Row]) -> exp.Expr:
    unnested = exp.Unnest(
        expressions=[exp.Array(expressions=_structs(rows))],
        alias=exp.TableAlias(columns=[exp.to_identifier("one")]),
    )
    chosen = exp.select("one").from_(unnested).where(is_not_null(exp.column("one")))
    return _function("ARRAY", chosen)


def _spark_rows(rows: Sequence[_Row]) -> exp.Expr:
    return _function("ARRAY_COMPACT", exp.Array(expressions=_structs(rows)))


def _snowflake_rows(rows: Sequence[_Row]) -> exp.Expr:
    # an object leaves out what is null; a list passes over nulls when it is made compact
    built = _function("ARRAY_CONSTRUCT", *_objects("OBJECT_CONSTRUCT_KEEP_NULL", rows))
    return _function("ARRAY_COMPACT", built)


DIALECTS: Mapping[str, Dialect] = {
    row.name: row
    for row in (
        Dialect(
            "duckdb",
            _call("EPOCH_US"),
            _call("MAKE_TIMESTAMPTZ"),
            _days_between,
            _days_added,
            _duckdb_rows,
        ),
        Dialect(
            "spark",
            _call("UNIX_MICROS"),
            _call("TIMESTAMP_MICROS"),
            lambda value: exp.cast(_function("UNIX_DATE", value), "bigint"),
            lambda value: _function("DATE_FROM_UNIX_DATE", exp.cast(value, "int")),
            _spark_rows,
        ),
        Dialect(
            "postgres",
            _postgres_microseconds,
            _postgres_instant,
            _days_between,
            _days_added,
            _postgres_rows,
            materialized=True,
        ),
        Dialect(
            "bigquery",
            _call("UNIX_MICROS"),
            _call("TIMESTAMP_MICROS"),
            _call("UNIX_DATE"),
            _call("DATE_FROM_UNIX_DATE"),
            _bigquery_rows,
            "__",
        ),
        Dialect(
            "snowflake",
            lambda value: _function("DATE_PART", exp.var("EPOCH_MICROSECOND"), value),
            lambda value: _function("TO_TIMESTAMP_TZ", value, number(6)),
            lambda value: _function("DATEDIFF", exp.var("DAY"), _first_day(), value),
            lambda value: _function("DATEADD", exp.var("DAY"), value, _first_day()),
            _snowflake_rows,
        ),
    )
}
