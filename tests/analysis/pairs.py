"""Pairs of random small policies, one made of the other, and every case that there is for them.

A long run by hand: `python -m analysis.pairs 0 500` compares 500 pairs from seed 0 with brute force.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from analysis.small_pairs import pairs
from backhaul.analysis.agreement import Reading
from backhaul.analysis.difference import Comparing
from backhaul.analysis.region import Region, regions
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.language import model

Case = dict[str, object]


def cases(old: model.Policy, new: model.Policy) -> Iterator[Case]:
    """Every case there is, and those that one count further are refused."""
    values: dict[str, dict[object, None]] = {}
    for side in (old, new):
        for name, fact in side.facts.items():
            some: tuple[object, ...] = fact.type.choices or (False, True)
            if name == "count":
                some = tuple(range(-2, 5))
            of = values.setdefault(name, {})
            of.update(dict.fromkeys(some))
            of.update({None: None} if fact.optional else {})
    for found in product(*values.values()):
        yield dict(zip(values, found, strict=True))


def said(side: model.Policy, case: Case) -> Evaluation | None:
    """What one side decides; nothing where it refuses the facts."""
    try:
        return evaluate(side, {name: case[name] for name in side.facts})
    except (FactError, PolicyError):
        return None


def labels(found: Evaluation | None, output: str) -> tuple[str, object]:
    """How an output is named, and its value."""
    if found is None:
        return "(refused)", None
    answer = found.answers["route"]
    if answer.status == "uncovered":
        return "(no rule)", None
    value = answer.outputs[output].one
    if value is None:
        return "(absent)", None
    if isinstance(value, bool):
        return str(value).lower(), value
    return ("an integer" if isinstance(value, int) else str(value)), value


def listed(found: Evaluation, names: tuple[str, ...]) -> list[tuple[object, ...]]:
    """The list of remarks."""
    rows = found.answers["remarks"].rows
    return [tuple(row.outputs[name].one for name in names) for row in rows]


def by_brute_force(old: model.Policy, new: model.Policy) -> tuple[set[tuple[str, str, str]], bool]:
    """Every flip there is, and whether a list comes in another order and is else the same."""
    found: set[tuple[str, str, str]] = set()
    names = tuple(old.decisions["remarks"].outputs)
    moved = False
    for case in cases(old, new):
        before, after = said(old, case), said(new, case)
        if before is None and after is None:
            continue
        for output in old.decisions["route"].outputs:
            (one, value), (other, held) = labels(before, output), labels(after, output)
            if one == other and value != held:
                other = "another integer"
            if one != other:
                found.add((f"route.{output}", one, other))
        if before and after:
            rows = listed(before, names), listed(after, names)
            gone, come = Counter(rows[0]), Counter(rows[1])
            found |= {("remarks", str(row[0]), "(not listed)") for row in gone - come}
            found |= {("remarks", "(not listed)", str(row[0])) for row in come - gone}
            moved |= rows[0] != rows[1] and gone == come
    return found, moved


def changed(old: model.Policy, new: model.Policy, case: Case, decision: str) -> bool | None:
    """Whether a decision comes out otherwise; nothing where one side refuses the facts."""
    before, after = said(old, case), said(new, case)
    if before is None or after is None:
        return None
    if decision == "remarks":
        names = tuple(old.decisions["remarks"].outputs)
        return Counter(listed(before, names)) != Counter(listed(after, names))
    outputs = old.decisions["route"].outputs
    return any(labels(before, name) != labels(after, name) for name in outputs)


def inside(comparing: Comparing, region: Region, case: Case) -> bool:
    """Whether a case lies in a region."""
    joint = comparing.pair.joint
    reading = Reading(joint, comparing.pair.space.model(joint.policy, case))  # type: ignore[arg-type]
    if not all(reading.true(sign.term) for sign in region.common):
        return False
    parts = [all(reading.true(sign.term) for sign in part) for part in region.parts]
    return any(parts) or not parts


def simple(name: str) -> str:
    """A remark without the rest of its row."""
    return name.partition(", ")[0].removeprefix("remark: ")


def by_proof(comparing: Comparing) -> tuple[set[tuple[str, str, str]], bool]:
    """The same as `by_brute_force`, proved."""
    flips: Mapping[str, Any] = {flip.answer: 0 for flip in comparing.flips}
    assert "not settled" not in flips
    found = {
        (flip.change.output, simple(flip.change.old), simple(flip.change.new))
        for flip in comparing.flips
        if flip.answer == "possible"
    }
    return found, any(flip.answer != "impossible" for flip in comparing.moved)


def compared(seeds: range) -> Counter[str]:
    """What was found of these pairs, and every disagreement."""
    counts: Counter[str] = Counter()
    for seed, old, new in pairs(seeds):
        comparing = Comparing(old, new)
        flips, moved = by_proof(comparing)
        expected, in_another_order = by_brute_force(old, new)
        counts["pairs"] += 1
        counts["alike" if not expected else "different"] += 1
        counts["flips"] += len(expected)
        if flips != expected:
            counts[f"seed {seed}: proved {flips - expected}, not proved {expected - flips}"] += 1
        if moved != in_another_order:
            counts[f"seed {seed}: in another order {in_another_order}, and proved {moved}"] += 1
        counts["order"] += moved
        for region in regions(comparing).values():
            counts.update(_region(seed, comparing, region))
    return counts


def _region(seed: int, comparing: Comparing, region: Region | None) -> Iterator[str]:
    if region is None:
        yield "without a region"
        return
    yield "regions" if region.exact else "regions with more in them"
    for case in cases(comparing.old, comparing.new):
        really = changed(comparing.old, comparing.new, case, region.decision)
        within = inside(comparing, region, case)
        if (really and not within) or (region.exact and within and really is False):
            yield f"seed {seed}: {region.decision} of {case}"


if __name__ == "__main__":
    first, many = map(int, sys.argv[1:])
    for what, count in compared(range(first, first + many)).most_common():
        print(f"{count:9,} {what}")
