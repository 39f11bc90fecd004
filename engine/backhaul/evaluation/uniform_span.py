"""Whether the policy treats every instant of a span alike: the same constraints refuse it, and all results are in range.

Even if the constraints accept some instant of a span, they may refuse others. So one complete case is looked for that
they accept at every instant of the span.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backhaul.diagnostics import FactError
from backhaul.evaluation.arithmetic import fits
from backhaul.evaluation.known import Known, exactly, ranges
from backhaul.evaluation.meaning import derive, truth, value
from backhaul.evaluation.tighten import tighten
from backhaul.language import nodes
from backhaul.language.model import Constraint, Policy
from backhaul.program.program import facts_under, program_of


class UniformSpan:
    """Answers for one policy, what is known of its facts, and the instant that moves."""

    def __init__(self, policy: Policy, facts: Mapping[str, Known], by: str) -> None:
        self.policy, self.facts, self.by = policy, facts, by
        self.arithmetic = tuple(program_of(policy).arithmetic)
        #: the last case that was accepted at all of the instants asked for
        self.witness: Mapping[str, Known] = facts

    def refused(
        self, moments: Known, known: Mapping[str, Known], broken: Sequence[Constraint]
    ) -> bool:
        """Whether the constraints refuse every one of these instants alike, or none of them."""
        if broken:
            return self._all_break(moments, broken)
        if known[self.by] != moments:
            return False
        if self._accepted(self.witness, moments):
            return True
        found = self._case(moments)
        if found is None or not self._accepted(found, moments):
            return False
        self.witness = found
        return True

    def fits(self, names: Mapping[str, Known]) -> bool:
        """Whether nothing that is worked out of these values can be out of range."""
        try:
            return all(
                fits(node.function, [value(each, names) for each in node.operands], node.type.kind)
                for node in self.arithmetic
                if names.keys() >= set(nodes.names(node))
            )
        except FactError:  # in a branch of a value by cases that does not answer
            return False

    def _all_break(self, moments: Known, broken: Sequence[Constraint]) -> bool:
        """Whether every instant breaks just these constraints."""
        names = derive(self.policy, {**self.facts, self.by: moments})
        for constraint in self.policy.constraints:
            holds = truth(constraint.condition, names)
            read = facts_under(self.policy, constraint.condition)
            if (holds is False) != (constraint in broken) or (holds is None and self.by in read):
                return False
        return self.fits(names)

    def _accepted(self, case: Mapping[str, Known], moments: Known) -> bool:
        """Whether every constraint holds of a case at all of these instants."""
        try:
            names = derive(self.policy, {**case, self.by: moments})
        except FactError:
            return False
        held = all(truth(c.condition, names) for c in self.policy.constraints)
        return held and self.fits(names)

    def _case(self, moments: Known) -> dict[str, Known] | None:
        """One value for each fact, such that no instant is ruled out; nothing where none is found."""
        known = {**self.facts, self.by: moments}
        for name in self.policy.facts:
            if name == self.by or known[name].settled:
                continue
            for one in _values(known[name]):
                narrowed = self._narrowed({**known, name: one}, moments)
                if narrowed is not None:
                    known = narrowed
                    break
            else:
                return None
        return known

    def _narrowed(self, facts: dict[str, Known], moments: Known) -> dict[str, Known] | None:
        try:
            known, broken, _ = tighten(self.policy, facts)
        except FactError:
            return None
        return None if broken or known[self.by] != moments else known


def _values(known: Known) -> Iterator[Known]:
    """Absence, and the values at the ends of what is possible."""
    if known.absent:
        yield exactly(None)
    if known.values is None:
        yield exactly("")
    elif isinstance(known.values, frozenset):
        yield from (exactly(member) for member in sorted(known.values))
    elif parts := ranges(known):
        yield from (exactly(parts[0][0]), exactly(parts[-1][1]))
