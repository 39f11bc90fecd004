"""What signals ask of a service: to stop, or to read its policies again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STOPS = ("SIGINT", "SIGTERM", "SIGBREAK")
_RELOADS = ("SIGHUP",)


def numbers(*names: str) -> tuple[int, ...]:
    """The signals of these names that this system has."""
    return tuple(found for name in names if (found := getattr(signal, name, None)) is not None)


ALL = numbers(*_STOPS, *_RELOADS)


@contextmanager
def asked_to(*, stop: Callable[[], object], reload: Callable[[], object]) -> Iterator[None]:
    """Meanwhile SIGTERM and Ctrl-C stop, and SIGHUP reloads; where it came since the terminal was closed, it stops."""
    terminal = sys.stdin is not None and sys.stdin.isatty()

    def handle(number: int, _frame: object) -> None:
        if number in numbers(*_RELOADS) and not (terminal and not _has_terminal()):
            reload()
        else:
            stop()

    earlier = {number: signal.signal(number, handle) for number in ALL}
    try:
        yield
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler)


def _has_terminal() -> bool:
    """Whether the terminal that this process was begun in is still there."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
