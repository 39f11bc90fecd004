"""Records out of CSV: a header of names, then one record a row."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.records.raw import Found, Raw, unreadable
from backhaul.records.streams import Stream, opened

_DELIMITERS = ",;\t"
#: what Python's reader says, where it could be plainer
_PLAINLY = {
    "unexpected end of data": "a quote is never closed",
    f"field larger than field limit ({csv.field_size_limit()})": "a cell is too long, or a quote is not closed",
}
_Line = tuple[int, bytes | Diagnostic, float | None]


def csv_records(file: str) -> Found:
    """The rows of a file as cells under the names of its header; a column without a name is passed over."""
    with opened(file) as stream:
        source = _Lines(stream)
        header = _header(source, file)
        yield from _rows(source, file, header)


def csv_header(file: str) -> list[str]:
    """The names of the columns, without those that have none; raises BackhaulError where there are no names."""
    with opened(file) as stream:
        return [name for name in _header(_Lines(stream), file) if name]


class _Lines:
    """Feeds the reader, remembers how far it came, and goes back to the second line of a row."""

    def __init__(self, stream: Stream) -> None:
        self.feed = stream.lines()
        self.again: deque[_Line] = deque()
        self.part: float | None = None
        self.delimiter = ","
        self.begin()

    def begin(self) -> None:
        """The next line begins a row."""
        #: the lines of the row
        self.row: list[_Line] = []
        #: whether one of them is not UTF-8
        self.broken = False

    def back(self) -> None:
        """Give all lines of the row once more, but for the first."""
        self.again.extendleft(reversed(self.row[1:]))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self.feed)
        self.row.append(line)
        number, found, self.part = line
        if isinstance(found, Diagnostic):
            raise csv.Error(found.message)
        try:
            text = found.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            self.broken = True
            text = found.decode("utf-8", "surrogateescape")
        if number == 1:
            # the one that stands most often; a comma where none does
            self.delimiter = max(_DELIMITERS, key=text.count)
        return text


def _header(source: _Lines, file: str) -> list[str]:
    """The names in the first line; raises BackhaulError where they are none."""
    try:
        first = next(source)
        names = [name.strip() for name in next(csv.reader([first], delimiter=source.delimiter))]
    except StopIteration:
        if not source.row:
            message, help = "the file is empty", "give it a line of names"
            raise BackhaulError([unreadable(file, 1, message, help)]) from None
        names = []
    except csv.Error:
        names = []
    if source.broken:
        message = "the names of the columns are not in UTF-8"
        raise BackhaulError([unreadable(file, 1, message, "save it as CSV in UTF-8")])
    if not any(names) or not "".join(names).isprintable():
        message = "the first line is not the names of the columns"
        raise BackhaulError([unreadable(file, 1, message, "save it as CSV in UTF-8, with names")])
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        listed = ", ".join(f"`{name}`" for name in twice)
        message = f"a column stands more than once: {listed}"
        raise BackhaulError([unreadable(file, 1, message, "give every column a name of its own")])
    return names


def _rows(source: _Lines, file: str, header: list[str]) -> Found:
    reader = csv.reader(source, delimiter=source.delimiter, strict=True)
    while True:
        source.begin()
        found: dict[str, object] | Diagnostic | None
        try:
            found = _record(next(reader), source, file, header)
        except StopIteration:
            break
        except csv.Error as error:
            found = _mistake_of(source, file, str(error))
            # a quote that is not closed takes no other row with it
            source.back()
        if found is not None:
            yield Raw(file, source.row[0][0], found, cells=True), source.part


def _record(
    row: list[str], source: _Lines, file: str, header: list[str]
) -> dict[str, object] | Diagnostic | None:
    """The cells of a row under their names; None: the line is blank."""
    if not row:
        return None
    line = source.row[0][0]
    if len(row) != len(header):
        cells, columns = _count(row, "cell", "cells"), _count(header, "column", "columns")
        message = f"the row has {cells}, and there {'is' if len(header) == 1 else 'are'} {columns}"
        help = "put quotes around a cell that holds the sign between cells"
        if len(row) < len(header):
            help = "give every column a cell, if an empty one"
        return unreadable(file, line, message, help)
    record: dict[str, object] = {name: cell for name, cell in zip(header, row, strict=True) if name}
    if source.broken:
        return _not_utf8(header, row, file, line)
    return record


def _count(things: list[str], one: str, many: str) -> str:
    return f"{len(things)} {one if len(things) == 1 else many}"


def _not_utf8(header: list[str], row: list[str], file: str, line: int) -> Diagnostic:
    """The mistake of a row with bytes that are not UTF-8: the first of them, and its column."""
    for name, cell in zip(header, row, strict=True):
        for byte in cell:
            if "\udc80" <= byte <= "\udcff":
                place = f"the cell of `{name}`" if name else "a cell"
                message = f"{place} is not UTF-8: it has the byte 0x{ord(byte) - 0xDC00:02x}"
                return unreadable(file, line, message, "save the file as CSV in UTF-8")
    raise AssertionError(row)


def _mistake_of(source: _Lines, file: str, reason: str) -> Diagnostic:
    """The mistake of a row that the reader cannot read."""
    line, first, _ = source.row[0]
    if isinstance(first, Diagnostic):
        return first
    message = f"the row cannot be read: {_PLAINLY.get(reason, reason)}"
    return unreadable(file, line, message, "look at its quotes")
