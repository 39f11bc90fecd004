"""Columns say what the definition says, on random policies: status, reason, rule, outputs, lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

import duckdb
import pytest

import backhaul
from backhaul.evaluation.lowering import trees
from backhaul.tables import sql_expressions
from backhaul.tables.block import Blocks
from effort import trials
from generated.forms import forms_of, found_by
from generated.policies import Generated, generated
from generated.trials import seeds
from tables.agreement import (
    Whole,
    by_definition,
    durations_as_numbers,
    given,
    table,
    warehouse_table,
    wholes,
)
from tables.postgres import Postgres, programs, server

CASES = trials(40)
Row = dict[str, Any]


def cases_of(made: Generated, count: int = CASES) -> list[dict[str, Any]]:
    return wholes(made.model, Random(made.seed), count)


def differences(made: Generated, cases: list[Row], rows: list[Row]) -> Counter[str]:
    """How the rows stand to what the definition says."""
    assert len(rows) == len(cases)
    counts: Counter[str] = Counter()
    for case, row in zip(cases, rows, strict=True):
        expected: Any = by_definition(made.model, given(made.model, case))
        if row["status"] == "unsettled":
            assert row["reason"]
            counts["unsettled"] += 1
            continue
        same = durations_as_numbers(row) == durations_as_numbers(expected)
        counts[row["status"] if same else "different"] += 1
    return counts


def in_duckdb(made: Generated, cases: list[Row]) -> list[Row]:
    """The rows of the query for a warehouse, in DuckDB."""
    with duckdb.connect() as connection:
        connection.register("cases", warehouse_table(made.model, cases))
        rows: list[Row] = connection.sql(made.policy.to_sql("duckdb")).to_arrow_table().to_pylist()
    return rows


def writable() -> Iterator[Generated]:
    """The random policies whose arithmetic is in range for some facts."""
    for seed in seeds():
        if forms_of((made := generated(seed)).model):
            yield made


def test_a_table_is_decided_as_the_definition_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    left: Counter[str] = Counter()
    one_by_one = Blocks._by_definition

    def counted(self: Blocks, rows: Any, places: Any, odd: Any) -> Any:
        left["rows"] += len(places)
        return one_by_one(self, rows, places, odd)

    monkeypatch.setattr(Blocks, "_by_definition", counted)
    counts: Counter[str] = Counter()
    for seed in seeds()[:25]:
        made = generated(seed)
        cases = cases_of(made)
        rows = made.policy.decide_table(table(made.model, cases)).to_pylist()
        counts += differences(made, cases, rows)

    assert not counts["different"]
    assert counts["unsettled"] == 0
    assert min(counts[status] for status in ("decided", "undetermined", "refused")) > 30
    # most that can be settled in columns is
    assert sum(counts.values()) - left["rows"] > counts["decided"] * 0.7


def test_the_query_for_a_warehouse_says_the_same_in_duckdb() -> None:
    counts: Counter[str] = Counter()
    for made in islice(writable(), 25):
        cases = cases_of(made)
        counts += differences(made, cases, in_duckdb(made, cases))

    assert not counts["different"]
    assert counts["decided"] > 150


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with server() as running:
        yield running


def test_the_query_for_a_warehouse_says_the_same_in_postgresql(postgres: Postgres) -> None:
    counts: Counter[str] = Counter()
    for made in islice(writable(), 12):
        cases = cases_of(made, 25)
        sql = made.policy.to_sql("postgres", keep=["row"])
        counts += differences(made, cases, postgres.rows(made.model, cases, sql))

    assert not counts["different"]
    assert counts["decided"] > 50


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres", "bigquery", "snowflake"])
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_shipped_policies_are_written_in_every_dialect(dialect: str, version: str) -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery", version)

    sql = policy.to_sql(dialect, "parcels", ["parcel_id"])

    point = "__" if dialect == "bigquery" else "."
    assert f"route{point}disposition" in sql
    assert "parcels" in sql


def wrongly(written: Any) -> Any:
    """Writes two comparisons as others."""
    instead = {"a < b": "a <= b", "a >= b": "a > b"}
    return lambda template, names: written(instead.get(template, template), names)


def test_a_wrong_comparison_is_noticed_on_every_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds the paths against the definition is not blind."""
    for path in (trees, sql_expressions):
        monkeypatch.setattr(path, "written", wrongly(path.written))
    wrong: Counter[str] = Counter()
    for seed in range(200, 230):
        if len(wrong) == 3 and min(wrong.values()) > 0:
            break
        made = generated(seed)
        policy = backhaul.loads(made.text.encode(), "wrong.yaml")
        broken = Generated(seed, made.text)
        cases = cases_of(made)
        rows = policy.decide_table(table(made.model, cases)).to_pylist()
        wrong["columns"] += differences(made, cases, rows)["different"]
        forms = forms_of(policy.model)
        if not forms:
            continue
        wrong["warehouse"] += differences(made, cases, in_duckdb(broken, cases))["different"]
        wrong["compiled"] += sum(_differs(made, forms[-1], case) for case in cases)

    assert min(wrong[path] for path in ("columns", "warehouse", "compiled")) > 0


def _differs(made: Generated, form: Any, case: Whole) -> bool:
    facts = given(made.model, case)
    found = found_by(form, facts)
    if found is None:
        return False
    rules = {
        name.removesuffix(".rule"): rule
        for name, rule in by_definition(made.model, facts).items()
        if name.endswith(".rule")
    }
    return any(form.rules(found)[name] != rule for name, rule in rules.items())
