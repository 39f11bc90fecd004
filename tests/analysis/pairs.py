"""Pairs of random small policies, one made of the other, and every case that there is for them.

A long run by hand: `python -m analysis.pairs 0 500` compares 500 pairs from seed 0 with brute force.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import product
from random import Random
from typing import Any

import backhaul
from backhaul.analysis.agreement import Reading
from backhaul.analysis.difference import Comparing
from backhaul.analysis.region import Region, regions
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.language import model
from generated.policies import dumped

Raw = dict[str, Any]
Case = dict[str, object]
COUNTS = range(-1, 4)
FACTS: Raw = {
    "flag": {"type": "boolean"},
    "maybe": {"type": "boolean", "optional": True},
    "count": {"type": "integer"},
    "colour": {"type": "choice", "choices": ["red", "green", "blue"]},
    "shade": {"type": "choice", "choices": ["dark", "light"], "optional": True},
}
BOUNDS = [
    {"id": "least", "holds": "count >= `-1`"},
    {"id": "most", "holds": "count < `4`"},
]
ANSWERS = ["hold", "return", "destroy"]


def condition(random: Random) -> str:
    """A condition over the facts."""
    found = random.choice(
        (
            "flag",
            "!flag",
            "present(maybe)",
            "present(maybe) && maybe",
            "not_present(maybe) || !maybe",
            f"count {random.choice(('<', '>=', '==', '!='))} `{random.choice(COUNTS)}`",
            f"colour {random.choice(('==', '!='))} '{random.choice(('red', 'green', 'blue'))}'",
            "contains(['red', 'blue'], colour)",
            f"present(shade) && shade == '{random.choice(('dark', 'light'))}'",
            "named",
            "count > limit",
        )
    )
    if random.random() < 0.3:
        return f"({found}) {random.choice(('&&', '||'))} ({condition(random)})"
    return found


def number(random: Random) -> object:
    """What gives a number."""
    return random.choice((0, 1, "count", "limit", "plus(count, limit)", None))


def then(random: Random) -> Raw:
    """What a rule gives."""
    found: Raw = {"answer": random.choice(ANSWERS), "sure": random.choice((True, False, "flag"))}
    if random.random() < 0.7 and (given := number(random)) is not None:
        found["number"] = given
    return found


def rules(random: Random, make: Any) -> list[Raw]:
    """A few rules."""
    return [
        {"id": f"r{i}", "when": condition(random), "then": make(random)}
        for i in range(random.randint(1, 4))
    ]


def remark(random: Random) -> Raw:
    """What a rule of the list gives."""
    return {"remark": random.choice(("late", "early", "odd")), "about": random.choice((1, "count"))}


def policy(random: Random) -> Raw:
    """A policy as data."""
    outputs: Raw = {
        "answer": {"type": "choice", "choices": list(ANSWERS)},
        "sure": {"type": "boolean"},
        "number": {"type": "integer", "optional": True},
    }
    route: Raw = {"outputs": outputs, "rules": rules(random, then)}
    if random.random() < 0.6:
        route["otherwise"] = {"then": then(random)}
    if random.random() < 0.15:
        route["hit"] = "unique"
    remarks: Raw = {
        "hit": "collect",
        "outputs": {
            "remark": {"type": "choice", "choices": ["late", "early", "odd"]},
            "about": {"type": "integer"},
        },
        "rules": rules(random, remark),
    }
    if random.random() < 0.4:
        del remarks["outputs"]["about"]
        for rule in remarks["rules"]:
            del rule["then"]["about"]
    constraints = deepcopy(BOUNDS)
    if random.random() < 0.5:
        constraints.append({"id": "own", "holds": condition(random)})
    return {
        "language": 1,
        "policy": "small",
        "version": "1.0.0",
        "title": {"en": "Small"},
        "parameters": {"limit": {"type": "integer", "value": random.randint(0, 2)}},
        "facts": deepcopy(FACTS),
        "constraints": constraints,
        "definitions": {"named": {"all": [condition_without_name(random)]}},
        "decisions": {"route": route, "remarks": remarks},
    }


def condition_without_name(random: Random) -> str:
    """A condition that reads no definition."""
    while "named" in (found := condition(random)):
        pass
    return found


def mutated(random: Random, raw: Raw) -> Raw:
    """The policy with something else in it."""
    new = deepcopy(raw)
    for _ in range(random.randint(1, 2)):
        random.choice(CHANGES)(random, new)
    return new


def _ladder(random: Random, raw: Raw) -> list[Raw]:
    found: list[Raw] = raw["decisions"][random.choice(("route", "remarks"))]["rules"]
    return found


def _reorder(random: Random, raw: Raw) -> None:
    random.shuffle(_ladder(random, raw))


def _when(random: Random, raw: Raw) -> None:
    random.choice(_ladder(random, raw))["when"] = condition(random)


def _then(random: Random, raw: Raw) -> None:
    rule = random.choice(raw["decisions"]["route"]["rules"])
    rule["then"] = then(random)


def _drop(random: Random, raw: Raw) -> None:
    ladder = _ladder(random, raw)
    if len(ladder) > 1:
        ladder.pop(random.randrange(len(ladder)))


def _limit(random: Random, raw: Raw) -> None:
    raw["parameters"]["limit"]["value"] = random.randint(0, 2)


def _otherwise(random: Random, raw: Raw) -> None:
    route = raw["decisions"]["route"]
    if "otherwise" in route:
        del route["otherwise"]
    else:
        route["otherwise"] = {"then": then(random)}


def _constraint(random: Random, raw: Raw) -> None:
    raw["constraints"] = [c for c in raw["constraints"] if c["id"] != "own"]
    if random.random() < 0.7:
        raw["constraints"].append({"id": "own", "holds": condition(random)})


def _definition(random: Random, raw: Raw) -> None:
    raw["definitions"]["named"] = {"all": [condition_without_name(random)]}


def _fact(random: Random, raw: Raw) -> None:
    raw["facts"]["extra"] = {"type": "boolean", "optional": random.random() < 0.5}
    there = "present(extra) && " if raw["facts"]["extra"]["optional"] else ""
    _ladder(random, raw)[0]["when"] = f"{there}extra && ({condition(random)})"


def _type(random: Random, raw: Raw) -> None:
    random.choice((_choices, _optional))(random, raw)


def _choices(_: Random, raw: Raw) -> None:
    raw["facts"]["colour"]["choices"] = ["white", "blue", "red", "green"]


def _optional(_: Random, raw: Raw) -> None:
    raw["facts"]["shade"]["choices"] = ["dark", "light", "grey"]


def _words(_: Random, raw: Raw) -> None:
    raw["title"] = {"en": "Other words"}


CHANGES = (
    _reorder,
    _when,
    _when,
    _then,
    _then,
    _drop,
    _limit,
    _otherwise,
    _constraint,
    _definition,
    _fact,
    _type,
    _words,
)


def loaded(raw: Raw) -> model.Policy | None:
    """The policy, or nothing where what was changed does not go with the rest."""
    try:
        return backhaul.loads(dumped(raw).encode(), "small.yaml").model
    except PolicyError:
        return None


def pairs(seeds: range) -> Iterator[tuple[int, model.Policy, model.Policy]]:
    """Pairs of policies by their seeds."""
    for seed in seeds:
        random = Random(seed)
        old = new = None
        while old is None or new is None:
            raw = policy(random)
            old, new = loaded(raw), loaded(mutated(random, raw))
            if random.random() < 0.5:
                old, new = new, old
        yield seed, old, new


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
        (flip.output, simple(flip.old), simple(flip.new))
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
