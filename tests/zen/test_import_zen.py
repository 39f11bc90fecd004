"""`backhaul import zen`: what is made of a graph, what is listed, and how its published tests come out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import backhaul
from backhaul.cli.main import main
from backhaul.questions.import_zen import import_zen
from backhaul.zen.syntax import NoExpression, cell, expression

PRICING = Path(__file__).parent / "pricing.json"


def test_a_graph_becomes_a_policy_whose_cases_are_the_published_tests(tmp_path: Path) -> None:
    assert main(["import", "zen", str(PRICING), "--to", str(tmp_path)]) == 0
    folder = tmp_path / "pricing"
    assert main(["check", str(folder)]) == 0
    assert main(["test", str(folder)]) == 0
    policy = backhaul.load(folder / "1.0.0.yaml")
    assert list(policy.model.decisions)[:2] == ["customer_tier", "fee"]
    assert [rule.id for rule in policy.model.decisions["customer_tier"].rules] == [
        "row-1",
        "row-2",
        "row-3",
    ]


def test_what_cannot_be_said_is_listed_with_its_place_and_nothing_is_wrong() -> None:
    made = import_zen(str(PRICING))

    assert made.tables == (1, 1)
    assert [left.place for left in made.left] == ["`Script`", "`Amounts`, `label`"] or sorted(
        left.place for left in made.left
    ) == ["`Amounts`, `label`", "`Script`"]
    assert [(test.missing, test.otherwise) for test in made.tests] == [
        (("label",), ()),
        ((), ()),
        ((), ()),
    ]
    # worked out of the document before
    assert made.made == ("customer_tier_sum_items",)
    assert not made.whole
    assert not made.wrong


def test_a_published_test_that_comes_out_otherwise_is_told_and_is_no_case(tmp_path: Path) -> None:
    graph = json.loads(PRICING.read_text(encoding="utf-8"))
    graph["tests"][1]["output"]["fee"] = 5
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(graph), encoding="utf-8")

    made = import_zen(str(file))
    assert [test.number for test in made.wrong] == [2]
    assert made.wrong[0].otherwise[0].startswith("fee: 4")
    assert made.tests[1].case is None
    assert main(["import", "zen", str(file)]) == 1


def test_tests_and_a_schema_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    table = json.loads(PRICING.read_text(encoding="utf-8"))["nodes"][1]["content"]
    table["inputs"], rules = table["inputs"][:1], table["rules"]
    table["rules"] = [{"a": rule["a"], "o": rule["o"]} for rule in rules if rule["a"]]
    table["outputs"] = table["outputs"][:1]
    (tmp_path / "tier.json").write_text(json.dumps(table), encoding="utf-8")
    (tmp_path / "tests.json").write_text(
        json.dumps([{"input": {"customer": {"orders": 100}}, "output": {"tier": "gold"}}]),
        encoding="utf-8",
    )
    schema = {
        "type": "object",
        "properties": {
            "customer": {"type": "object", "properties": {"orders": {"type": "number"}}}
        },
    }
    (tmp_path / "schema.json").write_text(json.dumps(schema), encoding="utf-8")

    by_tests = import_zen(str(tmp_path / "tier.json"), str(tmp_path / "tests.json"))
    assert by_tests.whole
    by_schema = import_zen(str(tmp_path / "tier.json"), schema=str(tmp_path / "schema.json"))
    assert by_schema.tables == (1, 1)
    assert "customer_orders: {type: decimal" in by_schema.files["tier/1.0.0.yaml"]


@pytest.mark.parametrize("text", ["a +", "> ", "[1..", "x ? y", "{"])
def test_a_text_that_is_no_expression_is_unreadable(text: str) -> None:
    with pytest.raises(NoExpression):
        expression(text)


def test_a_cell_asks_of_its_column() -> None:
    dollar = ("path", "$", ())
    assert cell("'a', 'b'") == (
        "binary",
        "or",
        ("binary", "==", dollar, ("value", "a")),
        ("binary", "==", dollar, ("value", "b")),
    )
    assert cell("> 1_000 and < 5_000")[1] == "and"
    assert cell("[1..5)")[3][0] == "range"
