"""Everything that can be found about a policy by proof, for `backhaul check`.

What is found holds of all complete facts that the policy accepts. What the bound on work leaves open is counted and
told as not settled, never as proved.
"""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.analysis import found_in_declarations as declared
from backhaul.analysis.boundaries import boundaries
from backhaul.analysis.finding import Finding, found
from backhaul.analysis.found_in_ladders import FoundInLadder
from backhaul.analysis.ground import ALL_WORK, WORK, Ground
from backhaul.analysis.witness import Witnesses
from backhaul.diagnostics import Diagnostic, in_file_order
from backhaul.language import nodes
from backhaul.language.model import Policy


def findings(policy: Policy, work: int = WORK, all_work: int = ALL_WORK) -> list[Finding]:
    """What is found, in the order in which it is looked for; *work* is the bound on one question, *all_work* on all."""
    ground = Ground(policy, work, all_work)
    return [*(list(declared.contradiction(ground)) or _of_accepted(ground)), *_open(ground)]


def diagnostics(policy: Policy) -> list[Diagnostic]:
    """What is found, as diagnostics in file order."""
    return in_file_order(finding.diagnostic for finding in findings(policy))


def _of_accepted(ground: Ground) -> list[Finding]:
    """What is found where some facts are accepted."""
    policy = ground.policy
    told: list[Finding] = list(declared.idle_constraints(ground))
    idle = {finding.about[0] for finding in told}
    #: definitions of which all is told
    whole: set[str] = set()
    for definition in policy.definitions.values():
        for finding in declared.parts_of_definition(ground, definition, whole):
            told.append(finding)
            if finding.diagnostic.span == definition.span:
                whole.add(definition.name)
    for constraint in policy.constraints:
        if constraint.id not in idle:
            told += declared.parts_of_constraint(ground, constraint, whole)
    witnesses = Witnesses(ground.lowered, ground.work)
    dead: dict[str, set[int]] = {}
    for decision in policy.decisions.values():
        ladder = FoundInLadder(ground, witnesses, decision)
        told += ladder.find(whole)
        dead[decision.name] = ladder.dead
    told += declared.never_given(ground, dead)
    told += declared.idle_parameters(ground)
    parts = [finding.part.node for finding in told if finding.part]
    told += boundaries(ground, parts, idle | whole, dead)
    return told


def _open(ground: Ground) -> Iterator[Finding]:
    """How much was not settled, and not asked."""
    counts = [(ground.unsettled, "not settled"), (ground.left_out, "not asked")]
    words = " and ".join(f"{count:,} {what}" for count, what in counts if count)
    if words:
        message = f"of the questions about this policy {words}, so more may be found in it"
        help = "the bound on work was met; `backhaul prove` takes a claim alone, with more work"
        place = ground.policy.id_span or nodes.NOWHERE
        yield found("not-settled", "note", message, place, help)
