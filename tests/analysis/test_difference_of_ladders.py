"""Long ladders are held against each other."""

from __future__ import annotations

import small
from backhaul.analysis.difference import Comparing
from backhaul.analysis.region import regions
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
    assert (flip.output, flip.old, flip.new) == ("route.answer", "a", "b")
    assert flip.case is not None
    assert flip.case.given["count"] == 500
    (region,) = regions(comparing).values()
    assert region is not None
    assert region.exact
    assert [s.condition for s in region.common] == ["count < `501`", "count >= `500`"]
