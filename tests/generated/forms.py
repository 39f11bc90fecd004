"""The compiled forms of a policy, each by itself, and what they find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backhaul.evaluation.compiled import Compiled, compiled_in
from backhaul.evaluation.lowering.domains import domains
from backhaul.evaluation.lowering.safe_ranges import safe_ranges_of
from backhaul.language import model


class Found:
    """What a form gives."""

    _found: tuple[Any, ...]
    outcome: Any


def _class(_: Compiled, outcome: Callable[[Any], dict[str, Any]]) -> type[Found]:
    return type("Found", (Found,), {"outcome": property(outcome)})


def forms_of(policy: model.Policy) -> tuple[Compiled, ...]:
    """The forms that are tried in turn."""
    box = safe_ranges_of(policy)
    if box is None:
        return ()
    return tuple(compiled_in(policy, each, box, _class, _nobody) for each in domains(policy))


def _nobody(facts: object, *, extra: str) -> None:
    """No decision."""


def found_by(form: Compiled, facts: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """What a form finds, or None where it leaves the facts to another."""
    given = form.decide(facts)
    return None if given is None else given._found


def outcome_by(form: Compiled, found: tuple[Any, ...]) -> dict[str, Any]:
    """The outcome of what a form has found."""
    given = form.make()
    given._found = found
    outcome: dict[str, Any] = given.outcome
    return outcome
