"""Narrowing facts takes bounded work, and what is left out for that is never a wrong answer."""

import re
from collections.abc import Sequence

import pytest

import backhaul
from backhaul.evaluation import arithmetic, tighten
from backhaul.evaluation.known import MOST_COMBINATIONS, Known, few_options, ranges
from backhaul.language.function import Function
from backhaul.language.kinds import Kind
from backhaul.language.operators import FUNCTIONS

HEAD = """\
language: 1
policy: heavy
version: "1.0.0"
title: {en: Heavy}
facts:
FACTS
constraints:
HOLDS
decisions:
  order:
    outputs:
      over: {type: boolean}
    rules:
      - {id: r, when: "plus(f0, f1) > f2", then: {over: true}}
    otherwise: {then: {over: false}}
"""
SHAPES = {
    "sums": ["plus(fA, fB) != `N`"],
    "holes and sums": ["fA != `N`", "plus(fA, plus(fB, minus(fA, fB))) > minus(fB, `N`)"],
    "sums of holes": ["plus(fA, fB) != plus(fC, `N`) && fA != `N`"],
}


def policy(shape: str, count: int, facts: int = 4) -> backhaul.Policy:
    """A policy with so many constraints of one shape."""
    holds: list[str] = []
    for number in range(count):
        a, b = number % facts, (number * 7 + 1) % facts
        names = {"fA": f"f{a}", "fB": f"f{b}", "fC": f"f{(a + 1) % facts}", "N": str(number)}
        for shaped in SHAPES[shape]:
            text = re.sub("f[ABC]|N", lambda found: names[found[0]], shaped)  # noqa: B023
            holds.append(f'  - {{id: c{len(holds)}, holds: "{text}"}}')
    declared = "\n".join(f"  f{number}: {{type: integer}}" for number in range(facts))
    text = HEAD.replace("FACTS", declared).replace("HOLDS", "\n".join(holds))
    return backhaul.loads(text.encode(), "heavy.yaml")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [60, 480])
def test_a_decision_does_not_take_more_work_than_the_bound_and_the_size_of_the_policy(
    shape: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy, calls = policy(shape, count), [0]
    apply = arithmetic.apply

    def counted(function: Function, operands: Sequence[Known], kind: Kind) -> Known:
        calls[0] += 1
        return apply(function, operands, kind)

    monkeypatch.setattr("backhaul.evaluation.meaning.apply", counted)
    assert "undetermined" == heavy.decide({}).status
    # a unit of work is at most a tenth of a sum; the rest is the policy worked out a few times over
    assert calls[0] <= tighten.MOST_WORK // 10 + 60 * count


@pytest.mark.parametrize("bound", [0, 50, 500, 5_000])
@pytest.mark.parametrize("shape", SHAPES)
def test_less_work_leaves_more_open_and_excludes_nothing_else(
    shape: str, bound: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    heavy = policy(shape, 20)
    given = {"f0": {"from": 30, "before": 90}, "f1": 50}
    whole = heavy.decide(given).to_dict()
    monkeypatch.setattr(tighten, "MOST_WORK", bound)
    part = heavy.decide(given)

    assert part.to_dict()["possible"] == whole["possible"]
    accepted = []
    for f0, f2, f3 in ((33, 70, 50), (89, 100, 77), (41, 400, 700), (47, 71, 53)):
        try:
            accepted.append(heavy.decide({"f0": f0, "f1": 50, "f2": f2, "f3": f3}))
        except backhaul.FactError:
            continue

    assert accepted
    for complete in accepted:
        answer = complete["order"]["over"]
        assert part.outcome["order"].get("over", answer) == answer


def test_ranges_are_joined_as_far_as_there_are_too_many_combinations() -> None:
    many = Known(tuple((1000 * i, 1000 * i + 1) for i in range(60)))
    few = Known(((0, 0), (5, 5)))
    left, right = few_options([many, many])

    assert len(left) * len(right) <= MOST_COMBINATIONS
    assert all(any(a <= low and high <= b for a, b in left) for low, high in ranges(many))
    assert [ranges(many), ranges(few)] == few_options([many, few])
    total = arithmetic.apply(FUNCTIONS["plus"][0], [many, many], Kind.INTEGER)
    assert all(
        any(a <= 1000 * (i + j) <= b for a, b in ranges(total))
        for i in range(60)
        for j in range(60)
    )
