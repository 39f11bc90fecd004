"""A second interpreter, written apart from the engine, comes to the same on complete facts."""

from __future__ import annotations

from collections import Counter
from random import Random

from backhaul.diagnostics import FactError, PolicyError
from effort import trials
from generated.facts import Domain, Whole
from generated.interpreter import Interpreter, Refused
from generated.outcomes import python_facts
from generated.policies import Generated, generated
from generated.trials import seeds

CASES = trials(12)
Result = tuple[object, object, object]


def by_engine(made: Generated, given: dict[str, object]) -> Result:
    """Statuses, outcome and rules by the engine; or the code and what is behind a refusal."""
    try:
        decision = made.policy.decide(given)
    except (FactError, PolicyError) as error:
        first = error.diagnostics[0]
        behind = [d.message.split("`")[1] for d in error.diagnostics]
        return "refused", first.code, behind if first.code == "broken-constraint" else None
    return decision.statuses, decision.outcome, decision.rules


def by_interpreter(made: Generated, whole: Whole) -> Result:
    """The same by the second interpreter."""
    try:
        found = Interpreter(made.by_calls, python_facts(made.model, whole))
    except Refused as refused:
        code, behind = refused.args
        return "refused", code, behind if code == "broken-constraint" else None
    return found.statuses, found.outcome, found.rules


def test_a_second_interpreter_agrees_on_complete_facts() -> None:
    """On status, outcome, rule and refusal, for random policies and facts near their edges."""
    counts: Counter[str] = Counter()
    for seed in seeds():
        made, random = generated(seed), Random(seed)
        domain = Domain(made.model, random)
        for _ in range(CASES):
            whole = domain.whole()
            expected, given = by_interpreter(made, whole), domain.given(whole)
            assert expected == by_engine(made, given), (seed, whole)
            counts[str(expected[1]) if expected[0] == "refused" else "decided"] += 1
    codes = {"decided", "broken-constraint", "result-out-of-range", "outside-table"}
    assert set(counts) - {"rules-overlap"} == codes
    assert counts["decided"] > len(seeds()) * CASES // 4
