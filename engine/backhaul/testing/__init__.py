"""A policy in its owner's own tests: case files as pytest items, facts and invariants for Hypothesis."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from backhaul.policy import Policy

__all__ = ["facts", "invariants"]


def facts(policy: Policy, *, complete: bool = False) -> SearchStrategy[dict[str, Any]]:
    """A Hypothesis strategy of facts that satisfy the policy's constraints, as `decide` takes them.

    Edges come often: equal sides of a comparison, a second or the smallest unit either way, absent facts,
    and unknown or bounded ones unless *complete*. Raises BackhaulError where hypothesis is missing, and
    when it is first drawn from where no facts satisfy the constraints.
    """
    from backhaul.testing.drawing import strategy

    return strategy(policy.model, complete=complete)


def invariants(policy: Policy, *, examples: int = 100) -> Callable[..., None]:
    """A test function for pytest, with one test for each invariant of the policy.

    Each tries so many complete facts, the same in every run, and fails with the plainest ones that break
    the invariant. Raises BackhaulError for a policy without any, and where hypothesis or pytest is missing.
    """
    from backhaul.testing.properties import test_of

    return test_of(policy.model, examples)
