"""Facts on the way to one case: a policy where more must hold, and its facts settled one after the other.

Once a fact is settled, only the constraints that read it, and those that read what they narrow, are looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.diagnostics import FactError
from backhaul.evaluation.known import Known, anything
from backhaul.evaluation.meaning import derive, derive_again, truth
from backhaul.evaluation.tighten import Propagation, tighten
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.model import Constraint, Policy
from backhaul.program.program import program_of


def aimed_at(policy: Policy, target: tuple[nodes.Condition, ...]) -> Policy:
    """The policy where these conditions are constraints, too."""
    if not target:
        return policy
    aims = tuple(Constraint("", aim, None, nodes.NOWHERE) for aim in target)
    return with_fields(policy, constraints=(*policy.constraints, *aims))


def known_of_all(
    policy: Policy, facts: Mapping[str, Known] | None = None
) -> dict[str, Known] | None:
    """What is known of every name where this is known of the facts, or nothing; None where no case is so."""
    if facts is None:
        declared = policy.facts.values()
        facts = {fact.name: anything(fact.type, absent=fact.optional) for fact in declared}
    try:
        known, broken, _ = tighten(policy, dict(facts))
        return None if broken else derive(policy, known)
    except FactError:
        return None


def known_with(
    policy: Policy, names: Mapping[str, Known], fact: str, value: Known
) -> dict[str, Known] | None:
    """What is known of every name once this is known of a fact, too; None where no case is so."""
    program = program_of(policy)
    changed = program.names[fact].facts
    found = {**names, fact: value}
    try:
        derive_again(program.above(changed)[0], found)
        read = (c.condition for c, facts, _ in program.constraints if facts & changed)
        if any(truth(condition, found) is False for condition in read):
            return None
        facts = {name: found[name] for name in policy.facts}
        return None if Propagation(policy, facts, found).run(changed) else found
    except FactError:
        return None
