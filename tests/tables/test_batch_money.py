"""Amounts that `backhaul batch` writes have the places that the policy declares, in every format."""

from __future__ import annotations

import csv
import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backhaul.cli.main import main

MONEY = """
language: 1
policy: refunds
version: "1.0.0"
title: {en: Refunds}
facts:
  price: {type: decimal, places: 2}
  rate: {type: decimal}
decisions:
  refund:
    outputs: {back: {type: decimal, places: 2}, plain: {type: decimal}, fixed: {type: decimal, places: 9}}
    rules: [{id: dear, when: price >= 10, then: {back: price, plain: rate, fixed: 1}}]
    otherwise: {then: {back: 0, plain: 1.5, fixed: 0.5}}
  fees:
    hit: collect
    outputs: {fee: {type: decimal, places: 2}, plain: {type: decimal}}
    rules: [{id: always, then: {fee: 6, plain: 2}}]
"""


def _rows(file: str) -> list[dict[str, Any]]:
    content = Path(file).read_bytes()
    text = (gzip.decompress(content) if file.endswith(".gz") else content).decode("utf-8")
    if "csv" in file:
        return list(csv.DictReader(text.splitlines(keepends=True)))
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("out", ["out.csv", "out.jsonl", "out.csv.gz"])
@pytest.mark.parametrize("name", ["in.jsonl", "in.csv", "in.parquet"])
def test_amounts_have_the_places_that_the_policy_declares(
    name: str, out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(MONEY, "utf-8")
    prices, rates = ["20.00", "6.00"], ["2.50", "3"]
    pairs = list(zip(prices, rates, strict=True))
    if name == "in.parquet":
        price = pa.array(map(Decimal, prices), pa.decimal128(10, 2))
        pq.write_table(pa.table({"price": price, "rate": map(Decimal, rates)}), name)
    elif name == "in.csv":
        Path(name).write_text("price,rate\n" + "".join(f"{p},{r}\n" for p, r in pairs), "utf-8")
    else:
        lines = (f'{{"price": {p}, "rate": {r}}}\n' for p, r in pairs)
        Path(name).write_text("".join(lines), "utf-8")

    assert main(["batch", "p.yaml", name, out, "--jobs", "1", "--keep", "price"]) == 0

    first, second = _rows(out)
    names = ("price", "refund.back", "refund.plain", "refund.fixed")
    assert [first[n] for n in names] == ["20.00", "20.00", "2.5", "1.000000000"]
    assert [second[n] for n in names] == ["6.00", "0.00", "1.5", "0.500000000"]
    fees = json.loads(first["fees"]) if "csv" in out else first["fees"]
    assert fees == [{"rule": "always", "fee": "6.00", "plain": "2"}]
