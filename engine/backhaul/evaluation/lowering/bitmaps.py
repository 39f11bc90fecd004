"""For each value of a name, the rules that it does not exclude, as the bits of one whole number.

The first rule has the highest bit, so that the length of a number tells the first rule in it. Where there are
too many values or bounds, neighbours share a number: it then excludes less, and never too much.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backhaul.evaluation.lowering.lookup_tables import LookupTable
from backhaul.evaluation.lowering.regions import Named, Region, Spans
from backhaul.language.kinds import Kind, Type

#: bytes of the numbers of one name, and of all of a ladder
MOST_OF_ONE = 4 << 20
MOST = 48 << 20


def table(regions: Mapping[int, Region], count: int, type: Type) -> LookupTable:
    """The table of one name for so many rules; those without a region are never excluded."""
    free = _bits((rule for rule in range(count) if rule not in regions), count)
    absent = free | _bits((rule for rule, region in regions.items() if region.absent), count)
    most = max(2, MOST_OF_ONE * 8 // count)
    named = {rule: region for rule, region in regions.items() if isinstance(region, Named)}
    if named:
        return _named(named, count, type, free, absent, most)
    spans = {rule: region for rule, region in regions.items() if isinstance(region, Spans)}
    return _spans(spans, count, free, absent, most)


def _bits(rules: Iterable[int], count: int) -> int:
    """The number with the bits of these rules."""
    found = bytearray(count // 8 + 1)
    for rule in rules:
        place = count - 1 - rule
        found[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(found, "little")


def _named(
    regions: Mapping[int, Named], count: int, type: Type, free: int, absent: int, most: int
) -> LookupTable:
    within: dict[object, list[int]] = {}
    without: dict[object, list[int]] = {}
    for rule, region in regions.items():
        for name in region.names:
            (within if region.inside else without).setdefault(name, []).append(rule)
    outside = (rule for rule, region in regions.items() if not region.inside)
    other = free | _bits(outside, count)
    mentioned = [*within, *(name for name in without if name not in within)]
    numbers: dict[object, int] = {}
    together = -(-len(mentioned) // most)
    for start in range(0, len(mentioned), together or 1):
        group = mentioned[start : start + together]
        shared = 0
        for name in group:
            without_it = _bits(without.get(name, ()), count)
            shared |= (other & ~without_it) | _bits(within.get(name, ()), count)
        numbers |= dict.fromkeys(group, shared)
    for choice in (True, False) if type.kind is Kind.BOOLEAN else type.choices:
        numbers.setdefault(choice, other)
    size = -(-len(mentioned) // (together or 1)) * count // 8
    return LookupTable(numbers, other, absent, None, together <= 1, size)


def _spans(
    regions: Mapping[int, Spans], count: int, free: int, absent: int, most: int
) -> LookupTable:
    changes: dict[Any, list[int]] = {}
    for rule, region in regions.items():
        for cut in region.cuts:
            changes.setdefault(cut, []).append(rule)
    every = sorted(changes)
    now = free | _bits((rule for rule, region in regions.items() if region.first), count)
    together = -(-len(every) // most)
    numbers, cuts = [now], []
    for start in range(0, len(every), together or 1):
        group = every[start : start + together]
        cuts.append(group[0])
        shared = 0
        for cut in group:
            now ^= _bits(changes[cut], count)
            shared |= now
        numbers.append(shared)
    return LookupTable(numbers, free, absent, cuts, together <= 1, len(numbers) * count // 8)
