"""Ranges of the facts within which no arithmetic of a policy can overflow.

Arithmetic that overflows refuses the facts, wherever it stands. Within these ranges none does, so it need not be
looked at; facts beyond them, far in the past or future, go to the definition.
"""

from __future__ import annotations

from backhaul.diagnostics import FactError
from backhaul.evaluation.arithmetic import fits
from backhaul.evaluation.known import Known, anything
from backhaul.evaluation.meaning import decide, value
from backhaul.frozen import frozen
from backhaul.language.kinds import LIMITS, POINTS, Kind
from backhaul.language.model import Policy
from backhaul.program.program import program_of

#: how often the limits are drawn in before it is given up
_STEPS = 12


@frozen
class SafeRanges:
    """Limits of the facts: instants and dates keep a distance from both ends, other kinds are a part of theirs."""

    step: int

    def limits(self, kind: Kind) -> tuple[int, int]:
        """The least and the greatest value of a fact of this kind."""
        low, high = LIMITS[kind]
        if kind in POINTS:
            cut = (high - low) * self.step // (2 * _STEPS + 2)
            return low + cut, high - cut
        return -(-low >> (3 * self.step)), high >> (3 * self.step)


def safe_ranges_of(policy: Policy) -> SafeRanges | None:
    """The widest of them for a policy, or nothing where there is none."""
    return next(
        (ranges for ranges in map(SafeRanges, range(_STEPS)) if _holds(policy, ranges)), None
    )


def _holds(policy: Policy, ranges: SafeRanges) -> bool:
    facts = {}
    for fact in policy.facts.values():
        known = anything(fact.type, absent=fact.optional)
        if fact.type.ordered:
            known = Known((ranges.limits(fact.type.kind),), known.absent)
        facts[fact.name] = known
    try:
        _, names = decide(policy, facts)
        return all(
            fits(node.function, [value(each, names) for each in node.operands], node.type.kind)
            for node in program_of(policy).arithmetic
        )
    except FactError:
        return False
