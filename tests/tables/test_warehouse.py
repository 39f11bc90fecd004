"""The query for a warehouse: whose table it reads, what stands beside the decisions, how it is planned."""

from __future__ import annotations

import duckdb
import pytest

import backhaul
import small
from tables.agreement import warehouse_table

POLICY = small.policy()
DIALECTS = ("duckdb", "spark", "postgres", "bigquery", "snowflake")


def case(connection: duckdb.DuckDBPyConnection, name: str, *more: str) -> None:
    """Make a table of this name, in SQL, that holds a case with its number and these columns more."""
    facts = dict.fromkeys(POLICY.model.facts)
    connection.register("given", warehouse_table(POLICY.model, [{**facts, "flag": False}]))
    others = ", ".join(['7 AS "id"', '8 AS "d"', *more])
    connection.sql(f"CREATE TABLE {name} AS SELECT given.*, {others} FROM given")


@pytest.mark.parametrize("keep", ["id", ["id"], ("id", "id")])
def test_a_name_to_keep_is_one_column(keep: str) -> None:
    with duckdb.connect() as connection:
        case(connection, "cases")
        found = connection.sql(POLICY.to_sql("duckdb", keep=keep))

        assert found.columns[:3] == ["id", "status", "reason"]
        assert len(found.fetchall()) == 1


@pytest.mark.parametrize(
    "name", ["a.b", "select", 'say "x"', "x; DROP TABLE y", "(SELECT 1)", "表 `1`", "a -- b"]
)
def test_the_name_of_a_table_is_taken_letter_for_letter(name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    with duckdb.connect() as connection:
        case(connection, quoted)

        assert len(connection.sql(POLICY.to_sql("duckdb", name)).fetchall()) == 1


def test_a_table_in_a_schema_is_named_by_both() -> None:
    with duckdb.connect() as connection:
        connection.sql('CREATE SCHEMA "of me"')
        case(connection, '"of me"."a.b"')

        assert len(connection.sql(POLICY.to_sql("duckdb", ("of me", "a.b"))).fetchall()) == 1
    assert "FROM `p`.`d`.`t`" in POLICY.to_sql("bigquery", ("p", "d", "t"))


@pytest.mark.parametrize("table", ["", (), ("a", ""), ("a", "b", "c", "d"), "a\0b"])
def test_what_is_no_name_of_a_table_is_refused(table: str) -> None:
    with pytest.raises(backhaul.BackhaulError, match="is no name of a table"):
        POLICY.to_sql("duckdb", table)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_column_is_not_kept_beside_one_of_its_name(dialect: str) -> None:
    point = "__" if dialect == "bigquery" else "."
    for name in ("status", "reason", f"route{point}rule"):
        with pytest.raises(backhaul.BackhaulError, match="have columns that are called so"):
            POLICY.to_sql(dialect, keep=[name])


@pytest.mark.parametrize("name", ["_odd", "_reason", "_flag", "k0", "stage_0"])
def test_a_column_that_is_kept_may_be_called_as_a_column_on_the_way_is(name: str) -> None:
    with duckdb.connect() as connection:
        case(connection, "cases", f"'x' AS \"{name}\"")
        found = connection.sql(POLICY.to_sql("duckdb", keep=["id", name]))

        assert found.columns[:3] == ["id", name, "status"]
        assert found.fetchall()[0][:2] == (7, "x")


def test_postgresql_works_each_stage_out_once() -> None:
    sql = backhaul.open("tiktok-shop-sea-failed-delivery").to_sql("postgres")

    assert sql.count(" AS MATERIALIZED (") == sql.count("SELECT") - 1 > 5
