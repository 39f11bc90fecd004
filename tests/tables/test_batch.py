"""`backhaul batch`: the same decisions as one by one, whatever the format, and however often it is stopped."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import backhaul
from backhaul.cli.main import main
from backhaul.evaluation.sampling import samples
from backhaul.records import files
from backhaul.tables import batch, batch_columns, part_files
from tables.agreement import by_definition

ID = "tiktok-shop-sea-failed-delivery"
POLICY = backhaul.open(ID)
RECORDS: list[dict[str, Any]] = [
    {**facts, "parcel_id": number} for number, facts in enumerate(samples(POLICY.model, 130))
]
for broken in (17, 90):
    RECORDS[broken] = {**RECORDS[broken], "market": "nowhere"}
REFUSED = 2


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(batch_columns, "BLOCK", 40)
    monkeypatch.setattr(batch_columns, "LEFT", 7)
    monkeypatch.setattr(batch, "BLOCK", 40)
    monkeypatch.setattr(files, "CHUNK", 20)
    monkeypatch.setattr(part_files, "ROWS", 50)
    monkeypatch.chdir(tmp_path)


def put(name: str, records: list[dict[str, Any]] = RECORDS) -> str:
    """The records in a file of the format that its name tells."""
    if name.endswith(".jsonl"):
        Path(name).write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    elif name.endswith(".csv"):
        with Path(name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(records[0]))
            writer.writeheader()
            writer.writerows({k: _cell(v) for k, v in record.items()} for record in records)
    else:
        pq.write_table(pa.Table.from_pylist(records), name, row_group_size=20)
    return name


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def run(*given: str) -> int:
    return main(["batch", ID, "--null", "absent", "--jobs", "1", *given])


def decided(file: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(file).to_pylist()
    return rows


def digest(file: str) -> str:
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def hidden() -> list[Path]:
    return list(Path().glob(".*"))


def expected(numbers: list[int]) -> list[dict[str, Any]]:
    found = []
    for number in numbers:
        facts = {k: v for k, v in RECORDS[number].items() if k != "parcel_id"}
        found.append({"parcel_id": number, **by_definition(POLICY.model, facts)})
    return found


def stop_at(part: int, patch: pytest.MonkeyPatch) -> None:
    """Interrupt what is done while the file of this part is written."""
    parts = 0

    def stopped(*given: Any, **options: Any) -> None:
        nonlocal parts
        parts += 1
        if parts == part:
            Path(given[1]).write_bytes(b"half of a par")
            raise KeyboardInterrupt
        part_files.write(*given, **options)

    patch.setattr(batch, "write", stopped)


FINE = [number for number in range(len(RECORDS)) if number not in (17, 90)]


@pytest.mark.parametrize("name", ["in.parquet", "in.csv", "in.jsonl"])
def test_every_format_is_decided_as_one_by_one(name: str) -> None:
    status = run(put(name), "out.parquet", "--keep", "parcel_id")

    rows = [
        {k: v for k, v in row.items() if k not in ("file", "line")}
        for row in decided("out.parquet")
    ]
    assert status == 1
    assert [{**row, "parcel_id": int(row["parcel_id"])} for row in rows] == expected(FINE)
    rejects = [
        json.loads(line) for line in Path("out.rejects.jsonl").read_text("utf-8").splitlines()
    ]
    assert [one["record"]["parcel_id"] for one in rejects] in ([17, 90], ["17", "90"])
    assert {one["reason"].partition(":")[0] for one in rejects} == {"unknown-choice"}
    assert not hidden()


@pytest.mark.parametrize("out", ["out.parquet", "out.csv", "out.jsonl", "out"])
@pytest.mark.parametrize("name", ["in.parquet", "in.jsonl"])
def test_a_batch_that_was_stopped_gives_what_an_undisturbed_one_gives(
    name: str, out: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(name)
    run(name, "whole" + out, "--rejects", "whole.jsonl")
    with monkeypatch.context() as within:
        stop_at(3, within)
        assert run(name, out, "--rejects", "parts.jsonl") == 2
    assert not Path(out).exists()
    capsys.readouterr()
    assert run(name, out, "--rejects", "parts.jsonl") == 1

    assert "; 2 parts were finished before" in capsys.readouterr().out
    assert digest("parts.jsonl") == digest("whole.jsonl")
    if Path(out).is_dir():
        names = sorted(path.name for path in Path(out).iterdir())
        assert names == sorted(path.name for path in Path("whole" + out).iterdir())
        assert all(digest(f"{out}/{n}") == digest(f"whole{out}/{n}") for n in names)
    else:
        assert digest(out) == digest("whole" + out)
    assert not hidden()


def test_parts_of_another_batch_are_not_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put("in.parquet")

    stop_at(2, monkeypatch)
    run("in.parquet", "out.parquet")
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert run("in.parquet", "out.parquet", "--null", "unknown") == 2
    assert "is another" in capsys.readouterr().err


def test_patterns_are_files_in_the_order_of_their_names() -> None:
    put("b.parquet", RECORDS[40:])
    put("a.parquet", RECORDS[:40])

    run("[ab].parquet", "out.parquet")

    assert [row["parcel_id"] for row in decided("out.parquet")] == FINE


def test_several_processes_give_the_same(tmp_path: Path) -> None:
    put("in.jsonl")
    run("in.jsonl", "one.csv")
    main(["batch", ID, "in.jsonl", "two.csv", "--null", "absent", "--jobs", "2"])

    assert digest("one.csv") == digest("two.csv")


def test_lines_that_cannot_be_read_are_rejected_with_their_place() -> None:
    put("in.jsonl", RECORDS[:5])
    with Path("in.jsonl").open("a", encoding="utf-8") as file:
        file.write("{half\n[1]\n")

    assert run("in.jsonl", "out.parquet") == 1

    rejects = [
        json.loads(line) for line in Path("out.rejects.jsonl").read_text("utf-8").splitlines()
    ]
    assert [one["row"] for one in rejects] == [6, 7]
    assert len(decided("out.parquet")) == 5


def test_documents_of_a_platform_are_read_by_their_source(tmp_path: Path) -> None:
    sources = list(
        (Path(backhaul.__file__).parents[2] / "policies" / ID / "sources").glob("*.yaml")
    )
    name = sources[0].stem
    Path("in.jsonl").write_text("{}\n{}\n", "utf-8")

    run("in.jsonl", "out.parquet", "--source", name)

    found = [row["status"] for row in decided("out.parquet")]
    rejected = Path("out.rejects.jsonl")
    lines = rejected.read_text("utf-8").splitlines() if rejected.exists() else []
    assert len(found) + len(lines) == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("nothing.parquet", "out.parquet"), "there is no file"),
        (("no*.parquet", "out.parquet"), "no file is called like"),
        (("in.parquet", "out.txt"), "has no name that tells its format"),
        (("in.parquet", "there"), "is there already"),
        (("in.parquet", "no/such/folder.parquet"), None),
    ],
)
def test_what_cannot_be_done_is_said(
    given: tuple[str, str], message: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    put("in.parquet", RECORDS[:5])
    Path("there").mkdir()

    status = run(*given)

    if message is None:
        assert status == 0
        assert Path(given[1]).exists()
    else:
        assert status == 2
        assert message in capsys.readouterr().err


def test_an_empty_input_gives_an_empty_output() -> None:
    put("in.parquet", RECORDS[:1])
    pq.write_table(pq.read_table("in.parquet").slice(0, 0), "none.parquet")
    Path("none.jsonl").write_text("", "utf-8")
    for name in ("none.parquet", "none.jsonl"):
        assert run(name, f"{name}.out.parquet") == 0
        assert decided(f"{name}.out.parquet") == []
