"""What may come next is said at the end of an answer, on a terminal alone."""

import os
import subprocess
import sys

import pytest

from cli.calling import HELD, INCOMPLETE, POLICY, Call


def on_terminal(*arguments: str) -> str:
    """What the command shows on a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "backhaul", *arguments, "--color", "never"]
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 1 << 16):
            shown += part
    except OSError:
        pass  # the other end is closed
    finally:
        os.close(ours)
        process.wait(60)
    return shown.decode().replace("\r\n", "\n")


def test_an_answer_on_a_terminal_ends_with_what_may_come_next() -> None:
    said = on_terminal("decide", POLICY, HELD)

    assert said.endswith("\n\nWhat next: --why full for all reasons · --lang zh for other words\n")


def test_an_open_answer_names_the_interview_in_the_language_of_the_answer() -> None:
    said = on_terminal("decide", POLICY, INCOMPLETE, "--lang", "zh", "--why", "full")

    ask = f"backhaul ask {POLICY} --facts {INCOMPLETE}"
    assert said.endswith(f"\n\n接下来可以：用 {ask} 逐项补充信息 · 加 --lang en 换语言\n")


def test_a_pipe_gets_the_answer_alone(call: Call) -> None:
    assert "What next" not in call("decide", POLICY, HELD).out
