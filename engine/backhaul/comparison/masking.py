"""Two policies that mask the same facts, so that neither tells what the other hides."""

from __future__ import annotations

from backhaul.frozen import with_fields
from backhaul.language.model import Policy


def masked_alike(old: Policy, new: Policy) -> tuple[Policy, Policy]:
    """The same policies, where a fact that one of them masks is masked in both."""
    names = {fact.name for side in (old, new) for fact in side.facts.values() if fact.masked}
    return masking(old, names), masking(new, names)


def masking(policy: Policy, names: set[str]) -> Policy:
    """The same policy, where these facts are masked, and no others."""
    if all(fact.masked == (fact.name in names) for fact in policy.facts.values()):
        return policy
    facts = {name: with_fields(fact, masked=name in names) for name, fact in policy.facts.items()}
    return with_fields(policy, facts=facts)
