"""The shipped policy: 1.0.0 is released, and a parcel of its time falls under it."""

from pathlib import Path

import pytest

import backhaul
from backhaul.versions.catalogue import shipped

POLICY = "tiktok-shop-sea-failed-delivery"


@pytest.fixture(scope="module")
def store() -> backhaul.PolicyStore:
    return backhaul.PolicyStore(shipped().root)


def test_one_version_is_released_and_it_is_the_default(store: backhaul.PolicyStore) -> None:
    assert store.versions(POLICY) == ("1.0.0",)
    assert backhaul.open(POLICY).version == "1.0.0"
    assert not backhaul.open(POLICY).draft


@pytest.mark.parametrize(
    ("created", "versions"),
    [
        ("2023-07-04T23:59:59+08:00", []),
        ("2023-07-05T00:00:00+08:00", ["1.0.0"]),
        ("2026-06-01T00:00:00+08:00", ["1.0.0"]),
    ],
)
def test_the_date_of_the_first_order_finds_the_version(
    store: backhaul.PolicyStore, created: str, versions: list[str]
) -> None:
    found = store.in_force(POLICY, {"first_order_created_at": created})

    assert [policy.version for policy in found] == versions


def test_line_ends_of_what_is_released_are_never_converted() -> None:
    attributes = Path(__file__).parents[2] / ".gitattributes"

    assert "policies/** -text" in attributes.read_text(encoding="utf-8").splitlines()
