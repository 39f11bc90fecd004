"""Random small policies over few facts, and others made of them by small changes."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

import backhaul
from backhaul.diagnostics import PolicyError
from backhaul.language import model
from generated.policies import dumped

Raw = dict[str, Any]
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
