"""Interviews about random parcels: how many questions each takes, against the facts that its rules read.

By hand: `python -m analysis.interviews 0 1000` leads a thousand, from seed 0.
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random

import backhaul
from backhaul.analysis.asking import Asking
from backhaul.analysis.interview import Interview
from backhaul.evaluation.reads import facts_under
from backhaul.language import nodes
from parcels.generate import parcel

SHIPPED = "tiktok-shop-sea-failed-delivery"


def read(interview: Interview) -> tuple[str, ...]:
    """The facts that the rules up to the answers read."""
    names: set[str] = set()
    for decision in interview.policy.decisions.values():
        rows = interview.evaluation.answers[decision.name].rows
        rules = decision.ladder
        if decision.hit == "first" and rows:
            rules = rules[: rows[-1].rule + 1]
        expressions: list[nodes.Expression | None] = [decision.applies]
        expressions += [rule.condition for rule in rules]
        for row in rows:
            expressions += decision.ladder[row.rule].outputs.values()
        names |= {name for each in expressions if each for name in nodes.names(each)}
    return facts_under(interview.policy, [name for name in names if "." not in name])


def led(interview: Interview, facts: dict[str, object]) -> list[str]:
    """The facts that were asked for, until nothing more mattered."""
    asked = []
    while fact := interview.question():
        asked.append(fact.name)
        interview.tell(fact.name, facts[fact.name])
    return asked


def counted(seeds: range) -> Counter[str]:
    """How many interviews took so many questions, ended so, and asked for more than their rules read."""
    policy = backhaul.open(SHIPPED, "1.0.0").model
    asking, found = Asking(policy), Counter[str]()
    for seed in seeds:
        interview = Interview(policy, {}, asking)
        asked = led(interview, dict(parcel(Random(seed))))
        found[f"{len(asked):2} questions"] += 1
        found["questions in all"] += len(asked)
        found[interview.evaluation.status] += 1
        found["more than is read"] += len(asked) > len(read(interview))
        found["asked twice"] += len(set(asked)) < len(asked)
    return found


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    for what, times in sorted(counted(range(first, first + count)).items()):
        print(f"{times:6,} {what}")
