"""A policy as terms of Z3 says what the definition says, on random policies and on the shipped ones."""

from __future__ import annotations

import operator
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest

import backhaul
import small
from analysis.agreement import compared, lower_wrongly, told
from backhaul.analysis.agreement import by_definition, by_terms
from backhaul.analysis.lowering import Lowered
from backhaul.analysis.space import Space
from backhaul.evaluation.sampling import Sampler
from backhaul.language.kinds import DAY, LIMITS, Kind
from backhaul.language.operators import FUNCTIONS
from generated.facts import Domain
from generated.trials import seeds

SHIPPED = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"


def test_the_terms_say_what_the_definition_says_on_random_policies() -> None:
    counts = compared(seeds(), 12)

    assert [what for what in counts if what.startswith("different")] == []
    for what in ("decided", "uncovered", "broken-constraint", "result-out-of-range"):
        assert counts[what] > 3, what
    assert min(counts["claim True"], counts["claim False"]) > 10


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_terms_say_what_the_definition_says_on_the_shipped_policy(version: str) -> None:
    policy = backhaul.load(SHIPPED / f"{version}.yaml").model
    rules = set()
    for facts, expected, found in told(policy, islice(Sampler(policy, 1).wholes(), 120)):
        assert expected == found, facts
        rules.add(str(expected.decisions["route"]))
    assert len(rules) > 15


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("plus", operator.sub),
        ("day_start", lambda instant, _: instant / DAY * DAY),
        ("min_of", lambda first, *_: first),
        ("max_of", lambda first, *_: first),
    ],
)
def test_a_function_that_is_lowered_wrongly_is_noticed(
    name: str, wrong: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lower_wrongly(monkeypatch, name, wrong)
    counts = compared(range(80, 90), 4)

    assert any(what.startswith("different") for what in counts)


def test_an_absent_operand_that_is_compared_all_the_same_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Space, "every", lambda space, parts: [space.true, *parts][-1])
    counts = compared(range(5), 4)

    assert any(what.startswith("different") for what in counts)


def test_every_function_of_the_language_is_lowered() -> None:
    rows = [row for rows in FUNCTIONS.values() for row in rows]
    # of a text the solver knows only whether it is another one
    assert all(row.z3 or Kind.TEXT in row.signatures[0][0] for row in rows)


@pytest.mark.parametrize("offset", [0, 1, -1, 7 * DAY // 24, -DAY, DAY // 3 * 2])
def test_a_local_day_starts_where_it_does_before_1970_too(offset: int) -> None:
    policy = small.policy(
        definitions=(
            "definitions:\n"
            '  midnight: {value: "day_start(start, length)"}\n'
            '  next_midnight: {value: "day_end(start, length)"}\n'
        ),
        condition="midnight <= next_midnight",
    ).model
    lowered, domain = Lowered(policy), Domain(policy, Random(0))
    low, high = LIMITS[Kind.DATETIME]
    marks = [low, low + 1, -DAY - 1, -DAY, -1, 0, 1, DAY - 1, DAY, high - 1, high]
    statuses = set()
    for instant in (mark + offset for mark in marks if low <= mark + offset <= high):
        facts = {**domain.whole(), "start": instant, "length": offset}
        expected = by_definition(policy, facts, ())

        assert expected == by_terms(lowered, facts, ())
        statuses.add(expected.status)
    assert "decided" in statuses


def test_a_text_that_nothing_mentions_is_itself_alone() -> None:
    facts = "facts:\n  one: {type: text}\n  other: {type: text}\n"
    policy = small.policy("one == other || one == 'known'", facts=facts).model
    lowered = Lowered(policy)
    texts = ("known", "yes", "nobody", "nothing", "")
    for one in texts:
        for other in texts:
            whole = {"one": one, "other": other}
            assert by_definition(policy, whole, ()) == by_terms(lowered, whole, ())


def test_two_rules_that_overlap_are_refused_alike() -> None:
    decisions = """\
decisions:
  route:
    hit: unique
    outputs: {answer: {type: choice, choices: [yes, no]}}
    rules:
      - {id: much, when: "count > `3`", then: {answer: yes}}
      - {id: more, when: "count > `5`", then: {answer: no}}
"""
    policy = small.policy(decisions=decisions).model
    lowered, domain = Lowered(policy), Domain(policy, Random(0))
    found = {}
    for count in (3, 4, 5, 6):
        whole = {**domain.whole(), "count": count}
        found[count] = by_terms(lowered, whole, ()).status
        assert by_definition(policy, whole, ()) == by_terms(lowered, whole, ())
    assert found == {3: "uncovered", 4: "decided", 5: "decided", 6: "rules-overlap"}
