"""Comparison and arithmetic on what is known: true, or a value, only where no possible value differs."""

from __future__ import annotations

from itertools import product, starmap

from backhaul.evaluation.known import Known, anything, both, ends, few_ranges, merged
from backhaul.language.function import FAR, Function, Range
from backhaul.language.kinds import LIMITS, Kind, Type
from backhaul.language.operators import Comparison
from backhaul.static import Sequence


def compare(row: Comparison, left: Known, right: Known) -> bool | None:
    """Whether the comparison holds for all values possible if present; false where there is none."""
    if left.never_present or right.never_present:
        return False
    if left.values is None or right.values is None:
        return None
    if not row.needs_order:
        return _equal(left, right, wanted=row.holds(0, 0))
    (least, most), (low, high) = ends(left), ends(right)
    one, other = row.holds(least, high), row.holds(most, low)
    return one if one == other else None


def _equal(left: Known, right: Known, *, wanted: bool) -> bool | None:
    if left.one is not None and right.one is not None:
        return (left.one == right.one) is wanted
    return None if both(left, right.values or ()).values else not wanted


def one_of(options: tuple[str | bool, ...], known: Known) -> bool | None:
    """Whether the value is one of these; false where there is none."""
    if known.values is None:
        return None
    inside = [member in options for member in known.values]
    return False if not any(inside) else True if all(inside) else None


def apply(function: Function, operands: Sequence[Known], kind: Kind) -> Known:
    """The function of every combination of values, as far as it is in range; absent if one is.

    It is `impossible` where every result lies outside the limits of its kind.
    """
    absent = any(known.absent for known in operands)
    if kind in LIMITS:
        return both(Known(merged(_results(function, operands)), absent), (LIMITS[kind],))
    if any(known.never_present for known in operands):
        return Known((), absent)
    values = [known.one for known in operands]
    if None in values:
        return anything(Type(kind), absent=absent)
    return Known(frozenset((function.scalar(*values),)), absent)


def fits(function: Function, operands: Sequence[Known], kind: Kind) -> bool:
    """Whether every result lies within the limits of its kind, so that none is ever refused."""
    if kind not in LIMITS:
        return True
    low, high = LIMITS[kind]
    return all(low <= least and most <= high for least, most in _results(function, operands))


def _results(function: Function, operands: Sequence[Known]) -> list[Range]:
    """The range of results for every choice of one range from each operand, or of one value from each."""
    if function.interval is not None:
        return [*starmap(function.interval, product(*few_ranges(operands)))]
    if any(known.never_present for known in operands):
        return []
    values = [known.one for known in operands]
    if None in values:
        return [(-FAR, FAR)]
    result = function.scalar(*values)
    return [(result, result)]
