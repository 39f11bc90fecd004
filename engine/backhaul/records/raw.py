"""One record as it stands in a file, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from backhaul.diagnostics import Diagnostic, Span


class Raw(NamedTuple):
    """One record: a line of JSON, cells, values; or why it cannot be read."""

    file: str
    line: int
    found: bytes | Mapping[str, object] | Diagnostic
    #: whether `found` are cells: texts that stand for values, and None where nothing is
    cells: bool = False
    #: whether it stands in no file: it was generated, or is a worked case, which has no line
    made: bool = False


#: records, each with how far into the file it reaches (0 to 1, or nothing where that is not known)
Found = Iterator[tuple[Raw, float | None]]


def unreadable(file: str, line: int, message: str, help: str = "") -> Diagnostic:
    """The diagnostic of a record that cannot be read."""
    return Diagnostic("unreadable-record", message, help, Span(shown_name(file), line, 1))


def shown_name(file: str) -> str:
    """How a file is called in a message."""
    return "standard input" if file == "-" else file
