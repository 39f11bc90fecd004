"""The invariants of a policy as property tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from backhaul.diagnostics import BackhaulError, Diagnostic, PolicyError, as_text
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.facts import understand
from backhaul.evaluation.meaning import claim_holds, decide
from backhaul.language import model, nodes
from backhaul.testing.drawing import strategy
from backhaul.testing.packages import needed


class Broken(AssertionError):
    """An invariant does not hold of some facts."""


def test_of(policy: model.Policy, examples: int) -> Callable[..., None]:
    """A test function with one test for each invariant, each of which tries so many facts."""
    asked = "backhaul.testing.invariants"
    hypothesis, pytest = needed("hypothesis", asked), needed("pytest", asked)
    if not policy.invariants:
        message = f"`{policy.id}` has no invariants, so there is nothing to test"
        help = "claim something of every decision under `invariants`"
        raise BackhaulError([Diagnostic("nothing-expected", message, help)])
    facts = strategy(policy, complete=True)
    settings = hypothesis.settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
    )

    def holds_of_every_case(invariant: model.Invariant) -> None:
        def holds(facts: dict[str, Any]) -> None:
            if found := refutation(policy, invariant, facts):
                raise Broken(found)

        found = ""
        try:
            settings(hypothesis.given(facts)(holds))()
        except Broken as broken:
            # Hypothesis runs the plainest facts last, and raises what comes of them
            found = str(broken)
        if found:
            pytest.fail(found, pytrace=False)

    marked: Callable[..., None] = pytest.mark.parametrize(
        "invariant", policy.invariants, ids=[invariant.id for invariant in policy.invariants]
    )(holds_of_every_case)
    return marked


def refutation(
    policy: model.Policy, invariant: model.Invariant, facts: Mapping[str, object]
) -> str:
    """Why an invariant does not hold of complete facts, in words; nothing where it holds, or where a result in it is out of range.

    That two rules match where one may is told, too.
    """
    from backhaul.decision import Decision

    answers, names = decide(policy, understand(policy, facts, "refuse"))
    overlap = any(answer.conflict for answer in answers.values())
    if not overlap and claim_holds(invariant.condition, names) is not False:
        return ""
    try:
        evaluation = evaluate(policy, facts)
    except PolicyError as error:
        return f"{as_text(error.diagnostics)}\n\nThe facts:\n{_written(facts)}"
    language = "en" if "en" in policy.languages else policy.languages[0]
    title = f": {invariant.title[language]}" if invariant.title else ""
    condition = nodes.written(invariant.condition)
    return (
        f"the invariant `{invariant.id}` is broken{title}\n"
        f"  --> {invariant.span}: {condition}\n\n"
        f"The plainest facts found that break it:\n{_written(facts)}\n\n"
        f"{Decision.of(evaluation).explain(language).rstrip()}"
    )


def _written(facts: Mapping[str, object]) -> str:
    """The facts as a case file writes them."""
    return "\n".join(
        f"  {name}: {json.dumps(held, ensure_ascii=False)}" for name, held in facts.items()
    )
