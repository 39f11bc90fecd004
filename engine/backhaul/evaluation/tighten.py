"""What the constraints say of facts that are not known exactly: unit propagation to a fixed point.

A constraint holds for every case that is accepted, so what is known may be narrowed to where it can hold:
when all branches of an `any` but one are false, that one must be true. Facts that leave a constraint
nowhere to hold contradict each other and are refused.

The work is bounded. Once it is used up, what is known so far stands: true, and perhaps less than could be.
"""

from __future__ import annotations

from backhaul.evaluation.known import (
    Known,
    Members,
    Ranges,
    both,
    ends,
    merged,
    whole_ranges,
    without,
)
from backhaul.evaluation.meaning import answering, derive, derive_again, evaluate, truth
from backhaul.language import nodes
from backhaul.language.function import FAR, Range
from backhaul.language.kinds import Held
from backhaul.language.model import Constraint, Definition, Policy
from backhaul.language.operators import COMPARISONS, Comparison
from backhaul.program.program import program_of
from backhaul.program.work import work
from backhaul.static import Sequence

MOST_PASSES = 8
#: conditions and values that one constraint is followed through, definitions included
MOST_STEPS = 2_000
#: units of work while facts are narrowed, for all constraints together
MOST_WORK = 40_000


class Contradiction(Exception):
    """The constraint leaves no value for a fact."""


def tighten(
    policy: Policy, facts: dict[str, Known]
) -> tuple[dict[str, Known], list[Constraint], tuple[str, ...]]:
    """The facts narrowed by the constraints, those that they break, the ids of those left open."""
    known = dict(facts)
    names = derive(policy, known)
    held = [truth(constraint.condition, names) for constraint in policy.constraints]
    broken = [c for c, holds in zip(policy.constraints, held, strict=True) if holds is False]
    if None in held and not broken:
        broken = Propagation(policy, known, names).run()
    unchecked = tuple(
        c.id
        for c, before in zip(policy.constraints, held, strict=True)
        if before is None and not broken and truth(c.condition, names) is None
    )
    return known, broken, unchecked


class Propagation:
    """Goes through the constraints until none of them narrows a fact any more."""

    def __init__(self, policy: Policy, facts: dict[str, Known], names: dict[str, Known]) -> None:
        self.policy, self.facts, self.names = policy, facts, names
        self.program = program_of(policy)
        self.left = MOST_WORK

    def run(self, earlier: int = -1) -> list[Constraint]:
        """Narrow the facts, and what is made of them; gives the constraint that leaves nowhere to hold.

        *earlier*: the facts that changed since nothing could be narrowed any more, as bits.
        """
        for _ in range(MOST_PASSES):
            changed = 0
            for constraint, read, cost in self.program.constraints:
                # nothing comes of one whose facts are all as they were when it was looked at
                if not read & (earlier | changed):
                    continue
                self.left -= cost
                if self.left < 0:
                    return []
                try:
                    changed |= self._narrow(constraint)
                except Contradiction:
                    return [constraint]
            if not changed:
                break
            earlier = changed
        return []

    def _narrow(self, constraint: Constraint) -> int:
        """Narrow the facts to where a constraint can hold; gives those that changed."""
        if truth(constraint.condition, self.names) is True:
            return 0
        narrowing = _Narrowing(self.policy, self.facts, self.names, self.left)
        narrowing.hold(constraint.condition, wanted=True)
        self.left = narrowing.left
        changed = 0
        for fact in narrowing.changed:
            changed |= self.program.names[fact].facts
        if changed:
            above, cost = self.program.above(changed)
            self.left -= cost
            derive_again(above, self.names)
        if truth(constraint.condition, self.names) is False:
            raise Contradiction
        return changed


class _Narrowing:
    """Narrows the facts to where one condition comes out as wanted."""

    def __init__(
        self, policy: Policy, facts: dict[str, Known], names: dict[str, Known], left: int
    ) -> None:
        self.program, self.facts, self.names = program_of(policy), facts, names
        #: the one fact that may be narrowed, where the rest is known only if it is present
        self.only: str | None = None
        self.steps = 0
        #: the work that may still be done
        self.left = left
        #: the facts that were narrowed
        self.changed: set[str] = set()

    def _done(self) -> bool:
        """Whether the work is used up; else it is one step less."""
        self.steps += 1
        return self.steps > MOST_STEPS or self.left < 0

    def _truth(self, node: nodes.Condition) -> bool | None:
        self.left -= work(node)
        return truth(node, self.names)

    def _value(self, node: nodes.Value) -> Known:
        self.left -= work(node)
        return evaluate(node, self.names)

    def hold(self, node: nodes.Condition, *, wanted: bool) -> None:
        """Narrow the facts so that the condition can be as wanted."""
        if self._done():
            return
        match node:
            case nodes.Not():
                self.hold(node.child, wanted=not wanted)
            case nodes.All() | nodes.Any():
                if isinstance(node, nodes.All) == wanted:
                    for child in node.children:
                        self.hold(child, wanted=wanted)
                else:
                    self._hold_one_of(node.children, wanted)
            case nodes.Present() | nodes.Absent():
                self._presence(node.operand, isinstance(node, nodes.Present) == wanted)
            case nodes.Truth():
                self._narrow(node.operand, frozenset((wanted,)))
            case nodes.Contains():
                self._contains(node, wanted)
            case nodes.Compare():
                self._compare(node, wanted)

    def _hold_one_of(self, children: Sequence[nodes.Condition], wanted: bool) -> None:
        """At least one of these must be as wanted; narrow where only one still can be."""
        outcomes = [(c, self._truth(c)) for c in children]
        open_children = [c for c, outcome in outcomes if outcome is not (not wanted)]
        if any(outcome is wanted for _, outcome in outcomes):
            return
        if len(open_children) == 1:
            self.hold(open_children[0], wanted=wanted)
            return
        gate = nodes.Absent if wanted else nodes.Present
        gates = [c for c in open_children if isinstance(c, gate)]
        rest = [c for c in open_children if c not in gates]
        guarded = {fact for c in gates for fact in self._may_be_absent(c.operand)}
        if len(rest) == 1 and len(guarded) == 1 and self.only in (None, *guarded):
            # if that fact is present, the one condition left must be as wanted
            outer, self.only = self.only, guarded.pop()
            self.hold(rest[0], wanted=wanted)
            self.only = outer

    def _may_be_absent(self, node: nodes.Expression) -> set[str]:
        """The facts whose absence would make a value absent, and the definitions that are absent by their cases."""
        match node:
            case nodes.Reference():
                declared = self.program.of(node).declared
                names = declared.absent_with if isinstance(declared, Definition) else {node.name}
                return {name for name in names if self.names[name].absent}
            case nodes.Arithmetic():
                return set().union(*(self._may_be_absent(o) for o in node.operands))
            case nodes.Cases() if self.program.may_be_absent(node):
                return {""}  # a divisor that is zero
            case _:
                return set()

    def _presence(self, node: nodes.Value, wanted: bool) -> None:
        facts = self._may_be_absent(node)
        if self.only is not None:
            return  # what holds if the fact is present does not make it present
        if wanted:
            for name in facts & self.facts.keys():
                self._set(name, Known(self.facts[name].values))
        elif len(facts) == 1:
            for name in facts & self.facts.keys():
                self._set(name, Known((), absent=True))
        elif not facts:
            raise Contradiction

    def _compare(self, node: nodes.Compare, wanted: bool) -> None:
        row = node.comparison if wanted else COMPARISONS[node.comparison.negated]
        left, right = self._value(node.left), self._value(node.right)
        for side, to, other in (
            (node.left, row, right),
            (node.right, COMPARISONS[row.mirrored], left),
        ):
            if other.never_present or other.values is None:
                continue
            if to.needs_order:
                self._narrow(side, (_side(to, *ends(other)),))
            elif to.holds(0, 0):
                self._narrow(side, other.values)
            elif other.one is not None:
                self._exclude(side, other.one)

    def _contains(self, node: nodes.Contains, wanted: bool) -> None:
        if wanted:
            self._narrow(node.operand, frozenset(node.options))
        else:
            for option in node.options:
                self._exclude(node.operand, option)

    def _exclude(self, node: nodes.Value, value: Held) -> None:
        if isinstance(node, nodes.Reference) and node.name in self.facts:
            self._set(node.name, without(self.facts[node.name], value))

    def _narrow(self, node: nodes.Value, values: Ranges | Members) -> None:
        """Narrow the facts under a value to where it can be one of these."""
        if self._done():
            return
        match node:
            case nodes.Reference() if node.name in self.facts:
                self._set(node.name, both(self.facts[node.name], values))
            case nodes.Reference():
                name = self.program.of(node)
                if name.value is not None:
                    self._narrow(name.value, values)
                elif name.condition is not None and len(values) == 1:
                    self.hold(name.condition, wanted=True in values)
            case nodes.Arithmetic() if isinstance(values, tuple) and values:
                self._narrow_operands(node, values[0][0], values[-1][1])
            case nodes.Cases():
                self._narrow_cases(node, values)

    def _narrow_cases(self, node: nodes.Cases, values: Ranges | Members) -> None:
        """Where one branch alone can give one of these: those above it do not hold, it does, and so is its value."""
        self.left -= work(node)
        branches = answering(node, self.names)
        able = [b for b, known in branches if not both(known, values).never_present]
        if len(able) != 1:
            return
        for branch, _ in branches:
            if branch.condition is not None:
                self.hold(branch.condition, wanted=branch is able[0])
            if branch is able[0]:
                break
        if isinstance(able[0].value, nodes.Value):
            self._narrow(able[0].value, values)
        elif len(values) == 1:
            self.hold(able[0].value, wanted=True in values)

    def _narrow_operands(self, node: nodes.Arithmetic, low: int, high: int) -> None:
        """Narrow the operands to where the result can lie in a range."""
        narrowing = node.function.narrowing
        operands = [self._value(operand) for operand in node.operands]
        if narrowing is None or any(operand.never_present for operand in operands):
            return
        within = [narrowing((low, high), *each) for each in whole_ranges(operands)]
        for operand, *parts in zip(node.operands, *within, strict=False) if within else ():
            if operand.type.ordered:
                self._narrow(operand, merged(part for part in parts if part[0] <= part[1]))

    def _set(self, name: str, known: Known) -> None:
        if self.only not in (None, name) or known == self.facts[name]:
            return
        if known.impossible:
            raise Contradiction
        if known.absent and known.never_present:
            known = Known((), absent=True)
        self.facts[name] = known
        self.names[name] = known
        self.changed.add(name)


def _side(row: Comparison, low: int, high: int) -> Range:
    """The range of a value that compares so with something between low and high."""
    step = 0 if row.holds(0, 0) else 1
    return (-FAR, high - step) if row.holds(0, 1) else (low + step, FAR)
