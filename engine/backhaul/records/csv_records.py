"""Records out of CSV: a header of names, then one record a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import IO

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.records.files import Found, Raw, lines, opened, unreadable

_DELIMITERS = ",;\t"


def csv_records(file: str) -> Found:
    """The rows of a file as cells under the names of its header."""
    with opened(file) as stream:
        source = _Lines(stream, file)
        header = _header(source, file)
        yield from _rows(source, file, header)


class _Lines:
    """Feeds the reader, and remembers how far it came."""

    def __init__(self, stream: IO[bytes], file: str) -> None:
        self.feed = lines(stream, file)
        self.line = 0
        self.part: float | None = None
        self.delimiter = ","
        self.mistakes: list[Diagnostic] = []

    def __iter__(self) -> Iterator[str]:
        for number, line, part in self.feed:
            self.line, self.part = number, part
            if isinstance(line, Diagnostic):
                self.mistakes.append(line)
                continue
            yield self._text(line, number)

    def _text(self, line: bytes, number: int) -> str:
        if number > 1:
            return line.decode("utf-8", "surrogateescape")
        text = line.decode("utf-8-sig", "surrogateescape")
        # the one that stands most often; a comma where none does
        self.delimiter = max(_DELIMITERS, key=text.count)
        return text


def _header(source: _Lines, file: str) -> list[str]:
    """The names in the first line; raises BackhaulError where they are none."""
    first = next(iter(source), None)
    if first is None:
        raise BackhaulError([unreadable(file, 1, "the file is empty", "give it a line of names")])
    try:
        names = [name.strip() for name in next(csv.reader([first], delimiter=source.delimiter))]
    except (csv.Error, StopIteration):
        names = [""]
    if any(not name or not name.isprintable() or max(name) >= "\udc80" for name in names):
        message = "the first line is not the names of the columns"
        raise BackhaulError([unreadable(file, 1, message, "save it as CSV in UTF-8, with names")])
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        listed = ", ".join(f"`{name}`" for name in twice)
        message = f"a column stands more than once: {listed}"
        raise BackhaulError([unreadable(file, 1, message, "give every column a name of its own")])
    return names


def _rows(source: _Lines, file: str, header: list[str]) -> Found:
    reader = csv.reader(iter(source), delimiter=source.delimiter, strict=True)
    while True:
        start = source.line + 1
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            message = f"the row cannot be read: {error}"
            yield (
                Raw(file, start, unreadable(file, start, message, "look at its quotes")),
                source.part,
            )
            continue
        for mistake in source.mistakes:
            yield Raw(file, mistake.span.line if mistake.span else start, mistake), source.part
        source.mistakes.clear()
        if not row:
            continue
        if len(row) > len(header):
            message = f"the row has {len(row)} cells, and there are {len(header)} columns"
            help = "put quotes around a cell that holds the sign between cells"
            yield Raw(file, start, unreadable(file, start, message, help)), source.part
            continue
        yield Raw(file, start, dict(zip(header, row, strict=False)), cells=True), source.part
    for mistake in source.mistakes:
        yield Raw(file, mistake.span.line if mistake.span else source.line, mistake), source.part
