"""Receipts of the shipped policy, and a small policy with a masked fact."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import backhaul
from backhaul.evaluation.record import checksum
from small import COMPLETE, FACTS, policy

NAME = "tiktok-shop-sea-failed-delivery"
EXAMPLES = Path(__file__).parents[2] / "policies" / NAME / "examples"
SECRET = "2026-03-01T05:06:07.891234Z"
CANARY = "canary-4711"


@cache
def shipped() -> backhaul.Policy:
    return backhaul.open(NAME, "1.0.0")


def example(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((EXAMPLES / f"facts-{name}.json").read_text("utf-8"))
    return facts


def receipt(name: str, *, trace: bool = False, **parameters: object) -> dict[str, Any]:
    return shipped().with_parameters(**parameters).decide(example(name)).to_dict(trace=trace)


def receipts_in(*paths: Path) -> list[dict[str, Any]]:
    """The receipts in logs, each without its place in a chain; every line is whole."""
    receipts = []
    for path in paths:
        data = path.read_bytes()
        assert data.endswith(b"\n") or not data
        for line in data.splitlines():
            found = json.loads(line)
            sealed = {name: value for name, value in found.items() if name != "checksum"}
            assert found["checksum"] == checksum(sealed)
            del sealed["chain"]
            receipts.append({**sealed, "checksum": checksum(sealed)})
    return receipts


MASKED_FACTS = FACTS.replace("end: {type: datetime", "end: {type: datetime, masked: true").replace(
    "note: {type: text", "note: {type: text, masked: true"
)
MASKED_PARTS = """\
definitions:
  ends: {value: "plus(end, length)"}
decisions:
  route:
    outputs:
      answer: {type: choice, choices: [yes, no]}
      until: {type: datetime, optional: true}
    rules:
      - id: rule
        when: {all: [present(ends), start >= ends]}
        then: {answer: yes, until: ends}
        because: {en: "It ended {ends}."}
    otherwise: {then: {answer: no, until: end}}
  notes:
    hit: collect
    outputs: {said: {type: text, optional: true}, at: {type: datetime, optional: true}}
    rules:
      - {id: noted, when: present(end), then: {said: null, at: end}}
"""


@cache
def secretive() -> backhaul.Policy:
    """A policy whose outputs are made of a masked fact."""
    definitions, decisions = MASKED_PARTS.split("decisions:\n")
    return policy(facts=MASKED_FACTS, definitions=definitions, decisions="decisions:\n" + decisions)


def secret_facts(**more: object) -> dict[str, object]:
    return {**COMPLETE, "end": SECRET, "note": CANARY, **more}
