"""`backhaul compare` as a process of its own: pipes, interrupts, terminals."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import backhaul
from cli.calling import ESCAPE, INTERRUPTIBLE

ENGINE = str(Path(backhaul.__file__).parents[1])


def test_lines_come_from_a_pipe(pair: tuple[Path, Path], records: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "backhaul", "compare", *pair, "--on", "-", "--format", "json"],
        input=records.read_bytes(),
        capture_output=True,
        check=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": ENGINE},
    )

    assert json.loads(said.stdout)["records"]["changed"] == 2
    assert said.stderr == b""


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals of its own kind")
def test_an_interrupt_leaves_nothing_half_written(pair: tuple[Path, Path], tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text("as it was")
    before = sorted(tmp_path.iterdir())
    options = ("--generated", "100000000", "--jobs", "2", "--format", "json", "--output")
    with subprocess.Popen(
        [*INTERRUPTIBLE, "compare", *map(str, (*pair, *options, report))],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ENGINE},
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        for _ in range(400):
            if not children.exists() or len(children.read_text().split()) >= 2:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        try:
            said = process.communicate(timeout=60)[1]
        finally:
            process.kill()

    assert process.returncode == 2
    assert said == b"\nstopped\n"
    assert report.read_text() == "as it was"
    assert before == sorted(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_sees_a_bar_and_a_file_does_not(pair: tuple[Path, Path]) -> None:
    import pty

    terminal, end = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "backhaul", "compare", *pair, "--generated", "600", "--jobs", "1"],
        stdout=subprocess.PIPE,
        stderr=end,
        env={**os.environ, "PYTHONPATH": ENGINE, "TERM": "xterm"},
    ) as process:
        os.close(end)
        assert process.stdout
        out = process.stdout.read()
        shown = b""
        while part := _read(terminal):
            shown += part
    os.close(terminal)

    assert process.returncode == 0
    assert b"records" in shown
    assert ESCAPE.encode() not in out


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        # Linux says so when the other end is closed
        return b""
