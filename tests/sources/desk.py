"""Small sources for tests: a few lines of YAML read the facts of the small policy."""

from pathlib import Path

import pytest

import small
from backhaul.diagnostics import Diagnostic, FactError, PolicyError
from backhaul.sources.facts import ReadFacts

HEAD = "language: 1\nsource: desk\npolicy: small\n"
SLIP = "  count: {read: slip}\n"


class Desk:
    """Reads documents by the sources that it is given."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "desk.yaml"

    def read(
        self, document: object, readings: str = SLIP, before: str = "", **policy: str
    ) -> ReadFacts:
        """What the document tells, by these readings; *before* stands above them."""
        text = HEAD + before + "facts:\n" + readings
        self.file.write_text(text, encoding="utf-8")
        return small.policy(**policy).read(document, self.file)

    def told(self, document: object, reading: str, fact: str = "count", before: str = "") -> object:
        """What one reading tells of a fact; `...` where it leaves it unknown."""
        return self.read(document, f"  {fact}: {reading}\n", before).get(fact, ...)

    def refused(
        self, document: object, readings: str, before: str = "", **policy: str
    ) -> tuple[Diagnostic, ...]:
        """Why the document is refused."""
        with pytest.raises(FactError) as caught:
            self.read(document, readings, before, **policy)
        return caught.value.diagnostics

    def wrong(self, facts: str = SLIP, before: str = "") -> tuple[Diagnostic, ...]:
        """What is wrong with such a source."""
        with pytest.raises(PolicyError) as caught:
            self.read({}, facts, before)
        return caught.value.diagnostics


def underlined(diagnostic: Diagnostic) -> str:
    """What stands over the caret."""
    span = diagnostic.span
    assert span is not None
    return span.text[span.column - 1 :][: span.length]
