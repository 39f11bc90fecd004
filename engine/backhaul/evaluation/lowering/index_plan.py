"""Which tables a long ladder is searched by: those that leave so few rules to ask that looking a value up pays."""

from __future__ import annotations

from collections.abc import Iterable
from operator import and_
from random import Random

from backhaul.evaluation.lowering.bitmaps import MOST, table
from backhaul.evaluation.lowering.lookup_tables import Chosen, drawn
from backhaul.evaluation.lowering.regions import Parts, Region
from backhaul.language.kinds import Kind, Type
from backhaul.language.model import Policy
from backhaul.program.program import program_of

#: nanoseconds that a rule takes that does not match, in a chain and where it alone is asked
_CHAINED, _ASKED = 11, 100
#: nanoseconds of looking up a truth value, a text or choice, and where among bounds a number or time lies
_TRUTH, _VALUE, _BOUND = 35, 50, 110
#: cases that are tried to see what remains: for each a rule is drawn that matches
_TRIALS = 24
#: names whose tables may be intersected
_NAMES = 128


def plan(parts: list[Parts], policy: Policy) -> tuple[Chosen, ...]:
    """The tables to be intersected, in order; none where asking one rule after another is as quick."""
    count = len(parts)
    regions: dict[str, dict[int, Region]] = {}
    for rule, part in enumerate(parts):
        for name, region in part.regions.items():
            regions.setdefault(name, {})[rule] = region
    random, room = Random(count), MOST  # noqa: S311 - it only estimates
    rules = [random.randrange(count) for _ in range(_TRIALS)]
    tried: list[tuple[list[int], Chosen]] = []
    for name in sorted(regions, key=lambda name: -len(regions[name]))[:_NAMES]:
        made = table(regions[name], count, program_of(policy).names[name].type)
        room -= made.size
        if room < 0:
            break
        numbers = [drawn(made, regions[name].get(rule), random) for rule in rules]
        tried.append((numbers, Chosen(name, program_of(policy).names[name].type, made)))
    left, takes = [(1 << count) - 1] * _TRIALS, 0.0
    chosen = []
    for numbers, each in sorted(tried, key=lambda pair: _asking(pair[0])):
        after, cost = [*map(and_, left, numbers)], _cost(each.type, count)
        if _asking(after) + cost < _asking(left):
            left, takes = after, takes + cost
            chosen.append(each)
    return tuple(chosen) if takes + _asking(left) < _CHAINED * count else ()


def _asking(remaining: Iterable[int]) -> float:
    """What it takes on average to ask the rules that remain, up to the one that matches."""
    return sum(map(int.bit_count, remaining)) * _ASKED / _TRIALS


def _cost(type: Type, count: int) -> float:
    look = {Kind.BOOLEAN: _TRUTH, Kind.TEXT: _VALUE, Kind.CHOICE: _VALUE}.get(type.kind, _BOUND)
    return look + count / 150
