"""Calling the command line inside the process, and the files that its tests need."""

import io
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from backhaul.cli.main import main

POLICY = "tiktok-shop-sea-failed-delivery"
HOME = Path(__file__).parents[2] / "policies" / POLICY
HELD = str(HOME / "examples" / "facts-held.json")
INCOMPLETE = str(HOME / "examples" / "facts-incomplete.json")
ESCAPE = "\x1b"
#: the command as a process that an interrupt stops, also where what runs the tests passes them over
INTERRUPTIBLE = (
    sys.executable,
    "-c",
    """\
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, "-m", "backhaul", *sys.argv[1:]])
""",
)


class Said(NamedTuple):
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


class Call:
    """Calls the command; `stdin` and `terminal` are what it finds."""

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.capsys, self.patch = capsys, patch

    def __call__(self, *arguments: object, stdin: bytes = b"") -> Said:
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main([str(argument) for argument in arguments])
        return Said(status, *self.capsys.readouterr())

    def refused(self, *arguments: object, stdin: bytes = b"") -> str:
        """What is said of bad input: exit status 2, nothing on standard output, no traceback."""
        said = self(*arguments, stdin=stdin)

        assert (said.status, said.out) == (2, "")
        assert "Traceback" not in said.err
        assert said.err.endswith("\n")
        return said.err
