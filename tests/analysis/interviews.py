"""Interviews about random parcels: how many questions each takes, against the facts that its rules read.

By hand: `python -m analysis.interviews 0 100` leads a hundred about the newest version, from seed 0, and says how long
it takes from one answer to the next question.
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random
from statistics import median
from time import perf_counter, process_time

import backhaul
from backhaul.analysis.asking import Asking
from backhaul.analysis.interview import Interview
from backhaul.language import nodes
from backhaul.program.program import facts_under
from parcels.generate_corrected import parcel

SHIPPED = "tiktok-shop-sea-failed-delivery"


def read(interview: Interview) -> tuple[str, ...]:
    """The facts that the rules up to the answers read."""
    read: list[nodes.Expression] = []
    for decision in interview.policy.decisions.values():
        rows = interview.evaluation.answers[decision.name].rows
        rules = decision.ladder
        if decision.hit == "first" and rows:
            rules = rules[: rows[-1].rule + 1]
        expressions: list[nodes.Expression | None] = [decision.applies]
        expressions += [rule.condition for rule in rules]
        for row in rows:
            expressions += decision.ladder[row.rule].outputs.values()
        read += [each for each in expressions if each]
    return facts_under(interview.policy, *read)


def led(interview: Interview, facts: dict[str, object]) -> list[str]:
    """The facts that were asked for, until nothing more mattered."""
    asked = []
    while fact := interview.question():
        asked.append(fact.name)
        interview.tell(fact.name, facts[fact.name])
        interview.certain()
    return asked


def timed(seeds: range) -> tuple[Counter[str], list[float], list[float]]:
    """How many interviews took so many questions and ended so; seconds of processor and of wall from answer to question."""
    policy = backhaul.open(SHIPPED).model
    asking, counts = Asking(policy), Counter[str]()
    cpu: list[float] = []
    wall: list[float] = []
    for seed in seeds:
        interview = Interview(policy, {}, asking)
        facts, asked = dict(parcel(Random(seed))), list[str]()
        while True:
            began = process_time(), perf_counter()
            if asked:
                interview.tell(asked[-1], facts[asked[-1]])
                interview.certain()
            fact = interview.question()
            cpu.append(process_time() - began[0])
            wall.append(perf_counter() - began[1])
            if fact is None:
                break
            asked.append(fact.name)
        counts[f"{len(asked):2} questions"] += 1
        counts["questions in all"] += len(asked)
        counts[interview.evaluation.status] += 1
        counts["more than is read"] += len(asked) > len(read(interview))
        counts["asked twice"] += len(set(asked)) < len(asked)
    return counts, cpu, wall


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:])
    counts, *seconds = timed(range(first, first + count))
    for what, times in sorted(counts.items()):
        sys.stdout.write(f"{times:6,} {what}\n")
    for what, taken in zip(("processor", "wall"), seconds, strict=True):
        sys.stdout.write(
            f"{median(taken):6.2f} s of {what} in the median, at most {max(taken):.2f}\n"
        )
