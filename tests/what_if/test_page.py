"""What the pages on what-if and receipts show is what happens."""

import doctest
from pathlib import Path

import pytest

from docs.pages import ROOT, blocks


@pytest.mark.parametrize("page", ["what-if.md", "receipts.md"])
def test_the_examples_of_a_page_run(
    page: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {"log_path": tmp_path / "decisions.jsonl"}
    said: list[str] = []
    for block in blocks(ROOT / "docs" / page):
        if block.kind == "python":
            test = doctest.DocTestParser().get_doctest(block.text, names, page, page, block.line)
            doctest.DocTestRunner().run(test, out=said.append, clear_globs=False)
            names.update(test.globs)

    assert not said, "".join(said)
    assert "policy" in names
