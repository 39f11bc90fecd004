"""docs/python.md and docs/assist.md tell the truth: their examples run."""

import pytest

from docs.pages import ROOT, blocks
from docs.test_pages import run_doctest


@pytest.mark.parametrize("page", ["python.md", "assist.md"])
def test_the_examples_of_the_page_run(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    examples = [block for block in blocks(ROOT / "docs" / page) if block.kind == "python"]

    assert examples
    for block in examples:
        run_doctest(block.text, f"{page}:{block.line}", names)
