"""A data frame of Spark is decided by Spark's own expressions, as the definition decides."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

import backhaul
from backhaul.tables import sql_expressions
from backhaul.tables.spark import decide
from generated.forms import forms_of
from generated.policies import Generated, generated
from tables.agreement import wholes
from tables.test_agreement import differences
from tables.test_table import POLICY

sql = pytest.importorskip("pyspark.sql")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.xdist_group("spark"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "Asia/Jakarta",
        "spark.sql.shuffle.partitions": "1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    running = builder.getOrCreate()
    yield running
    running.stop()


def found(session: Any, made: Generated, count: int = 30) -> Counter[str]:
    from tables.spark_rows import frame, rows_of

    cases = wholes(made.model, Random(made.seed), count)
    decided = decide(frame(session, made.model, cases), made.policy)
    return differences(made, cases, rows_of(decided, made.model))


def test_random_policies_are_decided_as_the_definition_decides(session: Any) -> None:
    counts: Counter[str] = Counter()
    for seed in range(5):
        if forms_of(generated(seed).model):
            counts += found(session, generated(seed))

    assert not counts["different"]
    assert counts["decided"] > 25


def test_a_wrong_comparison_is_noticed(session: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = "SELECT true AS flag, CAST(3 AS BIGINT) AS count, CAST(NULL AS DECIMAL(18, 9)) AS price"
    texts = "CAST(NULL AS STRING) AS colour, CAST(NULL AS STRING) AS note"
    times = "CAST(NULL AS TIMESTAMP) AS start, CAST(NULL AS BIGINT) AS span"
    cases = session.sql(f"{frame}, {texts}, {times}")
    (right,) = decide(cases, POLICY).collect()

    written, instead = sql_expressions.written, {"a > b": "a >= b"}
    monkeypatch.setattr(
        sql_expressions,
        "written",
        lambda template, names: written(instead.get(template) or template, names),
    )
    (wrong,) = decide(cases, POLICY).collect()

    assert (right["d.rule"], wrong["d.rule"]) == ("otherwise", "much")


def test_no_row_passes_through_python(session: Any) -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    types = {"boolean": "boolean", "datetime": "timestamp", "choice": "string", "text": "string"}
    columns = ", ".join(
        f"CAST(NULL AS {types.get(fact.type.kind, 'bigint')}) AS {name}"
        for name, fact in policy.model.facts.items()
    )

    decided = decide(session.sql(f"SELECT {columns} FROM range(3)"), policy)

    plan = decided._jdf.queryExecution().executedPlan().toString()
    assert "Project" in plan
    assert not [word for word in ("Python", "ArrowEval", "UDF") if word in plan]
    assert {row["status"] for row in decided.collect()} == {"unsettled"}


def test_columns_that_are_missing_or_of_another_type_are_told_all_at_once(session: Any) -> None:
    policy = backhaul.open("tiktok-shop-sea-failed-delivery")

    with pytest.raises(backhaul.BackhaulError) as refused:
        decide(session.sql("SELECT 'yes' AS cross_border"), policy)

    codes = Counter(one.code for one in refused.value.diagnostics)
    assert codes == {"wrong-kind": 1, "missing-key": len(policy.model.facts) - 1}
