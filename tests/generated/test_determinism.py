"""The same policy and the same facts give the same decision, byte for byte, on any machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import backhaul

SCRIPT = """
import json, random, sys
import backhaul
from generated.facts import Domain
from generated.policies import generated
from parcels.generate import parcel

def told(policy, facts):
    try:
        decision = policy.decide(facts)
    except backhaul.BackhaulError as error:
        return str(error)
    return json.dumps(decision.to_dict(), ensure_ascii=True), decision.explain("en", why="full")

for seed in range(12):
    made, source = generated(seed), random.Random(seed)
    domain = Domain(made.model, source)
    for _ in range(5):
        print(ascii(told(made.policy, domain.partial(domain.whole()).given)))
shipped = backhaul.open("tiktok-shop-sea-failed-delivery")
source = random.Random(1)
for _ in range(12):
    facts = parcel(source)
    for name in source.sample(sorted(facts), source.choice((0, 1, 4))):
        del facts[name]
    print(ascii(told(shipped, facts)))
"""
MACHINES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8"},
)


def test_the_same_facts_give_the_same_decision_byte_for_byte_on_any_machine() -> None:
    """Whatever the seed of hashes, the time zone, the locale and the directory."""
    found = [_said(machine) for machine in MACHINES]

    assert found[0].count(b"\n") == 72
    assert [found[0]] * len(MACHINES) == found


def _said(machine: dict[str, str]) -> bytes:
    """What the script prints on such a machine."""
    roots = (Path(backhaul.__file__).parents[1], Path(__file__).parents[1])
    path = os.pathsep.join(str(root) for root in roots)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": path, **machine},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_nothing_reads_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A decision comes out with a clock that cannot be read."""
    import time

    policy = backhaul.open("tiktok-shop-sea-failed-delivery")

    def broken() -> float:
        raise AssertionError

    for name in ("time", "time_ns", "monotonic", "localtime", "gmtime"):
        monkeypatch.setattr(time, name, broken)
    facts = {"cross_border": False}
    assert policy.decide(facts).to_dict()["outcome"]["route"]["disposition"] == "not_applicable"
