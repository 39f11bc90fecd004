"""Each shipped version against an independent table, whole parcels and parcels known in part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import pytest

import backhaul
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.language.kinds import DAY, SECOND, Held, Kind
from backhaul.language.model import Policy
from effort import SEED, trials
from generated.facts import Domain
from generated.outcomes import Refusal, changed, left_out, run, unforeseen
from parcels import corrected, generate, generate_corrected, oracle
from parcels.oracle import OFFSET_HOURS, Answer, instant, read

#: how many whole parcels are compared; a long run sets the variable
PARCELS = trials(2_000)
TICK = timedelta(microseconds=1)
Facts = dict[str, object]


@dataclass(frozen=True)
class Reading:
    """One version of the policy, the table that it is held against, and parcels near its edges."""

    policy: backhaul.Policy
    decide: Callable[[Facts], Answer]
    broken: Callable[[Facts], list[str]]
    parcel: Callable[[Random], Facts]
    near_miss: Callable[[Random], Facts]


def _opened(version: str) -> backhaul.Policy:
    return backhaul.open("tiktok-shop-sea-failed-delivery", version)


FIRST = Reading(_opened("1.0.0"), oracle.decide, oracle.broken, generate.parcel, generate.near_miss)
CORRECTED = Reading(
    _opened("2.0.0"),
    corrected.decide,
    corrected.broken,
    generate_corrected.parcel,
    generate_corrected.near_miss,
)
both = pytest.mark.parametrize("reading", [FIRST, CORRECTED], ids=["1.0.0", "2.0.0"])


@both
def test_the_shipped_policy_agrees_with_the_independent_table(reading: Reading) -> None:
    """Outcome of every decision and rule of the route, on random parcels."""
    random = Random(SEED)
    for _ in range(PARCELS):
        facts = reading.parcel(random)
        answer, decision = reading.decide(facts), reading.policy.decide(facts)
        assert answer.outcome == decision.outcome, facts
        assert answer.rule == decision.rules["route"].partition(".")[0], facts


def test_a_parcel_is_held_for_the_first_reason_that_the_table_gives() -> None:
    """The reason stands behind the dot."""
    random, reasons = Random(SEED), Counter[str]()
    while sum(reasons.values()) < PARCELS // 20:
        facts = CORRECTED.parcel(random)
        rule = CORRECTED.policy.decide(facts).rules["route"]
        if rule.startswith("hold."):
            reason = corrected.hold_reason(read(facts))
            assert rule.removeprefix("hold.").removesuffix(".never") == reason, facts
            reasons[reason] += 1
    assert len(reasons) == 5


@both
def test_every_near_miss_is_refused_as_a_broken_constraint(reading: Reading) -> None:
    """As many as the table says are broken, each by name."""
    random = Random(SEED)
    for _ in range(PARCELS // 2):
        facts = reading.near_miss(random)
        result = run(reading.policy.model, facts)
        assert isinstance(result, Refusal), facts
        assert ("broken-constraint",) * len(reading.broken(facts)) == result.codes, facts


@both
def test_a_parcel_without_one_fact_gets_the_same_answer_or_needs_that_fact(
    reading: Reading,
) -> None:
    """For every fact of the policy, taken away or known within bounds or to a day."""
    random, counts = Random(SEED), Counter[str]()
    model = reading.policy.model
    for _ in range(max(15, PARCELS // 120)):
        facts = reading.parcel(random)
        whole = evaluate(model, facts)
        for name in facts:
            rest = {other: value for other, value in facts.items() if other != name}
            for given in (
                rest,
                *({**rest, name: wide} for wide in _widened(random, facts, name, reading)),
            ):
                partial = run(model, given)
                assert isinstance(partial, Evaluation), given
                assert [*changed(partial, whole), *unforeseen(partial, whole)] == [], given
                assert partial.needs == ((name,) if partial.status == "undetermined" else ()), given
                counts[partial.status] += 1
    assert min(counts.values()) > 100


def _widened(random: Random, facts: Facts, name: str, reading: Reading) -> list[Facts]:
    """Bounds, and a day, that contain the value of a fact."""
    value = facts[name]
    if isinstance(value, int) and not isinstance(value, bool):
        return [{"from": value}, {"before": value + 1}, {"from": 0, "before": value + 2}]
    if not isinstance(value, str) or reading.policy.model.facts[name].type.kind != Kind.DATETIME:
        return [] if value is None else [{}]
    at = instant(value)
    assert at is not None
    steps = (timedelta(0), TICK, timedelta(seconds=1), timedelta(random.randrange(1, 30)))
    low = at - random.choice(steps)
    high = at + TICK + random.choice(steps)
    hours = OFFSET_HOURS[str(facts["market"])]
    day = (at + timedelta(hours=hours)).date().isoformat()
    bounds: Facts = {"from": low.isoformat(), "before": high}
    one_sides: list[Facts] = [{"from": low}, {"before": high.isoformat()}, {}]
    one_side = random.choice(one_sides)
    return [bounds, one_side, {"day": day, "offset": f"+{hours:02d}:00"}]


@both
def test_a_parcel_known_in_part_is_answered_as_every_completion_of_it(reading: Reading) -> None:
    """Several facts unknown or bounded: what is settled stays, what comes was possible."""
    random, completed, model = Random(SEED), 0, reading.policy.model
    for _ in range(PARCELS // 20):
        facts = reading.parcel(random)
        whole = {n: k.one for n, k in evaluate(model, facts).facts.items()}
        domain = Domain(model, random)
        domain.values = _near(model, whole)
        partial = domain.partial(whole, random.choice((0.1, 0.25, 0.5)))
        result = run(model, partial.given)
        assert isinstance(result, Evaluation), partial.given
        for other in (whole, *partial.completions(random, 12)):
            full = run(model, domain.given(other))
            if isinstance(full, Refusal):
                continue
            completed += 1
            wrong = [*left_out(result, full), *changed(result, full), *unforeseen(result, full)]
            assert wrong == [], (partial.given, other)
            learnt = {name: domain.written(name, other[name]) for name in result.needs}
            more = run(model, {**partial.given, **learnt})
            assert isinstance(more, Evaluation), (partial.given, learnt)
            assert more.status == "decided", (partial.given, learnt)
    assert completed > PARCELS // 20


def _near(model: Policy, whole: dict[str, Held | None]) -> dict[str, tuple[Held | None, ...]]:
    """For every fact, values near those of a parcel."""
    kinds = {name: fact.type.kind for name, fact in model.facts.items()}
    times = [int(v) for n, v in whole.items() if v is not None and kinds[n] == Kind.DATETIME]
    steps = (0, 0, 1, -1, SECOND, 14 * DAY, -14 * DAY, 15 * DAY)
    found: dict[str, tuple[Held | None, ...]] = {}
    for name, fact in model.facts.items():
        near: dict[Held | None, None] = dict.fromkeys(fact.type.choices or (True, False))
        if fact.type.kind == Kind.DATETIME:
            near = dict.fromkeys(time + step for time in times for step in steps)
        elif fact.type.kind == Kind.INTEGER:
            near = dict.fromkeys((0, 1, 2))
        found[name] = (*near, None) if fact.optional else tuple(near)
    return found


def test_the_answers_are_what_callers_read() -> None:
    """Instants are aware datetimes in UTC, choices are texts."""
    decision = CORRECTED.policy.decide(CORRECTED.parcel(Random(4)))
    for value in decision["deadlines"].values():
        assert value is None or (isinstance(value, datetime) and value.utcoffset() == timedelta(0))
    assert isinstance(decision["route"]["disposition"], str)
