"""docs/compare.md tells the truth: what it shows of the two shipped versions is what comes."""

import shlex

import pytest

from cli.calling import Call
from docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "compare.md"


def test_the_note_that_it_shows_is_what_comes(call: Call) -> None:
    shown = blocks(PAGE)
    (line,) = [b.text.strip() for b in shown if b.kind == "sh" and "--generated 0" in b.text]
    note = next(b.text for b in shown if b.kind == "text")

    assert call(*shlex.split(line)[1:]).out.startswith(note)


def test_what_it_shows_of_the_two_shipped_versions_is_what_comes(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    shown = blocks(PAGE)
    (line,) = [b.text.strip() for b in shown if b.kind == "sh" and "seven-parcels" in b.text]
    texts = [b.text for b in shown if b.kind == "text"][1:4]
    texts += [b.text for b in shown if b.kind == "text" and "was not recorded" in b.text]
    said = call(*shlex.split(line)[1:]).out
    told = " ".join(said.split())

    assert len(texts) == 4
    for text in texts[:3]:
        assert text in said
    assert " ".join(texts[3].split()) in told
