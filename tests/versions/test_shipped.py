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
LOCKS = sorted(shipped().root.glob("*/released.lock"))


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


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.parent.name)
def test_every_invariant_of_the_newest_version_is_proved_in_the_lock(lock: Path) -> None:
    newest = json.loads(lock.read_bytes())["releases"][-1]
    policy = backhaul.open(lock.parent.name)
    invariants = [invariant.id for invariant in policy.model.invariants]

    assert policy.version == newest["version"]
    assert newest["proved"]["invariants"] == dict.fromkeys(invariants, "proved")
    assert len(invariants) > 10


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_invariants_hold_on_generated_facts(version: str) -> None:
    policy = backhaul.open(POLICY, version).model
    for facts in samples(policy, effort.trials(150)):
        _, names = decide(policy, understand(policy, facts, "refuse"))

        assert [i.id for i in policy.invariants if not truth(i.condition, names)] == []


def test_line_ends_of_what_is_released_are_never_converted() -> None:
    attributes = Path(__file__).parents[2] / ".gitattributes"

    assert "policies/** -text" in attributes.read_text(encoding="utf-8").splitlines()
