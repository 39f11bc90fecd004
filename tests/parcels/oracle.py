"""A plain table of the failed-delivery guide, written apart from engine and policy file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

HOLD_PERIOD = timedelta(days=14)
FREE_RETURNS = 1
RETURN_TIME_MIN = timedelta(days=7)
RETURN_TIME_MAX = timedelta(days=15)
OFFSET_HOURS = {"TH": 7, "VN": 7, "ID": 7, "MY": 8, "PH": 8, "SG": 8, "other": 0}

OUTPUTS = (
    *("disposition", "redelivery_request", "return_freight"),
    *("redelivery_freight", "goods_loss", "next_step"),
)
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
    "redelivery-under-way": ("redeliver", _U, _N, _P, _N, "wait_for_redelivery"),
    "redelivery-due": ("redeliver", _U, _N, _P, _N, "wait_for_redelivery"),
    "hold-over": ("destroy_or_abandon", _NO, _N, _N, _U, "none"),
    "redelivery-failed": ("hold_at_warehouse", _U, _N, _P, _N, "open_ticket"),
    "hold": ("hold_at_warehouse", "allowed", _N, _P, _N, "contact_buyer"),
}
REMARKS = (
    "order_at_the_boundary",
    "saved_but_not_yet_effective",
    "combined_orders_straddle",
    "destination_unclear",
    "return_overdue",
    "hold_may_be_over",
    "returning_without_entitlement",
)


@dataclass(frozen=True)
class Answer:
    """What the table says of one parcel: the outputs of all three decisions and the route's row."""

    outcome: dict[str, object]
    rule: str


@dataclass(frozen=True)
class Parcel:
    """The facts of one parcel, read from their texts."""

    cross_border: bool
    market: str
    first_order: datetime
    last_order: datetime
    saved: datetime | None
    effective: datetime | None
    address_market: str | None
    address_now: str | None
    status: str
    attempt: datetime | None
    arrived: datetime | None
    return_status: str
    cause: str | None
    seller_has: bool | None
    earlier: int
    requested: datetime | None
    redelivery: str
    as_of: datetime

    @property
    def in_scope(self) -> bool:
        """Whether the guide speaks of this parcel at all."""
        return self.cross_border and self.market != "other"

    def ready_for(self, order: datetime) -> bool:
        """Whether the address was saved and in effect before an order, in the same market."""
        if self.saved is None or self.effective is None or self.address_market is None:
            return False
        return self.saved < order and self.effective < order and self.address_market == self.market

    @property
    def ready(self) -> bool:
        """Whether the address was ready for the first order."""
        return self.ready_for(self.first_order)

    @property
    def hold_ends(self) -> datetime | None:
        """The end of the fourteen days, absent until arrival."""
        return None if self.arrived is None else self.arrived + HOLD_PERIOD

    @property
    def act_before(self) -> datetime | None:
        """The first instant of the local day in which the hold ends."""
        if self.hold_ends is None:
            return None
        offset = timedelta(hours=OFFSET_HOURS[self.market])
        local = self.hold_ends + offset
        return local.replace(hour=0, minute=0, second=0, microsecond=0) - offset

    @property
    def hold_is_over(self) -> bool:
        """Whether the parcel has arrived and its hold has ended."""
        return self.hold_ends is not None and self.as_of >= self.hold_ends

    @property
    def request_in_time(self) -> bool:
        """Whether the buyer asked before the hold ended."""
        if self.requested is None:
            return False
        return self.hold_ends is None or self.requested < self.hold_ends


def instant(text: object) -> datetime | None:
    """The instant of an ISO 8601 text, in UTC; nothing for nothing."""
    if text is None:
        return None
    moment = datetime.fromisoformat(_text(text))
    if moment.tzinfo is None:
        message = f"`{text}` has no offset"
        raise ValueError(message)
    return moment.astimezone(UTC)


def read(facts: dict[str, object]) -> Parcel:
    """The parcel that complete facts describe."""
    cross_border, earlier = facts["cross_border"], facts["earlier_free_returns"]
    seller_has = facts["seller_has_parcel"]
    assert isinstance(cross_border, bool)
    assert isinstance(earlier, int)
    assert not isinstance(earlier, bool)
    assert seller_has is None or isinstance(seller_has, bool)
    return Parcel(
        cross_border=cross_border,
        market=_text(facts["market"]),
        first_order=_moment(facts["first_order_created_at"]),
        last_order=_moment(facts["last_order_created_at"]),
        saved=instant(facts["address_saved_at"]),
        effective=instant(facts["address_effective_from"]),
        address_market=_maybe(facts["address_market"]),
        address_now=_maybe(facts["address_now"]),
        status=_text(facts["parcel_status"]),
        attempt=instant(facts["last_failed_attempt_at"]),
        arrived=instant(facts["warehouse_arrived_at"]),
        return_status=_text(facts["return_status"]),
        cause=_maybe(facts["return_failure_cause"]),
        seller_has=seller_has,
        earlier=earlier,
        requested=instant(facts["redelivery_requested_at"]),
        redelivery=_text(facts["redelivery_status"]),
        as_of=_moment(facts["as_of"]),
    )


def decide(facts: dict[str, object]) -> Answer:
    """The answer of the table for complete facts."""
    parcel = read(facts)
    rule = _rule(parcel)
    route = dict(zip(OUTPUTS, TABLE[rule], strict=True))
    if rule == "returned" and parcel.seller_has is True:
        route["next_step"] = "none"
    if rule == "hold-over" and parcel.redelivery == "failed":
        route["redelivery_freight"] = _P
    disposition = route["disposition"]
    remarks = [{"remark": remark} for remark in _remarks(parcel, disposition)]
    deadlines = _deadlines(parcel, disposition)
    return Answer({"route": route, "deadlines": deadlines, "remarks": remarks}, rule)


def _rule(p: Parcel) -> str:
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
    if p.return_status == "shown_received":
        return "false-return" if p.seller_has is False else "returned"
    if p.return_status == "failed":
        by_seller = p.cause in ("seller_unreachable", "wrong_address")
        return "return-failed-by-seller" if by_seller else "return-failed-otherwise"
    if p.return_status == "on_the_way":
        return "return-under-way"
    return "return-due" if p.earlier < FREE_RETURNS else "no-free-return-left"


def _rule_if_not_ready(p: Parcel) -> str:
    if p.redelivery == "on_the_way":
        return "redelivery-under-way"
    if p.redelivery == "none" and p.request_in_time:
        return "redelivery-due"
    if p.hold_is_over:
        return "hold-over"
    return "redelivery-failed" if p.redelivery == "failed" else "hold"


def _deadlines(p: Parcel, disposition: str) -> dict[str, datetime | None]:
    returning = disposition == "return_to_seller"
    held = disposition == "hold_at_warehouse"
    return {
        "return_expected_from": p.attempt + RETURN_TIME_MIN if p.attempt and returning else None,
        "return_expected_by": p.attempt + RETURN_TIME_MAX if p.attempt and returning else None,
        "act_before": p.act_before if held else None,
        "hold_ends_at": p.hold_ends if held else None,
    }


def _remarks(p: Parcel, disposition: str) -> list[str]:
    if disposition in ("not_applicable", "not_yet"):
        return []
    deadlines = _deadlines(p, disposition)
    expected_by, act_before = deadlines["return_expected_by"], deadlines["act_before"]
    saved_first = p.saved is not None and p.saved < p.first_order
    not_started_or_going = p.return_status in ("not_started", "on_the_way")
    failed = p.status == "delivery_failed"
    holds = {
        "order_at_the_boundary": p.first_order in (p.saved, p.effective),
        "saved_but_not_yet_effective": saved_first
        and p.effective is not None
        and p.first_order <= p.effective,
        "combined_orders_straddle": not p.ready and p.ready_for(p.last_order),
        "destination_unclear": p.ready
        and not_started_or_going
        and p.address_now in ("changed", "disabled"),
        "return_overdue": expected_by is not None and p.as_of > expected_by,
        "hold_may_be_over": act_before is not None and p.as_of >= act_before,
        "returning_without_entitlement": p.in_scope
        and failed
        and not p.ready
        and p.return_status != "not_started",
    }
    return [remark for remark in REMARKS if holds[remark]]


def broken(facts: dict[str, object]) -> list[str]:
    """The names of the constraints that complete facts break."""
    p = read(facts)
    failed = p.status in ("attempt_failed", "delivery_failed")
    clauses = {
        "orders-out-of-order": p.last_order < p.first_order,
        "order-after-decision": p.as_of < p.last_order,
        "attempt-before-order": p.attempt is not None and p.attempt < p.last_order,
        "attempt-after-decision": p.attempt is not None and p.attempt > p.as_of,
        "failure-without-attempt": failed and p.attempt is None,
        **_broken_after_attempt("arrival", p.arrived, p),
        **_broken_after_attempt("request", p.requested, p),
        "cause-without-failure": p.cause is not None and p.return_status != "failed",
        "failure-without-cause": p.cause is None and p.return_status == "failed",
        "word-without-receipt": p.seller_has is not None and p.return_status != "shown_received",
        "return-without-failure": p.return_status != "not_started"
        and p.status != "delivery_failed",
        "redelivery-without-request": p.redelivery != "none" and p.requested is None,
        "negative-free-returns": p.earlier < 0,
    }
    return [name for name, is_broken in clauses.items() if is_broken]


def _broken_after_attempt(name: str, moment: datetime | None, p: Parcel) -> dict[str, bool]:
    given = moment is not None
    return {
        f"{name}-without-attempt": given and p.attempt is None,
        f"{name}-before-attempt": moment is not None
        and p.attempt is not None
        and moment < p.attempt,
        f"{name}-after-decision": moment is not None and moment > p.as_of,
    }


def _moment(text: object) -> datetime:
    moment = instant(text)
    assert moment is not None
    return moment


def _text(value: object) -> str:
    assert isinstance(value, str)
    return value


def _maybe(value: object) -> str | None:
    return None if value is None else _text(value)
