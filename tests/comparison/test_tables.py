"""CSV and Parquet: what a cell stands for."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

import small
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.records.cells import facts_of
from backhaul.records.csv_records import csv_records
from comparison.comparing import compared, flips, standings
from docs.pages import table

POLICY = small.policy()
OLD, NEW = small.policy("count > `3`"), small.policy("count > `5`")
HEAD = "flag,maybe,count,price,note,colour,other_colour,start,end,length\n"
ROW = "true,null,4,2.50,null,red,null,2026-03-01T00:00:00Z,null,2 days\n"


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("flag", "true", True),
        ("flag", "FALSE", False),
        ("flag", "1", "1"),
        ("maybe", "null", None),
        ("count", " 5 ", 5),
        ("count", "5.0", "5.0"),
        ("count", '{"from": 3}', {"from": 3}),
        ("price", "2.50", "2.50"),
        ("price", '{"before": 2.5}', {"before": Decimal("2.5")}),
        ("note", " kept as it is ", " kept as it is "),
        ("note", "{no bounds}", "{no bounds}"),
        ("colour", "red", "red"),
        ("start", "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("length", "2 days", "2 days"),
        ("count", 5.0, 5),
        ("price", 2.5, Decimal("2.5")),
        ("start", datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)),
        ("count", {"from": 3, "before": None}, {"from": 3}),
    ],
)
def test_a_cell_is_typed_by_its_fact(name: str, cell: object, value: object) -> None:
    found = facts_of(POLICY.model, {name: cell})

    assert {name: value} == found
    assert type(value) is type(found[name])


@pytest.mark.parametrize("cell", ["", "  ", float("nan")])
def test_an_empty_cell_is_not_recorded(cell: object) -> None:
    assert {} == facts_of(POLICY.model, {"count": cell})


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_compared(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "r.csv"
    text = HEAD + ROW + ROW.replace("4", "7") + ROW.replace(",4,", ",,")
    file.write_text("\ufeff" + text.replace(",", delimiter).replace("\n", "\r\n"), newline="")

    found = compared(OLD, NEW, file)

    assert {"changed": 1, "same": 1, "cannot_tell": 1} == standings(found)
    assert {("route.answer", "yes", "no"): 1} == flips(found)


def test_rows_that_cannot_be_read_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text('a,b\n1,2\n1,2,3\n"one\ntwo",2\n\n5,"6"x\n7\n')

    found = list(csv_records(str(file)))

    bad = [raw.line for raw, _ in found if isinstance(raw.found, Diagnostic)]
    assert [3, 7] == bad
    assert [2, 4, 8] == [raw.line for raw, _ in found if raw.line not in bad]
    assert {"a": "one\ntwo", "b": "2"} == found[2][0].found
    assert {"a": "7"} == found[-1][0].found


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"", "the file is empty"),
        (b"a,,b\n", "not the names of the columns"),
        (b"a,\xff\n", "not the names of the columns"),
        (b"a,b,a\n", "stands more than once: `a`"),
    ],
)
def test_a_table_without_a_good_head_is_refused(tmp_path: Path, head: bytes, says: str) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(head)

    with pytest.raises(BackhaulError) as refused:
        list(csv_records(str(file)))

    assert says in refused.value.diagnostics[0].message


def test_parquet_is_compared(tmp_path: Path) -> None:
    pyarrow = import_module("pyarrow")
    parquet = import_module("pyarrow.parquet")
    columns = {
        "flag": [True, True, True],
        "maybe": ["null"] * 3,
        "count": pyarrow.array([4, 7, None], pyarrow.int64()),
        "price": pyarrow.array([Decimal("2.50")] * 3, pyarrow.decimal128(9, 2)),
        "note": ["null"] * 3,
        "colour": ["red"] * 3,
        "other_colour": ["null"] * 3,
        "start": pyarrow.array(
            [datetime(2026, 3, 1, tzinfo=UTC)] * 3, pyarrow.timestamp("us", "UTC")
        ),
        "end": ["null"] * 3,
        "length": ["2 days"] * 3,
    }
    file = tmp_path / "r.parquet"
    parquet.write_table(pyarrow.table(columns), file)

    assert {"changed": 1, "same": 1, "cannot_tell": 1} == standings(compared(OLD, NEW, file))


def test_a_file_that_only_looks_like_parquet_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "r.parquet"
    file.write_text("no")

    with pytest.raises(BackhaulError) as refused:
        compared(OLD, NEW, file)

    assert refused.value.diagnostics[0].code == "file-unreadable"


def test_the_page_tells_what_a_cell_means() -> None:
    page = Path(__file__).parents[2] / "docs" / "compare.md"
    shown = [re.findall("`([^`]*)`", cell) or [""] for cell, _ in table(page, "cells")]
    facts = ["count", "maybe", "flag", "count", "price", "start", "start"]

    found = [
        facts_of(POLICY.model, {name: cell}).get(name, "unknown")
        for name, cells in zip(facts, shown, strict=True)
        for cell in cells
    ]

    bounds = {"from": "2026-03-02T00:00:00Z"}
    instant = "2026-03-02T10:00:00+07:00"
    assert ["unknown", None, True, False, True, 12, "12.50", bounds, instant] == found
