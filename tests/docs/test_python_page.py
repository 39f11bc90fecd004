"""docs/python.md tells the truth: its examples run."""

from docs.pages import ROOT, blocks
from docs.test_pages import run_doctest

PAGE = ROOT / "docs" / "python.md"


def test_the_examples_of_the_page_run() -> None:
    names: dict[str, object] = {}
    examples = [block for block in blocks(PAGE) if block.kind == "python"]

    assert examples
    for block in examples:
        run_doctest(block.text, f"python.md:{block.line}", names)
