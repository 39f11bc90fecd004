"""A table of texts in a CSV or XLSX file: read with the traps of spreadsheets met, written so that none makes dates or formulas of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.document.files import read_bytes
from backhaul.frozen import frozen
from backhaul.packages import needed

SIZE = 8 << 20
#: what a spreadsheet would take for a formula, a date or another number; and the sign that keeps it a text
_TAKEN_OTHERWISE = re.compile(
    r"""[=+\-@\t\r'].*|[0-9]+[-/.:][0-9].*|[0-9]+\s?%|0[0-9].*|[0-9]{12,}|[0-9]+[eE][0-9]+"""
    r"""|[0-9]{1,2}\s(?:(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)).*""",
    re.DOTALL,
)
_KEPT = "'"


@frozen
class SheetRow:
    """A row that is not empty: its cells, and its number in the file, from 1."""

    cells: tuple[str, ...]
    number: int


@frozen
class Sheet:
    """A table of texts: its head, and its rows."""

    file: str
    head: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheet(path: str) -> Sheet:
    """The table in a CSV or XLSX file; rows without any cell are passed over.

    Raises BackhaulError with every cell that is no text or number as it is written: a formula, a date of the spreadsheet,
    a percentage, an error, cells that were merged.
    """
    data = read_bytes(path, limit=SIZE)
    if Path(path).suffix.lower() == ".xlsx":
        needed("sheets", "an XLSX file", "openpyxl")
        rows = _xlsx_rows(data, path)
    else:
        rows = _csv_rows(data, path)
    kept = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not kept:
        raise _refused("empty-file", f"`{path}` has no rows", "export the table anew")
    head = tuple(cell.strip() for cell in kept[0].cells)
    while head and not head[-1]:
        head = head[:-1]
    below = tuple(SheetRow(_fitted(row.cells, len(head)), row.number) for row in kept[1:])
    return Sheet(path, head, below)


def sheet_bytes(rows: Sequence[Sequence[str]], suffix: str) -> bytes:
    """The bytes of a CSV or XLSX file with these rows, every cell a text."""
    if suffix.lower() == ".xlsx":
        needed("sheets", "an XLSX file", "openpyxl")
        return _as_xlsx(rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([[_guarded(cell) for cell in row] for row in rows])
    # without the mark, spreadsheets take UTF-8 for another encoding
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _fitted(cells: tuple[str, ...], count: int) -> tuple[str, ...]:
    """The cells with empty ones for those that are missing, and without empty ones that are too many."""
    while len(cells) > count and not cells[-1].strip():
        cells = cells[:-1]
    return cells + ("",) * (count - len(cells))


def _guarded(cell: str) -> str:
    return f"{_KEPT}{cell}" if _TAKEN_OTHERWISE.fullmatch(cell) else cell


def _csv_rows(data: bytes, path: str) -> list[SheetRow]:
    text = _decoded(data, path)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for cells in reader:
            said = (cell.removeprefix(_KEPT) if _is_kept(cell) else cell for cell in cells)
            rows.append(SheetRow(tuple(said), reader.line_num))
    except csv.Error:
        message = f"line {reader.line_num} of `{path}` is no line of a CSV file"
        raise _refused("not-a-table", message, "save it as CSV again") from None
    return rows


def _is_kept(cell: str) -> bool:
    return cell.startswith(_KEPT) and _TAKEN_OTHERWISE.fullmatch(cell[1:]) is not None


def _decoded(data: bytes, path: str) -> str:
    """The text of a CSV file: UTF-8, or UTF-16 with its mark, as spreadsheets save it."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        message = f"`{path}` is neither UTF-8 nor UTF-16"
        help = "save it as *CSV UTF-8*, or as a workbook (XLSX)"
        raise _refused("not-a-table", message, help) from None


def _xlsx_rows(data: bytes, path: str) -> list[SheetRow]:
    from zipfile import BadZipFile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book: Any = openpyxl.load_workbook(io.BytesIO(data))
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        message = f"`{path}` is no workbook"
        raise _refused("not-a-table", message, "save it as XLSX, or as CSV") from None
    sheet = book.worksheets[0]
    mistakes = [_merged(str(area), path) for area in sheet.merged_cells.ranges]
    rows = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = []
        for cell in row:
            said = _xlsx_text(cell, path)
            if isinstance(said, Diagnostic):
                mistakes.append(said)
            cells.append(said if isinstance(said, str) else "")
        rows.append(SheetRow(tuple(cells), number))
    if mistakes:
        raise BackhaulError(mistakes)
    return rows


def _merged(area: str, path: str) -> Diagnostic:
    message = f"the cells {area} of `{path}` are merged"
    return Diagnostic("not-a-cell", message, "split them, and fill in each one")


def _xlsx_text(cell: Any, path: str) -> str | Diagnostic:
    """A cell as text, or what it is instead."""
    value, at = cell.value, cell.coordinate
    if cell.data_type == "f":
        return Diagnostic(
            "not-a-cell", f"the cell {at} of `{path}` holds a formula", "paste its value as text"
        )
    if cell.data_type == "e":
        return Diagnostic(
            "not-a-cell",
            f"the cell {at} of `{path}` holds an error of the spreadsheet",
            "write a value",
        )
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date() | time() | timedelta():
            help = "format the column as text, and write an instant as `2026-03-02T10:00:00+08:00`"
            return Diagnostic(
                "not-a-cell", f"the cell {at} of `{path}` holds a date of the spreadsheet", help
            )
        case int() | float() if "%" in str(cell.number_format):
            shown = f"{Decimal(repr(value)) * 100:f}".rstrip("0").rstrip(".")
            help = f"format the column as text, and write what is meant, such as `{shown}%` or `{value}`"
            return Diagnostic(
                "not-a-cell",
                f"the cell {at} of `{path}` holds a percentage of the spreadsheet",
                help,
            )
        case float() if not value.is_integer() and len(repr(value).replace(".", "")) > 16:
            help = "format the column as text, and write the number again"
            return Diagnostic(
                "not-a-cell", f"the cell {at} of `{path}` holds a number that is not exact", help
            )
        case float():
            return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
        case _:
            return str(value)


def _as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    import openpyxl
    from openpyxl.styles import Font

    book: Any = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            # as a text whatever it looks like: a formula is none, and nothing becomes a date
            cell.value, cell.data_type = text, "s"
            cell.number_format = "@"
            cell.quotePrefix = bool(_TAKEN_OTHERWISE.fullmatch(text))
            cell.font = Font(bold=number == 1)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _refused(code: str, message: str, help: str) -> BackhaulError:
    return BackhaulError([Diagnostic(code, message, help)])
