"""docs/review.md tells the truth: its examples are run; the tests of the pages run its commands."""

import doctest

import backhaul
from docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "review.md"


def test_its_examples_give_what_it_shows() -> None:
    (example,) = (block.text for block in blocks(PAGE) if block.kind == "python")
    test = doctest.DocTestParser().get_doctest(example, {"backhaul": backhaul}, "review.md", "", 0)
    said: list[str] = []

    assert not doctest.DocTestRunner().run(test, out=said.append).failed, "".join(said)
