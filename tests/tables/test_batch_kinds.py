"""`backhaul batch` takes files as they come: any columns beside the facts, any types, packed or not."""

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

import small
from backhaul.cli.main import main
from backhaul.tables import batch, batch_columns

HEAD = b"flag,maybe,count,price,note,colour,other_colour,start,end,length\n"
ROW = b"true,null,4,2.50,null,red,null,2026-03-01T00:00:00Z,null,2 days\n"
RENAMED = ("status", "reason", "route.answer", "route.rule", "route.status")
NANOS = pa.array([10**9, None, 1], pa.timestamp("ns"))
FACTS: dict[str, Any] = {
    "flag": [True, True, False],
    "maybe": pa.nulls(3, pa.bool_()),
    "count": [4, 5, 6],
    "price": [Decimal("2.50")] * 3,
    "note": pa.nulls(3, pa.string()),
    "colour": ["red", "green", "blue"],
    "other_colour": pa.nulls(3, pa.string()),
    "start": pa.array([0, 1, 2], pa.timestamp("us", "UTC")),
    "end": pa.nulls(3, pa.timestamp("us", "UTC")),
    "length": ["2 days"] * 3,
}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(small.text("flag"), "utf-8")


def run(*given: str) -> int:
    return main(["batch", "p.yaml", "--jobs", "1", "--null", "absent", *given])


def rows(file: str) -> list[dict[str, Any]]:
    """The rows of an output, of whatever format."""
    if file.endswith(".parquet"):
        found: list[dict[str, Any]] = pq.read_table(file).to_pylist()
        return found
    content = Path(file).read_bytes()
    text = (gzip.decompress(content) if file.endswith(".gz") else content).decode("utf-8")
    if "csv" in file:
        return list(csv.DictReader(text.splitlines(keepends=True)))
    return [json.loads(line) for line in text.splitlines()]


def put(name: str, **more: Any) -> str:
    pq.write_table(pa.table({**FACTS, **more}), name)
    return name


@pytest.mark.parametrize("out", ["o.parquet", "o.csv", "o.jsonl", "o.csv.gz", "o.jsonl.gz"])
def test_columns_that_are_exactly_the_facts_are_decided(out: str) -> None:
    assert run(put("in.parquet"), out) == 0

    assert [row["route.answer"] for row in rows(out)] == ["yes", "yes", "no"]
    assert not Path("o.rejects.jsonl").exists()


@pytest.mark.parametrize("out", ["o.parquet", "o.csv", "o.jsonl"])
@pytest.mark.parametrize("keep", [(), ("--keep", ",".join((*RENAMED, "input.status", "line")))])
def test_a_column_called_as_one_of_the_output_stands_under_another_name(
    out: str, keep: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    beside = {name: [f"my {name}"] * 3 for name in (*RENAMED, "input.status", "line")}

    assert run(put("in.parquet", **beside), out, *keep) == 0

    for row in rows(out):
        assert row["status"] == "decided"
        assert row["input.input.status"] == "my status"
        assert row["input.status"] == "my input.status"
        assert row["line"] == "my line"
        assert all(row[f"input.{name}"] == f"my {name}" for name in RENAMED[1:])
    assert "the column status stands as input.input.status" in capsys.readouterr().out


def test_a_column_of_csv_called_as_one_of_the_output_is_kept_beside_it() -> None:
    Path("in.csv").write_bytes(b"line,status,file," + HEAD + b"x,y,z," + ROW)

    assert run("in.csv", "all.csv", "--keep", "line,status,file") == 0
    assert run("in.csv", "none.csv") == 0

    (row,) = rows("all.csv")
    assert (row["file"], row["line"], row["status"]) == ("in.csv", "2", "decided")
    assert [row[f"input.{name}"] for name in ("line", "status", "file")] == ["x", "y", "z"]
    assert "input.line" not in rows("none.csv")[0]


def test_a_name_to_keep_that_no_file_has_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(put("in.parquet", parcel=[1, 2, 3]), "o.csv", "--keep", "parcle") == 2
    assert "did you mean `parcel`?" in capsys.readouterr().err


def test_bytes_that_are_not_utf8_reject_their_row_alone() -> None:
    bad = b"k\xe9," + ROW
    Path("in.csv").write_bytes(b"id," + HEAD + b"1," + ROW + bad + b"3," + ROW)

    assert run("in.csv", "o.csv", "--keep", "id") == 1

    assert [row["id"] for row in rows("o.csv")] == ["1", "3"]
    (reject,) = rows("o.rejects.jsonl")
    assert (reject["row"], reject["file"]) == (3, "in.csv")
    assert "the cell of `id` is not UTF-8: it has the byte 0xe9" in reject["reason"]


@pytest.mark.parametrize("column", ["name", "line"])
def test_a_text_is_no_formula_in_csv(column: str) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "x=1", "", "'=1", " =1"]
    table = {name: pa.chunked_array([value] * 4)[:10] for name, value in TYPED.items()}
    pq.write_table(pa.table({**table, column: texts, "n": [-1] * 10}), "in.parquet")
    with Path("in.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([column, *HEAD.decode().strip().split(",")])
        writer.writerows([text, *ROW.decode().strip().split(",")] for text in texts)
    expected = ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "x=1", "", "'=1", " =1"]

    for name in ("in.parquet", "in.csv"):
        where = "input.line" if name == "in.csv" and column == "line" else column
        assert run(name, "o.csv", "--keep", f"{column},n" if name == "in.parquet" else column) == 0
        assert [row[where] for row in rows("o.csv")] == expected
        assert {row.get("n", "-1") for row in rows("o.csv")} == {"-1"}
        assert run(name, "plain.csv", "--keep", column, "--formulas", "keep") == 0
        assert [row[where] for row in rows("plain.csv")] == texts
        assert run(name, "o.jsonl", "--keep", column) == 0
        assert [row[where] for row in rows("o.jsonl")] == texts


TYPED = {name: pa.array(value) for name, value in FACTS.items()}


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        (pa.array([b"ab", b"\xff", None], pa.binary()), ["ab", "ff", None]),
        (pa.array([[b"ab"], [], None], pa.list_(pa.binary())), [["ab"], [], None]),
        (pa.array([[("a", 1)], [], None], pa.map_(pa.string(), pa.int8())), [[["a", 1]], [], None]),
        (NANOS, ["1970-01-01 00:00:01.000000000", None, "1970-01-01 00:00:00.000000001"]),
        (pa.array([0, None, 1], pa.date32()), ["1970-01-01", None, "1970-01-02"]),
        (pa.array([1.5, float("nan"), None]), [1.5, None, None]),
        (pa.array(["a", "b", None]).dictionary_encode(), ["a", "b", None]),
        (pa.array([Decimal("1.5"), None, Decimal(2)], pa.decimal256(60, 1)), ["1.5", None, "2.0"]),
        (pa.nulls(3), [None, None, None]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
@pytest.mark.parametrize("out", ["o.parquet", "o.csv", "o.jsonl"])
def test_a_column_of_any_type_stands_beside_the_decisions(
    column: Any, shown: list[Any], out: str
) -> None:
    assert run(put("in.parquet", beside=column), out) == 0

    found = [row["beside"] for row in rows(out)]
    if out == "o.jsonl":
        assert found == shown
    elif out == "o.parquet":
        assert str(found) == str(column.to_pylist())
    else:
        assert [bool(text) for text in found].count(False) >= shown.count(None) - 1


def test_files_that_have_a_column_in_other_types_are_joined_where_one_type_holds_both(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("a.parquet", beside=pa.array([1, 2, 3], pa.int8()))
    put("b.parquet", beside=pa.array([1.5, 2.5, 3.5]), more=["x", "y", "z"])
    put("c.parquet", beside=["a", "b", "c"])

    assert run("a.parquet", "b.parquet", "o.parquet") == 0
    assert [row["beside"] for row in rows("o.parquet")] == [1.0, 2.0, 3.0, 1.5, 2.5, 3.5]
    assert [row["more"] for row in rows("o.parquet")] == [None] * 3 + ["x", "y", "z"]
    assert run("a.parquet", "c.parquet", "p.parquet") == 2
    assert "the column `beside` is int8 in `a.parquet` and string in" in capsys.readouterr().err


def test_packed_files_are_read_and_written_the_same_each_time() -> None:
    Path("in.csv").write_bytes(HEAD + ROW * 3)
    Path("in.csv.gz").write_bytes(gzip.compress(HEAD + ROW * 3))

    assert run("in.csv.gz", "one.csv.gz") == run("in.csv.gz", "two.csv.gz") == 0
    assert run("in.csv", "plain.csv") == 0

    assert Path("one.csv.gz").read_bytes() == Path("two.csv.gz").read_bytes()
    plain = [{**row, "file": "in.csv.gz"} for row in rows("plain.csv")]
    assert rows("one.csv.gz") == plain
    Path("bad.csv.gz").write_bytes(gzip.compress(b"id," + HEAD + b"1,2\n"))
    assert run("bad.csv.gz", "named.csv.gz") == 1
    assert Path("named.rejects.jsonl").exists()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("in.csv", "in.csv"), "is both read and written"),
        (("in.csv", "o.csv", "--rejects", "in.csv"), "is both read and written"),
        (("in.csv", "o.csv", "--rejects", "o.csv"), "is where the rejects go"),
        (("in.csv", "o.csv", "--rejects", "no/such.jsonl"), "is no place for a file"),
        (("in.csv", "o.parquet.gz"), "has no name that tells its format"),
        (("in.csv", "folder.csv"), "is there already"),
        (("utf16.csv", "o.csv"), "is in UTF-16, not in UTF-8"),
        (("empty.csv", "o.csv"), "the file is empty"),
        (("in.parquet.gz", "o.csv"), "has no name that tells what is in it"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_read(
    given: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("in.csv").write_bytes(HEAD + ROW)
    Path("utf16.csv").write_text("flag\ntrue\n", "utf-16")
    Path("empty.csv").touch()
    Path("in.parquet.gz").touch()
    Path("folder.csv").mkdir()

    assert run(*given) == 2

    assert message in capsys.readouterr().err
    assert not list(Path().glob(".*"))
    assert Path("in.csv").read_bytes() == HEAD + ROW


@pytest.mark.parametrize("name", ["in.parquet", "in.csv", "in.jsonl"])
def test_a_part_is_a_few_seconds_work_of_any_format(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of rows that columns leave, and of one row group that holds all rows."""
    count = 3_000
    if name == "in.parquet":
        table = pa.concat_tables([pa.table(TYPED)] * (count // 3)).drop(["maybe"])
        pq.write_table(table, name, row_group_size=count)
    elif name == "in.csv":
        Path(name).write_bytes(HEAD + ROW * count)
    else:
        Path(name).write_bytes(b'{"flag": true}\n' * count)
    seconds, sizes = 0.0, []

    def clock() -> float:
        nonlocal seconds
        seconds += 1
        return seconds

    def counted(*given: Any) -> None:
        sizes.append(given[2])
        write(*given)

    write = batch._write
    monkeypatch.setattr(batch, "_write", counted)
    monkeypatch.setattr(batch, "monotonic", clock)

    assert run(name, "o.jsonl") == 0

    assert sum(sizes) == count
    assert max(sizes) <= 3 * batch_columns.LEFT
