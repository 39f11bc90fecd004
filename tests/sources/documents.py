"""Random documents of the platform, mostly with something missing, and what is left when parts go."""

import copy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from random import Random
from typing import Any

Document = dict[str, Any]

MARKETS = ("ID", "MY", "PH", "SG", "TH", "VN", "TH", "MY", "US")
ATTEMPTS = (40601, 40801, 41001, 41101, 41801)
CODES = (*ATTEMPTS, 40601, 50101, 70201, 70201, 80101, 110101, 38301, 38301, 99999)
STATUSES = ("CANCELLED", "CANCELLED", "IN_TRANSIT", "DELIVERED", "AWAITING_COLLECTION", "ODD")
BACK = ("returned_to_shipper_refused", "returned_to_shipper_other")
CANCELLED_BY = (*BACK, "package_lost", "package_damaged", "package_scrap", "buyer_changed_mind")
EXCEPTIONS = ("RETURNED_TO_SHIPPER", "PACKAGE_LOST", "PACKAGE_DAMAGAED", "PACKAGE_SCRAP")
START = 1_735_700_000


def document(random: Random) -> Document:
    """A document as the platform might answer; about every part of it may be missing."""
    orders = [_order(random) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    whole: Document = {
        "order": {"data": {"orders": orders}},
        "tracking": {"data": {"tracking": _events(random)}},
        "package": {"data": _package(random, orders)},
        "warehouses": {"data": {"warehouses": _warehouses(random)}},
        "cancellations": {"data": {"cancellations": _cancellations(random)}},
        "back_office": _back_office(random),
    }
    for name in list(whole):
        if random.random() < 0.25:
            del whole[name]
    for _ in range(random.choice((0, 0, 1, 2))):
        smaller = list(without_one_part(whole))
        whole = random.choice(smaller)() if smaller else whole
    return whole


def without_one_part(whole: Document) -> Iterator[Callable[[], Document]]:
    """For each key of an object anywhere in a document: the document without it."""
    for path in _keys(whole, ()):
        yield partial(_without, whole, path)


def _keys(value: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        yield from ((*above, key) for key in value)
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inside:
        if isinstance(item, dict | list):
            yield from _keys(item, (*above, key))


def _without(whole: Document, path: tuple[Any, ...]) -> Document:
    smaller = copy.deepcopy(whole)
    holder: Any = smaller
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return smaller


def _order(random: Random) -> Document:
    order: Document = {
        "id": str(random.randrange(5)),
        "status": random.choice(STATUSES),
        "create_time": START + random.randrange(86_400),
        "recipient_address": {"region_code": random.choice(MARKETS)},
    }
    if random.random() < 0.4:
        order["cancel_reason"] = random.choice((*CANCELLED_BY, None))
        order["line_items"] = [{"cancel_reason": order["cancel_reason"]}]
    return order


def _events(random: Random) -> list[Document]:
    times = random.sample(range(100_000, 900_000), k=random.choice((0, 1, 2, 3, 4, 6)))
    return [
        {
            "action_code": random.choice((int, int, str))(random.choice(CODES)),
            "update_time_millis": (START + time) * 1000,
        }
        for time in times
    ]


def _package(random: Random, orders: list[Document]) -> Document:
    ids = [order["id"] for order in orders] + random.choice(([], [], ["7"]))
    package: Document = {"orders": [{"id": id} for id in ids]}
    if random.random() < 0.3:
        package["ship_exception_reason"] = random.choice(EXCEPTIONS)
    return package


def _warehouses(random: Random) -> list[Document]:
    kinds = (
        ("RETURN_WAREHOUSE", "CB_OVERSEA_WAREHOUSE"),
        ("SALES_WAREHOUSE", "CB_DIRECT_SHIPPING_WAREHOUSE"),
        ("RETURN_WAREHOUSE", "LOCAL"),
    )
    chosen = [random.choice(kinds) for _ in range(random.choice((0, 1, 2, 3)))]
    return [
        {
            "type": type,
            "sub_type": sub_type,
            "effect_status": random.choice(("ENABLED", "ENABLED", "DISABLED")),
            "address": {"region_code": random.choice(MARKETS)},
        }
        for type, sub_type in chosen
    ]


def _cancellations(random: Random) -> list[Document]:
    roles = ("SYSTEM", "SYSTEM", "BUYER")
    return [
        {"role": random.choice(roles), "cancel_reason": random.choice(CANCELLED_BY)}
        for _ in range(random.choice((0, 0, 1, 2)))
    ]


def _back_office(random: Random) -> Document:
    """Some of what a seller may know; null where an optional fact is known to be absent."""
    known: Document = {
        "cross_border": random.random() < 0.9,
        "market": random.choice(MARKETS[:-1]),
        "first_order_created_at": _time(random, 0),
        "last_order_created_at": _time(random, 86_400),
        "address_saved_at": random.choice((None, _time(random, -50_000), _time(random, 40_000))),
        "address_effective_from": random.choice((None, _time(random, -50_000), {})),
        "address_market": random.choice((None, *MARKETS[:-1])),
        "address_now": random.choice((None, "unchanged", "changed", "disabled")),
        "parcel_status": random.choice(("attempt_failed", "delivery_failed", "on_the_way")),
        "last_failed_attempt_at": random.choice((None, _time(random, 900_000))),
        "warehouse_arrived_at": random.choice((None, _time(random, 1_000_000))),
        "return_status": random.choice(("not_started", "on_the_way", "shown_received", "failed")),
        "return_failure_cause": random.choice((None, "other", "wrong_address")),
        "seller_has_parcel": random.choice((None, True, False)),
        "earlier_free_returns": random.choice((0, 0, 1)),
        "redelivery_requested_at": random.choice((None, None, _time(random, 1_050_000))),
        "redelivery_status": random.choice(("none", "none", "on_the_way", "delivered", "failed")),
        "as_of": _time(random, random.choice((1_100_000, 3_000_000))),
    }
    share = random.choice((0.1, 0.3, 0.8))
    return {name: value for name, value in known.items() if random.random() < share}


def _time(random: Random, after: int) -> str:
    moment = datetime.fromtimestamp(START + after + random.randrange(1_000), UTC)
    return moment.astimezone(timezone(timedelta(hours=random.choice((7, 8))))).isoformat()
