"""A timeline is what deciding at every single instant would give."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backhaul
import effort
from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError, FactError
from backhaul.evaluation import timeline as walking
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.facts import Bounds
from backhaul.report.columns import width
from backhaul.timeline import Form, Timeline
from parcels.generate import parcel
from small import COMPLETE, FACTS
from small import policy as small

# 2.0.0 counts local days: where it is not known from when, its timeline may be too fine
POLICY = backhaul.open("tiktok-shop-sea-failed-delivery", "1.0.0")
TICK = timedelta(microseconds=1)
FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC) - TICK
#: facts that may be taken away or be known within bounds
LOOSE = (
    "address_saved_at",
    "address_effective_from",
    "last_failed_attempt_at",
    "warehouse_arrived_at",
    "redelivery_requested_at",
    "return_status",
    "redelivery_status",
)


def said(policy: backhaul.Policy, facts: dict[str, object], by: str, moment: datetime) -> object:
    """What `decide` says at one instant, as far as intervals are told apart by it."""
    given = {**facts, by: moment}
    try:
        # a timeline takes one reading of other facts that are missing
        whole = len(given) == len(policy.model.facts) and dict not in map(type, given.values())
        decision = policy.decide(given) if whole else one_reading(policy, given)
    except FactError as error:
        return sorted({d.message.partition("`")[2].partition("`")[0] for d in error.diagnostics})
    return (
        decision.statuses,
        decision.outcome,
        decision.rules,
        decision.possible_rules,
        choices(decision.possible),
    )


def one_reading(policy: backhaul.Policy, facts: dict[str, object]) -> Decision:
    """The decision without a look at the branches of what is missing."""
    return Decision.of(evaluate(policy.model, facts, branching=False))


def choices(possible: object) -> object:
    """What is possible, where it is not an instant: bounds move on inside an interval."""
    match possible:
        case dict():
            return {name: choices(below) for name, below in possible.items()}
        case list():
            return [choices(below) for below in possible]
        case tuple():
            return None if any(isinstance(one, datetime) for one in possible) else possible
        case Bounds() | datetime():
            return None
        case _:
            return possible


def agrees(policy: backhaul.Policy, facts: dict[str, object], by: str, random: Random) -> Timeline:
    """The timeline, compared with single decisions at the ends, beside them, and in between."""
    timeline = policy.timeline(facts, by)
    parts = [*timeline, *timeline.refused]
    parts.sort(key=lambda part: part.start or FIRST)
    ends = [(part.start or FIRST, part.before - TICK if part.before else LAST) for part in parts]

    assert ends[0][0] == FIRST
    assert ends[-1][1] == LAST
    for (_, end), (start, _) in pairwise(ends):
        assert start == end + TICK
        assert said(policy, facts, by, end) != said(policy, facts, by, start)
    for start, end in ends:
        span = (end - start) // TICK
        moments = [start, end, *(start + random.randint(0, span) * TICK for _ in range(2))]
        for moment in moments:
            assert said(policy, facts, by, moment) == said(policy, facts, by, start), moment
    for interval in timeline:
        at_start = one_reading(policy, {**facts, by: interval.start or FIRST})
        assert (interval.outcome, interval.rules) == (at_start.outcome, at_start.rules)
        assert timeline.at(interval.start or FIRST) is interval
    return timeline


@settings(max_examples=effort.trials(12), deadline=None)
@given(st.integers(0, 2**32))
def test_at_every_instant_a_timeline_says_what_decide_says_and_changes_only_there(
    seed: int,
) -> None:
    random = Random(seed)

    assert len(agrees(POLICY, parcel(random), "as_of", random)) >= 1


@settings(max_examples=effort.trials(12), deadline=None)
@given(st.integers(0, 2**32))
def test_facts_that_are_not_all_known_have_a_timeline_too(seed: int) -> None:
    random = Random(seed)
    facts = parcel(random)
    for name in random.sample(LOOSE, random.randint(1, 4)):
        value = facts[name]
        if isinstance(value, str) and name.endswith(("_at", "_from")) and random.random() < 0.5:
            moment = datetime.fromisoformat(value)
            before = moment + timedelta(hours=random.randint(1, 400))
            facts[name] = {"from": moment, "before": before}
        else:
            del facts[name]

    agrees(POLICY, facts, "as_of", random)


@settings(max_examples=effort.trials(10), deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["address_saved_at", "address_effective_from"]))
def test_any_instant_may_move(seed: int, by: str) -> None:
    random = Random(seed)

    agrees(POLICY, parcel(random), by, random)


CONDITIONS = (
    "day_start(start, length) == day_start(other, length)",
    "day_end(start, length) > plus(other, length)",
    "minus(start, other) < length",
    "minus(other, start) <= length",
    "max_of(start, other) > minus(other, length)",
    "plus(start, minus(start, other)) >= plus(other, length)",
    "minus(day_start(start, length), day_start(plus(start, length), length)) == minus(other, start)",
    "minus(day_end(plus(start, length), length), start) > length",
    "plus(start, length) == other || start == other",
)
WITH_OTHER = FACTS + "  other: {type: datetime}\n"


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("length", ["2 days", "7 hours", "0.000001 seconds"])
def test_arithmetic_over_the_moving_instant_is_exact(condition: str, length: str) -> None:
    policy = small(condition, facts=WITH_OTHER)
    facts = {**COMPLETE, "length": length, "other": "2026-03-01T05:00:00Z"}

    try:
        agrees(policy, facts, "start", Random(0))
    except BackhaulError as error:
        assert [d.code for d in error.diagnostics] == ["timeline-too-fine"]  # noqa: PT017
        assert condition.startswith("minus(day_")


def test_the_day_of_an_instant_is_one_interval() -> None:
    policy = small("day_start(start, length) == other", facts=WITH_OTHER)
    facts = {**COMPLETE, "length": "7 hours", "other": "2026-03-01T17:00:00Z"}
    timeline = agrees(policy, facts, "start", Random(0))

    assert [interval.rules["route"] for interval in timeline] == ["otherwise", "rule", "otherwise"]
    assert timeline[1].start == datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert timeline[1].before == datetime(2026, 3, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    "condition",
    [
        "months_after(date_of(start, place), 1) >= day && months_after(date_of(start, place), 1) < day + 3 days",
        "end_of_month(date_of(start, place)) == day",
        "start >= other && months_after(date_of(start, place), 1) == day",
        "start >= other && start < other + 7 days && weekday(date_of(start, place)) == 3",
    ],
)
def test_months_and_weekdays_of_the_day_that_moves_are_told_at_every_instant(
    condition: str,
) -> None:
    policy = small(
        condition,
        facts=WITH_OTHER + "  day: {type: date}\n",
        parameters='parameters: {place: {type: zone, value: "+08:00"}}\n',
    )
    facts = {**COMPLETE, "day": "2024-02-29", "other": "2024-01-29T05:00:00Z"}

    # what was counted for another instant, or for another timeline, does not count
    for _ in range(2):
        timeline = agrees(policy, facts, "start", Random(0))
        assert [interval.rules["route"] for interval in timeline][1:] == ["rule", "otherwise"]


def test_the_one_instant_that_a_constraint_allows_is_an_interval_of_its_own() -> None:
    only = "constraints:\n  - {id: only, holds: start == other}\n"
    policy = small("flag", facts=WITH_OTHER, constraints=only)
    timeline = agrees(policy, {**COMPLETE, "other": "2026-03-01T17:00:00Z"}, "start", Random(0))
    moment = datetime(2026, 3, 1, 17, tzinfo=UTC)

    assert [(interval.start, interval.before) for interval in timeline] == [(moment, moment + TICK)]
    assert [refusal.constraints for refusal in timeline.refused] == [("only",), ("only",)]


def test_an_output_that_is_never_the_same_twice_is_refused_with_its_place() -> None:
    policy = small(decisions=DECISIONS_OF_TIME)

    with pytest.raises(BackhaulError) as caught:
        policy.timeline(COMPLETE, by="start")
    problem = caught.value.diagnostics[0]
    assert problem.code == "timeline-too-fine"
    assert problem.message == "`route.left` changes with every instant of `start`"
    assert problem.span is not None


DECISIONS_OF_TIME = """\
decisions:
  route:
    outputs: {left: {type: datetime}}
    rules:
      - id: always
        then: {left: "plus(start, length)"}
"""


@pytest.mark.parametrize(("by", "code"), [("as_off", "unknown-fact"), ("market", "wrong-kind")])
def test_only_an_instant_moves(by: str, code: str) -> None:
    with pytest.raises(BackhaulError) as caught:
        POLICY.timeline({}, by=by)

    assert [d.code for d in caught.value.diagnostics] == [code]


def test_facts_that_can_never_be_so_have_no_interval_and_the_constraint_is_named() -> None:
    facts = parcel(Random(1))
    facts["first_order_created_at"] = "2024-01-02T00:00:00Z"
    facts["last_order_created_at"] = "2024-01-01T00:00:00Z"
    timeline = POLICY.timeline(facts)

    assert len(timeline) == 0
    assert all(
        "first-order-not-after-last" in r.constraints or r.constraints for r in timeline.refused
    )
    assert timeline.explain().count("●") == 0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_timeline_says_the_same_in_every_form(language: str) -> None:
    timeline = POLICY.timeline(parcel(Random(4)))
    forms = {form: timeline.explain(language, form=form) for form in get_args(Form)}
    heads = re.findall(r"(?m)^│   ([^ ▸].*)", forms["text"])

    assert heads
    assert max(map(width, forms["text"].splitlines())) <= 100
    for said in forms.values():
        shown = said.replace("\\", "").replace("&#39;", "'")
        assert all(head in shown for head in heads)


def test_a_masked_instant_is_not_told_by_the_ends_of_intervals() -> None:
    masked = FACTS.replace("end: {type: datetime", "end: {type: datetime, masked: true")
    policy = small("present(end) && start >= end", facts=masked)

    with pytest.raises(BackhaulError) as caught:
        policy.timeline({**COMPLETE, "end": "2026-03-01T05:06:07Z"}, by="start")
    assert [d.code for d in caught.value.diagnostics] == ["timeline-masked"]
    assert "05:06:07" not in str(caught.value)


def test_a_decision_that_may_change_every_day_is_refused_after_a_bounded_number_of_pieces(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pieces, piece = [0], walking._Walk._piece

    def counted(self: walking._Walk, start: int) -> object:
        pieces[0] += 1
        return piece(self, start)

    monkeypatch.setattr(walking._Walk, "_piece", counted)
    with pytest.raises(BackhaulError) as caught:
        POLICY.timeline({})

    assert "timeline-too-fine" == caught.value.diagnostics[0].code
    assert f"more than {pieces[0] - 1} instants" in caught.value.diagnostics[0].message
    assert "market" in caught.value.diagnostics[0].help
    assert pieces[0] <= 100
