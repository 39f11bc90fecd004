"""The policy and the parcels that the explanations are tested with."""

import json
from functools import cache
from pathlib import Path

from backhaul.document.reader import read
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.language.checker import check
from backhaul.language.model import Policy

FOLDER = Path(__file__).parents[2] / "policies" / "tiktok-shop-sea-failed-delivery"

Facts = dict[str, object]


@cache
def load_policy() -> Policy:
    """The policy of failed deliveries."""
    return loads((FOLDER / "1.0.0.yaml").read_bytes())


@cache
def newest_policy() -> Policy:
    """The same policy as it is today."""
    return loads((FOLDER / "2.0.0.yaml").read_bytes())


def loads(text: bytes | str) -> Policy:
    """The policy that a text states."""
    document, diagnostics = read(text, "policies/1.0.0.yaml")
    assert document is not None, diagnostics
    return check(document, diagnostics)


def held() -> Facts:
    """A parcel that is kept at the warehouse since 12 March."""
    facts: Facts = json.loads((FOLDER / "examples" / "facts-held.json").read_text(encoding="utf-8"))
    return facts


def parcels() -> dict[str, Facts]:
    """One parcel for each thing that an explanation can look like."""
    known = held()
    late = {"address_saved_at": "2025-03-01T09:00:00+08:00", "warehouse_arrived_at": None}
    ready = {**known, **late, "address_effective_from": "2025-03-02T03:14:23Z"}
    not_ready = {**known, **late, "address_effective_from": "2025-03-02T03:15:37Z"}
    arrival_unknown = {**known, "as_of": "2025-03-30T09:00:00+07:00"}
    del arrival_unknown["warehouse_arrived_at"]
    return {
        "held": known,
        "arrival-unknown": arrival_unknown,
        "false-return": {**ready, "return_status": "shown_received", "seller_has_parcel": False},
        "returning-without-entitlement": {**not_ready, "return_status": "on_the_way"},
        "hardly-anything-known": {"cross_border": True, "market": "TH"},
    }


def explained(name: str) -> Evaluation:
    """The evaluation of one of the parcels."""
    return evaluate(load_policy(), parcels()[name])
