"""Releases at the same time, and one that is killed: no entry of the lock is lost, and none is half there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import backhaul
from backhaul.versions.lock import read_lock
from cli.calling import Call
from versions import loans

ENGINE = str(Path(backhaul.__file__).parents[1])
VERSIONS = ("1.0.0", "1.1.0", "2.0.0", "2.1.0", "3.0.0")
#: releases a version, and is killed before the file that is named is put in its place
KILLED = """
import os, signal, sys
from backhaul.cli import output
from backhaul.cli.main import main
write = output.write_file
def killed(text, path):
    if path.endswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    write(text, path)
output.write_file = killed
main(["release", sys.argv[1], sys.argv[2], "--generated", "50"])
"""


def _start(*code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ENGINE},
    )


def test_releases_at_once_lose_no_entry(tmp_path: Path, call: Call) -> None:
    for version in VERSIONS:
        loans.write(tmp_path, version)
    folder = str(tmp_path / "loans")
    running = [
        _start("-m", "backhaul", "release", folder, version, "--generated", "50")
        for version in VERSIONS
    ]
    for process in running:
        _, err = process.communicate(timeout=300)
        assert 0 == process.returncode, err
    lock = read_lock(folder)

    assert lock
    assert VERSIONS == tuple(release.version for release in lock.releases)
    assert 0 == call("check", tmp_path, "--no-proof", "--strict").status
    assert not [path for path in Path(folder).iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("file", ["1.1.0.compiled.json", "released.lock"])
def test_a_release_that_is_killed_leaves_the_lock_as_it_was(
    tmp_path: Path, call: Call, file: str
) -> None:
    loans.release(tmp_path, "1.0.0")
    before = loans.lock(tmp_path).read_bytes()
    loans.write(tmp_path, "1.1.0")
    process = _start("-c", KILLED, str(tmp_path / "loans"), "1.1.0", file)
    process.communicate(timeout=300)

    assert -signal.SIGKILL == process.returncode
    assert before == loans.lock(tmp_path).read_bytes()
    # nothing is in the way of the next one
    loans.release(tmp_path, "1.1.0")
    assert 0 == call("check", tmp_path, "--no-proof", "--strict").status


def test_cases_that_were_edited_meanwhile_are_not_overwritten(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backhaul.cases import record

    file = loans.write(tmp_path, "1.0.0", loans.text("1.0.0", allowed="90 days"))
    cases = file.parent / "cases" / "all.yaml"
    rewrite = record.record

    def edited(*given: object) -> object:
        cases.write_text(loans.CASES + "# a remark\n")
        return rewrite(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(record, "record", edited)

    assert "output-unwritable" in call("test", file.parent, "--record").err
    assert loans.CASES + "# a remark\n" == cases.read_text()
