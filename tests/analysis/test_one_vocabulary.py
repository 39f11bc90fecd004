"""Records and proof say the same of two policies: what can be compared, how values are named, what changes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import backhaul
import small
from analysis.pairs import cases
from analysis.small_pairs import pairs
from backhaul.analysis.difference import Comparing
from backhaul.comparison.judge import Judge
from backhaul.comparison.labels import OutputChange
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.language import model
from comparison.comparing import compared, flips, verdict

LADDER = """\
decisions:
  route:
    HIT
    outputs: {OUTPUTS}
    rules: [{id: rule, when: flag, then: {THEN}}]
"""
LIST = LADDER.replace("HIT", "hit: collect")
ONE = f"{LADDER.replace('HIT', 'hit: first')}    otherwise: {{then: {{THEN}}}}\n"


def policy(ladder: str, outputs: str, then: str) -> backhaul.Policy:
    return small.policy(decisions=ladder.replace("OUTPUTS", outputs).replace("THEN", then))


def proved(old: model.Policy, new: model.Policy) -> set[OutputChange]:
    """The changes of outputs that are proved possible, of facts that both accept."""
    found = Comparing(old, new).flips
    return {flip.change for flip in found if flip.answer == "possible" and not flip.by_one}


@pytest.mark.parametrize("ladder", [ONE, LIST])
@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("{type: integer}", "{type: decimal}", "an integer on one side, a decimal on the other"),
        ("{type: datetime}", "{type: text}", "a datetime on one side, a text on the other"),
        (
            "{type: choice, choices: [said, a]}",
            "{type: text}",
            "a choice on one side, a text on the other",
        ),
        ("{type: boolean}", "{type: duration}", "a boolean on one side, a duration on the other"),
    ],
)
def test_outputs_of_other_kinds_are_compared_by_neither(
    ladder: str, old: str, new: str, why: str
) -> None:
    values = {"integer": "count", "decimal": "price", "datetime": "start", "text": "said"}
    values |= {"choice": "said", "boolean": "flag", "duration": "length"}
    sides = [
        policy(
            ladder,
            f"fee: {type}, same: {{type: boolean}}",
            f"fee: {values[type.strip('{}').partition(',')[0][6:]]}, same: flag",
        )
        for type in (old, new)
    ]
    on_records = compared(sides[0], sides[1], generated=20)
    by_proof = Comparing(sides[0].model, sides[1].model)

    assert dict(on_records.apart) == by_proof.incomparable == {"route.fee": why}
    assert flips(on_records) == {}
    assert by_proof.changed == "impossible"
    assert by_proof.verdict == "possible"
    assert on_records.changed


def test_a_decision_of_which_nothing_can_be_compared_has_no_changes() -> None:
    kinds = (("integer", "count"), ("decimal", "price"))
    sides = [policy(LIST, f"fee: {{type: {kind}}}", f"fee: {fact}") for kind, fact in kinds]
    on_records = compared(sides[0], sides[1], generated=20)

    assert flips(on_records) == {}
    assert proved(sides[0].model, sides[1].model) == set()
    assert list(on_records.apart) == ["route.fee"]


@pytest.mark.parametrize("ladder", [ONE, LIST])
def test_a_text_is_named_as_it_is_and_never_taken_for_absence(ladder: str) -> None:
    outputs = "note: {type: text, optional: true}"
    old, new = (policy(ladder, outputs, f"note: {note}") for note in ('"(absent)"', "null"))
    names = (
        {"'(absent)'", "(absent)"} if ladder == ONE else {"'(absent)'", "(not listed)", "(absent)"}
    )
    on_records = {OutputChange(*flip) for flip in flips(compared(old, new, generated=20))}

    assert on_records == proved(old.model, new.model)
    assert {label for change in on_records for label in (change.old, change.new)} == names
    assert verdict(old, new).standing == "changed"


def _evaluated(side: model.Policy, case: Mapping[str, object]) -> Evaluation | None:
    try:
        return evaluate(side, {name: case[name] for name in side.facts})
    except (FactError, PolicyError):
        return None


@pytest.mark.parametrize("seed", range(2000, 2012))
def test_what_is_proved_possible_is_what_all_records_there_are_show(seed: int) -> None:
    for _, old, new in pairs(range(seed, seed + 1)):
        judge, shown = Judge(old, new, exactly=False), set[OutputChange]()
        for case in cases(old, new):
            before, after = _evaluated(old, case), _evaluated(new, case)
            if before and after:
                shown |= judge.changes(before, after)

        assert shown == proved(old, new)
