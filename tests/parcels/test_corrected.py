"""What the random parcels for 2.0.0 and its plain table promise."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest

from effort import trials
from parcels.corrected import (
    REMARKS,
    TABLE,
    act_before,
    broken,
    decide,
    hold_ends_latest,
    hold_reason,
)
from parcels.generate_corrected import near_miss, parcel
from parcels.oracle import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from parcels.oracle import Answer, Parcel

PARCELS = trials(12_000)
OFTEN = 25
SECOND = timedelta(seconds=1)


@cache
def cases() -> tuple[tuple[Parcel, Answer], ...]:
    """Many random parcels with what the table says of them, the same in every run."""
    random = Random(20230705)
    made = [parcel(random) for _ in range(PARCELS)]
    assert not [facts for facts in made if broken(facts)]
    return tuple((read(facts), decide(facts)) for facts in made)


def route(answer: Answer) -> dict[str, str]:
    """The six outputs of the route."""
    outputs = answer.outcome["route"]
    assert isinstance(outputs, dict)
    return outputs


def remarks(answer: Answer) -> list[str]:
    """The codes of the remarks, in order."""
    rows = answer.outcome["remarks"]
    assert isinstance(rows, list)
    return [row["remark"] for row in rows]


def test_every_row_and_every_variant_of_one_occurs_often() -> None:
    """No row of the table goes untried."""
    rows = Counter(answer.rule for _, answer in cases())
    variants = Counter((answer.rule, *route(answer).values()) for _, answer in cases())

    assert set(TABLE) == set(rows)
    assert min(rows.values()) >= OFTEN
    # returned has four, and four more rows say *if* once
    assert len(variants) == len(TABLE) + 7
    assert min(variants.values()) >= OFTEN


def test_every_reason_why_a_parcel_is_held_occurs_often() -> None:
    """Each of the four, and an address of which no market is recorded."""
    reasons = Counter(hold_reason(p) for p, answer in cases() if answer.rule == "hold")

    assert len(reasons) == 5
    assert min(reasons.values()) >= 10


def test_every_remark_occurs_often_and_in_the_order_of_the_list() -> None:
    """A list of remarks is never shuffled and never repeats one."""
    counts = Counter(name for _, answer in cases() for name in remarks(answer))

    assert set(REMARKS) == set(counts)
    assert min(counts.values()) >= OFTEN
    for _, answer in cases():
        given = remarks(answer)
        assert [name for name in REMARKS if name in given] == given


def edges() -> dict[str, Callable[[Parcel], tuple[datetime | None, datetime | None]]]:
    """What is held against what, where the edge could change the answer."""
    return {
        "decision and first reading": lambda p: (p.as_of, act_before(p)),
        "decision and hours": lambda p: (p.as_of, p.hold_ends),
        "decision and last reading": lambda p: (p.as_of, hold_ends_latest(p)),
        "request and first reading": lambda p: (p.requested, act_before(p)),
        "request and last reading": lambda p: (p.requested, hold_ends_latest(p)),
    }


@pytest.mark.parametrize("edge", edges())
@pytest.mark.parametrize("market", ["ID", "others"])
def test_every_edge_is_hit_exactly_and_a_second_beside(edge: str, market: str) -> None:
    """In Indonesia, where the readings lie in several zones, and elsewhere."""
    measured = Counter[timedelta]()
    for p, _ in cases():
        at, other = edges()[edge](p)
        if at and other and (p.market == "ID") == (market == "ID"):
            measured[at - other] += 1

    assert all(measured[step] >= 5 for step in (-SECOND, timedelta(0), SECOND))


def test_every_near_miss_breaks_a_constraint() -> None:
    """Also the one that the seller has what nobody sends."""
    random = Random(20230705)
    names = Counter(name for _ in range(2_000) for name in broken(near_miss(random)))

    assert names["receipt-without-return"] >= OFTEN
    assert "word-without-receipt" not in names
    assert all(broken(near_miss(random)) for _ in range(200))


def test_the_three_readings_come_in_order_about_the_local_day_of_the_end() -> None:
    """They lie a day apart; in Indonesia less than two, since its zones may be in two local days."""
    for p, _ in cases():
        early, ends, latest = act_before(p), p.hold_ends, hold_ends_latest(p)
        if early and ends and latest:
            assert early <= ends < latest
            several = p.market == "ID"
            assert timedelta(days=1) <= latest - early < timedelta(days=1 + several, seconds=1)
