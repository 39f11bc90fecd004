"""Whole documents of one parcel's story, whose answers agree with each other."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from sources.documents import ATTEMPTS, BACK, EXCEPTIONS, MARKETS, START, Document

FATES = ("on_the_way", "attempted", "returning", "held", "returned", "delivered", "lost")
HOUR = 3600


def story(random: Random, fate: str) -> Document:
    """The document of a parcel with this fate; every answer of the platform is in it."""
    market = random.choice(MARKETS[:-1])
    created = [START + random.randrange(HOUR) for _ in range(random.choice((1, 2)))]
    address = random.choice((None, START - HOUR, START + 2 * HOUR))
    orders = [_order(random, fate, market, str(n), at) for n, at in enumerate(created)]
    return {
        "order": {"data": {"orders": orders}},
        "tracking": {"data": {"tracking": _tracking(random, fate)}},
        "package": {"data": _package(fate, orders)},
        "warehouses": {"data": {"warehouses": _warehouses(market, address)}},
        "cancellations": {"data": {"cancellations": _cancellations(orders)}},
        "back_office": _back_office(fate, address),
    }


def _order(random: Random, fate: str, market: str, id: str, at: int) -> Document:
    status = {"on_the_way": "IN_TRANSIT", "attempted": "IN_TRANSIT", "delivered": "DELIVERED"}
    order: Document = {
        "id": id,
        "status": status.get(fate, "CANCELLED"),
        "create_time": at,
        "recipient_address": {"region_code": market},
    }
    if order["status"] == "CANCELLED":
        order["cancel_reason"] = "package_lost" if fate == "lost" else random.choice(BACK)
    return order


def _tracking(random: Random, fate: str) -> list[Document]:
    tried = [random.choice(ATTEMPTS) for _ in range(random.choice((1, 3)))]
    ends = {"returning": [70201], "held": [70201], "returned": [70201, 80101], "delivered": [50101]}
    codes = [38301, *([] if fate == "on_the_way" else tried), *ends.get(fate, [])]
    events = [
        {"action_code": code, "update_time_millis": (START + (day + 1) * 24 * HOUR) * 1000}
        for day, code in enumerate(codes)
    ]
    random.shuffle(events)
    return events


def _package(fate: str, orders: list[Document]) -> Document:
    package: Document = {"orders": [{"id": order["id"]} for order in orders]}
    if orders[0]["status"] == "CANCELLED":
        package["ship_exception_reason"] = EXCEPTIONS[1 if fate == "lost" else 0]
    return package


def _cancellations(orders: list[Document]) -> list[Document]:
    reasons = [order["cancel_reason"] for order in orders if "cancel_reason" in order]
    return [{"role": "SYSTEM", "cancel_reason": reason} for reason in reasons]


def _warehouses(market: str, address: int | None) -> list[Document]:
    origin = {"type": "SALES_WAREHOUSE", "sub_type": "CB_DIRECT_SHIPPING_WAREHOUSE"}
    own = {
        "type": "RETURN_WAREHOUSE",
        "sub_type": "CB_OVERSEA_WAREHOUSE",
        "effect_status": "ENABLED",
        "address": {"region_code": market},
    }
    return [origin] if address is None else [origin, own]


def _back_office(fate: str, address: int | None) -> Document:
    known: dict[str, Any] = {
        "cross_border": True,
        "redelivery_requested_at": None,
        "redelivery_status": "none",
        "as_of": _text(START + 20 * 24 * HOUR),
    }
    if address is not None:
        known["address_saved_at"] = known["address_effective_from"] = _text(address)
        known["address_now"] = "unchanged"
    if fate == "held":
        known["warehouse_arrived_at"] = _text(START + 8 * 24 * HOUR)
        known["return_status"] = "not_started"
    if fate == "returned":
        known["return_status"] = "shown_received"
    if fate in ("returned", "returning"):
        known["earlier_free_returns"] = 0
    return known


def _text(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
