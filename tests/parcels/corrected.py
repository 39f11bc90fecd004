"""A plain table of the failed-delivery guide as 2.0.0 reads it, written apart from engine and policy file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from parcels.oracle import (
    FREE_RETURNS,
    OFFSET_HOURS,
    OUTPUTS,
    RETURN_TIME_MAX,
    RETURN_TIME_MIN,
    Answer,
    Parcel,
    read,
)
from parcels.oracle import broken as broken_before

#: the offsets of a market that has several
SEVERAL_HOURS = {"ID": (7, 8, 9)}
GUIDE_KNOWN_SINCE = datetime(2023, 7, 4, 16, tzinfo=UTC)
_DAY = timedelta(days=1)
_U, _N, _P, _S = "unspecified", "nobody", "platform", "seller"
_NO = "not_allowed"
TABLE: dict[str, tuple[str, str, str, str, str, str]] = {
    "out-of-scope": ("not_applicable", _U, _U, _U, _U, "none"),
    "redelivered": ("delivered_to_buyer", _NO, _N, _P, _N, "none"),
    "not-a-failure": ("not_applicable", _U, _U, _U, _U, "none"),
    "not-failed-yet": ("not_yet", _U, _U, _U, _U, "none"),
    "false-return": ("under_investigation", _NO, _U, _N, _U, "open_ticket"),
    "returned": ("returned", _NO, _P, _N, _N, "confirm_receipt"),
    "return-failed-by-seller": ("destroy_or_abandon", _NO, _U, _N, _S, "none"),
    "return-failed-otherwise": ("destroy_or_abandon", _NO, _U, _N, _U, "open_ticket"),
    "return-under-way": ("return_to_seller", _NO, _P, _N, _N, "wait_for_return"),
    "return-due": ("return_to_seller", _NO, _P, _N, _N, "wait_for_return"),
    "no-free-return-left": ("destroy_or_abandon", _NO, _U, _N, _U, "open_ticket"),
    "returned-against-the-guide": ("returned", _U, _U, _U, _N, "none"),
    "redelivery-under-way": ("redeliver", _U, _N, _P, _N, "wait_for_redelivery"),
    "tracking-against-the-guide": ("unclear", _U, _U, _U, _U, "open_ticket"),
    "redelivery-due": ("redeliver", _U, _N, _P, _N, "wait_for_redelivery"),
    "hold-over": ("destroy_or_abandon", _NO, _N, _N, _U, "none"),
    "redelivery-failed": ("hold_at_warehouse", _U, _N, _P, _N, "open_ticket"),
    "hold-may-be-over": ("hold_at_warehouse", _U, _N, _P, _U, "contact_buyer"),
    "hold": ("hold_at_warehouse", "allowed", _N, _P, _N, "contact_buyer"),
}
REMARKS = (
    *("order_at_the_boundary", "saved_but_not_yet_effective", "combined_orders_straddle"),
    *("destination_unclear", "return_overdue", "hold_may_be_over"),
    *("request_may_be_late", "request_too_late", "request_against_the_guide"),
    *("not_a_free_return", "returning_without_entitlement", "before_the_guide"),
)


def offsets(market: str) -> tuple[timedelta, ...]:
    """How far ahead of UTC the clocks of a market are."""
    return tuple(timedelta(hours=h) for h in SEVERAL_HOURS.get(market, (OFFSET_HOURS[market],)))


def midnight(moment: datetime, offset: timedelta) -> datetime:
    """The first instant of the local day that holds a moment."""
    local = moment + offset
    return local.replace(hour=0, minute=0, second=0, microsecond=0) - offset


def act_before(p: Parcel) -> datetime | None:
    """Day of arrival counted as the first: the earliest beginning of the local day of the end."""
    ends = p.hold_ends
    return ends and min(midnight(ends, offset) for offset in offsets(p.market))


def hold_ends_latest(p: Parcel) -> datetime | None:
    """Day of arrival not counted: the latest end of the local day of the end."""
    ends = p.hold_ends
    return ends and max(midnight(ends, offset) + _DAY for offset in offsets(p.market))


def free(p: Parcel) -> bool:
    """Whether the platform still owes the parcel a return."""
    return p.earlier < FREE_RETURNS


def decide(facts: dict[str, object]) -> Answer:
    """The answer of the table for complete facts."""
    p = read(facts)
    rule = rule_of(p)
    route = {**dict(zip(OUTPUTS, TABLE[rule], strict=True)), **_instead(p, rule)}
    disposition = route["disposition"]
    outcome: dict[str, object] = {
        "route": route,
        "deadlines": _deadlines(p, disposition),
        "remarks": [{"remark": remark} for remark in _remarks(p, disposition)],
    }
    return Answer(outcome, rule)


def _instead(p: Parcel, rule: str) -> dict[str, str]:
    """Where a row of the table says *if*."""
    match rule:
        case "redelivered" if p.ready:
            return {"redelivery_freight": _U}
        case "returned":
            freight = _P if free(p) else _U
            step = "none" if p.seller_has is True else "confirm_receipt"
            return {"return_freight": freight, "next_step": step}
        case "return-under-way" if not free(p):
            return {"return_freight": _U}
        case "tracking-against-the-guide":
            unsaid = p.return_status == "shown_received" and p.seller_has is None
            return {"next_step": "confirm_receipt"} if unsaid else {}
        case "hold-over" if p.redelivery == "failed":
            return {"redelivery_freight": _P}
    return {}


def rule_of(p: Parcel) -> str:
    """The first row that applies."""
    if not p.in_scope:
        return "out-of-scope"
    if p.redelivery == "delivered":
        return "redelivered"
    if p.status in ("delivered", "lost", "damaged"):
        return "not-a-failure"
    if p.status in ("on_the_way", "attempt_failed"):
        return "not-failed-yet"
    return _rule_if_ready(p) if p.ready else _rule_if_not_ready(p)


def _rule_if_ready(p: Parcel) -> str:
    shown, going = p.return_status == "shown_received", p.return_status == "on_the_way"
    if shown and p.seller_has is False:
        return "false-return"
    if shown or (going and p.seller_has is True):
        return "returned"
    if p.return_status == "failed":
        by_seller = p.cause in ("seller_unreachable", "wrong_address")
        return "return-failed-by-seller" if by_seller else "return-failed-otherwise"
    if going:
        return "return-under-way"
    return "return-due" if free(p) else "no-free-return-left"


def _rule_if_not_ready(p: Parcel) -> str:
    latest, early = hold_ends_latest(p), act_before(p)
    if p.return_status in ("on_the_way", "shown_received") and p.seller_has is True:
        return "returned-against-the-guide"
    if p.redelivery == "on_the_way":
        return "redelivery-under-way"
    if p.return_status != "not_started":
        return "tracking-against-the-guide"
    in_time = p.requested is not None and (latest is None or p.requested < latest)
    if p.redelivery == "none" and in_time:
        return "redelivery-due"
    if latest is not None and p.as_of >= latest:
        return "hold-over"
    if p.redelivery == "failed":
        return "redelivery-failed"
    return "hold-may-be-over" if early is not None and p.as_of >= early else "hold"


def hold_reason(p: Parcel) -> str:
    """The first of the four reasons why a parcel is held."""
    if p.saved is None:
        return "no-address"
    if p.saved >= p.first_order:
        return "saved-late"
    if p.effective is None or p.effective >= p.first_order:
        return "not-in-effect-yet"
    return "other-market" if p.address_market else "no-market"


def _deadlines(p: Parcel, disposition: str) -> dict[str, datetime | None]:
    returning = p.attempt if disposition == "return_to_seller" else None
    held = disposition == "hold_at_warehouse"
    return {
        "return_expected_from": returning and returning + RETURN_TIME_MIN,
        "return_expected_by": returning and returning + RETURN_TIME_MAX,
        "act_before": act_before(p) if held else None,
        "hold_ends_at": p.hold_ends if held else None,
        "hold_ends_latest": hold_ends_latest(p) if held else None,
    }


def _remarks(p: Parcel, disposition: str) -> list[str]:
    if disposition in ("not_applicable", "not_yet"):
        return []
    holds = {**_remarks_on_the_address(p), **_remarks_on_times(p, disposition)}
    moves = p.return_status != "not_started"
    holds["request_against_the_guide"] = p.ready and p.requested is not None
    holds["not_a_free_return"] = p.ready and moves and not free(p)
    failed = p.in_scope and p.status == "delivery_failed"
    holds["returning_without_entitlement"] = failed and not p.ready and moves
    holds["before_the_guide"] = p.first_order < GUIDE_KNOWN_SINCE
    return [remark for remark in REMARKS if holds[remark]]


def _remarks_on_the_address(p: Parcel) -> dict[str, bool]:
    not_effective = p.effective is not None and p.first_order <= p.effective
    underway = p.return_status in ("not_started", "on_the_way")
    return {
        "order_at_the_boundary": p.first_order in (p.saved, p.effective),
        "saved_but_not_yet_effective": p.saved is not None
        and p.saved < p.first_order
        and not_effective,
        "combined_orders_straddle": not p.ready and p.ready_for(p.last_order),
        "destination_unclear": p.ready and underway and p.address_now in ("changed", "disabled"),
    }


def _remarks_on_times(p: Parcel, disposition: str) -> dict[str, bool]:
    early, latest = act_before(p), hold_ends_latest(p)
    returning = p.attempt if disposition == "return_to_seller" else None
    may, too = False, False
    if not p.ready and disposition != "delivered_to_buyer" and p.requested and early and latest:
        may, too = early <= p.requested < latest, p.requested >= latest
    return {
        "return_overdue": returning is not None and p.as_of > returning + RETURN_TIME_MAX,
        "hold_may_be_over": disposition == "hold_at_warehouse"
        and early is not None
        and p.as_of >= early,
        "request_may_be_late": may,
        "request_too_late": too,
    }


def broken(facts: dict[str, object]) -> list[str]:
    """The names of the constraints that complete facts break."""
    p = read(facts)
    names = [name for name in broken_before(facts) if name != "word-without-receipt"]
    if p.seller_has is True and p.return_status not in ("on_the_way", "shown_received"):
        names.append("receipt-without-return")
    return names
