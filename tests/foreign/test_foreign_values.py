"""Any object of Python as a fact: taken exactly or refused by name, before a policy is compiled and after it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import backhaul
import small
from backhaul.decision import Decision
from backhaul.diagnostics import Diagnostic, FactError
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.facts import Missing
from foreign.odd import (
    MISSING,
    MOMENT,
    ODD,
    Number,
    OddInt,
    OddName,
    OddText,
    OldWord,
    Plain,
    Word,
    named,
)
from generated.facts import Domain
from generated.policies import generated
from generated.trials import seeds

FACTS = """\
facts:
  flag: {type: boolean, optional: true}
  count: {type: integer, optional: true}
  price: {type: decimal, optional: true}
  colour: {type: choice, choices: [red, green], optional: true}
  note: {type: text, optional: true}
  start: {type: datetime, optional: true FORM}
  span: {type: duration, optional: true}
"""
DECISIONS = """\
decisions:
  route:
    outputs:
      end: {type: datetime, optional: true}
      sum: {type: integer, optional: true}
      kind: {type: text}
    rules:
      - {id: red, when: "present(colour) && colour == 'red'", then: {end: start, kind: warm}}
      - {id: much, when: "present(count) && count > `3`", then: {sum: count, kind: many}}
      - {id: flagged, when: "present(flag) && flag && present(note)", then: {kind: noted}}
    otherwise: {then: {kind: other}}
"""
USUAL: dict[str, Any] = {
    "flag": True,
    "count": 2,
    "price": "1.50",
    "colour": "green",
    "note": "x",
    "start": "2026-03-02T10:00:00Z",
    "span": "2 days",
}
MEANINGS: tuple[Missing, ...] = ("absent", "unknown")
SECONDS = ", form: epoch_seconds"


def policy_of(form: str, *, times: bool = True) -> backhaul.Policy:
    facts = FACTS.replace(" FORM", form)
    if not times:
        # without a duration a compiled form may count in seconds
        facts = "".join(line for line in facts.splitlines(keepends=True) if "span" not in line)
    return backhaul.loads(small.text(facts=facts, decisions=DECISIONS).encode(), "p.yaml")


#: one for each way in which a compiled form holds times
POLICIES = [
    policy_of("").compile(),
    policy_of(SECONDS).compile(),
    policy_of(SECONDS, times=False).compile(),
]


def said(decision: object) -> object:
    """All that a decision says, or all that is wrong."""
    if isinstance(decision, FactError):
        return decision.diagnostics
    assert isinstance(decision, Decision)
    return decision.status, decision.outcome, decision.rules, decision.facts, decision.needs


def by_definition(policy: backhaul.Policy, facts: Any) -> object:
    try:
        return said(Decision.of(evaluate(policy.model, facts)))
    except FactError as error:
        return said(error)


def agreed(policy: backhaul.Policy, cases: Sequence[Any]) -> list[Decision | FactError]:
    """What a compiled policy says of each case, the same on every path."""
    decided = [*policy.decide_many(cases, errors="return")]
    # beyond the first, which are decided one by one
    first = [usual(policy)] * 8
    outcomes = [*policy.outcomes([*first, *cases], errors="return")][len(first) :]
    for case, decision, outcome in zip(cases, decided, outcomes, strict=True):
        assert said(decision) == by_definition(policy, case)
        if isinstance(decision, Decision):
            assert outcome == decision.outcome
        else:
            assert said(outcome) == decision.diagnostics
    return decided


def usual(policy: backhaul.Policy) -> dict[str, Any]:
    """Complete facts that are decided."""
    facts = {name: USUAL[name] for name in policy.model.facts}
    return {**facts, "start": 1_772_445_600} if policy.model.facts["start"].form else facts


def with_each(policy: backhaul.Policy) -> list[dict[str, Any]]:
    """Cases in which one fact is an odd object."""
    return [{**usual(policy), name: value} for name in policy.model.facts for value in ODD]


@pytest.mark.parametrize("policy", POLICIES, ids=["as text", "mixed", "in seconds"])
def test_any_object_is_the_same_to_the_definition_and_to_the_compiled_form(
    policy: backhaul.Policy,
) -> None:
    found = agreed(policy, with_each(policy))

    assert sum(isinstance(one, Decision) for one in found) > 50
    assert sum(isinstance(one, FactError) for one in found) > 500


def test_any_object_may_be_an_end_of_bounds_a_day_or_its_offset() -> None:
    for form in (
        {"from": 1},
        {"before": 1},
        {"day": 1, "offset": 1},
        {"day": "2026-03-02", "offset": 1},
    ):
        bounds = [{key: value if end == 1 else end for key, end in form.items()} for value in ODD]
        for name in ("count", "start"):
            agreed(POLICIES[0], [{**USUAL, name: each} for each in bounds])


def test_any_object_is_the_same_before_a_policy_is_compiled_and_after() -> None:
    for start in range(0, len(ODD), 7):
        policy = policy_of("")
        cases = [{**USUAL, "start": value} for value in ODD[start : start + 7]]
        first = [said(one) for one in policy.decide_many(cases, errors="return")]
        for _ in range(3):
            assert first == [said(one) for one in policy.decide_many(cases, errors="return")]


def test_any_object_raises_the_same_error_each_time() -> None:
    for case in with_each(POLICIES[0]):
        expected = by_definition(POLICIES[0], case)
        if isinstance(expected, tuple) and isinstance(expected[0], Diagnostic):
            for decide in (POLICIES[0].decide, lambda facts: next(POLICIES[0].outcomes([facts]))):
                with pytest.raises(FactError) as refused:
                    decide(case)
                assert refused.value.diagnostics == expected


def test_any_object_in_place_of_a_case_is_decided_or_refused() -> None:
    agreed(POLICIES[0], ODD)


def test_any_object_in_place_of_a_name_is_refused_by_name() -> None:
    cases: list[dict[Any, object]] = []
    for value in ODD:
        with suppress(Exception):  # where it has no hash it cannot be a name at all
            cases.append({**USUAL, value: 1})
    found = agreed(POLICIES[0], cases)

    assert len(found) > 100
    assert {
        one.code for each in found if isinstance(each, FactError) for one in each.diagnostics
    } == {"unknown-fact"}
    assert all(isinstance(each, FactError) for each in found)


def test_a_name_of_a_foreign_type_is_the_text_that_it_is() -> None:
    cases = [{**{n: v for n, v in USUAL.items() if n != "colour"}, OddName("colour"): "red"}]
    (decision,) = agreed(POLICIES[0], cases)

    assert isinstance(decision, Decision)
    assert decision.rules == {"route": "red"}


def test_random_policies_agree_on_random_objects() -> None:
    random, taken = Random(15), 0
    for seed in seeds()[::2]:
        policy = generated(seed).policy.compile()
        domain = Domain(policy.model, random)
        for _ in range(8):
            facts = domain.given(domain.whole())
            facts[random.choice([*facts])] = random.choice(ODD)
            with suppress(backhaul.PolicyError):
                (decision,) = policy.decide_many([facts], errors="return")
                assert said(decision) == by_definition(policy, facts)
                taken += isinstance(decision, Decision)
    assert taken > len(seeds()) // 10


@pytest.mark.parametrize(
    ("name", "value", "type"),
    [
        ("count", np.float64(4), "numpy.float64"),
        ("count", np.bool_(True), "numpy.bool"),
        ("count", Plain.FIVE, "Plain"),
        ("colour", Plain.RED, "Plain"),
        ("colour", b"red", "bytes"),
        ("colour", {"red"}, "set"),
        ("note", np.array(["x"]), "numpy.ndarray"),
        ("start", MOMENT.date(), "date"),
        ("start", 1.5, "float"),
        ("start", np.datetime64("2026-03-02T10:00:00"), "numpy.datetime64"),
        ("start", pd.Timestamp("2026-03-02T10:00:00"), "pandas.Timestamp"),
        ("start", pd.Timestamp("2026-03-02T10:00:00.000000001Z"), "pandas.Timestamp"),
        ("start", pd.Period("2026-03"), "pandas.Period"),
        ("span", pd.Timedelta(1, "ns"), "pandas.Timedelta"),
        ("span", np.timedelta64(2, "M"), "numpy.timedelta64"),
    ],
    ids=named,
)
def test_a_refusal_names_the_type_and_the_way_out(name: str, value: object, type: str) -> None:
    (refused,) = agreed(POLICIES[0], [{**USUAL, name: value}])

    assert isinstance(refused, FactError)
    (diagnostic,) = refused.diagnostics
    assert type in diagnostic.message
    assert diagnostic.help
    assert diagnostic.fact == name


def test_whatever_is_refused_says_where_and_a_way_out() -> None:
    for found in agreed(POLICIES[0], with_each(POLICIES[0])):
        if isinstance(found, FactError):
            (diagnostic,) = found.diagnostics
            assert diagnostic.fact in USUAL
            assert diagnostic.help


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("flag", np.bool_(False), False),
        ("count", np.int64(7), 7),
        ("count", np.uint8(7), 7),
        ("count", Number.FIVE, 5),
        ("count", OddInt(5), 5),
        ("count", Decimal("5.00"), 5),
        ("count", pa.scalar(5), 5),
        ("price", np.int32(7), Decimal(7)),
        ("colour", Word.RED, "red"),
        ("colour", OldWord.RED, "red"),
        ("colour", OddText("red"), "red"),
        ("note", np.str_("it"), "it"),
        ("note", pa.scalar(None), None),
        (
            "start",
            pd.Timestamp("2026-03-02T10:00:00.000001+07:00"),
            MOMENT + timedelta(hours=-7, microseconds=1),
        ),
        ("start", pa.scalar(MOMENT), MOMENT),
        ("span", pd.Timedelta(np.timedelta64(7, "ms")), timedelta(milliseconds=7)),
        ("span", np.timedelta64(50, "25s"), timedelta(seconds=1250)),  # type: ignore[call-overload]
        ("span", np.timedelta64(3000, "ns"), timedelta(microseconds=3)),
    ],
    ids=named,
)
def test_a_foreign_value_is_taken_exactly(name: str, value: object, taken: object) -> None:
    (decision,) = agreed(POLICIES[0], [{**USUAL, name: value}])

    assert isinstance(decision, Decision)
    assert decision.facts[name] == taken
    assert type(decision.facts[name]) is type(taken)


@pytest.mark.parametrize("value", [1_772_445_600, Decimal(1_772_445_600), np.int64(1_772_445_600)])
def test_a_whole_number_of_any_type_is_a_count_of_seconds(value: object) -> None:
    (decision,) = agreed(POLICIES[1], [{**USUAL, "start": value}])

    assert isinstance(decision, Decision)
    assert decision.facts["start"] == datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize("mark", MISSING, ids=named)
def test_a_mark_of_a_missing_value_is_refused_until_somebody_says_what_it_means(
    mark: object,
) -> None:
    policy = POLICIES[0]
    for name in USUAL:
        case = {**USUAL, name: mark}
        (refused,) = agreed(policy, [case])
        assert isinstance(refused, FactError)
        assert "`None`" in refused.diagnostics[0].help
        assert 'missing="unknown"' in refused.diagnostics[0].help
        without = {n: value for n, value in USUAL.items() if n != name}
        meanings: dict[Missing, Any] = {"absent": {**USUAL, name: None}, "unknown": without}
        for missing, meant in meanings.items():
            expected = policy.decide(meant)
            (decided,) = policy.decide_many([case], missing=missing)
            assert said(decided) == said(expected)
            assert [*policy.outcomes([case] * 10, missing=missing)] == [expected.outcome] * 10


def test_a_fact_that_is_always_there_is_unknown_where_its_value_is_missing() -> None:
    policy = small.policy()
    name = next(n for n, fact in policy.model.facts.items() if not fact.optional)
    case = {**small.COMPLETE, name: np.nan}
    expected = policy.decide({n: v for n, v in small.COMPLETE.items() if n != name})

    for missing in MEANINGS:
        (decided,) = policy.decide_many([case], missing=missing)
        assert said(decided) == said(expected)


def test_an_end_of_bounds_that_is_missing_is_no_bound() -> None:
    case = {**USUAL, "start": {"from": MOMENT, "before": pd.NaT}}
    (decided,) = POLICIES[0].decide_many([case], missing="unknown")

    assert said(decided) == said(POLICIES[0].decide({**USUAL, "start": {"from": MOMENT}}))


def test_a_missing_value_under_a_name_that_is_no_fact_is_refused_for_its_name() -> None:
    (refused,) = POLICIES[0].decide_many([{"colur": pd.NA}], missing="absent", errors="return")

    assert isinstance(refused, FactError)
    assert [one.code for one in refused.diagnostics] == ["unknown-fact"]


def test_outcomes_pass_over_other_names_and_give_refusals_in_their_place() -> None:
    cases: list[Mapping[str, object]] = [{**USUAL, "more": 1}, {"count": 1.5}, USUAL] * 6
    outcome = POLICIES[0].decide(USUAL).outcome

    for policy in (POLICIES[0], policy_of("")):
        told = [*policy.outcomes(cases, extra="ignore", errors="return")]
        assert [said(one) if isinstance(one, FactError) else one for one in told[:2]] == [
            outcome,
            by_definition(policy, cases[1]),
        ]
        assert told[::3] == told[2::3] == [outcome] * 6
        with pytest.raises(FactError, match="more"):
            list(policy.outcomes(cases))
        with pytest.raises(ValueError, match="`missing` is one of"):
            list(policy.outcomes(cases, missing="null"))  # type: ignore[call-overload]


def test_a_masked_value_of_a_foreign_type_is_not_shown() -> None:
    facts = FACTS.replace("note: {", "note: {masked: true, ").replace(" FORM", "")
    policy = backhaul.loads(small.text(facts=facts, decisions=DECISIONS).encode(), "p.yaml")
    with pytest.raises(FactError) as refused:
        policy.decide({"note": np.bytes_(b"secret-value")})

    (diagnostic,) = refused.value.diagnostics
    assert "numpy.bytes_" in diagnostic.message
    assert "secret" not in str(refused.value)


def test_no_library_is_imported_to_know_its_values() -> None:
    code = """
import backhaul, sys
policy = backhaul.open("tiktok-shop-sea-failed-delivery")
for value in (object(), float("nan"), type("NaTType", (), {})(), type("int64", (), {})()):
    for missing in ("refuse", "absent"):
        list(policy.decide_many([{"cross_border": value}] * 12, errors="return", missing=missing))
assert not {"numpy", "pandas", "pyarrow"} & {*sys.modules}
"""
    subprocess.run([sys.executable, "-c", code], check=True)
