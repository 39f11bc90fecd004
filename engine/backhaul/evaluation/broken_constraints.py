"""The sentences for facts that break constraints: what must hold, and what the facts are."""

from __future__ import annotations

from backhaul.diagnostics import Diagnostic
from backhaul.evaluation.facts import shown
from backhaul.evaluation.known import Known
from backhaul.language.model import Constraint, Policy
from backhaul.program.program import facts_under
from backhaul.static import Sequence


def contradiction(policy: Policy, constraint: Constraint, facts: dict[str, Known]) -> Diagnostic:
    """The sentence for a broken constraint: what must hold, and what the facts are."""
    words = constraint.title.get("en") if constraint.title else None
    read = facts_under(policy, constraint.condition)
    are = ", ".join(f"`{name}` is {shown(policy.facts[name], facts[name])}" for name in read)
    stated = f"`{constraint.id}`" + (f" ({words})" if words else "")
    return Diagnostic(
        "broken-constraint",
        f"the facts break the constraint {stated}: {are}",
        "correct one of these facts, or leave out what is not known",
        fact=read[0] if read else None,
        related=((f"`{constraint.id}` stands here", constraint.span),),
    )


def no_case(
    policy: Policy, constraints: Sequence[Constraint], facts: dict[str, Known]
) -> Diagnostic:
    """The sentence for constraints that together leave no case, whatever the missing facts are."""
    if len(constraints) == 1:
        return contradiction(policy, constraints[0], facts)
    read = facts_under(policy, *(c.condition for c in constraints))
    are = ", ".join(f"`{name}` is {shown(policy.facts[name], facts[name])}" for name in read)
    stated = " and ".join(f"`{constraint.id}`" for constraint in constraints)
    return Diagnostic(
        "broken-constraint",
        f"no case fits the facts and the constraints {stated} together: {are}",
        "correct one of these facts, or leave out what is not known",
        fact=read[0] if read else None,
        related=tuple((f"`{c.id}` stands here", c.span) for c in constraints),
    )
