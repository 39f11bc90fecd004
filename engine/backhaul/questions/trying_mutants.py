"""Mutants are tried with the cases of a policy, by several processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from operator import call
from pathlib import Path
from typing import TYPE_CHECKING

from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.frozen import frozen, with_fields

if TYPE_CHECKING:
    from backhaul.cases.suite import Suite
    from backhaul.language.mutants import Mutant
    from backhaul.policy import Policy

#: mutants that are tried by one process at a time
AT_ONCE = 8
#: is told the share that is done, and of how many
Progress = Callable[[float | None, int], None]
#: makes, in another process, what says of some mutants, by their numbers, whether a case notices each
Work = Callable[[], Callable[[range], list[bool]]]


@frozen
class Drawing:
    """Which changes are tried where not all are: so many of how many, drawn with a seed."""

    count: int
    seed: str
    of: int = 0

    def of_these(self, every: Sequence[Mutant]) -> tuple[list[Mutant], Drawing | None]:
        """The changes to try, in order, and how they were drawn; None where that is all of them."""
        from random import Random

        if self.count >= len(every):
            return list(every), None
        drawn = sorted(Random(self.seed).sample(range(len(every)), self.count))  # noqa: S311 - no secret
        return [every[n] for n in drawn], with_fields(self, of=len(every))


def survivors(
    work: Work, every: Sequence[Mutant], jobs: int, progress: Progress | None
) -> list[Mutant]:
    """The mutants that no case notices; *jobs*: how many processes, 0 for one a core."""
    from backhaul.records.workers import in_order

    tasks = [range(n, min(n + AT_ONCE, len(every))) for n in range(0, len(every), AT_ONCE)]
    alive: list[Mutant] = []
    for numbers, noticed in in_order(work, call, tasks, jobs or os.cpu_count() or 1):
        alive += [every[n] for n, seen in zip(numbers, noticed, strict=True) if not seen]
        if progress:
            progress(numbers.stop / len(every), numbers.stop)
    return alive


def suites(policy: Policy, paths: Sequence[str]) -> list[Suite]:
    """Every case for this version of the policy as a suite of its own, in the order of their files.

    Raises BackhaulError where there is none, and where a file has mistakes.
    """
    own = next(decision.span.file for decision in policy.model.decisions.values())
    places = list(paths) or [str(Path(own).resolve().parent)]
    alone = [suite.only([case]) for suite in fitting(policy, places) for case in suite.cases]
    if not alone:
        message = f"there are no cases of `{policy.id}` {policy.version} here"
        help = "name its case files, or write some: `backhaul cases` does"
        raise BackhaulError([Diagnostic("no-cases", message, help)])
    return alone


def fitting(policy: Policy, places: Sequence[str]) -> list[Suite]:
    """The case files in these places, with the cases for this version; raises BackhaulError where one has mistakes."""
    from backhaul.questions.documents import read_suite
    from backhaul.questions.find_files import find

    every = [read_suite(file, (policy,)) for file in find(places) if file.kind == "cases"]
    return [s.of(policy.version) for s in every if s.policy == policy.id]
