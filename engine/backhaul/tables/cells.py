"""Columns of a table read as `records.cells` reads each cell: null is *not recorded*, the text `null` is *absent*."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from backhaul.evaluation.lowering.box import Box
from backhaul.language.kinds import Kind
from backhaul.language.model import Fact
from backhaul.tables.columns import Lowered, is_text, lower
from backhaul.tables.floats import decimals, whole

_FLOATS = {Kind.INTEGER: whole, Kind.DECIMAL: decimals}


def lower_cells(fact: Fact, column: Any, rows: int, unit: int, box: Box) -> Lowered:
    """One fact lowered; what is not recorded is left to the definition, as is all that is out of the ordinary."""
    if column is not None and pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if column is None or not is_text(column.type):
        if column is not None and pa.types.is_floating(column.type) and fact.type.kind in _FLOATS:
            column = _FLOATS[fact.type.kind](column)
        return lower(fact, column, rows, unit, box, null_is_absent=False)
    absent = None
    if "null" not in fact.type.choices:
        absent = pc.equal(column, "null").fill_null(False)
    found = lower(fact, _told(fact, column, absent), rows, unit, box, null_is_absent=False)
    if absent is None or found.left is None or not fact.optional:
        return found
    return Lowered(found.values, pc.and_not(found.left, absent))


def _told(fact: Fact, column: Any, absent: Any) -> Any:
    """The texts that stand for themselves, NULL for the others."""
    others = [""]
    if fact.type.kind is Kind.CHOICE:
        others += [c for c in fact.type.choices if c != c.strip() or c.startswith("{")]
    other = pc.is_in(column, value_set=pa.array(others, column.type))
    if absent is not None:
        other = pc.or_(other, absent)
    if not pc.any(other).as_py():
        return column
    return pc.if_else(other, pa.scalar(None, column.type), column)
