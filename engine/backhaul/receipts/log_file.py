"""The file of a log: whole lines are appended to it, whatever other processes do with it and its name.

Each process opens the file for itself, so that the lock of one keeps the others out. What a process that died has
left of a line is cut off under that lock alone: then nobody else can be in the middle of a line.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from typing import final

if sys.platform != "win32":
    import fcntl

#: how our lines begin, today and in earlier days: by it a torn one is known as ours
_BEGINNINGS = (b'{"chain":{"line":', b'{"policy":"')
#: bytes looked at in one step while the start of a torn line is searched
_STEP = 1 << 16
#: how often a file is opened again for one line before the one at hand is taken
_TRIES = 3


@final
class LogFile:
    """A file that lines are appended to; it is opened again where its name has come to mean another.

    One thread at a time uses it. *path* is absolute: a process may change its directory.
    """

    __slots__ = ("_descriptor", "_end", "_identity", "_path", "stale")

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._identity = (0, 0)
        #: the size of the file after our last line; another one shows that somebody else has written
        self._end = -1
        #: whether it is to be opened again
        self.stale = False

    def open(self) -> int:
        """The descriptor of the file of this name; raises OSError where there can be none.

        Where it was renamed and cannot be opened again, it is the one that there was.
        """
        earlier = self._descriptor
        if earlier is not None and not self.stale:
            return earlier
        # a signal that comes from here on counts
        self.stale = False
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        try:
            descriptor = os.open(self._path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
        except OSError:
            self.stale = True
            if earlier is None or os.fstat(earlier).st_nlink == 0:
                raise
            return earlier
        about = os.fstat(descriptor)
        self._descriptor, self._identity, self._end = descriptor, (about.st_dev, about.st_ino), -1
        if earlier is not None:
            os.close(earlier)
        return descriptor

    def close(self) -> None:
        """Close it; raises OSError where the file system tells only now that it kept not everything."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def append(self, line: bytes) -> None:
        """Write a line, whole; raises OSError where that fails, and then nothing of it is left."""
        for left in reversed(range(_TRIES)):
            descriptor = self.open()
            locked = _lock(descriptor)
            try:
                # only now: while it was waited for, the file may have been renamed
                about = self._about(descriptor)
                if about is None and left:
                    self.stale = True
                    continue
                self._append(descriptor, about or os.fstat(descriptor), line, locked=locked)
                return
            finally:
                if locked:
                    fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _about(self, descriptor: int) -> os.stat_result | None:
        """What is known of the file, or None where its name means no file or another one."""
        try:
            about = os.stat(self._path)  # noqa: PTH116 - quicker than a `Path`
        except FileNotFoundError:
            return None
        except OSError:
            return os.fstat(descriptor)
        return about if (about.st_dev, about.st_ino) == self._identity else None

    def _append(self, descriptor: int, about: os.stat_result, line: bytes, *, locked: bool) -> None:
        if not stat.S_ISREG(about.st_mode):
            _write_whole(descriptor, line)
            return
        size = about.st_size
        if size != self._end and size and os.pread(descriptor, 1, size - 1) != b"\n":
            start = _torn_at(descriptor, size) if locked else None
            if start is None:
                # a whole line without its end, or perhaps one that another process is writing: it stays
                line = b"\n" + line
            else:
                os.ftruncate(descriptor, start)
                size = start
        self._end = -1
        try:
            _write_whole(descriptor, line)
        except OSError:
            if locked:
                os.ftruncate(descriptor, size)
            raise
        self._end = size + len(line)


def _lock(descriptor: int) -> bool:
    """Whether no other process that logs to the same file writes to it from now on."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        # a device or a file system without locks: a single write is one piece all the same
        return False
    return True


def _write_whole(descriptor: int, text: bytes) -> None:
    """Write a line in one piece; where only a part was taken, the rest says why, or goes out too."""
    rest = text[os.write(descriptor, text) :]
    if rest and os.write(descriptor, rest) < len(rest):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _torn_at(descriptor: int, size: int) -> int | None:
    """Where the last line begins, if it is the beginning of a receipt and no more."""
    start = _start_of_last_line(descriptor, size)
    longest = max(map(len, _BEGINNINGS))
    line = os.pread(descriptor, min(longest, size - start), start)
    if not any(line.startswith(each[: len(line)]) for each in _BEGINNINGS):
        return None
    while len(line) < size - start:
        more = os.pread(descriptor, size - start - len(line), start + len(line))
        if not more:
            break
        line += more
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return start
    return None


def _start_of_last_line(descriptor: int, size: int) -> int:
    end = size
    while end > 0:
        start = max(0, end - _STEP)
        place = os.pread(descriptor, end - start, start).rfind(b"\n")
        if place >= 0:
            return start + place + 1
        end = start
    return 0
