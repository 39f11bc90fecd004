"""The query for a warehouse: whose table it reads, what stands beside the decisions, how it is planned."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

import backhaul
import small
from backhaul.language.kinds import held_date, held_instant
from tables.agreement import by_definition, given, warehouse_table

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


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_widest_whole_numbers_are_of_a_type_that_the_dialect_has(dialect: str) -> None:
    facts = "facts: {price: {type: decimal, places: 2}, share: {type: decimal, places: 4}}\n"
    policy = small.policy("round(price * share, 2, 'half_up') > price", facts=facts)
    types = {"duckdb": "INT128", "bigquery": "BIGNUMERIC", "snowflake": "DECIMAL(38, 0)"}

    sql = policy.to_sql(dialect)

    assert types.get(dialect, "DECIMAL(38, 0)") in sql or "NUMERIC(38, 0)" in sql
    assert ("INT128" in sql) == (dialect == "duckdb")


def test_a_day_of_a_zone_whose_clocks_change_is_found_in_columns() -> None:
    """Where instants are counted in milliseconds, the length of a day is a number of 32 bits in some dialects."""
    zone = '{zone: America/Sao_Paulo, from: "2024-01-01T00:00:00-03:00", changes: ["2026-03-02T01:00:00-02:00"], until: "2027-01-01T00:00:00-02:00"}'
    facts = f"zones: {{there: {zone}}}\nfacts: {{at: {{type: datetime, form: epoch_millis}}, on: {{type: date}}}}\n"
    policy = small.policy("date_of(at, there) == on", facts=facts)
    cases = [
        {"at": "2026-03-02T02:59:59Z", "on": "2026-03-01"},
        {"at": "2026-03-02T03:00:00Z", "on": "2026-03-02"},
        {"at": "2026-03-02T03:00:00Z", "on": "2026-03-01"},
    ]
    held = [
        {
            "at": held_instant(datetime.fromisoformat(each["at"])),
            "on": held_date(date.fromisoformat(each["on"])),
        }
        for each in cases
    ]

    with duckdb.connect() as connection:
        connection.register("cases", warehouse_table(policy.model, held))
        rows = connection.sql(policy.to_sql("duckdb")).to_arrow_table().to_pylist()
    assert [row["route.answer"] for row in rows] == ["yes", "yes", "no"]
    table = policy.decide_table(pa.table({k: [c[k] for c in cases] for k in ("at", "on")}))
    assert table["route.answer"].to_pylist() == ["yes", "yes", "no"]


FACTS_CALLED_ALIKE = """\
facts:
  reason: {type: choice, choices: [late, early]}
  odd: {type: integer}
  each__0: {type: boolean}
"""
DEFINITIONS_CALLED_ALIKE = """\
definitions:
  route__status: odd > 1 && each__0
  route__0: reason == 'late'
"""
DECISIONS_CALLED_ALIKE = """\
decisions:
  each:
    hit: collect
    outputs: {count: {type: integer}}
    rules: [{id: other, when: "!each__0", then: {count: odd}}]
  route:
    outputs: {rule: {type: text}, status: {type: text}, count: {type: integer}}
    rules: [{id: late, when: route__0 && !route__status, then: {rule: so, status: it is, count: odd}}]
    otherwise: {then: {rule: "no", status: it is not, count: 0}}
"""


@pytest.mark.parametrize("path", ["table", "query"])
def test_names_of_a_policy_may_be_called_as_columns_on_the_way_are(path: str) -> None:
    policy = small.policy(
        facts=FACTS_CALLED_ALIKE,
        definitions=DEFINITIONS_CALLED_ALIKE,
        decisions=DECISIONS_CALLED_ALIKE,
    )
    cases = [
        {"reason": r, "odd": 3, "each__0": e} for r in ("late", "early") for e in (True, False)
    ]
    cases.append({"reason": "other", "odd": 3, "each__0": True})

    with duckdb.connect() as connection:
        connection.register("cases", pa.Table.from_pylist(cases))
        query = connection.sql(policy.to_sql("duckdb")).to_arrow_table()
    table = policy.decide_table(pa.Table.from_pylist(cases))
    rows = {"query": query, "table": table}[path].to_pylist()
    expected = [by_definition(policy.model, each) for each in cases]

    assert rows[:-1] == expected[:-1]
    assert rows[-1]["status"] == {"query": "unsettled", "table": "refused"}[path]
    assert [*rows[-1]] == [*expected[-1]]


def test_the_start_of_a_day_that_the_policy_names_fits_where_milliseconds_are_counted() -> None:
    facts = 'parameters: {day: {type: date, value: "2026-03-02"}, zone: {type: zone, value: "+08:00"}}\n'
    facts += "facts: {at: {type: datetime, form: epoch_millis}}\n"
    policy = small.policy("at >= start_of(day, zone)", facts=facts)
    held = [{"at": 1_772_380_800_000_000 + more} for more in (-1_000_000, 0)]

    with duckdb.connect() as connection:
        connection.register("cases", warehouse_table(policy.model, held))
        rows = connection.sql(policy.to_sql("duckdb")).to_arrow_table().to_pylist()
    assert [row["route.answer"] for row in rows] == ["no", "yes"]


def test_day_after_day_of_a_zone_makes_a_query_longer_step_by_step() -> None:
    changes = [
        f'"{year}-{on}"'
        for year in range(2000, 2040)
        for on in ("04-01T03:00:00-07:00", "10-20T01:00:00-08:00")
    ]
    zone = f'{{zone: America/Los_Angeles, from: "2000-01-01T00:00:00-08:00", changes: [{", ".join(changes)}], until: "2040-01-01T00:00:00-08:00"}}'
    facts = f"zones: {{there: {zone}}}\nfacts: {{at: {{type: datetime}}, to: {{type: datetime}}}}\n"
    deep, texts = "at", []
    for _ in range(4):
        deep = f"day_end({deep}, there)"
        policy = small.policy(f"{deep} == to", facts=facts)
        texts.append(policy.to_sql("duckdb"))
    starts = [datetime.fromisoformat(f"{year}-03-30T08:30:00Z") for year in (2025, 2026, 2027)]
    days = [timedelta(4, seconds) for seconds in (-5400, -5401, 0)]
    cases = [{"at": held_instant(a), "to": held_instant(a + d)} for a in starts for d in days]

    with duckdb.connect() as connection:
        connection.register("cases", warehouse_table(policy.model, cases))
        rows = connection.sql(texts[-1]).to_arrow_table().to_pylist()
    assert rows == [by_definition(policy.model, given(policy.model, each)) for each in cases]
    assert {row["route.answer"] for row in rows} == {"yes", "no"}
    sizes = [len(text) for text in texts]
    assert sizes[3] - sizes[2] <= 1.1 * (sizes[1] - sizes[0])


@pytest.mark.parametrize("path", ["table", "query"])
def test_texts_are_looked_into_letter_by_letter(path: str) -> None:
    """Two marks that make one letter on a screen, letters of the other case and marks of patterns are what they are."""
    facts = "facts: {whole: {type: text}, part: {type: text}}\n"
    row = 'begins: "starts_with(whole, part)", ends: "ends_with(whole, part)", inside: "includes(whole, part)"'
    decisions = f"""decisions:
  route:
    outputs: {{begins: {{type: boolean}}, ends: {{type: boolean}}, inside: {{type: boolean}}}}
    rules: [{{id: always, then: {{{row}}}}}]
"""
    policy = small.policy(facts=facts, decisions=decisions)
    letters = [
        "a",
        "A",
        "e",
        "\u0301",
        "é",
        "ß",
        "ss",
        "%",
        "_",
        "\\",
        " ",
        "\0",
        "👩",
        "\u200d",
        "包",
    ]
    wholes = ["", *letters, "ae\u0301", "a\u200d👩", "%包%", "aAa", "a\0b"]
    cases = [{"whole": w, "part": p} for w in wholes for p in ["", "aA", "👩\u200d", *letters]]
    table = pa.Table.from_pylist(cases)

    with duckdb.connect() as connection:
        connection.register("cases", table)
        query = connection.sql(policy.to_sql("duckdb")).to_arrow_table()
    rows = {"query": query, "table": policy.decide_table(table)}[path].to_pylist()

    assert rows == [by_definition(policy.model, each) for each in cases]
    assert {row["status"] for row in rows} == {"decided"}
