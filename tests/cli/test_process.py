"""The command as a process of its own: pipes, terminals, and how little it imports."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import backhaul
from cli.calling import ESCAPE, HELD, INCOMPLETE, POLICY

ENGINE = str(Path(backhaul.__file__).parents[1])
COMMAND = [sys.executable, "-m", "backhaul"]


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": ENGINE, "TERM": "xterm", **more}


def _run(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        check=False,
        timeout=60,
        env=_environment(**more),
    )


def test_a_decision_by_a_process_in_any_locale() -> None:
    said = _run("decide", POLICY, HELD, "--lang", "zh", LC_ALL="C", PYTHONUTF8="0")

    assert (said.returncode, said.stderr) == (0, b"")
    assert said.stdout.decode("utf-8").split("\n")[0] == "进入物流商仓库，限期保管"
    assert ESCAPE.encode() not in said.stdout


def test_a_decision_imports_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys; from backhaul.cli.main import main; "
        f"main(['decide', {POLICY!r}, {HELD!r}]); "
        "print(sorted({'jsonschema', 'rich', 'referencing', 'tempfile'} & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        timeout=60,
        env=_environment(),
    )

    assert said.stdout.decode("utf-8").endswith("\n[]\n")


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        said = subprocess.run(
            [*COMMAND, "decide", POLICY, HELD, "--format", "json"],
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
            env=_environment(),
        )
    finally:
        os.close(writer)

    assert (said.returncode, said.stderr) == (2, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            [*COMMAND, "decide", POLICY, HELD],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
            env=_environment(),
        )

    assert said.returncode == 2
    assert b"error[output-unwritable]" in said.stderr
    assert b"Traceback" not in said.stderr
    assert b"Exception ignored" not in said.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("more", "painted"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_they_are_not_wanted(
    more: dict[str, str], *, painted: bool
) -> None:
    import pty

    terminal, end = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "decide", POLICY, INCOMPLETE],
        stdout=end,
        stderr=end,
        stdin=end,
        env=_environment(**more),
    ) as process:
        os.close(end)
        said = b""
        while part := _read(terminal):
            said += part
    os.close(terminal)

    assert process.returncode == 3
    assert painted == (ESCAPE.encode() in said)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        # Linux says so when the other end is closed
        return b""
