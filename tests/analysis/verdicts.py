"""What comes of one claim about a policy."""

from __future__ import annotations

from backhaul.analysis.claims import Prover, Verdict
from backhaul.language import model
from backhaul.language.claims import read_claim


def verdict_on(policy: model.Policy, claim: str, **options: int) -> Verdict:
    """The verdict on an invariant, by its id, or on a claim."""
    known = {invariant.id: invariant for invariant in policy.invariants}
    found = known.get(claim) or read_claim(policy, claim, "claim", "--claim")
    return Prover(policy, **options).prove(found)
