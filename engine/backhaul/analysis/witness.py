"""Witnesses: ordinary facts for which something holds, plain ones, confirmed by the definition before anyone sees them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from backhaul.analysis.agreement import Whole, by_definition, by_terms, evaluation
from backhaul.analysis.lowering import Lowered
from backhaul.analysis.smallest import Smallest, plainest
from backhaul.analysis.solving import MOST_WORK, NotSettled, Sat, Solver, Unsat
from backhaul.analysis.space import Bool
from backhaul.evaluation.decision import Evaluation
from backhaul.frozen import frozen
from backhaul.language.kinds import json_value
from backhaul.language.model import Invariant, Policy


@frozen
class Witness:
    """Complete facts that the policy accepts, and its decision on them."""

    facts: Whole
    evaluation: Evaluation

    @property
    def given(self) -> dict[str, object]:
        """The facts as they are written in a file of facts."""
        return as_given(self.evaluation.policy, self.facts)


def as_given(policy: Policy, facts: Whole) -> dict[str, object]:
    """Facts as they are written in a file of facts."""
    return {
        name: None if held is None else json_value(policy.facts[name].type, held)
        for name, held in facts.items()
    }


class Witnesses:
    """Finds witnesses among the facts that a policy accepts."""

    def __init__(self, lowered: Lowered, work: int = MOST_WORK, whole: int | None = None) -> None:
        self.lowered = lowered
        self.solver = Solver(lowered.space, work, whole)
        self.solver.hold(*lowered.accepted)

    @cached_property
    def plain(self) -> Whole:
        """The plainest facts that the policy accepts; where none are found, the plainest of all."""
        naive = plainest(self.lowered.policy)
        found = self.solver.ask()
        if not isinstance(found, Sat):
            return naive
        return Smallest(self.lowered, self.solver, naive).from_model(found.model)

    def find(
        self, *terms: Bool, claims: tuple[Invariant, ...] = ()
    ) -> Witness | Unsat | NotSettled:
        """The plainest facts for which the terms hold; raises AssertionError where the definition disagrees.

        *claims* are held against the definition, too.
        """
        plain = self.plain
        with self.solver.within(*terms):
            found = self.solver.ask()
            if not isinstance(found, Sat):
                return found
            facts = Smallest(self.lowered, self.solver, plain).from_model(found.model)
        return confirmed(self.lowered, facts, claims)


def confirmed(lowered: Lowered, facts: Whole, claims: tuple[Invariant, ...]) -> Witness:
    """The witness that these facts are; raises AssertionError where the definition says otherwise."""
    by_z3 = by_terms(lowered, facts, claims)
    told = by_definition(lowered.policy, facts, claims)
    if told != by_z3:
        given: Mapping[str, object] = as_given(lowered.policy, facts)
        raise AssertionError(f"of {given} the definition says {told}, and Z3 says {by_z3}")
    return Witness(facts, evaluation(lowered.policy, facts))
