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
from backhaul.explanation.explain import Why
from backhaul.frozen import with_fields
from backhaul.language.model import Policy
from backhaul.language.mutants import Mutant
from effort import trials

HOME = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"
KINDS = {
    *("choice", "dropped", "function", "joined", "name", "negated"),
    *("number", "operator", "order", "output"),
}
WORDS = ("says", "explains")
#: how many parts the changes of a version fall into, and how many of them are tried
PARTS = 16
TRIED = {"1.0.0": min(PARTS, trials(8)), "2.0.0": min(PARTS, trials(1))}


@cache
def policy_of(version: str) -> Policy:
    """A shipped version."""
    return backhaul.load(HOME / f"{version}.yaml").model


@cache
def mutants_of(version: str) -> list[Mutant]:
    """Every change of a version."""
    return mutants(policy_of(version))


@cache
def cases_of(version: str) -> list[Suite]:
    """Its cases of facts, each alone: first without their sentences, which take longer than all the rest."""
    every: list[Suite] = []
    for path in sorted((HOME / "cases").glob("*.yaml")):
        document, mistakes = read_document(path.read_bytes(), str(path), "cases")
        suite = check(document, mistakes)
        if suite.covers(version):
            every += (suite.only([case]) for case in suite.cases if not case.documents)
    worded = [s for s in every if any(s.cases[0].expect.get(key) for key in WORDS)]
    return [suite.only([without_words(suite.cases[0])]) for suite in every] + worded[::-1]


def explain(evaluation: Evaluation, language: str, why: Why = "short") -> str:
    return backhaul.Decision.of(evaluation).explain(language, why=why)


def without_words(case: Case) -> Case:
    """The case without its sentences."""
    kept = tuple((key, node) for key, node in case.expect.entries if key.value not in WORDS)
    case = with_fields(case, expect=MapNode(kept, case.expect.span))
    assert isinstance(case, Case)
    return case


def notices(version: str, policy: Policy) -> bool:
    """Whether a case fails; it moves to the front, since the next change is often like this one."""
    cases = cases_of(version)
    for number, suite in enumerate(cases):
        if any(not result.passed for result in run(suite, policy, explain)):
            cases.insert(0, cases.pop(number))
            return True
    return False


@pytest.mark.parametrize(
    ("version", "part"), [(version, part) for version, n in TRIED.items() for part in range(n)]
)
def test_every_change_fails_a_shipped_case_or_is_proved_to_change_no_output(
    version: str, part: int
) -> None:
    alive = [m for m in mutants_of(version)[part::PARTS] if not notices(version, m.changed)]
    policy = policy_of(version)

    assert [m.name for m in alive if change_at_all(Comparing(policy, m.changed)) is not None] == []


@pytest.mark.parametrize("version", TRIED)
def test_there_are_many_changes_of_every_kind(version: str) -> None:
    counts = Counter(mutant.kind for mutant in mutants_of(version))

    assert set(counts) == KINDS
    assert min(counts.values()) >= 10
    assert sum(counts.values()) >= 950


CHANGES: dict[str, Callable[[Mutant], bool]] = {
    "fourteen days become thirteen": lambda m: m.name == "parameter hold_period = 13 days",
    "before becomes not after": lambda m: m.name.startswith(
        "definition address_ready: address_saved_at < first_order_created_at -> address_saved_at <="
    ),
    "a condition is dropped": lambda m: m.name.startswith("definition in_scope: without"),
    "two rules change places": lambda m: m.name == "route order: redelivered before out-of-scope",
    "another fact is read": lambda m: m.name.endswith(
        "first_order_created_at -> last_order_created_at"
    ),
    "a deadline is counted the other way": lambda m: m.kind == "function" and "minus(" in m.name,
    "a constraint is lost": lambda m: m.name == "constraint attempt-after-order left out",
    "another bears the freight": lambda m: (
        m.name == "route return-due: return_freight: 'platform' -> 'seller'"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_changes_that_people_make_are_noticed(change: str) -> None:
    mutant = next(mutant for mutant in mutants_of("1.0.0") if CHANGES[change](mutant))

    assert notices("1.0.0", mutant.changed)
