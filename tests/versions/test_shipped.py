"""The shipped policy: both versions are released, and a parcel of their time falls under the newer."""

import json
from pathlib import Path

import pytest

import backhaul
import effort
from backhaul.evaluation.facts import understand
from backhaul.evaluation.meaning import decide, truth
from backhaul.evaluation.sampling import samples
from backhaul.versions.catalogue import shipped

POLICY = "tiktok-shop-sea-failed-delivery"


@pytest.fixture(scope="module")
def store() -> backhaul.PolicyStore:
    return backhaul.PolicyStore(shipped().root)


def test_both_versions_are_released_and_the_newer_is_the_default(
    store: backhaul.PolicyStore,
) -> None:
    assert store.versions(POLICY) == ("1.0.0", "2.0.0")
    assert backhaul.open(POLICY).version == "2.0.0"
    assert not backhaul.open(POLICY).draft


@pytest.mark.parametrize(
    ("created", "versions"),
    [
        ("2023-07-04T23:59:59+08:00", []),
        ("2023-07-05T00:00:00+08:00", ["2.0.0"]),
        ("2026-06-01T00:00:00+08:00", ["2.0.0"]),
    ],
)
def test_the_date_of_the_first_order_finds_the_version(
    store: backhaul.PolicyStore, created: str, versions: list[str]
) -> None:
    found = store.in_force(POLICY, {"first_order_created_at": created})

    assert [policy.version for policy in found] == versions


def test_every_invariant_of_the_newer_version_is_proved_in_the_lock() -> None:
    lock = json.loads((shipped().root / POLICY / "released.lock").read_bytes())
    (proved,) = [entry["proved"] for entry in lock["releases"] if entry["version"] == "2.0.0"]
    invariants = [invariant.id for invariant in backhaul.open(POLICY, "2.0.0").model.invariants]

    assert proved["invariants"] == dict.fromkeys(invariants, "proved")
    assert len(invariants) > 20


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_invariants_hold_on_generated_facts(version: str) -> None:
    policy = backhaul.open(POLICY, version).model
    for facts in samples(policy, effort.trials(150)):
        _, names = decide(policy, understand(policy, facts, "refuse"))

        assert [i.id for i in policy.invariants if not truth(i.condition, names)] == []


def test_line_ends_of_what_is_released_are_never_converted() -> None:
    attributes = Path(__file__).parents[2] / ".gitattributes"

    assert "policies/** -text" in attributes.read_text(encoding="utf-8").splitlines()
