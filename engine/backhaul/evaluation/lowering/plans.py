"""How a long ladder is searched: what each way takes is estimated, and the cheapest is taken.

*Intersected*: the numbers of several tables are intersected. *Filed*: each rule stands under the values of the one
name that it shares with fewest other rules. A ladder that neither serves stays a chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import and_
from random import Random
from typing import Any

from backhaul.evaluation.lowering.bitmaps import MOST, table
from backhaul.evaluation.lowering.filing import filed
from backhaul.evaluation.lowering.looking import Chosen, drawn
from backhaul.evaluation.lowering.regions import Parts, Region
from backhaul.frozen import frozen
from backhaul.language.kinds import Kind, Type
from backhaul.language.model import Policy

#: what things take, in nanoseconds: a rule in a chain that does not match, a rule that is asked, and looking up
_CHAINED, _ASKED, _TRUTH, _VALUE, _BOUND = 11, 200, 35, 50, 110
#: cases that are tried to see what remains: for three in four a rule is drawn that matches
_TRIALS = 24
#: names whose tables may be intersected
_NAMES = 128


@frozen
class Plan:
    """The tables that are used, and for each rule the names of which they say all that it asks."""

    chosen: tuple[Chosen, ...]
    settled: tuple[frozenset[str], ...]
    #: whether the tables hold numbers to be intersected, or lists of rules
    intersected: bool
    #: rules that stand in no list
    always: tuple[int, ...]
    #: nanoseconds
    takes: float


def plan(parts: list[Parts], policy: Policy) -> Plan | None:
    """The cheapest way to search these rules, or nothing where that is a chain."""
    regions: dict[str, dict[int, Region]] = {}
    for rule, part in enumerate(parts):
        for name, region in part.regions.items():
            regions.setdefault(name, {})[rule] = region
    random = Random(len(parts))  # noqa: S311 - it only estimates
    rules = [random.randrange(len(parts)) if trial % 4 else -1 for trial in range(_TRIALS)]
    plans = [
        _intersected(regions, rules, policy, random, len(parts)),
        _filed(regions, rules, policy, random, len(parts)),
    ]
    best = min(plans, key=lambda one: one.takes)
    return best if best.chosen and best.takes < _CHAINED * len(parts) else None


def _filed(
    regions: Mapping[str, Mapping[int, Region]],
    rules: list[int],
    policy: Policy,
    random: Random,
    count: int,
) -> Plan:
    places, tables = filed(regions)
    chosen = [Chosen(name, type_of(policy, name), made) for name, made in tables.items()]
    always = tuple(rule for rule in range(count) if rule not in places)
    remaining = [
        len(always)
        + sum(len(drawn(each.table, regions[each.name].get(rule), random)) for each in chosen)
        for rule in rules
    ]
    takes = sum(_cost(each.type, 0) for each in chosen) + _asking(remaining)
    settled = tuple(frozenset((places[rule],) if rule in places else ()) for rule in range(count))
    return Plan(tuple(chosen), settled, intersected=False, always=always, takes=takes)


def _intersected(
    regions: Mapping[str, Mapping[int, Region]],
    rules: list[int],
    policy: Policy,
    random: Random,
    count: int,
) -> Plan:
    room = MOST
    tried: dict[str, tuple[Chosen, list[int]]] = {}
    for name in sorted(regions, key=lambda name: -len(regions[name]))[:_NAMES]:
        made = table(regions[name], count, type_of(policy, name))
        room -= made.size
        if room < 0:
            break
        numbers = [drawn(made, regions[name].get(rule), random) for rule in rules]
        tried[name] = Chosen(name, type_of(policy, name), made), numbers
    chosen, takes = _paying(tried, count)
    settled = frozenset(each.name for each in chosen if each.table.exact)
    return Plan(tuple(chosen), (settled,) * count, intersected=True, always=(), takes=takes)


def _paying(tried: dict[str, tuple[Chosen, list[int]]], count: int) -> tuple[list[Chosen], float]:
    """Of the tables, with the number that each trial finds in them, those that pay; and what all takes."""
    left = [(1 << count) - 1] * _TRIALS
    asked, spent = _asking(map(int.bit_count, left)), 0.0
    chosen = []
    while tried:
        after = {
            name: _asking(_counts(left, numbers)) + _cost(each.type, count)
            for name, (each, numbers) in tried.items()
        }
        best = min(after, key=after.__getitem__)
        if after[best] >= asked:
            break
        each, numbers = tried.pop(best)
        chosen.append(each)
        left = [*map(and_, left, numbers)]
        asked, spent = _asking(map(int.bit_count, left)), spent + _cost(each.type, count)
    return chosen, spent + asked


def _counts(left: list[int], numbers: list[int]) -> Iterator[int]:
    return map(int.bit_count, map(and_, left, numbers))


def _asking(remaining: Iterable[int]) -> float:
    """What it takes on average to ask the rules that remain, up to the first that matches."""
    return sum(_ASKED * (number + 1) / 2 for number in remaining) / _TRIALS


def _cost(type: Type, count: int) -> float:
    look = {Kind.BOOLEAN: _TRUTH, Kind.TEXT: _VALUE, Kind.CHOICE: _VALUE}.get(type.kind, _BOUND)
    return look + count / 150


def type_of(policy: Policy, name: str) -> Type:
    """The type of what stands under a name."""
    decision, _, output = name.partition(".")
    if output:
        return policy.decisions[decision].outputs[output].type
    found: Any = policy.facts.get(name) or policy.parameters.get(name) or policy.definitions[name]
    type: Type = found.type
    return type
