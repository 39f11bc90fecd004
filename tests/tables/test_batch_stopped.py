"""`backhaul batch` that is stopped, meets another, or is run on inputs that were corrected."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import backhaul
from backhaul.cli.main import main
from backhaul.evaluation.sampling import samples
from backhaul.tables import batch
from backhaul.tables.batch_folder import Folder

ID = "tiktok-shop-sea-failed-delivery"
ENGINE = str(Path(backhaul.__file__).parents[1])
#: every piece is a part, and is written slowly enough to be seen; a hang-up ends it, also where what runs the tests
#: passes hang-ups over
SLOWLY = """
import signal, sys, time
from backhaul.cli.main import main
from backhaul.tables import batch
batch.SECONDS = 0
write = batch.write
def slowly(*given, **options):
    time.sleep(0.2)
    write(*given, **options)
batch.write = slowly
if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    sys.exit(main(sys.argv[1:]))
"""


@cache
def records() -> str:
    """Many records, made once."""
    return "".join(json.dumps(each) + "\n" for each in samples(backhaul.open(ID).model, 3_000))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in.jsonl").write_text(records(), "utf-8")
    Path("slowly.py").write_text(SLOWLY, "utf-8")


def started(*more: str) -> subprocess.Popen[bytes]:
    """A batch in a process group of its own, of which a part is finished."""
    command = [sys.executable, "slowly.py", "batch", ID, "in.jsonl", "out.jsonl", *more]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ENGINE},
        start_new_session=True,
    )
    until = monotonic() + 60
    while not Path(".out.jsonl.parts/part-000000.jsonl").exists():
        assert process.poll() is None, process.communicate()
        assert monotonic() < until
        sleep(0.01)
    return process


def running(group: int) -> dict[int, str]:
    """The processes of this group that run, each with its command."""
    found = {}
    for about in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = about.read_text("utf-8").rpartition(") ")[2].split()[:3]
            command = about.with_name("cmdline").read_text("utf-8")
        except OSError:
            continue
        if its_group == str(group) and state not in "ZX":
            found[int(about.parent.name)] = command
    return found


def alive(group: int) -> dict[int, str]:
    """The processes of this group that run, after what it takes them to end."""
    until = monotonic() + 20
    while (found := running(group)) and monotonic() < until:
        sleep(0.05)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs a list of processes")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("all_of_them", [False, True])
def test_a_request_to_end_is_as_clean_as_an_interrupt(
    end: signal.Signals, capsys: pytest.CaptureFixture[str], *, all_of_them: bool
) -> None:
    process = started("--jobs", "2")

    (os.killpg if all_of_them else os.kill)(process.pid, end)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out, err) == (2, b"", b"\nstopped\n")
    assert not alive(process.pid)
    assert not Path("out.jsonl").exists()
    assert not list(Path(".out.jsonl.parts").glob("*.unfinished"))
    assert main(["batch", ID, "in.jsonl", "out.jsonl", "--jobs", "1"]) == 0
    assert "finished before" in capsys.readouterr().out
    assert main(["batch", ID, "in.jsonl", "whole.jsonl", "--jobs", "1"]) == 0
    assert Path("out.jsonl").read_bytes() == Path("whole.jsonl").read_bytes()
    assert not list(Path().glob(".*"))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs a list of processes")
def test_a_process_that_the_system_ends_is_told_without_a_traceback() -> None:
    process = started("--jobs", "2")
    workers = [p for p, command in running(process.pid).items() if "spawn_main" in command]

    os.kill(workers[0], signal.SIGKILL)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (2, b"")
    assert b"a process that was at work has ended by itself; `--jobs 1` takes" in err
    assert b"Traceback" not in err
    assert not alive(process.pid)
    assert main(["batch", ID, "in.jsonl", "out.jsonl", "--jobs", "1"]) == 0


def test_two_batches_do_not_write_to_one_place(capsys: pytest.CaptureFixture[str]) -> None:
    process = started("--jobs", "1")
    try:
        assert main(["batch", ID, "in.jsonl", "out.jsonl"]) == 2
        assert "another batch is writing to `.out.jsonl.parts`" in capsys.readouterr().err
    finally:
        process.kill()
        process.communicate()
    # the lock of a process that was killed is gone
    assert main(["batch", ID, "in.jsonl", "out.jsonl", "--jobs", "1"]) == 0


def test_inputs_that_were_corrected_are_decided_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(batch, "SECONDS", 0)
    lines = Path("in.jsonl").read_bytes().splitlines(keepends=True)
    Path("a.jsonl").write_bytes(b"".join(lines[:500]))
    Path("b.jsonl.gz").write_bytes(b"\x1f\x8b is no gzip file")
    broken = main(["batch", ID, "a.jsonl", "b.jsonl.gz", "out.csv", "--jobs", "1"])
    assert broken == 2
    Path("b.jsonl.gz").unlink()
    Path("b.jsonl").write_bytes(b"".join(lines[500:]))
    Path("a.jsonl").write_bytes(b"".join(lines[:400]))

    def halted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as within:
        within.setattr(batch, "_finish", halted)
        assert main(["batch", ID, "a.jsonl", "out.csv", "--jobs", "1"]) == 2
    Path("a.jsonl").write_bytes(b"".join(lines[:300]))
    capsys.readouterr()

    assert main(["batch", ID, "a.jsonl", "out.csv", "--jobs", "1"]) == 0

    said = capsys.readouterr().out
    assert said.startswith("300 records")
    assert "a batch of other inputs was stopped here; its parts were let go" in said
    assert not list(Path().glob(".*"))


def test_a_fault_before_the_first_part_leaves_nothing() -> None:
    pq.write_table(pa.table({"cross_border": [False]}), "in.parquet")
    whole = Path("in.parquet").read_bytes()
    # the foot says what is in the file, and what is in it is not there
    Path("in.parquet").write_bytes(whole[:4] + bytes(len(whole[4:-300])) + whole[-300:])

    assert main(["batch", ID, "in.parquet", "out.parquet", "--jobs", "1"]) == 2
    assert not list(Path().glob(".*"))
    Path("in.parquet").write_bytes(whole)
    assert main(["batch", ID, "in.parquet", "out.parquet", "--jobs", "1"]) == 0


def test_a_part_folder_that_is_not_ours_to_read_is_taken_over() -> None:
    folder = Folder(Path("out.jsonl"), ".jsonl")
    folder.path.mkdir()
    (folder.path / "batch.json").write_text("{half", "utf-8")
    (folder.path / "part-000000.jsonl").write_text("half", "utf-8")
    (folder.path / "part-000000.done.json").write_text("[1, {}]", "utf-8")

    assert main(["batch", ID, "in.jsonl", "out.jsonl", "--jobs", "1"]) == 0
    assert len(Path("out.jsonl").read_text("utf-8").splitlines()) == 3_000
