"""What is known of one value: it may be absent, and if it is present it is one of these.

Exactly known is the case of one value. Values that have an order are known as ranges, both ends
included; choices, truth values and texts as a set; None is any text at all.
"""

from __future__ import annotations

from itertools import product
from math import prod

from backhaul.frozen import frozen
from backhaul.language.kinds import LIMITS, Held, Kind, Type
from backhaul.static import Any, Iterable, Sequence

Ranges = tuple[tuple[int, int], ...]
Members = frozenset[str | bool]

#: ranges are joined to one when there are more, so that arithmetic on them stays bounded
MOST_RANGES = 64
#: choices of one range from each operand of one function; beyond them ranges are joined
MOST_COMBINATIONS = 256


@frozen
class Known:
    """The values that are possible if present, and whether absence is possible."""

    values: Ranges | Members | None
    absent: bool = False

    @property
    def present(self) -> bool | None:
        """True, false, or None where it cannot be told."""
        if not self.absent:
            return True
        return False if self.never_present else None

    @property
    def never_present(self) -> bool:
        """True where no value is possible."""
        return self.values is not None and not self.values

    @property
    def impossible(self) -> bool:
        """True where neither a value nor absence is possible: what is known contradicts itself."""
        return self.never_present and not self.absent

    @property
    def settled(self) -> bool:
        """True where one value alone, or absence alone, is possible."""
        if self.never_present:
            return self.absent
        return not self.absent and self.one is not None

    @property
    def one(self) -> Held | None:
        """The only value that is possible if present, or None."""
        if self.values is None or len(self.values) != 1:
            return None
        if isinstance(self.values, tuple):
            low, high = self.values[0]
            return low if low == high else None
        return next(iter(self.values))


ABSENT = Known((), absent=True)


def exactly(value: Held | None) -> Known:
    """Knowledge of one value, or of absence."""
    if value is None:
        return ABSENT
    if isinstance(value, int) and not isinstance(value, bool):
        return Known(((value, value),))
    return Known(frozenset((value,)))


def anything(type: Type, *, absent: bool) -> Known:
    """Nothing known but the type."""
    match type.kind:
        case Kind.BOOLEAN:
            return Known(frozenset((True, False)), absent)
        case Kind.CHOICE:
            return Known(frozenset(type.choices), absent)
        case Kind.TEXT:
            return Known(None, absent)
        case kind:
            return Known((LIMITS[kind],), absent)


def joined(parts: Iterable[Known]) -> Known:
    """What is known when one of these holds and nobody says which."""
    known = list(parts)
    absent = any(part.absent for part in known)
    if any(part.values is None for part in known):
        return Known(None, absent)
    if any(isinstance(part.values, frozenset) for part in known):
        sets = [part.values for part in known if isinstance(part.values, frozenset)]
        return Known(frozenset[str | bool]().union(*sets), absent)
    return Known(merged(r for part in known for r in ranges(part)), absent)


def ranges(known: Known) -> Ranges:
    """The ranges of a value that has an order."""
    return known.values if isinstance(known.values, tuple) else ()


def ends(known: Known) -> tuple[int, int]:
    """The least and the greatest value possible if present; there must be one."""
    parts = ranges(known)
    return parts[0][0], parts[-1][1]


def few_options(operands: Sequence[Known]) -> list[Sequence[Any]]:
    """The ranges of every operand, joined as far as there are too many choices of one from each; its values where it has no order."""
    parts: list[Sequence[Any]] = [
        known.values if isinstance(known.values, tuple) else sorted(known.values or (), key=str)
        for known in operands
    ]
    while prod(map(len, parts)) > MOST_COMBINATIONS:
        ordered = [i for i, known in enumerate(operands) if isinstance(known.values, tuple)]
        most = max(ordered, key=lambda i: len(parts[i]), default=None)
        if most is None or len(parts[most]) == 1:
            break
        parts[most] = coarser(tuple(parts[most]))
    return parts


def whole_ranges(operands: Sequence[Known]) -> Iterable[Sequence[Any]]:
    """The range from end to end of each operand, for every choice of a value of those without an order."""
    parts = ((ends(k),) if isinstance(k.values, tuple) else tuple(k.values or ()) for k in operands)
    return product(*parts)


def coarser(parts: Ranges) -> Ranges:
    """The same values and more, in half as many ranges: every two neighbours are joined."""
    last = len(parts) - 1
    return tuple((parts[i][0], parts[min(i + 1, last)][1]) for i in range(0, last + 1, 2))


def merged(parts: Iterable[tuple[int, int]]) -> Ranges:
    """The same whole numbers as ranges in order, with gaps between them."""
    in_order = iter(sorted(parts))
    first = next(in_order, None)
    if first is None:
        return ()
    result: list[tuple[int, int]] = []
    start, end = first
    for low, high in in_order:
        if low > end + 1:
            result.append((start, end))
            start, end = low, high
        elif high > end:
            end = high
    result.append((start, end))
    if len(result) > MOST_RANGES:
        return ((result[0][0], result[-1][1]),)
    return tuple(result)


def both(known: Known, values: Ranges | Members) -> Known:
    """The same knowledge, where the value if present is also one of these."""
    if known.values is None:
        return Known(values, known.absent)
    if isinstance(known.values, tuple):
        others = values if isinstance(values, tuple) else ()
        overlaps = ((max(a, c), min(b, d)) for a, b in known.values for c, d in others)
        return Known(merged(pair for pair in overlaps if pair[0] <= pair[1]), known.absent)
    members = values if isinstance(values, frozenset) else frozenset()
    return Known(known.values & members, known.absent)


def without(known: Known, value: Held) -> Known:
    """The same knowledge, where the value if present is not this one."""
    if isinstance(known.values, frozenset):
        return Known(known.values - {value}, known.absent)
    if known.values is None:
        return known
    cut = int(value)
    pieces = (
        piece
        for low, high in known.values
        for piece in ((low, min(high, cut - 1)), (max(low, cut + 1), high))
    )
    return Known(merged(p for p in pieces if p[0] <= p[1]), known.absent)
