"""Ranges of the facts within which no arithmetic of a policy can overflow.

Arithmetic that overflows refuses the facts, wherever it stands. Within these ranges none does, so it need not be
looked at; facts beyond them, far in the past or future, go to the definition. What a zone or a calendar does not know
draws in the facts that it is asked for, and no others.
"""

from __future__ import annotations

from itertools import product

from backhaul.diagnostics import FactError
from backhaul.evaluation.arithmetic import fits
from backhaul.evaluation.known import Known, anything
from backhaul.evaluation.meaning import decide, value
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.function import Range
from backhaul.language.kinds import DAY, LIMITS, NAMED, POINTS, Kind
from backhaul.language.model import Fact, Policy
from backhaul.program.named_values import named_values
from backhaul.program.program import facts_under, program_of
from backhaul.static import Iterator, Mapping

NO_SPANS: Mapping[str, Range] = {}
#: how often the limits are drawn in before it is given up
_STEPS = 12
#: the steps by which what a zone or a calendar knows is drawn in
_WITHIN = (0, 1, 2, 3, 5, 8, 11)


@frozen
class SafeRanges:
    """Limits of the facts: instants and dates keep a distance from both ends, other kinds are a part of theirs."""

    step: int
    #: of the facts that a zone or a calendar is asked for, where it knows anything
    spans: Mapping[str, Range] = NO_SPANS
    #: the step of those
    within: int = 0

    def limits(self, fact: Fact) -> Range:
        """The least and the greatest value of a fact."""
        if fact.name in self.spans:
            return _drawn_in(self.spans[fact.name], self.within)
        low, high = LIMITS[fact.type.kind]
        if fact.type.kind in POINTS:
            return _drawn_in((low, high), self.step)
        return -(-low >> (3 * self.step)), high >> (3 * self.step)


def _drawn_in(ends: Range, step: int) -> Range:
    cut = (ends[1] - ends[0]) * step // (2 * _STEPS + 2)
    return ends[0] + cut, ends[1] - cut


def safe_ranges_of(policy: Policy) -> SafeRanges | None:
    """The widest of them for a policy, or nothing where there is none."""
    spans: dict[str, Range] = {}
    for node in program_of(policy).arithmetic:
        for name, span in _asked(policy, node):
            low, high = spans.get(name, span)
            spans[name] = max(low, span[0]), min(high, span[1])
    if any(low > high for low, high in spans.values()):
        return None
    every = (
        SafeRanges(step, spans, within)
        for step in range(_STEPS)
        for within in (_WITHIN if spans else (0,))
    )
    return next((ranges for ranges in every if _holds(policy, ranges)), None)


def _asked(policy: Policy, node: nodes.Arithmetic) -> Iterator[tuple[str, Range]]:
    """The facts under a function of a zone or a calendar, each with the values of which anything may be known."""
    span = node.function.span
    if span is None:
        return
    ordered = [operand for operand in node.operands if operand.type.kind not in NAMED]
    for values in product(*named_values(program_of(policy), node)):
        known = span(*values)
        reach = min(b - a for a, b in known) // 2
        for operand, ends in zip(ordered, known, strict=False):
            for name in facts_under(policy, operand):
                if limits := _limits(policy.facts[name].type.kind, operand.type.kind, ends, reach):
                    yield name, limits


def _limits(kind: Kind, of: Kind, ends: Range, reach: int) -> Range | None:
    """The values that a fact of a kind has under an operand of another; *reach*: as far as days are counted."""
    match kind, of:
        case (Kind.DATE, Kind.DATE) | (Kind.DATETIME, Kind.DATETIME):
            return ends
        case (Kind.DATETIME, Kind.DATE):
            return ends[0] * DAY, (ends[1] + 1) * DAY - 1
        case (Kind.DATE, Kind.DATETIME):
            return -(-ends[0] // DAY), ends[1] // DAY - 1
        case (Kind.INTEGER, Kind.INTEGER):
            return -reach, reach
        case _:
            return None


def _holds(policy: Policy, ranges: SafeRanges) -> bool:
    facts = {}
    for fact in policy.facts.values():
        known = anything(fact.type, absent=fact.optional)
        if fact.type.ordered:
            known = Known((ranges.limits(fact),), known.absent)
        facts[fact.name] = known
    try:
        _, names = decide(policy, facts)
        return all(
            fits(node.function, [value(each, names) for each in node.operands], node.type.kind)
            for node in program_of(policy).arithmetic
        )
    except FactError:
        return False
