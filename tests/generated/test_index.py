"""The index of a long ladder, the chain and the definition give the same rule and the same outputs."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from random import Random

import pytest

import backhaul
from backhaul.evaluation import outcome
from backhaul.evaluation.compiled import Compiled
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.lowering import bitmaps, index, index_plan, lookup_tables
from backhaul.evaluation.lowering.domains import Count
from backhaul.evaluation.lowering.function import Writer
from backhaul.evaluation.lowering.regions import Regions
from backhaul.evaluation.lowering.safe_ranges import safe_ranges_of
from effort import trials
from generated.forms import forms_of, found_by, outcome_by
from generated.ladders import Ladder, ladder

CASES = trials(40)
SEEDS = range(trials(5))


@pytest.fixture(params=["all tables", "shared numbers", "what pays"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each ladder is searched in this way, whatever it takes."""
    monkeypatch.setattr(index_plan, "_CHAINED", 1e9)
    if request.param != "what pays":
        monkeypatch.setattr(index_plan, "_cost", lambda *_: -1e9)
    if request.param == "shared numbers":
        monkeypatch.setattr(bitmaps, "MOST_OF_ONE", 100)
        monkeypatch.setattr(lookup_tables, "_LISTED", 0)
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
                or outcome_by(form, one) != outcome.outcome(right)
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
            answered.add(found[1])

    assert len(answered) > 60
    assert max(answered) == 150


def test_a_bit_that_is_dropped_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    made, right = ladder(3, 200), bitmaps._bits

    def forgetful(rules: Iterable[int], count: int) -> int:
        return right([rule for rule in rules if rule % 7 != 3], count)

    monkeypatch.setattr(index_plan, "_CHAINED", 1e9)
    monkeypatch.setattr(bitmaps, "_bits", forgetful)

    assert differences(made, compiled(made, chain=False, patch=monkeypatch)) > 0


NUMBERS = """\
language: 1
policy: numbers
version: "1.0.0"
title: {en: Numbers}
facts:
  weight: {type: integer}
  limit: {type: integer}
  kind: {type: choice, choices: [a, b, c, d, e, f, g, h]}
  form: {type: choice, choices: [a, b, c, d, e, f, g, h]}
  side: {type: choice, choices: [a, b, c, d, e, f, g, h]}
decisions:
  route:
    outputs: {answer: {type: text}}
    rules:
"""


def names_for(conditions: Iterable[str]) -> set[str]:
    """The names whose tables a ladder of these conditions is searched by."""
    rules = (
        f'      - {{id: r{i}, when: "{condition}", then: {{answer: a}}}}\n'
        for i, condition in enumerate(conditions)
    )
    policy = backhaul.loads((NUMBERS + "".join(rules)).encode(), "numbers.yaml").model
    box = safe_ranges_of(policy)
    assert box is not None
    regions = Regions(Writer(policy, Count(1), box))
    ladder = policy.decisions["route"].rules
    parts = [regions.parts(rule.condition) for rule in ladder if rule.condition]
    return {each.name for each in index_plan.plan(parts, policy)}


def test_a_ladder_is_searched_by_the_names_that_tell_its_rules_apart() -> None:
    apart = names_for(f"weight >= `{i}` && weight < `{i + 1}`" for i in range(400))
    crossed = names_for(
        f"kind == '{a}' && form == '{b}' && side == '{c}'" for a, b, c in product(*["abcdefgh"] * 3)
    )
    unlike = names_for(f"plus(weight, `{i}`) == limit" for i in range(400))

    assert apart == {"weight"}
    assert crossed == {"kind", "form", "side"}
    assert unlike == set()
