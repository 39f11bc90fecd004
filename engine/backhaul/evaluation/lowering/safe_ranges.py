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
#: how often the limits of one fact are drawn in before it is given up
_STEPS = 12
#: how much smaller the values of a kind become at each step, as a power of two: whole numbers are mostly counts
_DRAWN = {Kind.INTEGER: 6, Kind.DECIMAL: 3, Kind.DURATION: 3}


@frozen
class SafeRanges:
    """Limits of the facts: instants and dates keep a distance from both ends, other kinds are a part of theirs."""

    #: how often the limits of each fact are drawn in
    steps: Mapping[str, int]
    #: of the facts that a zone or a calendar is asked for, where it knows anything
    spans: Mapping[str, Range] = NO_SPANS

    def limits(self, fact: Fact) -> Range:
        """The least and the greatest value of a fact."""
        kind, step = fact.type.kind, self.steps[fact.name]
        low, high = self.spans.get(fact.name, LIMITS[kind])
        if fact.name in self.spans or kind in POINTS:
            return _drawn_in((low, high), step)
        return -(-low >> _DRAWN[kind] * step), high >> _DRAWN[kind] * step


def _drawn_in(ends: Range, step: int) -> Range:
    cut = (ends[1] - ends[0]) * step // (2 * _STEPS + 2)
    return ends[0] + cut, ends[1] - cut


def safe_ranges_of(policy: Policy) -> SafeRanges | None:
    """Wide ones for a policy, or nothing where there are none: drawn in is only what a function that overflows reads."""
    spans: dict[str, Range] = {}
    for node in program_of(policy).arithmetic:
        for name, span in _asked(policy, node):
            low, high = spans.get(name, span)
            spans[name] = max(low, span[0]), min(high, span[1])
    if any(low > high for low, high in spans.values()):
        return None
    steps = dict.fromkeys(policy.facts, 0)
    while max(steps.values()) < _STEPS:
        ranges = SafeRanges(dict(steps), spans)
        overflowing = _overflowing(policy, ranges)
        if overflowing is None:
            return ranges
        if not overflowing:
            return None
        least = min(steps[name] for name in overflowing)
        steps |= {name: least + 1 for name in overflowing if steps[name] == least}
    return None


def _asked(policy: Policy, node: nodes.Arithmetic) -> Iterator[tuple[str, Range]]:
    """The facts under a function of a zone or a calendar, each with the values of which anything may be known."""
    span = node.function.span
    ordered = [operand for operand in node.operands if operand.type.kind not in NAMED]
    for operand, ends in zip(ordered, node.function.usual, strict=False):
        if operand.type.kind is Kind.INTEGER:
            yield from (
                (name, ends)
                for name in facts_under(policy, operand)
                if policy.facts[name].type.kind is Kind.INTEGER
            )
    if span is None:
        return
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


def _overflowing(policy: Policy, ranges: SafeRanges) -> tuple[str, ...] | None:
    """The facts that a function reads which may overflow; nothing where none may.

    It is one that reads little, so that what overflows only with the result of another is not drawn in for that.
    """
    facts = {}
    for fact in policy.facts.values():
        known = anything(fact.type, absent=fact.optional)
        if fact.type.ordered:
            known = Known((ranges.limits(fact),), known.absent)
        facts[fact.name] = known
    try:
        _, names = decide(policy, facts)
        wide = [
            node
            for node in program_of(policy).arithmetic
            if not fits(node.function, [value(o, names) for o in node.operands], node.type.kind)
        ]
    except FactError:
        return tuple(ranges.spans)
    reads = [
        tuple(n for n in facts_under(policy, node, outputs=True) if policy.facts[n].type.ordered)
        for node in wide
    ]
    first = sorted(zip(map(len, reads), map(_size, wide), reads, strict=True))
    return first[0][2] if first else None


def _size(node: nodes.Expression) -> int:
    return 1 + sum(map(_size, nodes.operands(node)))
