"""Receipts out of files and pipes, one at a time: a JSON document, or JSON Lines of any length."""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, cast

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.document.json_reader import read_json

#: bytes of one receipt, and of one file that is read whole
LIMIT = 1 << 24
#: lists and mappings inside one another; the conditions of a trace are
DEPTH = 200
#: what JSON allows between two values
_BLANKS = b" \t\r\n"
#: a text with an escape in it, or a zero with a sign; texts without are passed over as a whole
_SPELLINGS = re.compile(r'"[^"\\]*"|("(?:[^"\\]|\\.)*"|-0(?![0-9.]))')


def receipts(name: str) -> Iterator[tuple[str, object]]:
    """Every receipt of a file with its place; one that cannot be read is the error that says why.

    Raises BackhaulError where the file itself cannot be read.
    """
    with _opened(name) as (file, shown):
        yield from _in(file, shown)


def lines(name: str) -> Iterator[tuple[str, bytes]]:
    """Every line of a log that is not blank, with its place and without its end.

    Raises BackhaulError where the file itself cannot be read.
    """
    with _opened(name) as (file, shown):
        for number, line in enumerate(iter(lambda: file.readline(LIMIT + 1), b""), 1):
            if line.strip(_BLANKS):
                yield f"{shown}, line {number}", line.removesuffix(b"\n")


@contextmanager
def _opened(name: str) -> Iterator[tuple[IO[bytes], str]]:
    """A file or pipe, and what it is called; one that ends with `.gz` is unpacked."""
    if name == "-":
        if sys.stdin is None:
            raise _unreadable("standard input", "it is closed")
        yield sys.stdin.buffer, "standard input"
        return
    try:
        with open(name, "rb") as packed:  # noqa: PTH123
            if name.endswith(".gz"):
                import gzip

                with gzip.open(packed) as file:
                    yield cast("IO[bytes]", file), name
            else:
                yield packed, name
    except FileNotFoundError:
        message = f"there is no file `{name}`"
        raise BackhaulError([Diagnostic("file-not-found", message, "look at the name")]) from None
    except (OSError, EOFError, zlib.error, ValueError) as failure:
        reason = getattr(failure, "strerror", None) or str(failure)
        reason = "no path may hold such a character" if "\0" in name else reason
        raise _unreadable(name, reason.lower()) from None


def _in(file: IO[bytes], name: str) -> Iterator[tuple[str, object]]:
    first = file.readline(LIMIT + 1)
    while first and not first.strip(_BLANKS):
        first = file.readline(LIMIT + 1)
    if not first:
        return
    alone = _read(first, name)
    if not isinstance(alone, BackhaulError):
        yield from _numbered(alone, name, file)
        return
    # a document over several lines; what is none is taken for lines
    rest = file.read(LIMIT + 1)
    whole = _read(first + rest, name)
    if not isinstance(whole, BackhaulError):
        yield from _several(whole, name)
        return
    lines = rest.splitlines()
    if not any(isinstance(_read(line, name), dict) for line in lines[:1]):
        yield name, whole
        return
    yield f"{name}, line 1", alone
    yield from _lines(lines, name, 2)
    yield from _lines(iter(lambda: file.readline(LIMIT + 1), b""), name, len(lines) + 2)


def _numbered(first: object, name: str, file: IO[bytes]) -> Iterator[tuple[str, object]]:
    """The first line, and those after it if there are any."""
    others = _lines(iter(lambda: file.readline(LIMIT + 1), b""), name, 2)
    second = next(others, None)
    if second is None:
        yield from _several(first, name)
        return
    yield f"{name}, line 1", first
    yield second
    yield from others


def _several(document: object, name: str) -> Iterator[tuple[str, object]]:
    if isinstance(document, list):
        yield from ((f"{name}, number {n}", one) for n, one in enumerate(document, 1))
    else:
        yield name, document


def _lines(lines: Iterable[bytes], name: str, start: int) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(lines, start):
        if line.strip(_BLANKS):
            place = f"{name}, line {number}"
            yield place, _read(line, place)


def _read(data: bytes, place: str) -> object:
    """The value, or the error that says why there is none."""
    try:
        value = read_json(data.strip(_BLANKS), place, limit=LIMIT, depth=DEPTH)
        _refuse_other_spellings(data)
    except BackhaulError as error:
        return error
    return value


def _refuse_other_spellings(data: bytes) -> None:
    """Stop at what stands for the same value and is written otherwise: then a byte was changed."""
    if b"\\" not in data and b"-0" not in data:
        return
    for written in _SPELLINGS.findall(data.decode("utf-8")):
        if not written:
            continue
        value = json.loads(written)
        if written not in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
            message = f"no receipt writes `{written[:80]}` like that"
            help = "keep receipts as they were printed or logged"
            raise BackhaulError([Diagnostic("not-a-receipt", message, help)])


def _unreadable(name: str, reason: str) -> BackhaulError:
    message = f"`{name}` cannot be read: {reason}"
    return BackhaulError([Diagnostic("file-unreadable", message, "give the path of a file")])
