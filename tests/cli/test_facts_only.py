"""The facts of a document are printed alone, whatever kind they are of."""

from __future__ import annotations

import json
from pathlib import Path

from cli.calling import Call

HOME = Path(__file__).parents[2] / "docs" / "refunds"
DOCUMENT = {
    "order": {"ship_to": "SG", "paid": "59.90"},
    "parcel": {"came": "2026-03-30 18:30:00"},
    "request": {"time": 1775000000},
}


def test_amounts_are_printed_as_a_fact_may_be_given(call: Call, tmp_path: Path) -> None:
    document = tmp_path / "document.json"
    document.write_text(json.dumps(DOCUMENT), "utf-8")
    options = (HOME / "1.0.0.yaml", document, "--source", HOME / "sources" / "shop.yaml")
    lines = call("decide", *options, "--facts-only").out
    facts = tmp_path / "facts.json"
    data = json.loads(call("decide", *options, "--facts-only", "--format=json").out)["facts"]
    facts.write_text(json.dumps(data), "utf-8")

    assert 'price     "59.90"' in lines
    assert (
        call("decide", *options, "--format=json").out.splitlines()[:3]
        == call("decide", HOME / "1.0.0.yaml", facts, "--format=json").out.splitlines()[:3]
    )
