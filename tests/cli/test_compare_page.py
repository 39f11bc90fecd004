"""docs/compare.md tells the truth: what it shows of the shipped draft is what comes."""

import json
import shlex
from pathlib import Path

import pytest

from cli.calling import HOME, Call
from docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "compare.md"
CHOSEN = "2025-01-15T09:00:00+08:00"


def with_choice(facts: dict[str, object], choice: str | None, fault: str) -> dict[str, object]:
    at = CHOSEN if choice else None
    return {
        **facts,
        "return_warehouse_choice": choice,
        "choice_configured_at": at,
        "fault": fault,
    }


@pytest.fixture
def _parcels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held, returned = (
        json.loads((HOME / "examples" / f"facts-{name}.json").read_text())
        for name in ("held", "returned")
    )
    records = [
        held,
        with_choice(held, None, "buyer"),
        with_choice(held, None, "seller"),
        with_choice(held, "certified_partner", "seller"),
        returned,
        with_choice(returned, "own_local", "buyer"),
        with_choice(returned, "own_local", "seller"),
    ]
    (tmp_path / "parcels.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_parcels")
def test_what_it_shows_of_the_two_shipped_versions_is_what_comes(call: Call) -> None:
    shown = blocks(PAGE)
    (line,) = [
        b.text.strip()
        for b in shown
        if b.kind == "sh" and "@2.0.0 --on parcels.jsonl" in b.text and b.text.count("\n") == 1
    ]
    texts = [b.text for b in shown if b.kind == "text"][:3]
    texts += [b.text for b in shown if b.kind == "text" and "was not recorded" in b.text]
    said = call(*shlex.split(line)[1:]).out
    told = " ".join(said.split())

    assert len(texts) == 4
    for text in texts[:3]:
        assert text in said
    assert " ".join(texts[3].split()) in told
