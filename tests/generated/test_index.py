"""The index of a long ladder, the chain and the definition give the same rule and the same outputs."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest

from backhaul.evaluation import outcome
from backhaul.evaluation.compiled import Compiled
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.lowering import bitmaps, filing, index, looking, plans
from backhaul.evaluation.lowering.plans import Plan
from generated.forms import forms_of, found_by
from generated.ladders import Ladder, ladder

CASES = 40
SEEDS = range(8)
NEVER = Plan((), (), intersected=True, always=(), takes=float("inf"))
WAYS = ("intersected", "shared", "filed", "cheapest")


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each ladder is searched in this way, whatever it takes."""
    monkeypatch.setattr(plans, "_CHAINED", 1e9)
    if request.param in ("intersected", "shared"):
        monkeypatch.setattr(plans, "_filed", lambda *_: NEVER)
        # every table is used
        monkeypatch.setattr(plans, "_cost", lambda *_: -1e9)
    if request.param == "shared":
        monkeypatch.setattr(bitmaps, "MOST_OF_ONE", 100)
        monkeypatch.setattr(looking, "_LISTED", 0)
    if request.param == "filed":
        monkeypatch.setattr(plans, "_intersected", lambda *_: NEVER)
    return str(request.param)


def compiled(made: Ladder, *, chain: bool, patch: pytest.MonkeyPatch) -> tuple[Compiled, ...]:
    with patch.context() as within:
        within.setattr(index, "FEWEST", 10**9 if chain else 2)
        return forms_of(made.policy.model)


def differences(made: Ladder, forms: Iterable[Compiled], cases: int = CASES) -> int:
    """How many cases a form decides otherwise than the definition; each form answers most."""
    random = Random(made.seed)
    given = [made.facts(random) for _ in range(cases)]
    expected = [evaluate(made.policy.model, facts) for facts in given]
    wrong = 0
    for form in forms:
        found = [found_by(form, facts) for facts in given]
        for one, right in zip(found, expected, strict=True):
            wrong += one is not None and (
                form.rules(one) != outcome.rules(right)
                or form.outcome(one) != outcome.outcome(right)
            )
        assert found.count(None) < cases // 4
    return wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_index_chain_and_definition_agree(
    seed: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ladder(seed, 150 + 50 * (seed % 4))
    looked_up = compiled(made, chain=False, patch=monkeypatch)
    chained = compiled(made, chain=True, patch=monkeypatch)

    assert len(looked_up) == len(chained) > 0
    assert differences(made, looked_up) == 0
    assert differences(made, chained) == 0


def test_the_rules_that_answer_stand_all_over_the_ladder() -> None:
    answered: set[int] = set()
    for seed in SEEDS:
        made, random = ladder(seed, 150), Random(seed)
        form = forms_of(made.policy.model)[-1]
        for _ in range(CASES):
            found = found_by(form, made.facts(random))
            assert found is not None
            answered.add(found[2])

    assert len(answered) > 60
    assert max(answered) == 150


def test_a_bit_that_is_dropped_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    made, right = ladder(3, 200), bitmaps._bits

    def forgetful(rules: Iterable[int], count: int) -> int:
        return right([rule for rule in rules if rule % 7 != 3], count)

    monkeypatch.setattr(plans, "_CHAINED", 1e9)
    monkeypatch.setattr(plans, "_filed", lambda *_: NEVER)
    monkeypatch.setattr(bitmaps, "_bits", forgetful)

    assert differences(made, compiled(made, chain=False, patch=monkeypatch)) > 0


def test_a_rule_that_is_filed_wrongly_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    made, right = ladder(3, 200), filing._within
    monkeypatch.setattr(plans, "_CHAINED", 1e9)
    monkeypatch.setattr(plans, "_intersected", lambda *_: NEVER)
    monkeypatch.setattr(filing, "_within", lambda *given: (right(*given) or [])[1:])

    assert differences(made, compiled(made, chain=False, patch=monkeypatch)) > 0
