"""Forty slips that a careless colleague could make in policy 2.0.0 and its source, four of each kind.

Each is one edit of the text, and stands beside the command that notices it first.
"""

from __future__ import annotations

from typing import NamedTuple

POLICY, SOURCE = "2.0.0.yaml", "sources/tiktok-shop-open-api.yaml"


class Fault(NamedTuple):
    """After the first *after* in *file*, the first *old* becomes *new*, or, if these are rules, they change places."""

    kind: str
    #: the command that notices it
    by: str
    file: str
    after: str
    old: str
    new: str

    def made_in(self, text: str) -> str:
        """The text with the slip; raises ValueError where there is nothing to change."""
        start = text.index(self.after)
        at = text.index(self.old, start)
        if self.kind != "order":
            return text[:at] + self.new + text[at + len(self.old) :]
        other = text.index(self.new, at)
        end = min(i for i in (text.find(mark, other + 1) for mark in _AFTER_A_RULE) if i > 0)
        return text[:at] + text[other:end] + text[at:other] + text[end:]


#: what comes after the text of a rule
_AFTER_A_RULE = ("      - id: ", "    otherwise:", "invariants:")


def _faults(kind: str, *rows: tuple[str, str, str, str, str]) -> dict[str, Fault]:
    return {
        f"{kind}: {after} · {old} -> {new}": Fault(kind, by, file, after, old, new)
        for by, file, after, old, new in rows
    }


FAULTS = {
    **_faults(
        "number",
        ("check", POLICY, "hold_period:", "14 days", "15 days"),
        ("check", POLICY, "free_returns:", "value: 1", "value: 2"),
        ("check", POLICY, "return_time_max:", "15 days", "14 days"),
        ("prove", POLICY, "market_offset_third:", "ID: 9 hours", "ID: 8 hours"),
    ),
    **_faults(
        "sign",
        (
            "test",
            POLICY,
            "  address_ready:",
            "address_saved_at < first",
            "address_saved_at <= first",
        ),
        ("test", POLICY, "  hold_is_over:", "as_of >= hold", "as_of > hold"),
        ("prove", POLICY, "  return_is_free:", "earlier_free_returns <", "earlier_free_returns <="),
        ("check", POLICY, "- id: out-of-scope", '"!in_scope"', '"in_scope"'),
    ),
    **_faults(
        "bearer",
        (
            "prove",
            POLICY,
            "- id: redelivered.ready",
            "redelivery_freight: unspecified",
            "redelivery_freight: platform",
        ),
        (
            "check",
            POLICY,
            "- id: return-failed-by-seller",
            "goods_loss: seller",
            "goods_loss: platform",
        ),
        ("check", POLICY, "- id: returned.confirmed\n", "the platform pays.", "the seller pays."),
        ("check", POLICY, "- id: return-due", "退回的运费由平台承担", "退回的运费由卖家承担"),
    ),
    **_faults(
        "order",
        (
            "prove",
            POLICY,
            "  route:",
            "      - id: out-of-scope\n",
            "      - id: redelivered.ready\n",
        ),
        (
            "check",
            POLICY,
            "  route:",
            "      - id: return-due\n",
            "      - id: no-free-return-left\n",
        ),
        (
            "check",
            POLICY,
            "  route:",
            "      - id: hold-over.after-redelivery\n",
            "      - id: hold-over\n",
        ),
        (
            "check",
            POLICY,
            "  route:",
            "      - id: return-failed-by-seller\n",
            "      - id: return-failed-otherwise\n",
        ),
    ),
    **_faults(
        "label",
        (
            "test",
            POLICY,
            "  payer:",
            "platform: {en: the platform pays, zh: 由平台承担}\n      seller: {en: the seller pays",
            "platform: {en: the seller pays, zh: 由平台承担}\n      seller: {en: the platform pays",
        ),
        ("test", POLICY, "      disposition:", "进入物流商仓库，限期保管", "退回卖家的退货地址"),
        ("test", POLICY, "  return_failure_cause:", "您提供的退货地址有误", "派送退件时联系不上您"),
        ("test", POLICY, "      next_step:", "请耐心等待包裹退回", "请等待重派结果"),
    ),
    **_faults(
        "clause",
        ("test", POLICY, "- id: return-failed-by-seller", "[R24, R25, R27]", "[R24, R25, R28]"),
        ("test", POLICY, "- id: hold-over\n", "[R3, R4, R12", "[R3, R5, R12"),
        ("check", POLICY, "hold_period:", "cites: [R13]", "cites: [R14]"),
        ("check", POLICY, "    R13:", "for 14 days", "for 41 days"),
    ),
    **_faults(
        "language",
        ("check", POLICY, "    R13:", "保管14天", "保管15天"),
        ("check", POLICY, "- id: hold-over\n", "          zh: ", "          z: "),
        ("test", POLICY, "- id: hold-over\n", "我们推断买家不能", "我们推断卖家不能"),
        ("test", POLICY, "- id: return-under-way\n", "请耐心等待，无需提交工单", "请提交工单"),
    ),
    **_faults(
        "date",
        ("test", POLICY, "  guide_known_since:", "2023-07-05", "2023-05-07"),
        ("test", POLICY, "  guide_known_since:", "00:00:00+08:00", "00:00:00+00:00"),
        ("prove", POLICY, "  hold_ends_at:", "warehouse_arrived_at", "last_failed_attempt_at"),
        ("prove", POLICY, "  return_expected_by:", "return_time_max", "return_time_min"),
    ),
    **_faults(
        "table",
        ("test", SOURCE, "  tracking_codes:", '"50102": delivered', '"50102": under_way'),
        ("test", SOURCE, "  tracking_codes:", '"40601": failed_attempt', '"40601": returning'),
        (
            "test",
            SOURCE,
            "  reasons:",
            "returned_to_shipper_other: delivery_failed",
            "returned_to_shipper_other: lost",
        ),
        ("test", SOURCE, "  markets:", "PH: PH", "PH: SG"),
    ),
    **_faults(
        "path",
        ("test", SOURCE, "  created:", "create_time", "update_time"),
        ("test", SOURCE, "  last_failed_attempt_at:", "epoch_millis", "epoch_seconds"),
        ("test", SOURCE, "  cancelled_for:", "'SYSTEM'", "'BUYER'"),
        (
            "test",
            SOURCE,
            "  return_status:",
            "parts.going_back && parts.address_here",
            "parts.going_back",
        ),
    ),
}
