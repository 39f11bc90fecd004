"""Files of lines, plain or packed with gzip, opened and read a line at a time."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from backhaul.diagnostics import BackhaulError, Diagnostic, nearest
from backhaul.records.raw import shown_name, unreadable

#: bytes of one line, which is one record
LONGEST = 1 << 20
_GZIP = b"\x1f\x8b"


class Stream:
    """A file of bytes that is open; *raw* is what stands on the disk."""

    def __init__(self, file: str, raw: io.BufferedReader[Any]) -> None:
        self.file, self.raw = file, raw
        self.packed = is_packed(file)
        unpacked = gzip.GzipFile(fileobj=raw, mode="rb") if self.packed else None
        self.bytes = io.BufferedReader(unpacked, LONGEST) if unpacked else raw
        self.size = 0 if file == "-" else os.fstat(raw.fileno()).st_size

    def check(self) -> None:
        """Nothing, if this can be text in UTF-8, as far as its first bytes tell; else raises BackhaulError."""
        start = self.raw.peek(4)[:4]
        if start.startswith(_GZIP) and not self.packed:
            message = f"`{shown_name(self.file)}` is packed with gzip"
            raise _cannot_read(message, "call it `*.csv.gz` or `*.jsonl.gz`, or unpack it")
        if name := _other_encoding(self.bytes.peek(4)[:4]):
            message = f"`{shown_name(self.file)}` is in {name}, not in UTF-8"
            raise _cannot_read(
                message, f"save it in UTF-8; `iconv -f {name} -t UTF-8` does that, too"
            )

    def line(self, most: int) -> bytes:
        """The next bytes up to the end of the line, at most so many; raises BackhaulError where the file is broken."""
        try:
            return self.bytes.readline(most)
        except (OSError, EOFError, zlib.error) as failure:
            raise _broken(self.file, failure) from None

    def lines(self) -> Iterator[tuple[int, bytes | Diagnostic, float | None]]:
        """Every line with its number, and how far into the file it reaches; too long a one is a mistake."""
        number = read = 0
        while line := self.line(LONGEST + 1):
            number += 1
            read += len(line)
            long = len(line) > LONGEST and not line.endswith(b"\n")
            while long and line and not line.endswith(b"\n"):
                line = self.line(LONGEST)
                read += len(line)
            place = self.raw.tell() if self.packed else read
            part = min(1.0, place / self.size) if self.size else None
            if long:
                message = f"the line is longer than {LONGEST >> 20} MiB"
                yield number, unreadable(self.file, number, message, "give one record a line"), part
            else:
                yield number, line, part


def is_packed(file: str) -> bool:
    """Whether a file is packed with gzip, by its name."""
    return Path(file).suffix.lower() == ".gz"


def suffix(file: str | Path) -> str:
    """What the name of a file tells of its format, whether it is packed or not."""
    path = Path(file)
    return Path(path.stem if is_packed(str(path)) else path).suffix.lower()


def _other_encoding(start: bytes) -> str:
    """The encoding, where text begins in one that is not UTF-8."""
    if start in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    nothing = [byte == 0 for byte in start]
    if nothing == [False, True, False, True]:
        return "UTF-16LE"
    return "UTF-16BE" if nothing == [True, False, True, False] else ""


@contextmanager
def opened(file: str) -> Iterator[Stream]:
    """A file, open for reading, or standard input; raises BackhaulError where it is none, or is not text in UTF-8."""
    if file == "-":
        yield Stream(file, cast("io.BufferedReader[Any]", sys.stdin.buffer))
        return
    with opened_raw(file) as raw:
        stream = Stream(file, raw)
        try:
            stream.check()
        except (OSError, EOFError, zlib.error) as failure:
            raise _broken(file, failure) from None
        yield stream


@contextmanager
def opened_raw(file: str) -> Iterator[io.BufferedReader[Any]]:
    """A file, open for reading its bytes; raises BackhaulError where it is none."""
    try:
        # buffered by one longest line, so that reading is no slower than it must be
        raw = io.BufferedReader(Path(file).open("rb", buffering=0), LONGEST)  # noqa: SIM115  # closed below
    except FileNotFoundError:
        folder = Path(file).parent
        beside = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        help = nearest(Path(file).name, beside)
        raise _refused("file-not-found", f"there is no file `{file}`", help) from None
    except IsADirectoryError:
        message = f"`{file}` is a directory, not a file"
        raise _refused("not-a-file", message, "name the files in it") from None
    except (OSError, ValueError) as failure:
        reason = (getattr(failure, "strerror", None) or "no path may hold such a character").lower()
        raise _cannot_read(
            f"`{file}` cannot be read: {reason}", "give the path of a file"
        ) from None
    with raw:
        yield raw


def _broken(file: str, failure: Exception) -> BackhaulError:
    packed = isinstance(failure, gzip.BadGzipFile | EOFError | zlib.error)
    reason = "it is no whole gzip file" if packed else "it failed"
    reason = (getattr(failure, "strerror", None) or reason).lower()
    help = "pack it anew" if packed else "look at the disk"
    return _cannot_read(f"`{shown_name(file)}` cannot be read: {reason}", help)


def _cannot_read(message: str, help: str) -> BackhaulError:
    return _refused("file-unreadable", message, help)


def _refused(code: str, message: str, help: str) -> BackhaulError:
    return BackhaulError([Diagnostic(code, message, help)])
