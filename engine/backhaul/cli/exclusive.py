"""One command at a time where files of a directory are read, and then written after what was read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backhaul.cli.output import safe

try:
    import fcntl
except ImportError:  # pragma: no cover - a system without file locks
    fcntl = None  # type: ignore[assignment]


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Keeps every other command out of a directory that asks for the same; waits until it is free.

    The lock is on the directory itself: it leaves no file behind, and ends with the process, however
    that ends. Where there are no file locks, or no such directory, nobody is kept out.
    """
    try:
        descriptor = os.open(folder, os.O_RDONLY) if fcntl else None
    except OSError:
        descriptor = None
    if descriptor is None:
        yield
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if sys.stderr is not None:
                waiting = f"waiting for another command that writes into `{folder}`"
                sys.stderr.write(safe(waiting) + "\n")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
