"""Does something again whenever a file changes, until somebody stops it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence

from backhaul.cli import output
from backhaul.cli.exit_status import YES
from backhaul.diagnostics import BackhaulError
from backhaul.questions.looks import looks, settled

#: seconds between two looks
PAUSE = 0.3


def watch(paths: Sequence[str], language: str | None, do: Callable[[], object]) -> int:
    """Yes, once Ctrl-C ends it; until then *do* is done, at once and after every change under the policies of these paths.

    Input that is bad, or vanished meanwhile, is told, and waited for.
    """
    try:
        while True:
            before = settled(lambda: looks(paths))
            _separate()
            try:
                do()
            except BackhaulError as error:
                output.complain(error.diagnostics, language=language)
            while looks(paths) == before:
                time.sleep(PAUSE)
    except KeyboardInterrupt:
        return YES


def _separate() -> None:
    """Clear a terminal; elsewhere a line with the time of day begins what comes."""
    if sys.stdout.isatty():
        sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
    sys.stdout.write(f"── {time.strftime('%H:%M:%S')} ──\n")
    sys.stdout.flush()
