"""The terms of Z3 held against the definition, on random policies and complete facts.

A long run by hand: `python -m analysis.agreement 0 1000 25` takes 1,000 policies from seed 0 with 25 cases each.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

import pytest

from backhaul.analysis.agreement import Told, Whole, by_definition, by_terms
from backhaul.analysis.lowering import Lowered
from backhaul.analysis.space import Term
from backhaul.analysis.terms import Expressions
from backhaul.frozen import with_fields
from backhaul.language import model, nodes
from generated.facts import Domain
from generated.policies import generated


def told(policy: model.Policy, cases: Iterable[Whole]) -> Iterator[tuple[Whole, Told, Told]]:
    """Complete facts of a policy with what the definition says of them, and what the terms say."""
    lowered = Lowered(policy)
    for facts in cases:
        yield (
            facts,
            by_definition(policy, facts, policy.invariants),
            by_terms(lowered, facts, policy.invariants),
        )


def compared(seeds: range, cases: int) -> Counter[str]:
    """How often each status came, each truth of an invariant, and each difference."""
    counts: Counter[str] = Counter()
    for seed in seeds:
        policy = generated(seed).model
        domain = Domain(policy, Random(seed))
        for facts, expected, found in told(policy, (domain.whole() for _ in range(cases))):
            counts[expected.status] += 1
            counts.update(f"claim {holds}" for holds in expected.claims.values())
            if expected != found:
                counts[f"different: seed {seed}, {facts}"] += 1
    return counts


def lower_wrongly(patch: pytest.MonkeyPatch, name: str, wrong: Callable[..., Any]) -> None:
    """Let a function be something else in the terms of Z3 alone."""
    lower = Expressions._arithmetic

    def wrongly(self: Expressions, node: nodes.Arithmetic) -> Term:
        if node.function.name == name:
            node = with_fields(node, function=with_fields(node.function, z3=wrong))
        return lower(self, node)

    patch.setattr(Expressions, "_arithmetic", wrongly)


if __name__ == "__main__":
    first, policies, each = map(int, sys.argv[1:])
    for what, count in compared(range(first, first + policies), each).most_common():
        print(f"{count:9,} {what}")
