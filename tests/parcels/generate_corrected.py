"""Random parcels for 2.0.0: those of the first version, moved towards the edges of its readings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from parcels import generate
from parcels.corrected import GUIDE_KNOWN_SINCE, act_before, broken, hold_ends_latest
from parcels.oracle import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from parcels.oracle import Parcel

Facts = dict[str, object]
_TICK = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_NEAR = (timedelta(0), timedelta(0), _SECOND, -_SECOND, _TICK, -_TICK)


def parcel(random: Random) -> Facts:
    """All facts of a random parcel that breaks no constraint, null where one is absent."""
    while True:
        facts = generate.parcel(random)
        for change in (_not_shown, _said, _asked, _decided, _at_the_guide):
            if random.randrange(3) == 0:
                change(random, facts)
        if not broken(facts):
            return facts


def near_miss(random: Random) -> Facts:
    """All facts of a random parcel that breaks at least one constraint, often only just."""
    while True:
        facts = generate.near_miss(random)
        if random.randrange(3) == 0:
            _said(random, facts)
        if broken(facts):
            return facts


def _said(random: Random, facts: Facts) -> None:
    facts["seller_has_parcel"] = random.choice((True, False, None))


def _not_shown(_: Random, facts: Facts) -> None:
    """No return is on record, so that what happens in the warehouse is reached."""
    facts.update(return_status="not_started", return_failure_cause=None, seller_has_parcel=None)


def _edges(p: Parcel) -> Iterator[datetime]:
    """The three ends of the time at the warehouse."""
    yield from (e for e in (act_before(p), p.hold_ends, hold_ends_latest(p)) if e is not None)


def _asked(random: Random, facts: Facts) -> None:
    edges = list(_edges(read(facts)))
    if edges:
        at = random.choice(edges) + random.choice(_NEAR)
        facts["redelivery_requested_at"] = at.isoformat()
        facts["as_of"] = (at + timedelta(seconds=random.randrange(3 * 86_400))).isoformat()


def _decided(random: Random, facts: Facts) -> None:
    edges = list(_edges(read(facts)))
    if edges:
        facts["as_of"] = (random.choice(edges) + random.choice(_NEAR)).isoformat()


def _at_the_guide(random: Random, facts: Facts) -> None:
    if random.randrange(4) == 0:
        facts["first_order_created_at"] = (GUIDE_KNOWN_SINCE + random.choice(_NEAR)).isoformat()
