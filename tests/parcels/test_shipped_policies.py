"""Every shipped policy but the first, which has tests of its own: by every path, proved, and with cases that cover all of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

import backhaul
from backhaul.analysis.claims import Prover
from backhaul.cases.coverage import coverage
from backhaul.cases.run import Result, run
from backhaul.cases.suite import check
from backhaul.document.reader import read_document
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.meaning import truth
from backhaul.evaluation.sampling import samples
from backhaul.questions.case_sources import explain
from effort import trials
from language.ideas import Idea, Shown
from language.paths import PATHS

POLICIES = Path(__file__).parents[2] / "policies"
OTHERS = sorted(
    path
    for path in POLICIES.glob("*/[0-9]*.yaml")
    if path.parent.name != "tiktok-shop-sea-failed-delivery"
)
#: a case of so many is taken through a path that takes its time, and fewer where there are long tables of days and zones
EVERY = {"trace": 16, "proof": 64}
FEWER = dict.fromkeys(["usps-imm-766", "tiktok-shop-us-returns", "shopee-ph-rts"], 4)


@dataclass(frozen=True)
class Shipped(Idea):
    """A shipped version in the place of an idea of the language, with cases of its own and generated ones."""

    path: Path
    every: int = 1

    @cached_property
    def policy(self) -> backhaul.Policy:
        return backhaul.load(self.path)

    @cached_property
    def results(self) -> list[Result]:
        found: list[Result] = []
        for path in sorted((self.path.parent / "cases").glob("*.yaml")):
            suite = check(*read_document(path.read_bytes(), str(path), "cases"))
            found += run(suite, self.policy.model, explain)
        return found

    @cached_property
    def cases(self) -> tuple[Shown, ...]:
        model = self.policy.model
        own = [
            Shown(r.case.name, dict(r.case.facts), r.problems, r.evaluation) for r in self.results
        ]
        made = [
            Shown(f"generated {number}", dict(facts), (), evaluate(model, facts))
            for number, facts in enumerate(samples(model, trials(16)))
        ]
        return tuple([*own, *made][:: self.every])


WHOLE = [Shipped(path.parent.name, {}, path) for path in OTHERS]
whole = pytest.mark.parametrize("shipped", WHOLE, ids=str)


@pytest.mark.parametrize("path", PATHS)
@whole
def test_every_path_decides_a_shipped_policy_as_the_definition_does(
    shipped: Shipped, path: str
) -> None:
    every = EVERY.get(path, 1) * (FEWER.get(shipped.name, 1) if path == "proof" else 1)
    some = shipped if every == 1 else Shipped(shipped.name, {}, shipped.path, every)

    assert PATHS[path](some) > 0


@whole
def test_the_cases_of_a_shipped_policy_cover_all_of_it(shipped: Shipped) -> None:
    found = coverage(shipped.policy.model, shipped.results, explain)

    assert len(shipped.results) >= 40
    assert [(item.what, item.missing) for item in found.missed] == []


@whole
def test_every_invariant_of_a_shipped_policy_is_proved(shipped: Shipped) -> None:
    model = shipped.policy.model
    prover = Prover(model)
    verdicts = [prover.prove(invariant) for invariant in model.invariants]

    assert not prover.nothing_accepted
    assert [(v.answer, v.witness, v.beyond) for v in verdicts] == [
        ("proved", None, None) for _ in model.invariants
    ]


@whole
def test_the_invariants_of_a_shipped_policy_hold_on_generated_facts(shipped: Shipped) -> None:
    for case in shipped.cases:
        if case.evaluation and case.evaluation.status == "decided":
            names = case.evaluation.names
            assert [
                i.id for i in shipped.policy.model.invariants if truth(i.condition, names) is False
            ] == []


@whole
def test_nothing_is_warned_of_in_a_shipped_policy_and_every_clause_has_a_state(
    shipped: Shipped,
) -> None:
    assert shipped.policy.warnings == ()
    assert backhaul.clauses(shipped.policy).stateless == ()


@whole
def test_changes_of_a_shipped_policy_are_noticed_by_its_cases(shipped: Shipped) -> None:
    tried = backhaul.mutate(shipped.policy, sample=trials(4), jobs=1)

    assert [each.mutant.name for each in tried.of("possible")] == []
