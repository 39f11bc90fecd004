"""`backhaul check --watch`, really started: it tells of an edit, of a file that vanishes, and ends without a word of Python."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

from cli.calling import INTERRUPTIBLE, Call

POLICY = """
language: 1
policy: loans
version: "1.0.0"
title: {en: Loans}
facts: {age: {type: integer}}
decisions:
  loan:
    outputs: {granted: {type: boolean}}
    rules: [{id: grown-up, when: "age >= `18`", then: {granted: true}}]
    otherwise: {then: {granted: false}}
"""


def _until(lines: Iterator[str], part: str) -> str:
    return next(line for line in lines if part in line)


def test_check_watches_a_policy_until_it_is_interrupted(tmp_path: Path) -> None:
    file = tmp_path / "loans" / "1.0.0.yaml"
    file.parent.mkdir()
    file.write_text(POLICY, "utf-8")
    command = [*INTERRUPTIBLE, "check", str(file.parent), "--watch", "--no-proof"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        stop = Timer(60, process.kill)
        stop.start()
        assert process.stdout
        lines = iter(process.stdout)
        _until(lines, "file, no errors")
        file.write_text(POLICY.replace("age >=", "aeg >="), "utf-8")
        assert "did you mean `age`?" in _until(lines, "help")
        file.write_text("", "utf-8")
        _until(lines, "error[empty-file]")
        file.unlink()
        _until(lines, "error[file-not-found]")
        file.write_text(POLICY, "utf-8")
        _until(lines, "file, no errors")
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        stop.cancel()
    assert "Traceback" not in rest
    assert process.returncode == 0


def test_watching_shows_text_alone(call: Call) -> None:
    assert "`--watch` shows what is found as text" in call.refused(
        "check", "--watch", "--format", "json"
    )
