"""Writing a file: whole or not at all, and while nobody else writes into its directory."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from backhaul.diagnostics import BackhaulError, Diagnostic

try:
    import fcntl
except ImportError:  # pragma: no cover - a system without file locks
    fcntl = None  # type: ignore[assignment]


@contextmanager
def exclusive(folder: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Keeps everybody else out of a directory who asks for the same; waits until it is free.

    The lock is on the directory itself: it leaves no file behind, and ends with the process, however
    that ends. Where there are no file locks, or no such directory, nobody is kept out. *waiting* is called before it waits.
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
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_file(content: str | bytes, path: str) -> None:
    """Write a file beside its place and then move it there, so that nobody ever sees half of it."""
    import tempfile

    try:
        # the file behind a link is replaced, not the link
        target = Path(os.path.realpath(path))
        mode = _mode(target)
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as failure:
        raise _not_written(path, failure) from None
    except ValueError:
        raise unwritable(path, "no path may hold such a character") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError as failure:
        raise _not_written(path, failure) from None
    finally:
        # gone already if all went well
        Path(name).unlink(missing_ok=True)


def _mode(target: Path) -> int:
    """The permissions that the file has, or would have had if it were made anew."""
    try:
        about = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if stat.S_ISDIR(about.st_mode):
        raise IsADirectoryError(0, "it is a directory")
    if not stat.S_ISREG(about.st_mode):
        # to replace a device by a file would break it for everybody
        raise OSError(0, "it is not an ordinary file")
    return stat.S_IMODE(about.st_mode)


def unwritable(what: str, reason: str) -> BackhaulError:
    """The error for a place that takes no output."""
    message = f"`{what}` cannot be written: {reason}"
    return BackhaulError([Diagnostic("output-unwritable", message, "give `--output` another path")])


def _not_written(path: str, failure: OSError) -> BackhaulError:
    if isinstance(failure, FileNotFoundError):
        return unwritable(path, f"there is no directory `{Path(path).parent}`")
    return unwritable(path, (failure.strerror or "it failed").lower())
