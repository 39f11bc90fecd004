"""One policy with the solvers that are asked what it can never do: the common ground of all findings.

All questions together have a bound, too. What was not settled, and what was not asked at all, is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import z3

from backhaul.analysis.lowering import Ladder, Lowered
from backhaul.analysis.solving import Answer, NotSettled, Sat, Solver, Unsat
from backhaul.analysis.space import Bool, Term
from backhaul.analysis.terms import Expressions
from backhaul.diagnostics import Span
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Policy
from backhaul.program.program import program_of

#: steps of Z3 for one question, and for all of them together
WORK = 2_000_000
ALL_WORK = 40_000_000
#: the part of it that goes into finding few reasons; half of it goes into reasons at all
SHARE = 4
#: how many reasons are tried one by one, whether they are needed
TRIED = 40


@frozen
class Reason:
    """Something that holds, with the words and the place that tell of it."""

    term: Bool
    words: str
    span: Span


class Ground:
    """A policy as terms, and solvers over it."""

    def __init__(self, policy: Policy, work: int = WORK, all_work: int = ALL_WORK) -> None:
        self.policy, self.work, self.all_work = policy, work, all_work
        self.lowered = Lowered(policy)
        self.space = self.lowered.space
        self._expressions = Expressions(self.space)
        self._expressions.names = dict(self.lowered.names)
        self._truths: dict[int, Bool] = {}
        self._reads: dict[int, frozenset[str]] = {}
        #: facts of the right types for which nothing is out of range; and of those the accepted ones, with
        #: those for which rules overlap: that they do is a finding of its own, and hides no other
        self.legal, self.accepted = self._solver(), self.another()
        self._names: dict[int, tuple[Reason, Bool]] = {}
        self._spent = self._explained = 0
        #: what is looked at now, and how many questions about it came to nothing
        self.about = "the policy"
        self.unsettled: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        #: why: whether the bound on work was met, and functions that the solver does not know
        self.bound_met, self.unknown = False, dict[str, None]()

    def _solver(self) -> Solver:
        solver = Solver(self.space, self.work)
        failures = (*self.lowered.early, *self.lowered.late)
        solver.hold(*self.lowered.allowed, *(z3.Not(failure.test) for failure in failures))
        return solver

    @cached_property
    def alone(self) -> tuple[Bool, ...]:
        """That of each decision that wants it at most one rule matches."""
        return tuple(
            z3.Not(ladder.overlap)
            for ladder in self.lowered.ladders.values()
            if ladder.decision.hit == "unique"
        )

    @cached_property
    def constraints(self) -> tuple[Reason, ...]:
        """What each constraint says."""
        terms = self.lowered.constraints
        return tuple(
            Reason(terms[c.id], f"the constraint `{c.id}` says so", c.span)
            for c in self.policy.constraints
        )

    def ladder(self, decision: str) -> Ladder:
        """A decision as terms."""
        return self.lowered.ladders[decision]

    def truth(self, node: nodes.Condition) -> Bool:
        """A condition that stands in the policy, as a term."""
        if id(node) not in self._truths:
            self._truths[id(node)] = self._expressions.truth(node)
        return self._truths[id(node)]

    def value(self, node: nodes.Expression) -> Term:
        """An expression that stands in the policy, as a term."""
        return self._expressions.expression(node)

    def reads(self, node: nodes.Expression) -> frozenset[str]:
        """The names that an expression of the policy reads itself."""
        if id(node) not in self._reads:
            self._reads[id(node)] = frozenset(nodes.names(node))
        return self._reads[id(node)]

    def ask(self, solver: Solver, *terms: Bool) -> Answer:
        """Whether there is a case for which these hold; what is not settled is counted."""
        if self._spent >= self.all_work:
            self.left_out[self.about] += 1
            self.bound_met = True
            return NotSettled()
        found = solver.ask(*terms)
        if isinstance(found, NotSettled) and not found.unknown:
            found = solver.afresh().ask(*terms)
        self._spent = solver.spent
        if isinstance(found, NotSettled):
            self.leave_open(found)
        return found

    def leave_open(self, answer: NotSettled) -> None:
        """Count a question that was not settled, and note why."""
        self.unsettled[self.about] += 1
        self.unknown |= dict.fromkeys(answer.unknown)
        self.bound_met = self.bound_met or not answer.unknown

    def never(self, solver: Solver, *terms: Bool) -> bool:
        """Whether it is proved that there is no case for which these hold."""
        return isinstance(self.ask(solver, *terms), Unsat)

    def ever(self, solver: Solver, *terms: Bool) -> bool:
        """Whether there is a case for which these hold."""
        return isinstance(self.ask(solver, *terms), Sat)

    def why(self, reasons: Sequence[Reason], *terms: Bool) -> tuple[Reason, ...] | None:
        """Of the reasons why there is no case for which the terms hold, some that suffice; None: not settled."""
        if self._explained >= self.all_work // 2:
            return None
        names, before = [self._named(reason) for reason in reasons], self._reasons.spent
        with self._reasons.within(*terms):
            found = self._reasons.core(names)
            chosen = sorted(found or ())
            for index in chosen[-TRIED:]:
                # some are left that another would do without, once much work went into reasons
                if index in chosen and self._explained < self.all_work // SHARE:
                    others = [each for each in chosen if each != index]
                    fewer = self._reasons.core([names[each] for each in others])
                    chosen = chosen if fewer is None else [others[each] for each in sorted(fewer)]
        self._explained += self._reasons.spent - before
        return None if found is None else tuple(reasons[index] for index in chosen)

    @cached_property
    def _reasons(self) -> Solver:
        """A solver in which every reason has a name, and holds where its name is asked for."""
        return self._solver()

    def _named(self, reason: Reason) -> Bool:
        if id(reason) not in self._names:
            # the reason is kept, or its number may come to be that of another
            self._names[id(reason)] = reason, z3.FreshBool("reason", self.space.context)
            self._reasons.hold(z3.Implies(self._names[id(reason)][1], reason.term))
        return self._names[id(reason)][1]

    def another(self) -> Solver:
        """A further solver over the facts that are accepted."""
        solver = self._solver()
        solver.hold(*self.lowered.constraints.values())
        return solver

    @cached_property
    def names_said(self) -> frozenset[str]:
        """The names that stand in the words of a rule."""
        return frozenset(
            part.name
            for decision in self.policy.decisions.values()
            for rule in decision.ladder
            for part in rule.said
        )

    def names_read(self, dead: Mapping[str, Collection[int]]) -> frozenset[str]:
        """Every name that something reads, other than rules that never answer and what only they read."""
        policy = self.policy
        pending: list[nodes.Expression] = [each.condition for each in policy.constraints]
        pending += [each.condition for each in policy.invariants]
        for decision in policy.decisions.values():
            pending += [decision.applies] if decision.applies else []
            for index, rule in enumerate(decision.ladder):
                pending += rule.said
                if index not in dead.get(decision.name, ()):
                    pending += rule.expressions
        return frozenset(name.name for name in program_of(policy).under(*pending))
