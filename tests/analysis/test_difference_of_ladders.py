"""Long ladders are held against each other."""

from __future__ import annotations

import small
from backhaul.analysis.difference import Comparing
from backhaul.analysis.proved_changes import MOST_SHOWN
from backhaul.analysis.region import regions
from backhaul.comparison.labels import OutputChange
from backhaul.language import model


def test_a_ladder_of_a_thousand_rules_is_compared() -> None:
    def ladder(changed: int) -> model.Policy:
        rules = "".join(
            f'      - {{id: r{i}, when: "count < `{i + 1}`", then: {{answer: {"ab"[i == changed]}}}}}\n'
            for i in range(1000)
        )
        head = "decisions:\n  route:\n    outputs: {answer: {type: choice, choices: [a, b]}}\n"
        return small.policy(
            decisions=f"{head}    rules:\n{rules}    otherwise: {{then: {{answer: a}}}}\n"
        ).model

    comparing = Comparing(ladder(-1), ladder(500))
    (flip,) = (flip for flip in comparing.flips if flip.answer == "possible")
    assert flip.change == OutputChange("route.answer", "a", "b")
    assert flip.case is not None
    assert flip.case.given["count"] == 500
    (region,) = regions(comparing).values()
    assert region is not None
    assert region.exact
    assert [s.condition for s in region.common] == ["count < `501`", "count >= `500`"]


def test_of_many_different_outputs_some_changes_are_shown_and_all_others_are_counted() -> None:
    names = [f"a{i}" for i in range(150)]

    def ladder(step: int) -> model.Policy:
        rules = "".join(
            f'      - {{id: r{i}, when: "count < `{i + 1}`", then: {{answer: {names[i * step % 150]}}}}}\n'
            for i in range(150)
        )
        head = f"decisions:\n  route:\n    outputs: {{answer: {{type: choice, choices: [{', '.join(names)}]}}}}\n"
        end = "    otherwise: {then: {answer: a0}}\n"
        return small.policy(decisions=f"{head}    rules:\n{rules}{end}").model

    shown = [f for f in Comparing(ladder(1), ladder(7)).flips if not f.by_one]
    *named, others = shown

    assert len(named) == MOST_SHOWN
    assert {flip.answer for flip in shown} == {"possible"}
    assert others.change == OutputChange("route.answer", "(others)", "(others)")
    assert others.pairs == 150 * 149 - MOST_SHOWN
    assert others.case is not None
    for flip in shown:
        assert flip.case is not None
        assert flip.case.old.evaluation != flip.case.new.evaluation
    (alone,) = (f for f in Comparing(ladder(1), ladder(1)).flips if not f.by_one)
    assert (alone.answer, alone.pairs) == ("impossible", 150 * 149)


def test_of_many_remarks_some_are_shown_and_an_order_that_is_not_whole_is_never_proved() -> None:
    names = [f"a{i}" for i in range(150)]

    def ladder(step: int) -> model.Policy:
        rules = "".join(
            f'      - {{id: r{i}, when: "count < `{i + 1}`", then: {{answer: {names[i * step % 150]}}}}}\n'
            for i in range(150)
        )
        outputs = f"{{answer: {{type: choice, choices: [{', '.join(names)}]}}}}"
        head = f"decisions:\n  route:\n    hit: collect\n    outputs: {outputs}\n"
        return small.policy(decisions=f"{head}    rules:\n{rules}").model

    comparing = Comparing(ladder(1), ladder(7))
    gone = [f for f in comparing.flips if f.change.new == "(not listed)"]
    (order,) = comparing.moved

    assert sum(f.answer == "possible" for f in gone) == MOST_SHOWN + 1
    assert gone[-1].change == OutputChange("route", "(others)", "(not listed)")
    assert gone[-1].pairs == len(names) - len(gone) + 1
    assert order.answer != "impossible"
