"""docs/compare.md tells the truth: what it shows of the two shipped versions is what comes."""

import json
import shlex
from pathlib import Path

import pytest

from cli.calling import HOME, Call
from docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "compare.md"
READY = {
    "address_saved_at": "2025-02-01T09:00:00+08:00",
    "address_effective_from": "2025-02-02T09:00:00+08:00",
    "warehouse_arrived_at": None,
}
ASKED = {"redelivery_requested_at": "2025-03-10T09:00:00+07:00"}


@pytest.fixture
def _parcels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = json.loads((HOME / "examples" / "facts-held.json").read_text())
    unsaid = {name: value for name, value in held.items() if name != "seller_has_parcel"}
    records = [
        held,
        {**held, "as_of": "2025-03-26T20:00:00+07:00"},
        {**held, "return_status": "shown_received", "seller_has_parcel": True},
        {**unsaid, "return_status": "shown_received"},
        {**held, **READY, "return_status": "on_the_way"},
        {**held, **READY, "return_status": "on_the_way", "earlier_free_returns": 1},
        {**held, **READY, **ASKED, "redelivery_status": "delivered"},
    ]
    (tmp_path / "parcels.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    monkeypatch.chdir(tmp_path)


def test_the_note_that_it_shows_is_what_comes(call: Call) -> None:
    shown = blocks(PAGE)
    (line,) = [b.text.strip() for b in shown if b.kind == "sh" and "--generated 0" in b.text]
    note = next(b.text for b in shown if b.kind == "text")

    assert call(*shlex.split(line)[1:]).out.startswith(note)


@pytest.mark.usefixtures("_parcels")
def test_what_it_shows_of_the_two_shipped_versions_is_what_comes(call: Call) -> None:
    shown = blocks(PAGE)
    (line,) = [
        b.text.strip() for b in shown if b.kind == "sh" and "@2.0.0 --on parcels.jsonl" in b.text
    ]
    texts = [b.text for b in shown if b.kind == "text"][1:4]
    texts += [b.text for b in shown if b.kind == "text" and "was not recorded" in b.text]
    said = call(*shlex.split(line)[1:]).out
    told = " ".join(said.split())

    assert len(texts) == 4
    for text in texts[:3]:
        assert text in said
    assert " ".join(texts[3].split()) in told
