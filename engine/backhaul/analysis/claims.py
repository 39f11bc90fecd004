"""Claims about every case that a policy accepts: proved, or refuted by a witness, or not settled.

A claim speaks of complete facts that are not refused. Where the claim itself cannot be worked out, because a result in
it lies outside the limits of its kind, it is neither true nor false; a proof says whether there are such cases.
"""

from __future__ import annotations

import z3

from backhaul.analysis.lowering import Lowered
from backhaul.analysis.solving import MOST_WORK, NotSettled, Unsat
from backhaul.analysis.witness import Witness, Witnesses
from backhaul.frozen import frozen
from backhaul.language.model import Invariant, Policy
from backhaul.static import Literal

Answer = Literal["proved", "false", "not settled"]


@frozen
class Verdict:
    """What came of one claim."""

    claim: Invariant
    answer: Answer
    #: where it is false: plain facts that show it
    witness: Witness | None = None
    #: where it is proved: facts for which it cannot be worked out, if there are any
    beyond: Witness | None = None
    #: where it is not settled: functions that the solver does not know; none where the bound on work was met
    unknown: tuple[str, ...] = ()


class Prover:
    """Proves or refutes claims about one policy."""

    def __init__(self, policy: Policy, work: int = MOST_WORK) -> None:
        self.lowered = Lowered(policy)
        self._witnesses = Witnesses(self.lowered, work)

    @property
    def nothing_accepted(self) -> bool:
        """Whether there are no facts at all that the policy accepts, so that a proof says nothing."""
        return isinstance(self._witnesses.solver.ask(), Unsat)

    def prove(self, claim: Invariant) -> Verdict:
        """The verdict on one claim; raises AssertionError where the definition does not bear it out."""
        lowered, find = self.lowered.claim(claim.condition), self._witnesses.find
        found = find(z3.Not(lowered.holds), z3.Not(lowered.fails), claims=(claim,))
        if isinstance(found, Witness):
            return Verdict(claim, "false", witness=found)
        if isinstance(found, NotSettled):
            return Verdict(claim, "not settled", unknown=found.unknown)
        beyond = find(lowered.fails, claims=(claim,))
        if isinstance(beyond, NotSettled):
            return Verdict(claim, "not settled", unknown=beyond.unknown)
        return Verdict(claim, "proved", beyond=beyond if isinstance(beyond, Witness) else None)
