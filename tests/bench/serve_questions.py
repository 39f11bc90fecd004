"""What is asked of `backhaul serve`, and what the library says to it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import backhaul
from backhaul.frozen import frozen

POLICY = "tiktok-shop-sea-failed-delivery"


@frozen
class Question:
    """A request, and what its answer must hold."""

    path: str
    body: bytes
    expected: dict[str, Any]


def questions(folder: Path) -> list[Question]:
    """Complete and incomplete cases, asked of several versions and for several things."""
    chance, found = random.Random(20), []
    examples = [
        json.loads(path.read_bytes())
        for path in sorted((folder / POLICY / "examples").glob("facts-*.json"))
    ]
    for version in ("1.0.0", "2.0.0"):
        policy = backhaul.load(folder / POLICY / f"{version}.yaml")
        for facts in examples:
            found += _asked(policy, version, facts, ("outcome", "words", "trace", "receipt"))
            for _ in range(5):
                some = {name: value for name, value in facts.items() if chance.random() < 0.8}
                found += _asked(policy, version, some, ("outcome", "receipt"))
            found += _asked(policy, version, some, ("words", "trace"))
    return found


def _asked(
    policy: backhaul.Policy, version: str, facts: dict[str, Any], wants: tuple[str, ...]
) -> list[Question]:
    decision = policy.decide(facts)
    heading = {"policy": POLICY, "version": version, "digest": decision.digest}
    receipt = decision.to_dict()
    del receipt["checksum"]
    answers: dict[str, dict[str, Any]] = {
        "outcome": json.loads(decision.to_json()),
        "words": {"words": decision.explain("en"), "status": decision.status},
        "trace": {"trace": json.loads(decision.trace_json())},
        "receipt": {"receipt": receipt},
    }
    names = [version, *(["newest"] if version == "2.0.0" else [])]
    return [
        Question(
            f"/v1/policies/{POLICY}/{name}/decide",
            json.dumps({"facts": facts, "want": [want], "lang": "en"}).encode(),
            {**heading, **answers[want]},
        )
        for name in names
        for want in wants
    ]
