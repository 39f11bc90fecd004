"""A file of decisions, one line of JSON each. Writing never changes a decision, and never loses one.

A line goes out in one piece at the end of the file. Where the disk takes only a part of it, the part is
taken back, at once or before the next line; what fails is counted and told, and the decision is returned
all the same.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Protocol, TypeVar, final

from backhaul.diagnostics import BackhaulError, Diagnostic

if sys.platform != "win32":
    import fcntl

#: how every line begins: by it a torn one is known as ours
_BEGINNING = b'{"policy":"'
#: bytes looked at in one step while the start of a torn line is searched
_STEP = 1 << 16
#: failures that can pass; any other at opening is a mistake of whoever named the path
_PASSING = {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EIO, errno.EFBIG}


class Recordable(Protocol):
    """What can be logged."""

    def to_dict(self) -> dict[str, Any]:
        """The whole, as JSON holds it; masked facts are not in it."""
        ...


D = TypeVar("D", bound=Recordable)


@final
class DecisionLog:
    """A log that decisions are appended to; several threads and processes may share the file.

    Raises BackhaulError where there can be no such file. After that nothing is raised for the file's
    sake: `failures` counts the lines that were not written, `last_error` says why the last one was not.

    >>> import backhaul, tempfile
    >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
    >>> with tempfile.TemporaryDirectory() as folder, backhaul.DecisionLog(f"{folder}/log.jsonl") as log:
    ...     decision = log.write(policy.decide({"cross_border": False}))
    ...     log.written, log.failures
    (1, 0)
    """

    __slots__ = ("_descriptor", "_lock", "_path", "failures", "last_error", "written")

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._lock = Lock()
        self._descriptor: int | None = None
        #: lines that were written, and lines that were not
        self.written = 0
        self.failures = 0
        #: why the last line that was not written was not; None if all were
        self.last_error: OSError | None = None
        try:
            self._open()
        except ValueError:
            raise _unwritable(self._path, "no path may hold such a character") from None
        except OSError as failure:
            if failure.errno not in _PASSING:
                raise _unwritable(self._path, (failure.strerror or "it failed").lower()) from None
            self.last_error = failure

    def write(self, decision: D) -> D:
        """The same decision, once its line is in the log or it is counted that it is not."""
        text = _line(decision.to_dict())
        with self._lock:
            try:
                self._append(text)
            except OSError as failure:
                self._fail(failure)
            else:
                self.written += 1
        return decision

    def close(self) -> None:
        """Close the file; a line written later opens it again."""
        with self._lock:
            if self._descriptor is not None:
                descriptor, self._descriptor = self._descriptor, None
                try:
                    os.close(descriptor)
                except OSError as failure:
                    # some file systems tell only now that they could not keep what they took
                    self._fail(failure)

    def __enter__(self) -> DecisionLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<DecisionLog {self._path}: {self.written} written, {self.failures} failed>"

    def _open(self) -> int:
        if self._descriptor is None:
            flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
            descriptor = os.open(self._path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
            self._descriptor = descriptor
            with _alone(descriptor):
                _repair(descriptor)
        return self._descriptor

    def _append(self, text: bytes) -> None:
        descriptor = self._open()
        with _alone(descriptor):
            size = _repair(descriptor)
            try:
                _write_whole(descriptor, text)
            except OSError:
                if size is not None:
                    os.ftruncate(descriptor, size)
                raise

    def _fail(self, failure: OSError) -> None:
        """Count a failure; the first of all is told at once."""
        self.failures += 1
        self.last_error = failure
        if self.failures == 1:
            import logging  # only where something is wrong

            logging.getLogger("backhaul").error(
                "the decision log %s cannot be written: %s; the decisions go on without it",
                self._path,
                (failure.strerror or "it failed").lower(),
            )


def _line(record: dict[str, Any]) -> bytes:
    """The record as one line: nothing in it ends a line but its end."""
    return json.dumps(record, separators=(",", ":")).encode("ascii") + b"\n"


def _write_whole(descriptor: int, text: bytes) -> None:
    """Write a line in one piece; where only a part was taken, the rest says why, or goes out too."""
    rest = text[os.write(descriptor, text) :]
    if rest and os.write(descriptor, rest) < len(rest):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _repair(descriptor: int) -> int | None:
    """The size of the file, which ends with a whole line from here on; None for a device or pipe."""
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        return None
    size = about.st_size
    if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n":
        return size
    start = _start_of_last_line(descriptor, size)
    if _is_torn(descriptor, start, size):
        os.ftruncate(descriptor, start)
        return start
    # a whole line, or one of somebody else, without an end: it stays, and ends here
    return size + os.write(descriptor, b"\n")


def _is_torn(descriptor: int, start: int, size: int) -> bool:
    """Whether the last line is the beginning of a decision, and no more."""
    line = os.pread(descriptor, len(_BEGINNING), start)
    if line != _BEGINNING[: len(line)]:
        return False
    while len(line) < size - start:
        more = os.pread(descriptor, size - start - len(line), start + len(line))
        if not more:
            break
        line += more
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return True
    return False


def _start_of_last_line(descriptor: int, size: int) -> int:
    end = size
    while end > 0:
        start = max(0, end - _STEP)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


@contextmanager
def _alone(descriptor: int) -> Iterator[None]:
    """While this lasts no other process that logs to the same file writes to it."""
    if sys.platform == "win32":
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        # a device or a file system without locks: a single write is one piece all the same
        yield
        return
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _unwritable(path: Path, reason: str) -> BackhaulError:
    message = f"the decision log `{path}` cannot be written: {reason}"
    help = "give the path of a file that can be appended to"
    return BackhaulError([Diagnostic("output-unwritable", message, help)])
