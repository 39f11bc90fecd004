"""Reading a file: once, with a limit, and only if it is one."""

from __future__ import annotations

import os
import stat

from backhaul.diagnostics import BackhaulError, Diagnostic, nearest

#: names that a did-you-mean looks through
NEIGHBOURS = 10_000


def read_bytes(path: str | os.PathLike[str], *, limit: int) -> bytes:
    """The bytes of a regular file; raises `BackhaulError` for anything else and above the limit."""
    name = os.fspath(path)
    try:
        descriptor = _opened(name)
    except FileNotFoundError:
        raise _refused("file-not-found", f"there is no file `{name}`", _neighbour(name)) from None
    except IsADirectoryError:
        raise _not_a_file(name, "a directory") from None
    except (OSError, ValueError) as failure:
        raise _unreadable(name, failure) from None
    try:
        return _read_open(descriptor, name, limit)
    except OSError as failure:
        raise _unreadable(name, failure) from None
    finally:
        os.close(descriptor)


def bytes_if_any(path: str | os.PathLike[str], *, limit: int) -> bytes | None:
    """The bytes of a regular file that can be read and is within the limit, or nothing."""
    name = os.fspath(path)
    try:
        descriptor = _opened(name)
    except (OSError, ValueError):
        return None
    try:
        return _read_open(descriptor, name, limit)
    except (OSError, BackhaulError):
        return None
    finally:
        os.close(descriptor)


def _opened(name: str) -> int:
    # without O_NONBLOCK a pipe that nobody writes to would stop us here for ever
    return os.open(name, os.O_RDONLY | _flag("O_NONBLOCK") | _flag("O_CLOEXEC"))


def too_large(limit: int) -> str:
    """The sentence for a file above the limit."""
    size = f"{limit // 1_048_576} MiB" if limit >= 1_048_576 else f"{limit:,} bytes"
    return f"the file is larger than {size}"


def _read_open(descriptor: int, name: str, limit: int) -> bytes:
    # everything is asked of the opened file: the path may lead elsewhere by now
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        raise _not_a_file(name, _sort_of(about.st_mode))
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and about.st_size <= limit:
        part = os.read(descriptor, min(left, 1 << 20))
        if not part:
            return b"".join(parts)
        parts.append(part)
        left -= len(part)
    raise _refused("file-too-large", f"`{name}`: {too_large(limit)}", "split it into smaller files")


def _flag(name: str) -> int:
    """A flag for opening files, or none where the system does not have it."""
    return int(getattr(os, name, 0))


def _sort_of(mode: int) -> str:
    sorts = {
        stat.S_IFDIR: "a directory",
        stat.S_IFIFO: "a pipe",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFSOCK: "a socket",
    }
    return sorts.get(stat.S_IFMT(mode), "something else")


def _neighbour(name: str) -> str:
    """What to do about a file that is not there: the nearest name in its directory."""
    from pathlib import Path

    path = Path(name)
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry, _ in zip(entries, range(NEIGHBOURS), strict=False)]
    except OSError:
        return f"there is no directory `{path.parent}` either"
    close = nearest(path.name, names, NEIGHBOURS)
    return close or "the path is taken from the current directory"


def _not_a_file(name: str, sort: str) -> BackhaulError:
    return _refused("not-a-file", f"`{name}` is {sort}, not a file", "give the path of a file")


def _unreadable(name: str, failure: OSError | ValueError) -> BackhaulError:
    if isinstance(failure, PermissionError):
        help = "ask for the right to read it"
        return _refused("file-unreadable", f"there is no permission to read `{name}`", help)
    if isinstance(failure, OSError) and failure.strerror:
        message = f"`{name}` cannot be read: {failure.strerror.lower()}"
        return _refused("file-unreadable", message, "check the path")
    message = f"`{name}` is not a path: it holds a character that no path may have"
    return _refused("file-unreadable", message, "check the path")


def _refused(code: str, message: str, help: str) -> BackhaulError:
    return BackhaulError([Diagnostic(code, message, help)])
