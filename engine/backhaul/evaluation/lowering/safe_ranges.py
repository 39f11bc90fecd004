"""Ranges of the facts within which no arithmetic of a policy can overflow.

Arithmetic that overflows refuses the facts, wherever it stands. Within these ranges none does, so it need not be
looked at; facts beyond them, far in the past or future, go to the definition.
"""

from __future__ import annotations

from itertools import product

from backhaul.diagnostics import FactError
from backhaul.evaluation.arithmetic import fits
from backhaul.evaluation.known import Known, anything
from backhaul.evaluation.meaning import decide, value
from backhaul.frozen import frozen
from backhaul.language.function import Range
from backhaul.language.kinds import LIMITS, NAMED, POINTS, Kind
from backhaul.language.model import Policy
from backhaul.program.named_values import named_values
from backhaul.program.program import program_of

#: how often the limits are drawn in before it is given up
_STEPS = 12


@frozen
class SafeRanges:
    """Limits of the facts: instants and dates keep a distance from both ends, other kinds are a part of theirs."""

    step: int
    #: the instants and the dates of which everything is known that the policy asks of them
    instants: Range = LIMITS[Kind.DATETIME]
    dates: Range = LIMITS[Kind.DATE]

    def limits(self, kind: Kind) -> tuple[int, int]:
        """The least and the greatest value of a fact of this kind."""
        low, high = LIMITS[kind]
        if kind in POINTS:
            low, high = self.dates if kind is Kind.DATE else self.instants
            cut = (high - low) * self.step // (2 * _STEPS + 2)
            return low + cut, high - cut
        return -(-low >> (3 * self.step)), high >> (3 * self.step)


def safe_ranges_of(policy: Policy) -> SafeRanges | None:
    """The widest of them for a policy, or nothing where there is none."""
    instants, dates = (_known_of(policy, kind) for kind in POINTS)
    if instants[0] > instants[1] or dates[0] > dates[1]:
        return None
    steps = (SafeRanges(step, instants, dates) for step in range(_STEPS))
    return next((ranges for ranges in steps if _holds(policy, ranges)), None)


def _known_of(policy: Policy, kind: Kind) -> Range:
    """The range of a kind within which the zones and calendars of a policy know everything."""
    low, high = LIMITS[kind]
    program = program_of(policy)
    for node in program.arithmetic:
        kinds = [operand.type.kind for operand in node.operands]
        span = node.function.span
        for spans in (
            (span(*values) for values in product(*named_values(program, node))) if span else ()
        ):
            ordered = [each for each in kinds if each not in NAMED]
            for each, (least, most) in zip((*ordered, node.type.kind), spans, strict=True):
                if each is kind:
                    low, high = max(low, least), min(high, most)
    return low, high


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
