"""The command `backhaul`: its dispatch, and the one place where a mistake becomes an exit status."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from backhaul.cli import output
from backhaul.cli.arguments import parse
from backhaul.cli.exit_status import FAILED, YES
from backhaul.cli.stopping import stopped_cleanly
from backhaul.diagnostics import BackhaulError


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status of one run; *argv* is what stands after the command's name."""
    _speak_unicode()
    color, language = "auto", None
    try:
        given = parse(sys.argv[1:] if argv is None else argv)
        if given is None:
            return YES
        color, language = getattr(given, "color", color), getattr(given, "lang", None)
        run: Callable[[Namespace], int] = given.run
        with stopped_cleanly():
            return run(given)
    except BackhaulError as error:
        output.complain(error.diagnostics, color, language)
    except BrokenPipeError:
        # who read our output has gone, and has no use for a message either
        output.abandon_stdout()
    except ChildProcessError as error:
        # by the system, mostly, where memory was short
        sys.stderr.write(f"\nstopped: {error}; `--jobs 1` takes less memory\n")
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
    return FAILED


def _speak_unicode() -> None:
    """Let pipes and files have UTF-8 wherever we run, and let a terminal never fail on a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
