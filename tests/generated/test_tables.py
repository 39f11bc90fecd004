"""A decision table is the ladder of the same rules: the same conditions, decisions and traces."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

import backhaul
from effort import SEED, trials
from generated.facts import Domain
from generated.tables import rules_of, twins

SEEDS = range(SEED, SEED + trials(60))
_PLACE = re.compile(r'"line":\d+')


@pytest.mark.parametrize("seed", SEEDS)
def test_a_table_is_the_ladder_of_the_same_rules(seed: int) -> None:
    both = twins(seed)
    assert rules_of(both.table) == rules_of(both.ladder)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_table_and_its_ladder_decide_alike_and_for_the_same_reasons(seed: int) -> None:
    both, random = twins(seed), Random(seed)
    domain = Domain(both.ladder.model, random)
    for _ in range(4):
        whole = domain.whole()
        for facts in (domain.given(whole), domain.partial(whole).given):
            assert _said(both.table, facts) == _said(both.ladder, facts)


def _said(policy: backhaul.Policy, facts: Mapping[str, Any]) -> object:
    """What a policy makes of facts, and why, without the lines of the file."""
    try:
        decision = policy.decide(facts)
    except backhaul.FactError as error:
        return [each.code for each in error.diagnostics]
    trace = json.loads(_PLACE.sub('"line":0', decision.trace_json()))
    return decision.outcome, decision.rules, decision.needs, decision.status, trace
