"""Random parcels, whole and broken, weighted towards the edges of the failed-delivery guide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeVar

from parcels.oracle import (
    HOLD_PERIOD,
    OFFSET_HOURS,
    RETURN_TIME_MAX,
    RETURN_TIME_MIN,
    broken,
    instant,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

Facts = dict[str, object]
_T = TypeVar("_T")

MARKETS = ("ID", "MY", "PH", "SG", "TH", "VN")
FAILURES = ("attempt_failed", "delivery_failed")
CAUSES = ("seller_unreachable", "wrong_address", "other")
OFFSETS_IN_MINUTES = (420, 420, 480, 480, 480, 0, 0, 540, 330, 345, -300, -660, 840)

_EARLIEST = datetime(2023, 1, 1, tzinfo=UTC)
_SPAN_IN_SECONDS = 4 * 365 * 24 * 3600
_SECOND = timedelta(seconds=1)
_TICK = timedelta(microseconds=1)
_NEAR = (timedelta(0), timedelta(0), _SECOND, -_SECOND, _SECOND, -_SECOND, _TICK, -_TICK)


def parcel(random: Random) -> Facts:
    """All facts of a random parcel that breaks no constraint, null where one is absent."""
    market = "other" if _chance(random, 4) else random.choice(MARKETS)
    status = _status(random)
    first, last = _orders(random)
    attempt = _attempt(random, last, status)
    arrived = _arrival(random, attempt, market)
    requested = _request(random, attempt, arrived, market)
    saved, effective = _address(random, first, last)
    times = {
        "first_order_created_at": first,
        "last_order_created_at": last,
        "address_saved_at": saved,
        "address_effective_from": effective,
        "last_failed_attempt_at": attempt,
        "warehouse_arrived_at": arrived,
        "redelivery_requested_at": requested,
        "as_of": _as_of(random, (last, attempt, arrived, requested), market),
    }
    return {
        "cross_border": not _chance(random, 4),
        "market": market,
        **{name: moment and _text(random, moment) for name, moment in times.items()},
        "address_market": _address_market(random, market),
        "address_now": random.choice(("unchanged", "unchanged", "changed", "disabled", None)),
        "parcel_status": status,
        **_return_leg(random, status),
        "earlier_free_returns": random.choice((0, 0, 0, 0, 0, 1, 1, 2, 7)),
        "redelivery_status": _redelivery(random, requested),
    }


def near_miss(random: Random) -> Facts:
    """All facts of a random parcel that breaks at least one constraint, often only just."""
    while True:
        facts = parcel(random)
        for spoil in random.sample(_SPOILERS, random.choice((1, 1, 1, 1, 2, 3))):
            spoil(random, facts)
        if broken(facts):
            return facts


def _chance(random: Random, percent: int) -> bool:
    return random.randrange(100) < percent


def _weighted(random: Random, weights: dict[_T, int]) -> _T:
    return random.choices(list(weights), weights=list(weights.values()))[0]


def _status(random: Random) -> str:
    others = ("on_the_way", "attempt_failed", "delivered", "lost", "damaged")
    return random.choice(others) if _chance(random, 20) else "delivery_failed"


def _orders(random: Random) -> tuple[datetime, datetime]:
    first = _EARLIEST + timedelta(seconds=random.randrange(_SPAN_IN_SECONDS))
    if _chance(random, 15):
        first += random.choice((timedelta(milliseconds=random.randrange(1000)), _TICK, -_TICK))
    gap = _weighted(random, {"none": 60, "second": 10, "hours": 30})
    gaps = {"none": timedelta(0), "second": _SECOND, "hours": _up_to(random, days=3)}
    return first, first + gaps[gap]


def _attempt(random: Random, last: datetime, status: str) -> datetime | None:
    if status not in FAILURES and _chance(random, 40):
        return None
    if _chance(random, 15):
        return last + random.choice((timedelta(0), _SECOND))
    return last + _up_to(random, days=12)


def _arrival(random: Random, attempt: datetime | None, market: str) -> datetime | None:
    if attempt is None or _chance(random, 30):
        return None
    if _chance(random, 15):
        return attempt + random.choice((timedelta(0), _SECOND))
    arrived = attempt + _up_to(random, days=6)
    if _chance(random, 35):
        arrived = _local_midnight(arrived + timedelta(days=1), market) + random.choice(_NEAR)
    return arrived


def _request(
    random: Random, attempt: datetime | None, arrived: datetime | None, market: str
) -> datetime | None:
    if attempt is None or _chance(random, 50):
        return None
    if arrived is None:
        return attempt + random.choice((timedelta(0), _SECOND, _up_to(random, days=20)))
    ends = arrived + HOLD_PERIOD
    marks = (ends, ends, arrived, _local_midnight(ends, market))
    near = random.choice(marks) + random.choice(_NEAR)
    return max(attempt, random.choice((near, attempt + _up_to(random, days=20))))


def _as_of(random: Random, known: Sequence[datetime | None], market: str) -> datetime:
    """An instant not before what is known, often on or beside one that the guide computes."""
    _, attempt, arrived, _ = known
    latest = max(moment for moment in known if moment is not None)
    marks = [latest, latest + _up_to(random, days=25)]
    if attempt is not None:
        marks += [attempt + RETURN_TIME_MIN, *[attempt + RETURN_TIME_MAX] * 2]
    if arrived is not None:
        ends = arrived + HOLD_PERIOD
        marks += [*[ends] * 2, *[_local_midnight(ends, market)] * 2]
    near = [mark + random.choice(_NEAR) for mark in marks]
    return random.choice([moment for moment in near if moment >= latest] or [latest])


def _address(
    random: Random, first: datetime, last: datetime
) -> tuple[datetime | None, datetime | None]:
    if _chance(random, 45):
        saved = first - _SECOND - _up_to(random, days=60)
        days_before = first - _SECOND - _up_to(random, days=9)
        return saved, random.choice((saved, first - _SECOND, first - _TICK, days_before))
    return _address_instant(random, first, last), _address_instant(random, first, last)


def _address_instant(random: Random, first: datetime, last: datetime) -> datetime | None:
    places = {
        "never": None,
        "near first": first + random.choice(_NEAR),
        "near last": last + random.choice(_NEAR),
        "before": first - _SECOND - _up_to(random, days=30),
        "between": first + (last - first) / 2,
        "after": last + _SECOND + _up_to(random, days=30),
    }
    weights = dict(zip(places, (8, 30, 12, 30, 8, 12), strict=True))
    return places[_weighted(random, weights)]


def _address_market(random: Random, market: str) -> str | None:
    if _chance(random, 85):
        return market
    return random.choice((*MARKETS, "other", None, None))


def _return_leg(random: Random, status: str) -> Facts:
    going = {"not_started": 40, "on_the_way": 20, "shown_received": 20, "failed": 20}
    state = _weighted(random, going) if status == "delivery_failed" else "not_started"
    received, failed = state == "shown_received", state == "failed"
    return {
        "return_status": state,
        "return_failure_cause": random.choice(CAUSES) if failed else None,
        "seller_has_parcel": random.choice((True, False, None)) if received else None,
    }


def _redelivery(random: Random, requested: datetime | None) -> str:
    if requested is None:
        return "none"
    return _weighted(random, {"none": 45, "on_the_way": 15, "delivered": 15, "failed": 25})


def _local_midnight(moment: datetime, market: str) -> datetime:
    """The first instant of the local day that holds a moment."""
    zone = timezone(timedelta(hours=OFFSET_HOURS[market]))
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _up_to(random: Random, days: int) -> timedelta:
    return timedelta(seconds=random.randrange(days * 24 * 3600))


def _text(random: Random, moment: datetime) -> str:
    """The moment as a text in some offset; the same instant has many texts."""
    local = moment.astimezone(timezone(timedelta(minutes=random.choice(OFFSETS_IN_MINUTES))))
    whole_seconds = local.microsecond == 0 and not _chance(random, 5)
    whole_millis = local.microsecond % 1000 == 0
    precision = "seconds" if whole_seconds else "milliseconds" if whole_millis else "microseconds"
    text = local.isoformat(timespec=precision)
    return text.replace("+00:00", "Z") if _chance(random, 70) else text


def _beside(random: Random, facts: Facts, fact: str, sign: int) -> str | None:
    """A text of an instant a little before or after that of a fact, if it has one."""
    moment = instant(facts[fact])
    step = random.choice((_SECOND, _SECOND, _TICK, _SECOND + _up_to(random, days=20)))
    return None if moment is None else _text(random, moment + sign * step)


def _move(target: str, other: str, sign: int) -> Callable[[Random, Facts], None]:
    """A spoiler that puts one instant just before (-1) or just after (1) another."""

    def spoil(random: Random, facts: Facts) -> None:
        if facts["last_failed_attempt_at"] is None and target in _AFTER_ATTEMPT:
            facts["last_failed_attempt_at"] = facts["last_order_created_at"]
        facts[target] = _beside(random, facts, other, sign) or facts[target]
        if target == "last_failed_attempt_at" and _chance(random, 50):
            facts.update(warehouse_arrived_at=None, redelivery_requested_at=None)
            facts["redelivery_status"] = "none"

    return spoil


def _forget_attempt(random: Random, facts: Facts) -> None:
    if _chance(random, 60):
        facts["parcel_status"] = random.choice(FAILURES)
    if _chance(random, 60):
        facts.update(warehouse_arrived_at=None, redelivery_requested_at=None)
        facts["redelivery_status"] = "none"
    facts["last_failed_attempt_at"] = None


def _arrive_or_ask_without_attempt(random: Random, facts: Facts) -> None:
    facts.update(parcel_status="on_the_way", return_status="not_started", redelivery_status="none")
    facts.update(return_failure_cause=None, seller_has_parcel=None, last_failed_attempt_at=None)
    facts.update(warehouse_arrived_at=None, redelivery_requested_at=None)
    for fact in random.choice((_AFTER_ATTEMPT[:1], _AFTER_ATTEMPT[1:], _AFTER_ATTEMPT)):
        facts[fact] = facts["as_of"]


def _change_cause(random: Random, facts: Facts) -> None:
    if facts["return_failure_cause"] is None:
        facts["return_failure_cause"] = random.choice(CAUSES)
    else:
        facts["return_failure_cause"] = None


def _say_without_receipt(random: Random, facts: Facts) -> None:
    facts["seller_has_parcel"] = random.choice((True, False))
    if facts["return_status"] == "shown_received":
        facts["return_status"] = "on_the_way"


def _return_without_failure(random: Random, facts: Facts) -> None:
    facts["parcel_status"] = random.choice(("on_the_way", "attempt_failed", "delivered", "lost"))
    if facts["return_status"] == "not_started":
        facts["return_status"] = "on_the_way"


def _redeliver_without_request(random: Random, facts: Facts) -> None:
    facts["redelivery_requested_at"] = None
    facts["redelivery_status"] = random.choice(("on_the_way", "delivered", "failed"))


def _owe_free_returns(random: Random, facts: Facts) -> None:
    facts["earlier_free_returns"] = random.choice((-1, -1, -2, -10))


_AFTER_ATTEMPT = ("warehouse_arrived_at", "redelivery_requested_at")
_SPOILERS = (
    _move("first_order_created_at", "last_order_created_at", 1),
    _move("as_of", "last_order_created_at", -1),
    _move("last_failed_attempt_at", "last_order_created_at", -1),
    _move("last_failed_attempt_at", "as_of", 1),
    _move("warehouse_arrived_at", "last_failed_attempt_at", -1),
    _move("warehouse_arrived_at", "as_of", 1),
    _move("redelivery_requested_at", "last_failed_attempt_at", -1),
    _move("redelivery_requested_at", "as_of", 1),
    _forget_attempt,
    _arrive_or_ask_without_attempt,
    _change_cause,
    _say_without_receipt,
    _return_without_failure,
    _redeliver_without_request,
    _owe_free_returns,
)
