"""Numbers of a document: the same answer whatever has read the document, and exact."""

import json
from decimal import Decimal
from pathlib import Path

import jmespath
import pytest

import backhaul
from backhaul.cli.main import main
from backhaul.document.json_reader import read_json
from sources.desk import Desk
from sources.test_expressions import nested

ITEMS = (
    '{"items": [{"price": 99.9}, {"price": 99.90}, {"price": 100.5}, {"price": 1E2}, {"price": 2}]}'
)
POLICY = """\
language: 1
policy: prices
version: "1.0.0"
draft: true
title: {en: Prices}
facts:
  dear: {type: integer}
  total: {type: decimal}
decisions:
  price:
    outputs: {count: {type: integer}, total: {type: decimal}}
    rules: [{id: any, then: {count: dear, total: total}}]
"""
SOURCE = """\
language: 1
source: shop
policy: prices
facts:
  dear: {read: "length(items[?price >= `99.9`])"}
  total: {read: "sum(items[].price)"}
"""


def test_to_number_reads_what_json_writes_and_nothing_else(desk: Desk) -> None:
    for text, number in (("14", 14), ("-3", -3), ("12.50", Decimal("12.5")), ("1e2", Decimal(100))):
        assert desk.told({"a": text}, "{read: to_number(a)}") == number
    for text in ("010", "1_000", " 5", "5 ", "+5", ".5", "5.", "１２", "0x1F", "", "NaN", "9" * 50):
        assert desk.told({"a": text}, "{read: to_number(a)}") is ..., text


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("length(items[?price >= `99.9`])", 4),
        ("length(items[?price == `99.9`])", 2),
        ("length(items[?price == `99.90`])", 2),
        ("length(items[?contains([`99.9`, `2`], price)])", 3),
        ("length(items[?price > `1e2`])", 1),
        ("length(items[?type(price) == 'number'])", 5),
        ("sum(items[].price)", Decimal("402.3")),
        ("avg(items[].price)", Decimal("80.46")),
        ("avg(`[1, 2]`)", Decimal("1.5")),
        ("max(items[].price)", Decimal("100.5")),
        ("min_by(items, &price).price", 2),
        ("sort(items[].price)[1]", Decimal("99.9")),
        ("sort_by(items, &price)[-1].price", Decimal("100.5")),
        ("ceil(items[0].price)", 100),
        ("floor(items[0].price)", 99),
        ("abs(items[1].price)", Decimal("99.9")),
        ("to_string(items[1].price)", "99.9"),
        ("to_string(items[3])", '{"price":100.0}'),
        ("to_string(items[:1])", '[{"price":99.9}]'),
        ("to_number('99.90')", Decimal("99.9")),
        ("to_number('nan') || 'none'", "none"),
        ("to_number('1e400') || 'none'", "none"),
        ("to_number(items[0].price)", Decimal("99.9")),
        ("items[1].price", Decimal("99.9")),
    ],
)
def test_a_reader_that_makes_floats_is_told_what_one_that_makes_decimals_is(
    desk: Desk, expression: str, told: object
) -> None:
    reading = f"{{read: {json.dumps(expression)}}}"

    for document in (json.loads(ITEMS), read_json(ITEMS, "items.json")):
        value = desk.told(document, reading)
        assert (value, type(value)) == (told, type(told))


def test_a_table_finds_a_number_however_it_was_written(desk: Desk) -> None:
    before = 'tables: {sizes: {"1.5": red, "2.0": blue}}\n'
    reading = "{read: size, table: sizes}"

    for text, colour in (("1.5", "red"), ("1.50", "red"), ("2.00", "blue"), ("0.2e1", "blue")):
        whole = f'{{"size": {text}}}'
        for document in (json.loads(whole), read_json(whole, "size.json")):
            assert desk.told(document, reading, "colour", before) == colour


def test_the_command_line_says_of_a_document_what_python_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "prices"
    (folder / "sources").mkdir(parents=True)
    (folder / "1.0.0.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "sources" / "shop.yaml").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "items.json").write_text(ITEMS, encoding="utf-8")
    policy = backhaul.load(folder / "1.0.0.yaml")
    facts = policy.read(json.loads(ITEMS), "shop")

    main(f"decide {folder}/1.0.0.yaml {tmp_path}/items.json --source shop --format json".split())

    said = json.loads(capsys.readouterr().out)
    assert said["facts"] == {"dear": 4, "total": "402.3"}
    assert policy.decide(facts)["price"] == {"count": 4, "total": Decimal("402.3")}


def test_what_others_compile_with_jmespath_stays_theirs(desk: Desk) -> None:
    desk.told({"a": 1}, "{read: 'a == `0.5`'}")

    assert jmespath.search("`0.5`", None) == 0.5
    assert type(jmespath.compile("a == `0.5`").parsed["children"][1]["value"]) is float


def test_a_document_without_such_numbers_is_read_as_it_is_and_never_changed(desk: Desk) -> None:
    document = {"a": [{"b": 0.5}], "c": [1, "x", None, True]}
    kept = json.dumps(document)

    assert desk.told(document, "{read: a}") == [{"b": Decimal("0.5")}]
    assert desk.told(document, "{read: c}") is document["c"]
    assert json.dumps(document) == kept


def test_a_document_that_is_nested_too_deep_is_refused(desk: Desk) -> None:
    (refusal,) = desk.refused({"a": nested(100_000, 1)}, "  count: {read: b}\n")

    assert (refusal.code, refusal.message) == (
        "unreadable-document",
        "the document is nested too deep",
    )
