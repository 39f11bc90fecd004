"""Amounts of money as records hold them: found under a name, read as exact decimals."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

#: an amount has at most so many digits on either side of the point
_MOST_DIGITS = 40


def under(record: Mapping[str, object], name: str) -> object:
    """The value under a name: of the record, of the facts in it, or along a path of names."""
    if name in record:
        return record[name]
    facts = record.get("facts")
    if isinstance(facts, Mapping) and name in facts:
        return facts[name]
    value: object = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def amount_of(value: object) -> Decimal | None:
    """The amount that a value is, exactly; nothing where it is none."""
    if isinstance(value, float):
        value = repr(value)
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        amount = Decimal(value.strip() if isinstance(value, str) else value)
    except (InvalidOperation, ValueError):
        return None
    return amount if _is_small(amount) else None


def _is_small(amount: Decimal) -> bool:
    parts = amount.as_tuple()
    if not isinstance(parts.exponent, int) or len(parts.digits) > 2 * _MOST_DIGITS:
        return False
    return parts.exponent >= -_MOST_DIGITS and amount.adjusted() < _MOST_DIGITS
