"""What `--amount` adds up: facts and outputs of money, exactly, with their places and units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import backhaul

_POLICY = """
language: 1
policy: refunds
version: "{version}"
title: {{en: Refunds, zh: 退款}}
parameters:
  share: {{type: decimal, value: {share}, title: {{en: Share, zh: 比例}}}}
facts:
  market: {{type: choice, choices: [SG, TH], title: {{en: Market, zh: 市场}}}}
  price: {{type: decimal, places: 2, unit: USD, title: {{en: Price, zh: 价格}}}}
  paid: {{type: decimal, places: 2, unit: {{by: market, values: {{SG: SGD, TH: THB}}}}, title: {{en: Paid, zh: 已付}}}}
constraints: [{{id: no-debt, holds: price >= 0}}]
decisions:
  refund:
    title: {{en: Refund, zh: 退款}}
    outputs:
      sum: {{type: decimal, places: 2, unit: USD, title: {{en: The sum, zh: 金额}}}}
      local: {{type: decimal, places: 2, unit: {{by: market, values: {{SG: SGD, TH: THB}}}}, optional: true, title: {{en: Local, zh: 当地金额}}}}
    rules:
      - {{id: dear, when: price >= 20, then: {{sum: "round(price * share, 2, 'half_up')", local: paid}}, because: {{en: Dear., zh: 贵。}}}}
    otherwise: {{then: {{sum: "round(price * share, 2, 'half_up')", local: null}}, because: {{en: Cheap., zh: 便宜。}}}}
  fees:
    hit: collect
    title: {{en: Fees, zh: 费用}}
    outputs: {{fee: {{type: decimal, places: 2, unit: USD, title: {{en: Fee, zh: 费}}}}}}
    rules:
      - {{id: always, then: {{fee: 0.10}}, because: {{en: Always., zh: 总是。}}}}
      - {{id: dear-fee, when: price >= 20, then: {{fee: 0.20}}, because: {{en: Dear., zh: 贵。}}}}
"""
OLD = backhaul.loads(_POLICY.format(version="1.0.0", share="85%"), "old.yaml")
NEW = backhaul.loads(_POLICY.format(version="2.0.0", share="80%"), "new.yaml")
_CSV = "market,price,paid\nSG,10.00,3.00\nTH,20.5,3.5\nTH,30,6\n,,\nTH,0,1\nTH,-1,1\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Four cases, of which the last comes out the same, one of which nothing is known, and one that is refused."""
    file = tmp_path / "records.csv"
    file.write_text(_CSV, encoding="utf-8")
    return file


def _data(file: Path, amount: str) -> tuple[dict[str, Any], dict[tuple[str, str], Any]]:
    data = backhaul.compare(OLD, NEW, [str(file)], amount=amount, jobs=1).to_dict()
    outputs = {output["output"]: output["flips"] for output in data["outputs"]}
    return data["amounts"], {(f["from"], f["to"]): f for f in outputs["refund.sum"]}


def test_an_output_is_added_up_by_what_either_version_gives(records: Path) -> None:
    amounts, flips = _data(records, "refund.sum")

    assert amounts["unit"] == "USD"
    assert (amounts["before"]["changed"], amounts["changed"]) == ("51.43", "48.40")
    assert (amounts["before"]["same"], amounts["same"]) == ("0.00", "0.00")
    assert amounts["without"] == 2
    dearest = flips["a decimal", "1.50 less"]
    assert (dearest["amount_before"], dearest["amount"]) == ("25.50", "24.00")


def test_an_output_that_is_absent_adds_nothing_and_unlike_units_are_told_apart(
    records: Path,
) -> None:
    amounts, _ = _data(records, "refund.local")

    assert amounts["changed"] == amounts["before"]["changed"] == {"SGD": "0.00", "THB": "9.50"}


def test_the_rows_of_a_list_are_added_up(records: Path) -> None:
    amounts, _ = _data(records, "fees.fee")

    assert (amounts["changed"], amounts["same"], amounts["without"]) == ("0.70", "0.10", 2)


def test_a_fact_has_its_places_and_its_unit(records: Path) -> None:
    amounts, _ = _data(records, "price")
    assert (amounts["changed"], amounts["refused"], amounts["unit"]) == ("60.50", "-1.00", "USD")

    amounts, _ = _data(records, "paid")
    assert amounts["changed"] == {"SGD": "3.00", "THB": "9.50"}


def test_columns_add_up_the_same(records: Path, tmp_path: Path) -> None:
    table = pa.table({"market": ["SG", "TH"], "price": ["10.00", "30"], "paid": ["1", "2"]})
    file = tmp_path / "records.parquet"
    pq.write_table(table, file)
    text = tmp_path / "same.csv"
    text.write_text("market,price,paid\nSG,10.00,1\nTH,30,2\n", encoding="utf-8")

    for name in ("price", "paid", "refund.sum", "refund.local", "fees.fee"):
        assert _data(file, name)[0] == _data(text, name)[0]


def test_sums_are_said_with_their_units(records: Path) -> None:
    compared = backhaul.compare(OLD, NEW, [str(records)], amount="refund.sum", jobs=1)

    english, chinese = compared.explain("en", details=True), compared.explain("zh")

    for words in ("sum before", "sum now", "25.50 USD", "51.43 USD", "refund.sum by 2.0.0"):
        assert words in english
    assert "现金额合计" in chinese
    assert "24.00 USD" in chinese
    local = backhaul.compare(OLD, NEW, [str(records)], amount="paid", jobs=1)
    assert "3.00 SGD, 9.50 THB" in local.explain("en", details=True)


def test_a_sum_says_of_how_many_records_it_knows_no_amount(tmp_path: Path) -> None:
    file = tmp_path / "records.csv"
    file.write_text("market,price,paid\n,10.00,3.00\n", encoding="utf-8")
    compared = backhaul.compare(OLD, NEW, [str(file)], amount="paid", jobs=1)

    assert "0 (+ 1 without)" in compared.explain("en")
    assert "0（另有1条没有金额）" in compared.explain("zh")
