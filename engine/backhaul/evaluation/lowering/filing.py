"""Each rule under the values of one name: that which it shares with fewest other rules."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from backhaul.evaluation.lowering.looking import Table
from backhaul.evaluation.lowering.regions import Named, Region, Spans

#: values or intervals under which one rule stands
_MOST = 64
Asked = Mapping[int, Region]


def filed(regions: Mapping[str, Asked]) -> tuple[dict[int, str], dict[str, Table]]:
    """The name under which each rule stands, if any, and the lists of rules by its values."""
    fewest: dict[int, int] = {}
    places: dict[int, str] = {}
    for name, asked in regions.items():
        for rule, crowd in _crowds(asked).items():
            if rule not in fewest or crowd < fewest[rule]:
                fewest[rule], places[rule] = crowd, name
    by_name: dict[str, dict[int, Region]] = {}
    for rule in sorted(places):
        by_name.setdefault(places[rule], {})[rule] = regions[places[rule]][rule]
    return places, {name: _table(asked) for name, asked in by_name.items()}


def _crowds(asked: Asked) -> dict[int, int]:
    """For each rule that could stand under a name, the most rules that would stand beside it."""
    counts: Counter[object] = Counter()
    cuts = _cuts(asked)
    changes = [0] * (len(cuts) + 1)
    for region in asked.values():
        if isinstance(region, Named):
            counts.update(region.names if region.inside else ())
            continue
        changes[0] += region.first
        for number, cut in enumerate(region.cuts):
            changes[bisect_left(cuts, cut) + 1] += (
                1 if (number % 2 == 0) is not region.first else -1
            )
    beside = [*accumulate(changes)]
    crowds = {}
    for rule, region in asked.items():
        if isinstance(region, Spans):
            within = _within(region, cuts)
            crowd = (
                max((beside[place] for place in within), default=0) if within is not None else -1
            )
        else:
            fits = region.inside and len(region.names) <= _MOST
            crowd = max((counts[name] for name in region.names), default=0) if fits else -1
        if crowd >= 0:
            crowds[rule] = crowd
    return crowds


def _cuts(asked: Asked) -> list[Any]:
    return sorted({cut for each in asked.values() if isinstance(each, Spans) for cut in each.cuts})


def _within(region: Spans, cuts: list[Any]) -> list[int] | None:
    """The intervals that a region covers, or nothing where they are many."""
    ends = [bisect_left(cuts, cut) + 1 for cut in region.cuts]
    ends = [*([0] if region.first else []), *ends]
    ends += [len(cuts) + 1] if len(ends) % 2 else []
    pairs = [*zip(ends[::2], ends[1::2], strict=True)]
    if sum(end - start for start, end in pairs) > _MOST:
        return None
    return [place for start, end in pairs for place in range(start, end)]


def _table(asked: Asked) -> Table:
    """The lists of one name."""
    absent = tuple(rule for rule, region in asked.items() if region.absent)
    lists: dict[Any, list[int]] = {}
    cuts = _cuts(asked)
    ordered = any(isinstance(region, Spans) for region in asked.values())
    for rule, region in asked.items():
        places = region.names if isinstance(region, Named) else _within(region, cuts) or ()
        for place in places:
            lists.setdefault(place, []).append(rule)
    found = {place: tuple(rules) for place, rules in lists.items()}
    if not ordered:
        return Table(found, (), absent, None, exact=True, size=0)
    entries = [found.get(place, ()) for place in range(len(cuts) + 1)]
    return Table(entries, (), absent, cuts, exact=True, size=0)
