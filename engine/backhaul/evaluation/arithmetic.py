"""Comparison and arithmetic on what is known: true, or a value, only where no possible value differs."""

from __future__ import annotations

from itertools import product, starmap
from math import prod

from backhaul.evaluation.known import (
    MOST_COMBINATIONS,
    Known,
    anything,
    both,
    ends,
    few_options,
    merged,
)
from backhaul.language.function import FAR, WIDEST, Function, Range
from backhaul.language.kinds import LIMITS, Held, Kind, Type
from backhaul.language.operators import Comparison
from backhaul.static import Any, Iterator, Sequence


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

    It is `impossible` where every result lies outside the limits of its kind, or of what the operands that are
    named know.
    """
    absent = any(known.absent for known in operands)
    if kind in LIMITS:
        results = Known(merged(_results(function, operands)), absent)
        return results if function.unlimited else both(results, (LIMITS[kind],))
    if kind is Kind.BOOLEAN and function.interval is not None:
        ranges = _results(function, operands)
        told = (value for value in (False, True) if any(a <= value <= b for a, b in ranges))
        return Known(frozenset(told), absent)
    if any(known.never_present for known in operands):
        return Known((), absent)
    options = _options(operands, ranges_too=False)
    if options is None:
        # where no value of an operand is known, there is none of the result
        outside = function.span is not None and not any(_within(function, operands))
        return Known((), absent) if outside else anything(Type(kind), absent=absent)
    known = (values for values in product(*options) if _clipped(function, values) is not None)
    return Known(frozenset(starmap(function.scalar, known)), absent)


def fits(function: Function, operands: Sequence[Known], kind: Kind) -> bool:
    """Whether every result lies within the limits of its kind and of what is known, so that none is ever refused."""
    if function.span is not None:
        for values in product(*few_options(operands)):
            clipped = _clipped(function, values)
            if clipped is None or clipped[0] != values or not _inside(function, *clipped):
                return False
    if kind not in LIMITS or function.unlimited:
        return True
    if function.widest is not None:
        widest = (function.widest(*values) for values in product(*few_options(operands)))
        if any(size > WIDEST for size in widest):
            return False
    low, high = LIMITS[kind]
    return all(low <= least and most <= high for least, most in _results(function, operands))


def _inside(function: Function, values: Sequence[Any], result: Range) -> bool:
    """Whether every result lies in the range in which results are known."""
    if function.interval is None:
        return True
    low, high = function.interval(*values)
    return result[0] <= low and high <= result[1]


def _options(operands: Sequence[Known], *, ranges_too: bool = True) -> Sequence[Any] | None:
    """The values or ranges that each operand may have, where they are few; nothing where one may have any value."""
    if any(known.values is None for known in operands):
        return None
    if ranges_too:
        return few_options(operands)
    singles = [_members(known) for known in operands]
    if any(values is None for values in singles):
        return None
    return singles if prod(len(values or ()) for values in singles) <= MOST_COMBINATIONS else None


def _members(known: Known) -> Sequence[Held] | None:
    """The values of an operand, where each is known by itself."""
    if isinstance(known.values, frozenset):
        return sorted(known.values, key=str)
    return None if known.one is None else (known.one,)


def _within(function: Function, operands: Sequence[Known]) -> Iterator[bool]:
    """For each combination of values or ranges that there is one in what is known."""
    return (_clipped(function, values) is not None for values in product(*few_options(operands)))


def _clipped(function: Function, values: Sequence[Any]) -> tuple[tuple[Any, ...], Range] | None:
    """The operands as far as the function is known for them, and the range of known results; nothing where none is."""
    if function.span is None:
        return tuple(values), (-FAR, FAR)
    named = [value for value in values if isinstance(value, str)]
    *spans, result = function.span(*named)
    left: list[Any] = []
    for value in values:
        if isinstance(value, str):
            left.append(value)
            continue
        low, high = spans.pop(0)
        least, most = value if isinstance(value, tuple) else (value, value)
        least, most = max(least, low), min(most, high)
        if least > most:
            return None
        left.append((least, most) if isinstance(value, tuple) else value)
    return tuple(left), result


def _results(function: Function, operands: Sequence[Known]) -> list[Range]:
    """The range of results for every choice of one range from each operand, or of one value from each."""
    if function.interval is None:
        if any(known.never_present for known in operands):
            return []
        options = _options(operands, ranges_too=False)
        if options is None:
            return [(-FAR, FAR)]
        return [
            (result, result)
            for values in product(*options)
            if (clipped := _clipped(function, values)) is not None
            for result in [function.scalar(*values)]
            if clipped[1][0] <= result <= clipped[1][1]
        ]
    found: list[Range] = []
    for values in product(*few_options(operands)):
        if (clipped := _clipped(function, values)) is not None:
            (low, high), (least, most) = function.interval(*clipped[0]), clipped[1]
            if max(low, least) <= min(high, most):
                found.append((max(low, least), min(high, most)))
    return found
