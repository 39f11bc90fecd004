"""The source that comes with the policy: its codes, its examples, and what it says of little."""

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backhaul.document.json_reader import read_json
from backhaul.document.node import plain
from backhaul.document.reader import read as read_yaml
from sources.documents import Document
from sources.shipped import FILE, FOLDER, NAME, POLICY, policy, source, told

EXAMPLES = FOLDER / "examples"
DECIDED = {
    "public-timeline.json": ("returned", "returned.unconfirmed", "confirm_receipt", []),
    "address-first-seen-by-polling.json": (
        "return_to_seller",
        "return-under-way",
        "wait_for_return",
        [],
    ),
    "combined-parcel.json": (
        "hold_at_warehouse",
        "hold.saved-late",
        "contact_buyer",
        ["combined_orders_straddle"],
    ),
    "refused-and-held.json": ("hold_at_warehouse", "hold.no-address", "contact_buyer", []),
    "facts-returned.json": ("returned", "returned.confirmed", "none", []),
    "facts-held.json": ("hold_at_warehouse", "hold.saved-late", "contact_buyer", []),
    "facts-held.yaml": ("hold_at_warehouse", "hold.saved-late", "contact_buyer", []),
}
DEADLINES = {
    "address-first-seen-by-polling.json": ("2025-03-06T07:05:33Z", "2025-03-14T07:05:33Z"),
    "combined-parcel.json": (
        "2025-05-29T16:00:00Z",
        "2025-05-30T09:20:00Z",
        "2025-05-30T16:00:00Z",
    ),
    "refused-and-held.json": (
        "2025-06-23T17:00:00Z",
        "2025-06-24T02:15:00Z",
        "2025-06-24T17:00:00Z",
    ),
    "facts-held.json": ("2025-03-25T15:00:00Z", "2025-03-26T11:30:00Z", "2025-03-26T17:00:00Z"),
}
CODES = ("40601", "40801", "41001", "41101", "41801", "50101", "70201", "80101", "110101", "38301")
REASONS = (
    "PACKAGE_LOST",
    "package_lost",
    "PACKAGE_DAMAGAED",
    "PACKAGE_DAMAGED",
    "package_damaged",
    "RETURNED_TO_SHIPPER",
    "returned_to_shipper_refused",
    "returned_to_shipper_other",
)
STATUSES = ("UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "COMPLETED")
ORDER = {"data": {"orders": [{"id": "1", "packages": [{"id": "P"}]}]}}
ADDRESSES = ("RETURN_WAREHOUSE", "CB_OVERSEA_WAREHOUSE", "'CB_'")


def facts_of(path: Path) -> dict[str, Any]:
    """The facts in an example, or those that the source reads out of it."""
    if path.suffix == ".yaml":
        text, mistakes = read_yaml(path.read_bytes(), path.name)
        assert text is not None
        assert not mistakes
        found = plain(text.root)
    else:
        found = read_json(path.read_bytes(), path.name)
    assert isinstance(found, dict)
    return found if path.name.startswith("facts-") else policy().read(found, NAME)


@pytest.mark.parametrize("word", [*CODES, *REASONS, *STATUSES, *ADDRESSES])
def test_each_code_of_the_platform_stands_once_in_the_source_among_its_parts_and_tables(
    word: str,
) -> None:
    parts = FILE.read_text(encoding="utf-8")
    found = [match.start() for match in re.finditer(rf"(?<!\w){word}(?!\w)", parts)]

    assert len(found) == 1
    assert word == "'CB_'" or parts.index("\nparts:") < found[0] < parts.index("\nfacts:")


def test_every_part_is_read() -> None:
    text = FILE.read_text(encoding="utf-8")

    assert [name for name in source().parts if not re.search(rf"parts\.{name}\b", text)] == []


def test_every_fact_has_a_reading() -> None:
    assert set(source().facts) == set(policy().model.facts)


@pytest.mark.parametrize("name", DECIDED)
def test_an_example_gives_the_decision_that_its_readme_states(name: str) -> None:
    disposition, rule, step, remarks = DECIDED[name]
    decision = policy().decide(facts_of(EXAMPLES / name))

    assert decision.status == "decided"
    route = decision["route"]
    assert (route["disposition"], route["next_step"]) == (disposition, step)
    assert decision.rules["route"] == rule
    assert [remark["remark"] for remark in decision.outcome["remarks"]] == remarks
    line = stated(name)
    assert f"`{disposition}`, rule `{rule}`" in line
    assert all(f"`{remark}`" in line for remark in remarks)


@pytest.mark.parametrize("name", DEADLINES)
def test_an_example_gives_the_deadlines_that_its_readme_states(name: str) -> None:
    decision = policy().decide(facts_of(EXAMPLES / name))
    deadlines = decision.to_dict()["outcome"]["deadlines"]

    assert tuple(value for value in deadlines.values() if value is not None) == DEADLINES[name]


def test_the_incomplete_example_needs_the_arrival() -> None:
    decision = policy().decide(facts_of(EXAMPLES / "facts-incomplete.json"))

    assert (decision.status, list(decision.needs)) == ("undetermined", ["warehouse_arrived_at"])
    possible = decision.possible["route"]["disposition"]
    assert set(possible) == {"hold_at_warehouse", "destroy_or_abandon"}
    assert all(f"`{value}`" in stated("facts-incomplete.json") for value in possible)


def stated(name: str) -> str:
    """What the examples' README says of one."""
    lines = (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith(f"- `{name}`")]
    return line


def test_the_readme_says_of_each_example_how_to_run_it() -> None:
    names = sorted(path.name for path in EXAMPLES.iterdir() if path.suffix in {".json", ".yaml"})
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    assert sorted([*DECIDED, "facts-incomplete.json"]) == names
    for name in names:
        through = "" if name.startswith("facts-") else f" --source {NAME}"
        assert f"`backhaul decide {POLICY} {name}{through}`" in stated(name), readme


def test_the_facts_of_an_example_are_exactly_what_its_document_tells() -> None:
    assert facts_of(EXAMPLES / "refused-and-held.json") == {
        "cross_border": True,
        "market": "VN",
        "first_order_created_at": "2025-06-01T11:22:47Z",
        "last_order_created_at": "2025-06-01T11:22:47Z",
        "address_saved_at": None,
        "address_effective_from": None,
        "address_market": None,
        "address_now": None,
        "parcel_status": "delivery_failed",
        "last_failed_attempt_at": "2025-06-07T03:02:00Z",
        "warehouse_arrived_at": "2025-06-10T09:15:00+07:00",
        "return_status": "not_started",
        "seller_has_parcel": None,
        "redelivery_requested_at": None,
        "redelivery_status": "none",
        "as_of": "2025-06-13T10:00:00+07:00",
    }


def test_an_empty_document_tells_nothing() -> None:
    assert told({}) == {}


@pytest.mark.parametrize(
    ("given", "fact", "value"),
    [
        ({"tracking": {"data": {}}}, "last_failed_attempt_at", ...),
        ({"tracking": {"data": {"tracking": []}}}, "last_failed_attempt_at", None),
        ({"tracking": {"data": {"tracking": []}}}, "return_status", "not_started"),
        ({"tracking": {"data": {"tracking": []}}}, "parcel_status", ...),
        ({"warehouses": {"data": {}}}, "address_saved_at", ...),
        ({"warehouses": {"data": {"warehouses": []}}}, "address_saved_at", None),
        ({"warehouses": {"data": {"warehouses": []}}}, "cross_border", ...),
        ({"back_office": {}}, "seller_has_parcel", None),
        ({"back_office": {}}, "address_market", ...),
        ({"back_office": {"address_market": None}}, "address_market", None),
        ({"order": {"data": {"orders": []}}}, "first_order_created_at", ...),
        ({"order": {"data": {"orders": []}}}, "market", ...),
    ],
)
def test_missing_is_unknown_and_there_and_empty_is_absent(
    given: Document, fact: str, value: object
) -> None:
    assert told(given).get(fact, ...) == value


@pytest.mark.parametrize("code", CODES[:5])
@pytest.mark.parametrize("kind", [int, str])
def test_each_code_of_a_failed_attempt_counts_as_one(code: str, kind: type) -> None:
    event = {"action_code": kind(code), "update_time_millis": 1_735_700_000_000}
    found = told({"tracking": {"data": {"tracking": [event]}}})

    assert found["parcel_status"] == "attempt_failed"
    assert found["last_failed_attempt_at"] == "2025-01-01T02:53:20Z"


@pytest.mark.parametrize(("reason", "status"), [
    *[(reason, "lost") for reason in REASONS[:2]],
    *[(reason, "damaged") for reason in REASONS[2:5]],
    *[(reason, "delivery_failed") for reason in REASONS[5:]],
    ("package_scrap", ...),
    (None, ...),
    (7, ...),
])  # fmt: skip
def test_each_reason_means_what_its_part_says_wherever_it_stands(
    reason: object, status: object
) -> None:
    row = {"order_id": "1", "role": "SYSTEM", "cancel_reason": reason}
    for given in (
        {"package": {"data": {"ship_exception_reason": reason}}},
        {"order": ORDER, "cancellations": {"data": {"cancellations": [row]}}},
    ):
        assert told(given).get("parcel_status", ...) == status


@pytest.mark.parametrize("row", [
    {"order_id": "1", "role": "BUYER", "cancel_reason": "package_lost"},
    {"order_id": "2", "role": "SYSTEM", "cancel_reason": "package_lost"},
    {"role": "SYSTEM", "cancel_reason": "package_lost"},
])  # fmt: skip
def test_what_the_buyer_gives_as_a_reason_and_what_is_of_another_order_does_not_count(
    row: Document,
) -> None:
    page = {"data": {"cancellations": [row]}}

    assert "parcel_status" not in told({"order": ORDER, "cancellations": page})


@pytest.mark.parametrize("reason", ["package_lost", "Pengiriman paket gagal"])
def test_the_reason_that_an_order_shows_is_a_text_and_no_name(reason: str) -> None:
    order = {**ORDER["data"]["orders"][0], "status": "CANCELLED", "cancel_reason": reason}
    found = told({"order": {"data": {"orders": [order]}}})

    assert "parcel_status" not in found
    assert [(note.section, note.names) for note in found.notes] == [("order", (reason,))]


def test_the_order_of_the_events_does_not_matter() -> None:
    whole = json.loads((EXAMPLES / "public-timeline.json").read_text(encoding="utf-8"))
    expected = told(whole)
    for seed in range(20):
        Random(seed).shuffle(whole["tracking"]["data"]["tracking"])

        assert told(whole) == expected


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ((40601, 70201, 50101), "delivered"),
        ((40601, 50101, 70201), "delivery_failed"),
        ((40601, 110101), "delivery_failed"),
        ((70201,), ...),
        ((38301,), "on_the_way"),
        ((99999,), ...),
    ],
)
def test_the_latest_event_that_ends_a_delivery_says_how_it_ended(
    codes: tuple[int, ...], status: object
) -> None:
    events = [
        {"action_code": code, "update_time_millis": 1_735_700_000_000 + at}
        for at, code in enumerate(codes)
    ]

    for listed in (events, events[::-1]):
        found = told({"tracking": {"data": {"tracking": listed}}})
        assert found.get("parcel_status", ...) == status


def test_the_earliest_and_the_latest_order_count_wherever_they_stand() -> None:
    package = [{"id": "P"}]
    orders = [{"create_time": 1_735_700_000 + n, "packages": package} for n in (1, 0, 2, 1)]
    found = told({"order": {"data": {"orders": orders}}})

    assert found["first_order_created_at"] == "2025-01-01T02:53:20Z"
    assert found["last_order_created_at"] == "2025-01-01T02:53:22Z"


def test_orders_that_are_missing_leave_bounds() -> None:
    order = {"id": "1", "create_time": 1_735_700_000}
    given = {
        "order": {"data": {"orders": [order]}},
        "package": {"data": {"orders": [{"id": "1"}, {"id": "2"}]}},
    }
    found = told(given)

    assert found["first_order_created_at"] == {"before": "2025-01-01T02:53:21Z"}
    assert found["last_order_created_at"] == {"from": "2025-01-01T02:53:20Z"}
