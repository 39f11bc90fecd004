"""What the random parcels and the plain table promise."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from effort import trials
from parcels.generate import near_miss, parcel
from parcels.oracle import (
    FREE_RETURNS,
    OUTPUTS,
    REMARKS,
    RETURN_TIME_MAX,
    TABLE,
    Answer,
    Parcel,
    broken,
    decide,
    read,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Facts = dict[str, object]
Case = tuple[Facts, Parcel, Answer]

PARCELS = trials(20_000)
OFTEN = 50
SECOND = timedelta(seconds=1)
CLAUSES = (
    *("orders-out-of-order", "order-after-decision"),
    *("attempt-before-order", "attempt-after-decision", "failure-without-attempt"),
    *("arrival-without-attempt", "arrival-before-attempt", "arrival-after-decision"),
    *("request-without-attempt", "request-before-attempt", "request-after-decision"),
    *("cause-without-failure", "failure-without-cause", "word-without-receipt"),
    *("return-without-failure", "redelivery-without-request", "negative-free-returns"),
)


@cache
def cases() -> tuple[Case, ...]:
    """Many random parcels with what the table says of them, the same in every run."""
    random = Random(20230705)
    facts = [parcel(random) for _ in range(PARCELS)]
    return tuple((each, read(each), decide(each)) for each in facts)


@cache
def near_misses() -> tuple[tuple[str, ...], ...]:
    """The clauses that many random near misses break, the same in every run."""
    random = Random(20230705)
    return tuple(tuple(broken(near_miss(random))) for _ in range(PARCELS))


def route(answer: Answer) -> dict[str, str]:
    """The six outputs of the route."""
    outputs = answer.outcome["route"]
    assert isinstance(outputs, dict)
    return outputs


def deadlines(answer: Answer) -> dict[str, datetime | None]:
    """The four deadlines, absent ones as null."""
    outputs = answer.outcome["deadlines"]
    assert isinstance(outputs, dict)
    return outputs


def remarks(answer: Answer) -> list[str]:
    """The codes of the remarks, in order."""
    results = answer.outcome["remarks"]
    assert isinstance(results, list)
    return [result["remark"] for result in results]


def test_no_parcel_breaks_a_constraint() -> None:
    """A generated parcel can always be decided."""
    assert not [facts for facts, _, _ in cases() if broken(facts)]


def test_every_near_miss_breaks_a_constraint() -> None:
    """A near miss is always to be refused."""
    assert all(near_misses())


def test_every_clause_is_broken_alone_and_in_company() -> None:
    """No constraint is hidden behind another."""
    alone = Counter(clauses[0] for clauses in near_misses() if len(clauses) == 1)
    together = Counter(name for clauses in near_misses() if len(clauses) > 1 for name in clauses)

    assert set(CLAUSES) == set(alone) == set(together)
    assert min(alone.values()) >= OFTEN
    assert min(together.values()) >= OFTEN


def test_every_route_rule_occurs_often() -> None:
    """No row of the table goes untried."""
    counts = Counter(answer.rule for _, _, answer in cases())

    assert set(TABLE) == set(counts)
    assert min(counts.values()) >= OFTEN


def test_every_variant_of_a_rule_occurs_often() -> None:
    """Rows whose outputs depend on one more fact are tried with each of its values."""
    variants: Counter[tuple[str, ...]] = Counter()
    for _, _, answer in cases():
        variants[answer.rule, *route(answer).values()] += 1

    assert len(variants) == len(TABLE) + 2
    assert min(variants.values()) >= OFTEN


def test_every_remark_occurs_often_with_and_without_others() -> None:
    """Remarks are tried alone and in combination."""
    given = [remarks(answer) for *_, answer in cases()]
    alone = Counter(names[0] for names in given if len(names) == 1)
    together = Counter(name for names in given if len(names) > 1 for name in names)

    assert set(REMARKS) == set(alone) == set(together)
    assert min(alone.values()) >= OFTEN
    assert min(together.values()) >= OFTEN


def test_every_deadline_is_present_often_and_absent_often() -> None:
    """Each of the four deadlines is tried both ways."""
    present = Counter(name for *_, a in cases() for name, at in deadlines(a).items() if at)

    assert set(deadlines(cases()[0][2])) == set(present)
    assert min(present.values()) >= OFTEN
    assert max(present.values()) <= PARCELS - OFTEN


def gaps() -> dict[str, Callable[[Parcel, Answer], timedelta | None]]:
    """The distances from the edges of the guide, where the edge could change the answer."""

    def between(one: datetime | None, other: datetime | None) -> timedelta | None:
        return None if one is None or other is None else one - other

    def held(p: Parcel, answer: Answer, edge: datetime | None) -> timedelta | None:
        waiting = answer.rule in ("hold", "hold-over", "redelivery-failed")
        return between(p.as_of, edge) if waiting else None

    def expected_by(p: Parcel, answer: Answer) -> timedelta | None:
        if route(answer)["disposition"] != "return_to_seller" or p.attempt is None:
            return None
        return p.as_of - p.attempt - RETURN_TIME_MAX

    def asked(p: Parcel, answer: Answer) -> timedelta | None:
        weighed = answer.rule in ("redelivery-due", "hold-over") and p.redelivery == "none"
        return between(p.requested, p.hold_ends) if weighed else None

    return {
        "saved and first order": lambda p, _: between(p.saved, p.first_order),
        "effective and first order": lambda p, _: between(p.effective, p.first_order),
        "request and hold end": asked,
        "decision and hold end": lambda p, answer: held(p, answer, p.hold_ends),
        "decision and last local day": lambda p, answer: held(p, answer, p.act_before),
        "decision and expected return": expected_by,
        "attempt and last order": lambda p, _: between(p.attempt, p.last_order),
        "arrival and local midnight": lambda p, _: (
            between(p.hold_ends, p.act_before) if p.arrived else None
        ),
    }


@pytest.mark.parametrize("edge", gaps())
def test_every_edge_is_hit_exactly_and_a_second_beside(edge: str) -> None:
    """Equal instants, and where both sides are possible one second before and after."""
    measured = Counter(gaps()[edge](p, answer) for _, p, answer in cases())
    one_sided = edge in ("attempt and last order", "arrival and local midnight")

    for distance in (timedelta(0), SECOND) if one_sided else (-SECOND, timedelta(0), SECOND):
        assert measured[distance] >= OFTEN


def test_free_returns_are_counted_on_both_sides_of_the_limit() -> None:
    """Parcels with one free return too few, just enough and one too many all occur."""
    counts = Counter(p.earlier for _, p, _ in cases())

    assert all(counts[FREE_RETURNS + step] >= OFTEN for step in (-1, 0, 1))


def test_instants_are_written_in_many_ways() -> None:
    """Offsets, Z and fractions of a second are all common, and every text has an offset."""
    texts = [str(facts["as_of"]) for facts, _, _ in cases()]
    endings = Counter(text[-1] if text.endswith("Z") else text[-6:] for text in texts)

    assert {"Z", "+00:00", "+07:00", "+08:00", "+05:45", "-11:00"} <= set(endings)
    assert min(endings.values()) >= OFTEN
    assert OFTEN <= sum("." in text for text in texts) <= PARCELS // 2
    assert all(datetime.fromisoformat(text).tzinfo for text in texts)


def test_parcels_lie_in_recent_years() -> None:
    """Instants stay well inside what the language accepts."""
    assert {2023, 2024, 2025, 2026} == {p.first_order.year for _, p, _ in cases()}
    assert max(p.as_of for _, p, _ in cases()) < datetime(2028, 1, 1, tzinfo=UTC)


def test_the_same_seed_gives_the_same_parcel() -> None:
    """Nothing but the given randomness decides."""
    assert parcel(Random(7)) == parcel(Random(7))
    assert near_miss(Random(7)) == near_miss(Random(7))


def violations(p: Parcel, answer: Answer) -> Iterator[str]:
    """The sentences that must hold for every parcel and do not hold for this one."""
    says, rule = route(answer), answer.rule
    what, ticket = says["disposition"], says["next_step"] == "open_ticket"
    returning = what == "return_to_seller"
    destroyed = what == "destroy_or_abandon"
    failed_return = p.ready and p.return_status == "failed"
    no_free_return = p.ready and p.earlier >= FREE_RETURNS
    act_before, hold_ends_at = (deadlines(answer)[name] for name in ("act_before", "hold_ends_at"))
    sentences = {
        "both freights": says["return_freight"] != "platform"
        or says["redelivery_freight"] != "platform",
        "seller bears": says["goods_loss"] != "seller" or failed_return,
        "may ask": says["redelivery_request"] != "allowed" or not p.ready,
        "destroyed early": not destroyed or p.hold_is_over or failed_return or no_free_return,
        "not ready, yet returned": p.ready or what not in ("return_to_seller", "returned"),
        "acts too late": not act_before or not hold_ends_at or act_before <= hold_ends_at,
        "ticket too early": not (ticket and (returning or rule.startswith("return-under"))),
        "outputs": tuple(says) == OUTPUTS,
    }
    yield from (name for name, holds in sentences.items() if not holds)


def test_the_answers_keep_the_invariants() -> None:
    """What the guide implies for every parcel holds for the table's answers."""
    assert Counter() == Counter(name for _, p, a in cases() for name in violations(p, a))


def test_remarks_come_in_the_order_of_the_list() -> None:
    """A list of remarks is never shuffled and never repeats one."""
    for _, _, answer in cases():
        given = remarks(answer)
        assert [name for name in REMARKS if name in given] == given
