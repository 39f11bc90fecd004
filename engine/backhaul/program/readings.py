"""The readings of a policy taken together: what holds of a policy whichever reading of its clauses decides."""

from __future__ import annotations

from backhaul.frozen import with_fields
from backhaul.language.model import Fact, Parameter, Policy


def every_reading(policy: Policy) -> Policy:
    """The policy in which each parameter with readings is a fact, so that every reading is a case; the policy itself where there is none."""
    readings = {name: each for name, each in policy.parameters.items() if each.readings}
    if not readings:
        return policy
    rest = {name: each for name, each in policy.parameters.items() if name not in readings}
    facts = {**policy.facts, **{name: _as_fact(each) for name, each in readings.items()}}
    return with_fields(policy, facts=facts, parameters=rest)


def _as_fact(parameter: Parameter) -> Fact:
    return Fact(
        parameter.name,
        parameter.type,
        optional=False,
        form=None,
        title=parameter.title,
        changeable=False,
        masked=False,
        absent=None,
        span=parameter.span,
    )
