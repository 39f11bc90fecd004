"""A single change of what the shipped policy means is noticed by its cases, or changes no decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import backhaul
from backhaul.analysis.changes_at_all import change_at_all
from backhaul.analysis.difference import Comparing
from backhaul.analysis.mutations import mutants
from backhaul.cases.run import run
from backhaul.cases.suite import Case, Suite, check
from backhaul.document.node import MapNode
from backhaul.document.reader import read_document
from backhaul.evaluation.decision import Evaluation
from backhaul.frozen import with_fields
from backhaul.language.model import Policy
from backhaul.language.mutants import Mutant
from mutations_of_meaning.equivalent import EQUIVALENT

HOME = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"
POLICY = backhaul.load(HOME / "1.0.0.yaml").model
MUTANTS = {mutant.name: mutant for mutant in mutants(POLICY)}
KINDS = ("choice", "dropped", "joined", "negated", "number", "operator", "order", "output")
PARCELS = 2_000


@cache
def suite() -> Suite:
    """All cases of facts that are shipped for this version of the policy; no source reads a document here."""
    cases: list[Case] = []
    for path in sorted((HOME / "cases").glob("*.yaml")):
        document, mistakes = read_document(path.read_bytes(), str(path), "cases")
        found = check(document, mistakes)
        cases += (c for c in found.cases if found.covers(POLICY.version) and not c.documents)
    return Suite("", POLICY.id, (), "", tuple(cases))


def explain(evaluation: Evaluation, language: str) -> str:
    return backhaul.Decision.of(evaluation).explain(language)


def without_words(case: Case) -> Case:
    """The case without its sentences, which take longer to make than all the rest."""
    kept = tuple((key, node) for key, node in case.expect.entries if key.value != "says")
    case = with_fields(case, expect=MapNode(kept, case.expect.span))
    assert isinstance(case, Case)
    return case


def killer(policy: Policy, cases: list[Case]) -> Case | None:
    """The first case that fails; it moves to the front, since the next change is often like this one."""
    for result in run(suite().only(cases), policy, explain):
        if not result.passed:
            cases.remove(result.case)
            cases.insert(0, result.case)
            return result.case
    return None


@pytest.mark.parametrize("kind", KINDS)
def test_every_change_fails_a_shipped_case_or_is_listed_as_changing_nothing(kind: str) -> None:
    cases = [without_words(case) for case in suite().cases]
    with_words = [case for case in suite().cases if case.expect.get("says")]
    survivors = [
        mutant.name
        for mutant in MUTANTS.values()
        if mutant.kind == kind and mutant.name not in EQUIVALENT
        if killer(mutant.changed, cases) is None and killer(mutant.changed, with_words) is None
    ]

    assert survivors == []


def test_there_are_many_changes_of_every_kind() -> None:
    counts = Counter(mutant.kind for mutant in MUTANTS.values())

    assert set(KINDS) == set(counts)
    assert min(counts.values()) >= 10
    assert sum(counts.values()) >= 800
    assert len(EQUIVALENT) < 30


def test_the_policy_itself_passes_every_case() -> None:
    assert killer(POLICY, list(suite().cases)) is None


@pytest.mark.parametrize("name", EQUIVALENT)
def test_a_change_listed_as_changing_nothing_is_proved_to_change_no_output(name: str) -> None:
    assert EQUIVALENT[name]
    assert change_at_all(Comparing(POLICY, MUTANTS[name].changed)) is None


CHANGES: dict[str, Callable[[Mutant], bool]] = {
    "fourteen days become thirteen": lambda m: m.name == "parameter hold_period = 13 days",
    "before becomes not after": lambda m: m.name.startswith(
        "definition address_ready: address_saved_at < first_order_created_at -> address_saved_at <="
    ),
    "a condition is dropped": lambda m: m.name.startswith("definition in_scope: without"),
    "two rules change places": lambda m: m.name == "route order: redelivered before out-of-scope",
    "another bears the freight": lambda m: (
        m.name == "route return-due: return_freight: 'platform' -> 'seller'"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_changes_that_people_make_are_noticed(change: str) -> None:
    (mutant, *_) = [mutant for mutant in MUTANTS.values() if CHANGES[change](mutant)]

    assert killer(mutant.changed, [without_words(case) for case in suite().cases])
