"""Two policies that mask the same facts, so that neither tells what the other hides."""

from __future__ import annotations

from backhaul.frozen import filled
from backhaul.language.model import Fact, Policy


def masked_alike(old: Policy, new: Policy) -> tuple[Policy, Policy]:
    """The same policies, where a fact that one of them masks is masked in both."""
    names = {fact.name for side in (old, new) for fact in side.facts.values() if fact.masked}
    return masking(old, names), masking(new, names)


def masking(policy: Policy, names: set[str]) -> Policy:
    """The same policy, where these facts are masked, and no others."""
    if all(fact.masked == (fact.name in names) for fact in policy.facts.values()):
        return policy
    facts = {name: _masked(fact, name in names) for name, fact in policy.facts.items()}
    fields = {name: getattr(policy, name) for name in Policy.__match_args__}
    return filled(Policy, {**fields, "facts": facts}.values())


def _masked(fact: Fact, masked: bool) -> Fact:
    fields = {name: getattr(fact, name) for name in Fact.__match_args__}
    return filled(Fact, {**fields, "masked": masked}.values())
