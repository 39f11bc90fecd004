"""Everything that can be found about a policy by proof, for `backhaul check`.

What is found holds of all complete facts that the policy accepts. What the bound on work leaves open is counted and
told as not settled, never as proved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from backhaul.analysis import found_in_declarations as declared
from backhaul.analysis.boundaries import boundaries
from backhaul.analysis.finding import Finding, finding_of
from backhaul.analysis.finding_context import ALL_WORK, WORK, Ground
from backhaul.analysis.found_in_conditions import FoundInConditions
from backhaul.analysis.found_in_ladders import FoundInLadder
from backhaul.analysis.solving import why_not_settled
from backhaul.analysis.witness import Witnesses
from backhaul.diagnostics import Diagnostic, in_file_order
from backhaul.language import nodes
from backhaul.language.model import Policy
from backhaul.program.readings import every_reading


def findings(policy: Policy, work: int = WORK, all_work: int = ALL_WORK) -> list[Finding]:
    """What is found, in the order in which it is looked for; *work* is the bound on one question, *all_work* on all."""
    ground = Ground(every_reading(policy), work, all_work)
    return [*(list(declared.contradiction(ground)) or _of_accepted(ground)), *_open(ground)]


def diagnostics(policy: Policy, all_work: int = ALL_WORK) -> list[Diagnostic]:
    """What is found, as diagnostics in file order."""
    return in_file_order(each.diagnostic for each in findings(policy, all_work=all_work))


def _of_accepted(ground: Ground) -> list[Finding]:
    """What is found where some facts are accepted, the weightiest first, in case the work does not suffice."""
    policy = ground.policy
    told: list[Finding] = []
    ground.about = "rules"
    witnesses = Witnesses(ground.lowered, ground.work)
    ladders = [FoundInLadder(ground, witnesses, each) for each in policy.decisions.values()]
    for ladder in ladders:
        told += ladder.find()
    dead = {ladder.decision.name: ladder.dead for ladder in ladders}
    ground.about = "outputs"
    told += declared.never_given(ground, dead)
    ground.about = "parameters"
    read = ground.names_read(dead)
    told += declared.idle_parameters(ground, read)
    ground.about = "constraints"
    idle = list(declared.idle_constraints(ground))
    ground.about = "definitions"
    of_definitions, whole = _definitions(ground, read)
    return [*told, *idle, *of_definitions, *_conditions(ground, idle, whole, dead)]


def _definitions(ground: Ground, read: Collection[str]) -> tuple[list[Finding], set[str]]:
    """What is found about definitions, and those of which all is told with that."""
    told: list[Finding] = []
    whole: set[str] = set()
    needed = [each for each in ground.policy.definitions.values() if each.name in read]
    for definition in needed:
        told += declared.cases_that_never_answer(ground, definition)
        for finding in declared.parts_of_definition(ground, definition, whole):
            told.append(finding)
            if finding.diagnostic.span == definition.span:
                whole.add(definition.name)
    return told, whole


def _conditions(
    ground: Ground, idle: list[Finding], whole: set[str], dead: dict[str, set[int]]
) -> Iterator[Finding]:
    """Parts of conditions, and their boundaries."""
    policy, needless = ground.policy, {finding.about[0] for finding in idle}
    ground.about = "parts of conditions"
    told: list[Finding] = []
    for constraint in policy.constraints:
        if constraint.id not in needless:
            told += declared.parts_of_constraint(ground, constraint, whole)
    for decision in policy.decisions.values():
        told += FoundInConditions(ground, decision, whole).find(dead[decision.name])
    yield from told
    ground.about = "boundaries"
    parts = [finding.part.node for finding in told if finding.part]
    yield from boundaries(ground, parts, needless | whole, dead)


def _open(ground: Ground) -> Iterator[Finding]:
    """How much was not settled, and not asked."""
    counted = ((ground.unsettled, "not settled"), (ground.left_out, "not asked"))
    words = [
        ", ".join(f"{count:,} about {about}" for about, count in counts.items()) + f" were {what}"
        for counts, what in counted
        if counts
    ]
    if words:
        message = (
            f"of the questions about this policy {'; '.join(words)}: there may be more to find"
        )
        met = "the bound on work was met; `backhaul prove` settles a claim alone, with more work"
        help = "; ".join(
            why_not_settled(unknown, met)
            for unknown, is_so in (((), ground.bound_met), (ground.unknown, ground.unknown))
            if is_so
        )
        place = ground.policy.id_span or nodes.NOWHERE
        yield finding_of("not-settled", "note", message, place, help)
