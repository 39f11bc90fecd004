"""Pairs of cases that are decided otherwise, and the fewest facts of which each pair has one.

A pair that Z3 finds often differs in many facts. Of those as many are made alike as can be, by the definition, and a
pair is tried again once more is known of the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from backhaul.analysis.agreement import Whole, evaluation
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.known import Known, ranges
from backhaul.language.kinds import Held
from backhaul.language.model import Policy

#: sizes of a set that are tried one by one; above, what is found piece by piece is good enough
_MOST_TRIED = 50_000
#: pairs that are kept to be tried again
_MOST_KEPT = 500

Pair = tuple[Whole, Whole]


class Witnesses:
    """The pairs that were found for one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._kept: list[Pair] = []

    def cuts(self, known: Mapping[str, Known], askable: Sequence[str]) -> list[frozenset[str]]:
        """Sets of facts of which one has to be known, as far as pairs found before show it."""
        cuts: list[frozenset[str]] = []
        settled = {name: each.one for name, each in known.items() if each.settled}
        needed: set[str] = set()
        for pair in reversed(tuple(self._kept)):
            first, second = ({**whole, **settled} for whole in pair)
            unlike = _unlike(first, second)
            if not unlike or unlike & needed or not unlike <= {*askable}:
                continue
            if all(
                _fits(known[n], whole[n]) for whole in (first, second) for n in self.policy.facts
            ):
                told, other = self._told(first), self._told(second)
                if told is not None and other is not None and told != other:
                    cuts.append(self.cut(first, second))
                    needed |= cuts[-1] if len(cuts[-1]) == 1 else frozenset()
        return cuts

    def cut(self, first: Whole, second: Whole) -> frozenset[str]:
        """Facts of which one has to be known, of two cases that are accepted and decided otherwise."""
        told = self._told(first)
        for name in self.policy.facts:
            between = {**second, name: first[name]}
            here = self._told(between) if first[name] != second[name] else None
            if here is None:
                # the pair agrees in this fact already, or must not agree in it alone
                continue
            if here == told:
                # this fact alone makes the difference
                first = between
                break
            second = between
        self._kept = [*self._kept[-_MOST_KEPT:], (first, second)]
        return _unlike(first, second)

    def _told(self, facts: Whole) -> object:
        """What comes out of complete facts; None where they are refused."""
        try:
            decided = evaluation(self.policy, facts)
        except (FactError, PolicyError):
            return None
        return [
            [(row.rule if decision.hit == "collect" else "", row.outputs) for row in answer.rows]
            for decision, answer in zip(
                self.policy.decisions.values(), decided.answers.values(), strict=True
            )
        ]


def _unlike(first: Whole, second: Whole) -> frozenset[str]:
    return frozenset(name for name, held in first.items() if held != second[name])


def _fits(known: Known, held: Held | None) -> bool:
    """Whether a value is one of those that are known to be possible."""
    if held is None:
        return known.absent
    if isinstance(known.values, tuple):
        return any(low <= int(held) <= high for low, high in ranges(known))
    return known.values is None or held in known.values


def hitting(cuts: Sequence[frozenset[str]], names: Sequence[str]) -> tuple[str, ...]:
    """The fewest names of which each cut has one, the earlier ones where several sets are as small."""
    needed = {name for cut in cuts if len(cut) == 1 for name in cut}
    left = [cut for cut in cuts if not cut & needed]
    others = [name for name in names if any(name in cut for cut in left)]
    tried = 0
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            tried += 1
            if all(cut.intersection(chosen) for cut in left):
                return tuple(name for name in names if name in needed or name in chosen)
            if tried > _MOST_TRIED:
                return _greedy(left, needed, names)
    raise AssertionError(cuts)


def _greedy(
    left: Sequence[frozenset[str]], needed: set[str], names: Sequence[str]
) -> tuple[str, ...]:
    """Names of which each cut has one: the one in most cuts, then the one in most of the rest."""
    chosen = set(needed)
    while left:
        chosen.add(max(names, key=lambda name: sum(name in cut for cut in left)))
        left = [cut for cut in left if not cut & chosen]
    return tuple(name for name in names if name in chosen)
