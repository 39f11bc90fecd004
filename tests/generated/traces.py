"""The trace as text, by compiled forms and by the definition, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable
from random import Random
from typing import Any

from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.compiled import Compiled
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.json_form import trace_as_json
from backhaul.evaluation.trace import trace
from backhaul.language import model
from generated.facts import Domain
from generated.forms import forms_of, found_by


def by_definition(policy: model.Policy, facts: dict[str, Any]) -> str | None:
    """The trace of facts as text, or None where they are refused."""
    try:
        found = evaluate(policy, facts)
    except (FactError, PolicyError):
        return None
    traced = trace_as_json(trace(policy, found.names, found.answers), found.hidden)
    return json.dumps(traced, separators=(",", ":"))


def compared(
    policy: model.Policy, forms: tuple[Compiled, ...], cases: Iterable[dict[str, Any]]
) -> tuple[int, int]:
    """How many texts are the definition's, and how many are not."""
    same = different = 0
    for facts in cases:
        expected = by_definition(policy, facts)
        for form in forms:
            if (found := found_by(form, facts)) is not None:
                if form.trace_text(found) == expected:
                    same += 1
                else:
                    different += 1
    return same, different


def over(policy: model.Policy, seed: int = 0, cases: int = 60) -> tuple[int, int]:
    """The same over random facts for one policy."""
    domain = Domain(policy, Random(seed))
    given = [domain.given(domain.whole()) for _ in range(cases)]
    return compared(policy, forms_of(policy), given)
