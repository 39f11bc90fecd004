"""Two policies held against each other by proof: what can change is shown, what cannot is proved, nothing is guessed."""

from __future__ import annotations

import operator
import re

import pytest

import backhaul
import small
from analysis import pairs
from analysis.agreement import lower_wrongly
from analysis.test_shipped_claims import FAULTS, FIRST, REDELIVERED, shipped
from backhaul.analysis.difference import Comparing
from backhaul.analysis.output_labels import outcome
from backhaul.analysis.proved_changes import ProvedChange
from backhaul.analysis.region import regions
from backhaul.analysis.space import Space
from backhaul.evaluation.decision import evaluate
from backhaul.language import model

HELD = {
    "cross_border": True,
    "parcel_status": "delivery_failed",
    "last_failed_attempt_at": "2023-07-05T00:00:00Z",
    "warehouse_arrived_at": "2023-07-05T00:00:00Z",
}
FAILED = "contains(['delivered', 'lost', 'damaged'], parcel_status)"
#: what is changed in the shipped policy, into what, a flip that comes of it, and the witness as it differs from a plain case
CHANGED: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "a boundary taken for open": (
        *FAULTS["a boundary taken for open"][:2],
        "route.disposition: destroy_or_abandon → hold_at_warehouse",
        {**HELD, "as_of": "2023-07-19T00:00:00Z"},
    ),
    "one second too many": (
        *FAULTS["one second too many"][:2],
        "route.disposition: destroy_or_abandon → hold_at_warehouse",
        {**HELD, "as_of": "2023-07-19T00:00:00Z"},
    ),
    "one second too few": (
        "    value: 14 days",
        "    value: 1209599 seconds",
        "route.disposition: hold_at_warehouse → destroy_or_abandon",
        {**HELD, "as_of": "2023-07-18T23:59:59Z"},
    ),
    "the end of the day for its start": (
        *FAULTS["the end of the day for its start"][:2],
        "deadlines.act_before: a datetime → another datetime",
        HELD,
    ),
    "a condition that is lost": (
        *FAULTS["a condition that is lost"][:2],
        "route.disposition: hold_at_warehouse → return_to_seller",
        {k: v for k, v in HELD.items() if k != "warehouse_arrived_at"}
        | {"return_status": "on_the_way"},
    ),
    "another bearer": (
        f"{REDELIVERED}          return_freight: nobody\n",
        f"{REDELIVERED}          return_freight: platform\n",
        "route.return_freight: nobody → platform",
        {k: v for k, v in HELD.items() if k != "warehouse_arrived_at"}
        | {
            "redelivery_requested_at": "2023-07-05T00:00:00Z",
            "redelivery_status": "on_the_way",
        },
    ),
    "another hour in one market": (
        "TH: 7 hours",
        "TH: 8 hours",
        "deadlines.act_before: a datetime → another datetime",
        {**HELD, "market": "TH"},
    ),
    "a status that is forgotten": (
        FAILED,
        FAILED.replace(", 'damaged'", ""),
        "route.disposition: not_applicable → hold_at_warehouse",
        {"cross_border": True, "parcel_status": "damaged"},
    ),
    "another market in scope": (
        "all: [market != 'other']",
        "all: [market != 'VN']",
        "route.disposition: not_yet → not_applicable",
        {"cross_border": True, "market": "VN"},
    ),
    "a request at the last moment": (
        "redelivery_requested_at < hold_ends_at",
        "redelivery_requested_at <= hold_ends_at",
        "route.disposition: destroy_or_abandon → redeliver",
        {
            **HELD,
            "redelivery_requested_at": "2023-07-19T00:00:00Z",
            "as_of": "2023-07-19T00:00:00Z",
        },
    ),
}


def named(flip: ProvedChange) -> str:
    change = flip.change
    return f"{change.output}: {change.old} → {change.new}"


def possible(comparing: Comparing) -> dict[str, ProvedChange]:
    return {named(f): f for f in comparing.flips if f.answer == "possible"}


def counting(condition: str, **sections: str) -> model.Policy:
    return small.policy(condition, **sections).model


@pytest.mark.parametrize("change", CHANGED)
def test_a_change_of_the_shipped_policy_is_shown_by_a_case_that_both_definitions_confirm(
    change: str,
) -> None:
    right, wrong, flip, unlike = CHANGED[change]
    assert FIRST.count(right) >= 1
    old = shipped("1.0.0")
    new = backhaul.loads(FIRST.replace(right, wrong, 1).encode(), "changed.yaml").model
    comparing = Comparing(old, new)
    case = possible(comparing)[flip].case

    assert case is not None
    plain = comparing.finder.plain
    assert unlike == {k: case.given[k] for k, held in case.facts.items() if held != plain[k]}
    decision, output = flip.partition(":")[0].split(".")
    told = [evaluate(side, case.given).answers[decision].outputs[output].one for side in (old, new)]
    assert told[0] != told[1]
    assert comparing.verdict == "possible"


def test_other_words_are_proved_to_decide_alike() -> None:
    text = re.sub(r"\b(en|zh): ([^{}\n]+)$", r'\1: "other words"', FIRST, flags=re.MULTILINE)
    text = text.replace("Cross-border", "Other").replace("id: hold-over\n", "id: hold-is-over\n")
    assert text.count("other words") > 20
    new = backhaul.loads(text.encode(), "words.yaml").model
    comparing = Comparing(shipped("1.0.0"), new)

    assert comparing.verdict == "impossible"
    assert {flip.answer for flip in comparing.flips} == {"impossible"}
    assert regions(comparing) == {}
    assert not comparing.nothing_accepted


def test_the_same_said_otherwise_is_proved_to_decide_alike() -> None:
    old = counting("count >= `3` && count < `5`")
    new = counting("!(count < `3`) && (count == `3` || count == `4`)")

    assert Comparing(old, new).verdict == "impossible"


def test_the_shipped_versions_from_to() -> None:
    comparing = Comparing(shipped("1.0.0"), shipped("2.0.0"))
    flips = [flip for flip in comparing.flips if not flip.by_one]
    found = possible(comparing)

    assert "not settled" not in {flip.answer for flip in comparing.flips}
    of_disposition = [flip for flip in flips if flip.change.output == "route.disposition"]
    assert len(of_disposition) == 81
    assert sum(flip.answer == "possible" for flip in of_disposition) == 8
    assert "route.disposition: destroy_or_abandon → hold_at_warehouse" in found
    assert "route.disposition: hold_at_warehouse → returned" in found
    assert "route.disposition: hold_at_warehouse → destroy_or_abandon" not in found
    assert comparing.refused["old"].answer == comparing.refused["new"].answer == "possible"
    assert comparing.incomparable == {"deadlines.hold_ends_latest": "only new"}


def test_a_region_is_the_cases_that_change() -> None:
    comparing = Comparing(counting("count > `3` && flag"), counting("count > `5` && flag"))
    (region,) = regions(comparing).values()

    assert region is not None
    assert region.exact
    assert [sign.condition for sign in region.common] == ["flag", "count > `3`", "count <= `5`"]
    assert region.parts == ()


def test_proofs_agree_with_brute_force_over_small_domains() -> None:
    counts = pairs.compared(range(1000, 1014))

    assert not [what for what in counts if what.startswith("seed")]
    assert counts["different"] > 10
    assert counts["alike"] > 2
    assert counts["regions"] > 5


def _fact(old: str, new: str) -> Comparing:
    condition = "present(what)" if "optional" in old and "optional" in new else "flag"
    policies = [
        counting(condition, facts=f"facts:\n  flag: {{type: boolean}}\n  what: {{{fact}}}\n")
        for fact in (old, new)
    ]
    return Comparing(policies[0], policies[1])


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("type: choice, choices: [a, b]", "type: choice, choices: [b, a, c]", ["old"]),
        ("type: choice, choices: [a, b, c]", "type: choice, choices: [c, a]", ["new"]),
        ("type: boolean, optional: true", "type: boolean", ["new"]),
        ("type: choice, choices: [a, b]", "type: choice, choices: [c, d]", ["old", "new"]),
    ],
)
def test_a_value_that_one_side_does_not_have_is_refused_by_that_side(
    old: str, new: str, refused: list[str]
) -> None:
    comparing = _fact(old, new)

    assert [w for w, flip in comparing.refused.items() if flip.answer == "possible"] == refused
    for which in refused:
        case = comparing.refused[which].case  # type: ignore[index]
        assert case is not None
        assert (case.old.evaluation is None) == (which == "old")
    assert comparing.changed == "impossible"


def test_a_fact_of_another_kind_is_taken_for_two() -> None:
    comparing = _fact("type: integer, optional: true", "type: text, optional: true")

    assert list(comparing.pair.apart) == ["what"]
    case = possible(comparing)["route.answer: no → yes"].case
    assert case is not None
    assert case.given == {"flag": False, "what (old)": None, "what (new)": "any text"}
    assert (case.old.given["what"], case.new.given["what"]) == (None, "any text")


def test_choices_in_no_order_of_their_own_are_all_there_is() -> None:
    facts = "facts:\n  one: {type: choice, choices: [a, b, c, d]}\n"
    facts += "  other: {type: choice, choices: [a, z, b, d]}\n"
    policy = small.policy("other == 'z'", facts=facts).model
    found = possible(Comparing(policy, small.policy("other == 'a'", facts=facts).model))

    assert {"route.answer: yes → no", "route.answer: no → yes"} == set(found)
    space = Space(policy)
    codes = [space.code(choice) for choice in policy.facts["other"].type.choices]
    assert codes != sorted(codes)


def test_facts_that_one_side_has_are_free_for_it() -> None:
    facts = small.FACTS.replace("  count:", "  more: {type: boolean}\n  count:")
    comparing = Comparing(counting("flag"), counting("flag && more", facts=facts))

    (flip,) = possible(comparing).values()
    assert named(flip) == "route.answer: yes → no"
    assert flip.case is not None
    assert "more" not in flip.case.old.given
    assert flip.case.new.given["more"] is False


def test_with_too_little_work_nothing_is_proved_that_is_not_so() -> None:
    old, new = counting("count > `3`"), counting("count > `4`")
    poor = Comparing(old, new, work=1)

    assert poor.verdict != "impossible"
    assert "impossible" not in {
        f.answer for f in poor.flips if named(f) in possible(Comparing(old, new))
    }


def test_a_lowering_that_is_wrong_crashes_instead_of_showing_a_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lower_wrongly(monkeypatch, "plus", operator.sub)
    comparing = Comparing(counting("count > `3`"), counting("plus(count, `1`) > `3`"))

    with pytest.raises(AssertionError, match="the definition says"):
        _ = comparing.flips


def test_a_state_that_is_wrong_crashes_instead_of_showing_a_case() -> None:
    comparing = Comparing(counting("count > `3`"), counting("count > `4`"))
    sides = comparing.pair.sides
    found = [outcome(side, "route", "answer") for side in sides]
    yes, no = found[0].states
    wrong = [
        type(one)("route", "answer", one.type, {yes: one.states[no], no: one.states[yes]})
        for one in found
    ]
    comparing.outcomes = ((wrong[0], wrong[1]),)

    with pytest.raises(AssertionError, match="the definition says"):
        _ = comparing.flips
