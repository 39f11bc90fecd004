"""docs/releases.md tells the truth: its examples are run; the tests of the pages run its commands."""

import doctest
import json
from pathlib import Path

import pytest

import backhaul
from docs.pages import ROOT, blocks
from versions import loans

PAGE = ROOT / "docs" / "releases.md"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loans.release(tmp_path / "policies", "1.0.0")
    (tmp_path / "facts.json").write_text(json.dumps(loans.NEXT_DAY))
    monkeypatch.chdir(tmp_path)


def test_its_examples_run() -> None:
    loans.release(Path("policies"), "2.0.0", loans.text("2.0.0", allowed="30 days"))
    (example,) = [block.text for block in blocks(PAGE) if block.kind == "python"]
    test = doctest.DocTestParser().get_doctest(example, {"backhaul": backhaul}, "page", None, 0)
    said: list[str] = []

    assert 0 == doctest.DocTestRunner().run(test, out=said.append).failed, "".join(said)


def test_its_picture_of_the_lock_is_what_is_written() -> None:
    (entry,) = [block.text for block in blocks(PAGE) if block.kind == "text"]
    written = json.loads(loans.lock(Path("policies")).read_text())["releases"][0]

    assert list(json.loads(entry)) == list(written)


def test_its_table_names_codes_that_there_are() -> None:
    documented = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    codes = [
        line.split("|")[2].strip()
        for line in PAGE.read_text("utf-8").splitlines()
        if "| refused" in line
    ]

    assert 5 == len(codes)
    assert all(f"### {code}\n" in documented for code in codes)
