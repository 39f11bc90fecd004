"""Facts made from a policy alone: allowed, complete, the same everywhere, and at every edge."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

import backhaul
from backhaul.diagnostics import BackhaulError
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.sampling import samples
from backhaul.language import model
from generated.policies import generated
from small import policy as small

SHIPPED = backhaul.open("tiktok-shop-sea-failed-delivery")


@cache
def shipped_samples() -> list[dict[str, object]]:
    """Many of the shipped policy, made once."""
    return list(samples(SHIPPED.model, 2000))


def refusal(policy: model.Policy, facts: Mapping[str, object]) -> set[str]:
    try:
        evaluate(policy, facts)
    except BackhaulError as error:
        return {diagnostic.code for diagnostic in error.diagnostics}
    return set()


def test_every_fact_is_given_and_the_constraints_hold() -> None:
    assert 2000 == len(shipped_samples())
    for facts in shipped_samples()[:200]:
        assert list(SHIPPED.model.facts) == list(facts)
        decision = SHIPPED.decide(facts)
        assert ("decided", ()) == (decision.status, decision.unchecked)


def test_every_rule_of_the_shipped_policy_is_an_answer_to_some_of_them() -> None:
    answers = set()
    for facts in shipped_samples():
        for name, rules in SHIPPED.decide(facts).rules.items():
            answers |= {(name, rule) for rule in ([rules] if isinstance(rules, str) else rules)}

    ladders = SHIPPED.model.decisions
    assert {(name, rule.id) for name in ladders for rule in ladders[name].ladder} == answers


def test_random_policies_accept_the_facts_made_for_them() -> None:
    made = 0
    for seed in range(30):
        policy = generated(seed).model
        for facts in samples(policy, 25):
            made += 1
            # no constraint says no; but some rules overlap, and the arithmetic leaves its limits or a table
            codes = {"rules-overlap", "result-out-of-range", "outside-table"}
            assert refusal(policy, facts) <= codes

    assert made > 500


def test_both_sides_of_every_comparison_are_tried_and_the_edge_itself() -> None:
    policy = small("{all: [present(end), end >= start]}")
    gaps = set()
    for facts in samples(policy.model, 60):
        if facts["end"] is not None:
            start, end = (datetime.fromisoformat(str(facts[name])) for name in ("start", "end"))
            gaps.add((end - start) // timedelta(microseconds=1))

    assert {-1, 0, 1} <= gaps


def test_whole_numbers_texts_and_choices_are_tried_at_and_beside_what_the_policy_names() -> None:
    urgent = "{all: [present(note), \"note == 'urgent'\"]}"
    alike = "{all: [present(other_colour), colour == other_colour]}"
    policy = small(f'{{any: ["count > `7`", {urgent}, {alike}]}}')
    made = list(samples(policy.model, 200))

    assert {6, 7, 8} <= {facts["count"] for facts in made}
    assert {None, "urgent", "another text"} == {facts["note"] for facts in made}
    assert {True, False} == {facts["colour"] == facts["other_colour"] for facts in made}


def test_the_same_facts_come_out_on_any_machine() -> None:
    script = (
        "import json, backhaul; from backhaul.evaluation.sampling import samples\n"
        "policy = backhaul.open('tiktok-shop-sea-failed-delivery').model\n"
        "print(json.dumps(list(samples(policy, 30, 7))))"
    )
    elsewhere = {"PYTHONHASHSEED": "2", "TZ": "Asia/Jakarta", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", script]
    told = subprocess.run(command, env={**os.environ, **elsewhere}, capture_output=True, check=True)
    here = list(samples(SHIPPED.model, 30, 7))

    assert json.dumps(here).encode() == told.stdout.strip()
    assert list(samples(SHIPPED.model, 3, 8)) != here[:3]


def test_more_facts_begin_with_the_fewer() -> None:
    assert list(samples(SHIPPED.model, 60)) == shipped_samples()[:60]
    assert [] == list(samples(SHIPPED.model, 0))


def test_constraints_that_nothing_satisfies_give_no_facts() -> None:
    nothing = 'constraints:\n  - {id: never, holds: "count > `3` && count < `2`"}\n'

    assert [] == list(samples(small(constraints=nothing).model, 5))
