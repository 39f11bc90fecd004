"""One meaning of a cell: `batch`, `coverage` and `compare` read one file alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import small
from cli.calling import Call

HEAD = "flag,maybe,count,price,note,colour,other_colour,start,end,length\n"
ROW = "true,CELL,4,2.50,null,red,null,2026-03-01T00:00:00Z,null,2 days\n"
CONDITION = "not_present(maybe)"
SINCE = 'parameters:\n  since: {type: datetime, value: "2026-02-28T17:00:00Z"}\n'


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    return Call(capsys, monkeypatch)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text(small.text(CONDITION), "utf-8")
    Path("q.yaml").write_text(small.text("present(maybe)"), "utf-8")


def put(name: str, cell: str) -> str:
    """A file of one row, with this cell for `maybe`; in Parquet an empty one is a null."""
    text = HEAD + ROW.replace("CELL", cell)
    if not name.endswith(".parquet"):
        Path(name).write_text(text, "utf-8")
        return name
    nulls = pyarrow.csv.ConvertOptions(null_values=[""], strings_can_be_null=True)
    Path("one.csv").write_text(text, "utf-8")
    table = pyarrow.csv.read_csv("one.csv", convert_options=nulls)
    table = table.set_column(7, "start", table["start"].cast(pa.timestamp("us", "UTC")))
    pq.write_table(table, name)
    return name


def statuses(call: Call, name: str, *null: str) -> tuple[str, str, bool]:
    """What each command makes of the file: the status, whether records are told apart, whether the rule was reached."""
    call("batch", "p.yaml", name, "out.jsonl", *null)
    status = json.loads(Path("out.jsonl").read_text("utf-8"))["status"]
    compared = json.loads(
        call("compare", "p.yaml", "q.yaml", "--on", name, *null, "--format", "json").out
    )
    (standing,) = [k for k, n in compared["records"].items() if n and k != "all"]
    covered: Any = json.loads(call("coverage", "p.yaml", name, *null, "--format", "json").out)
    hit = [i["cases"] for i in covered["items"] if i["measure"] == "rules"]
    return status, standing, any(hit)


@pytest.mark.parametrize("name", ["in.csv", "in.parquet"])
def test_what_stands_in_no_cell_is_unknown_to_every_command(call: Call, name: str) -> None:
    put(name, "")

    assert statuses(call, name) == ("undetermined", "cannot_tell", False)
    assert statuses(call, name, "--null", "unknown") == ("undetermined", "cannot_tell", False)
    assert statuses(call, name, "--null", "absent") == ("decided", "changed", True)


@pytest.mark.parametrize("name", ["in.csv", "in.parquet"])
@pytest.mark.parametrize("null", ["absent", "unknown"])
def test_the_text_null_is_absent_whatever_is_said_of_empty_cells(
    call: Call, name: str, null: str
) -> None:
    put(name, "null")

    assert statuses(call, name, "--null", null) == ("decided", "changed", True)


@pytest.mark.parametrize("name", ["in.csv", "in.parquet", "in.jsonl"])
def test_a_name_that_no_fact_has_is_told_once_with_what_may_be_meant(call: Call, name: str) -> None:
    if name == "in.jsonl":
        Path(name).write_text('{"flag": true, "Count": 4, "id": 1}\n' * 3, "utf-8")
    else:
        put("in.csv", "null")
        text = Path("in.csv").read_text("utf-8").replace(",count,", ",Count,", 1)
        text = "id," + text.replace("true,", "1,true,")
        Path("in.csv").write_text(text, "utf-8")
    if name == "in.parquet":
        pq.write_table(pyarrow.csv.read_csv("in.csv"), name)

    for command in (("batch", "p.yaml", name, "o.csv"), ("coverage", "p.yaml", name)):
        said = call(*command).err
        assert said.count("Count") == 2
        assert f"{name}:1:1: note[unknown-fact]: no fact is called " in said
        assert "`id`" in said
        assert "help: `Count`: did you mean `count`?" in said
    report = call("compare", "p.yaml", "q.yaml", "--on", name, "--details").out
    assert "Count: did you mean count?" in report.replace("`", "")


def test_a_table_without_a_fact_is_refused(call: Call) -> None:
    Path("in.csv").write_text("Flags,x\n1,2\n", "utf-8")

    for command in (("batch", "p.yaml", "in.csv", "o.csv"), ("coverage", "p.yaml", "in.csv")):
        said = call(*command)
        assert said.status == 2
        assert "no column of `in.csv` is a fact" in said.err
        assert "did you mean `flag`?" in said.err
    assert not Path("o.csv").exists()


NAIVE = {
    "us": pa.array([1_772_323_200_000_000], pa.timestamp("us")),
    "ns": pa.array([1_772_323_200_000_000_000], pa.timestamp("ns")),
    "text": pa.array(["2026-03-01 00:00:00"]),
}


@pytest.mark.parametrize("form", [*NAIVE, "int96", "csv"])
def test_times_without_an_offset_are_where_every_command_is_told_they_are(
    call: Call, form: str
) -> None:
    Path("p.yaml").write_text(small.text("start == since", parameters=SINCE), "utf-8")
    put("in.parquet", "null")
    table = pq.read_table("in.parquet")
    name = "in.csv" if form == "csv" else "in.parquet"
    if form == "csv":
        Path(name).write_text(HEAD + ROW.replace("CELL", "null").replace("00:00Z", "00:00"))
    else:
        column = NAIVE.get(form, NAIVE["ns"])
        table = table.set_column(7, "start", column).append_column("seen", column)
        pq.write_table(table, name, use_deprecated_int96_timestamps=form == "int96")

    call("batch", "p.yaml", name, "out.jsonl")
    assert "naive-instant" in Path("out.rejects.jsonl").read_text("utf-8")
    assert statuses(call, name, "--naive", "+07:00") == ("decided", "changed", True)
    assert statuses(call, name, "--naive", "UTC") == ("decided", "same", True)
    if form == "us":
        call("batch", "p.yaml", name, "out.parquet", "--naive", "+07:00")
        assert pq.read_table("out.parquet")["seen"].equals(table["seen"])


def test_what_is_no_offset_is_refused_before_anything_is_read(call: Call) -> None:
    put("in.csv", "null")

    said = call.refused("coverage", "p.yaml", "in.csv", "--naive", "Asia/Bangkok")
    assert "error[unknown-offset]: `Asia/Bangkok` is not an offset" in said
