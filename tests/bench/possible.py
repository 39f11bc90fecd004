"""What missing facts cost, and how much is called possible: `python tests/bench/possible.py`.

For each fact of the shipped policy, and for pairs of facts of few values: what a decision without it takes, as a ratio to
a decision on all facts, interleaved in one run; and the values and rules that are called possible, by one reading of
what is known (*before*) and by looking at each branch (*now*), with those among them that no case comes to.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from itertools import combinations
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

import backhaul
from backhaul.decision import Decision
from backhaul.diagnostics import FactError
from backhaul.evaluation.decision import evaluate

POLICY = "tiktok-shop-sea-failed-delivery"
ROUNDS = 7


def seconds(work: Callable[[Any], object], cases: list[Any]) -> float:
    """The time of one call, of one for each case."""
    start = perf_counter()
    for case in cases:
        work(case)
    return (perf_counter() - start) / len(cases)


def read(decision: Decision) -> object:
    """All that a caller asks a decision with facts missing for."""
    return decision.status, decision.outcome, decision.rules, decision.possible, decision.needs


def ratio(policy: backhaul.Policy, wholes: list[Any], partials: list[Any]) -> float:
    """What deciding without a fact and reading the answer takes, to a decision on all facts and its outcome."""
    whole: list[float] = []
    partial: list[float] = []
    for _ in range(ROUNDS):
        whole.append(seconds(lambda facts: policy.decide(facts).outcome, wholes))
        partial.append(seconds(lambda facts: read(policy.decide(facts)), partials))
    return min(partial) / min(whole)


def counted(policy: backhaul.Policy, facts: dict[str, object], missing: str) -> list[int]:
    """Called possible and impossible before, and the same now; nothing where the facts are decided."""
    test = import_module("generated.test_branches")
    cases_of = import_module("generated.cases_of")
    given = {name: value for name, value in facts.items() if name != missing}
    fact = policy.model.facts[missing]
    values = (
        test.tried(policy.model, fact, facts)
        if fact.type.ordered
        else test.few(policy.model)[missing]
    )
    cases = []
    for value in values:
        try:
            cases.append(policy.decide({**given, missing: value}))
        except FactError:
            continue
    counts = []
    for branching in (False, True):
        said = Decision.of(evaluate(policy.model, given, branching=branching))
        counts += [cases_of.entries(said), cases_of.impossible(said, cases)]
    return counts


def main() -> None:
    """Print a row for each fact that is missing, and for pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--parcels", type=int, default=20)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    test = import_module("generated.test_branches")
    policy, random = backhaul.open(POLICY, options.version).compile(), Random(1)
    parcels = [test.whole(policy.model, random) for _ in range(options.parcels)]
    few = [*test.few(policy.model)]
    rows = [(name,) for name in policy.model.facts] + [*combinations(few, 2)]
    print(f"{'missing':46} {'ratio':>7} {'before':>7} {'wrong':>6} {'now':>6} {'wrong':>6}")
    for missing in rows:
        partials = [{n: v for n, v in each.items() if n not in missing} for each in parcels]
        cost, counts = ratio(policy, parcels, partials), ""
        if len(missing) == 1:
            every = [counted(policy, each, missing[0]) for each in parcels]
            sums = [sum(column) for column in zip(*every, strict=True)]
            counts = "{:7} {:6} {:6} {:6}".format(*sums)
        print(f"{' + '.join(missing):46} {cost:7.1f} {counts}", flush=True)


if __name__ == "__main__":
    main()
