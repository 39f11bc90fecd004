"""The type of Arrow in which a column holds values of a type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from backhaul.language.kinds import DECIMAL_DIGITS, Kind, Type

_OF_KINDS: Mapping[Kind, Any] = {
    Kind.BOOLEAN: pa.bool_(),
    Kind.INTEGER: pa.int64(),
    Kind.DATETIME: pa.timestamp("us", "UTC"),
    Kind.DATE: pa.date32(),
    Kind.DURATION: pa.duration("us"),
}


def arrow_type(type: Type) -> Any:
    """The type of a column: a decimal with the places of its own, text for texts and choices.

    >>> arrow_type(Type(Kind.DECIMAL, places=2))
    Decimal128Type(decimal128(18, 2))
    """
    if type.kind is Kind.DECIMAL:
        return pa.decimal128(DECIMAL_DIGITS, type.scale)
    return _OF_KINDS.get(type.kind, pa.string())
