"""CSV and Parquet: what a cell stands for."""

import gzip
import re
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

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
    found = facts_of(POLICY.model, {name: cell}, null_is_absent=False)

    assert {name: value} == found
    assert type(value) is type(found[name])


@pytest.mark.parametrize("cell", ["", "  ", float("nan")])
def test_an_empty_cell_is_not_recorded(cell: object) -> None:
    assert {} == facts_of(POLICY.model, {"count": cell}, null_is_absent=False)


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
    file.write_text('a,b\n1,2\n1,2,3\n"one\ntwo",2\n\n5,"6"x\n7\n8,9\n')

    found = list(csv_records(str(file)))

    bad = [raw.line for raw, _ in found if isinstance(raw.found, Diagnostic)]
    assert [3, 7, 8] == bad
    assert [2, 4, 9] == [raw.line for raw, _ in found if raw.line not in bad]
    assert {"a": "one\ntwo", "b": "2"} == found[2][0].found
    assert {"a": "8", "b": "9"} == found[-1][0].found


def rows(path: Path, content: bytes) -> list[tuple[int, Any]]:
    """The rows of a table with their lines, what cannot be read as the message."""
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return [
        (raw.line, raw.found.message if isinstance(raw.found, Diagnostic) else raw.found)
        for raw, _ in csv_records(str(path))
    ]


@pytest.mark.parametrize("name", ["r.csv", "r.csv.gz"])
def test_a_byte_that_is_not_utf8_takes_its_row_alone(tmp_path: Path, name: str) -> None:
    found = rows(tmp_path / name, b"a,b\n1,2\n3,x\xe9\n\xff,\xfe\n5,6\n")

    assert [
        (2, {"a": "1", "b": "2"}),
        (3, "the cell of `b` is not UTF-8: it has the byte 0xe9"),
        (4, "the cell of `a` is not UTF-8: it has the byte 0xff"),
        (5, {"a": "5", "b": "6"}),
    ] == found


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b'"3,4\n', "the row cannot be read: ',' expected after '\"'"),
        (b'3,"4\n5,6\n7,8\n', "the row cannot be read: ',' expected after '\"'"),
        (b"3\n", "the row has 1 cell, and there are 2 columns"),
        (b"3,4,5\n", "the row has 3 cells, and there are 2 columns"),
        (b"3," + b"x" * (1 << 21) + b"\n", "the line is longer than 1 MiB"),
        (b"3," + b"x" * (1 << 18) + b"\n", "the row cannot be read: a cell is too long"),
        (b"3\r4,5\n", "the row cannot be read: new-line character seen"),
    ],
    ids=["quote", "quote-below", "short", "long", "line", "cell", "return"],
)
def test_a_row_that_cannot_be_read_takes_no_other_with_it(
    tmp_path: Path, broken: bytes, why: str
) -> None:
    rest = b'"9","8"\n' + b"1,2\n" * 5
    lines = 1 + broken.count(b"\n")

    found = rows(tmp_path / "r.csv", b"a,b\n" + broken + rest)

    assert found[0][0] == 2
    assert found[0][1].startswith(why)
    assert list(range(2, lines + 7)) == [line for line, _ in found]
    assert all(isinstance(record, dict) for _, record in found[1:])


def test_a_quote_that_is_never_closed_takes_no_row_below_it(tmp_path: Path) -> None:
    found = rows(tmp_path / "r.csv", b'a,b\n1,"2\n' + b"3,4\n" * 3)

    assert (2, "the row cannot be read: a quote is never closed") == found[0]
    assert [{"a": "3", "b": "4"}] * 3 == [record for _, record in found[1:]]


def test_a_column_without_a_name_is_passed_over(tmp_path: Path) -> None:
    assert [(2, {"a": "1"})] == rows(tmp_path / "r.csv", b",a,,\n0,1,x,\n")


@pytest.mark.parametrize("broken", [b"", b"no gzip", gzip.compress(b"a\n1\n" * 999, mtime=0)[:-9]])
def test_a_file_that_is_not_whole_is_refused(tmp_path: Path, broken: bytes) -> None:
    file = tmp_path / "r.csv.gz"
    file.write_bytes(broken)

    with pytest.raises(BackhaulError) as refused:
        list(csv_records(str(file)))

    assert refused.value.diagnostics[0].code in ("file-unreadable", "unreadable-record")


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"", "the file is empty"),
        (b",,\n", "not the names of the columns"),
        (b"\n", "not the names of the columns"),
        (b"a\0,b\n", "not the names of the columns"),
        (b"a,\xff\n", "the names of the columns are not in UTF-8"),
        ("a,b\n".encode("utf-16"), "is in UTF-16, not in UTF-8"),
        ("a,b\n".encode("utf-16-le"), "is in UTF-16LE, not in UTF-8"),
        ("a,b\n".encode("utf-16-be"), "is in UTF-16BE, not in UTF-8"),
        ("a,b\n".encode("utf-32"), "is in UTF-32, not in UTF-8"),
        (gzip.compress(b"a,b\n", mtime=0), "is packed with gzip"),
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
        facts_of(POLICY.model, {name: cell}, null_is_absent=False).get(name, "unknown")
        for name, cells in zip(facts, shown, strict=True)
        for cell in cells
    ]

    bounds = {"from": "2026-03-02T00:00:00Z"}
    instant = "2026-03-02T10:00:00+07:00"
    assert ["unknown", None, True, False, True, 12, "12.50", bounds, instant] == found
