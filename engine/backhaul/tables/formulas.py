"""Texts that a spreadsheet would take for a formula, kept from being one."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

#: what a formula begins with, for one spreadsheet or another
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")
_PATTERN = r"\A[=+\-@\t\r]"


def harmless(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would take it for a formula.

    >>> harmless("=1+1"), harmless("1+1")
    ("'=1+1", '1+1')
    """
    return "'" + text if text.startswith(_BEGINNINGS) else text


def harmless_column(column: Any) -> Any:
    """The same for a column of texts; any other as it is."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    return pc.replace_substring_regex(column, _PATTERN, r"'\0")
