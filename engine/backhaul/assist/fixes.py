"""What mends a diagnostic, as edits: what its own way out writes, and what is done about its code with the text at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from backhaul.assist import fixes_of_names, fixes_of_policies, fixes_of_yaml
from backhaul.assist.fixing import fitted, replaced
from backhaul.assist.places import Position, TextEdit, TextRange
from backhaul.assist.reading import Reading
from backhaul.assist.ways import Mending
from backhaul.diagnostic_words import told
from backhaul.diagnostics import Diagnostic
from backhaul.frozen import frozen

#: fixes of one diagnostic
MOST = 10


@frozen
class Fix:
    """A change that mends a diagnostic: what it does, and the edits; *preferred* where hardly anything else can be meant."""

    title: str
    edits: tuple[TextEdit, ...]
    code: str
    preferred: bool

    def to_dict(self) -> dict[str, Any]:
        """The fix as JSON holds it."""
        edits = [edit.to_dict() for edit in self.edits]
        return {"title": self.title, "edits": edits, "code": self.code, "preferred": self.preferred}


#: what is done about a code, beside what its own way out writes
BY_CODE: dict[str, Callable[[Reading, Diagnostic], Iterator[Mending]]] = {
    **fixes_of_yaml.BY_CODE,
    **fixes_of_names.BY_CODE,
    **fixes_of_policies.BY_CODE,
}


def fixes(reading: Reading, diagnostic: Diagnostic, language: str = "en") -> tuple[Fix, ...]:
    """What mends a diagnostic of a reading, the likeliest first; nothing where somebody has to think.

    *language*: of the titles, English or Chinese. The title of what only puts one text in the place of another is that text.
    """
    every = [*_of_way_out(reading, diagnostic, language)]
    if diagnostic.code in BY_CODE and diagnostic.span is not None and reading.standing:
        every += (
            Fix(way.in_words(language), way.edits, diagnostic.code, way.preferred)
            for way in BY_CODE[diagnostic.code](reading, diagnostic)
        )
    elif diagnostic.code in fixes_of_yaml.BY_CODE and diagnostic.span is not None:
        every += (
            Fix(way.in_words(language), way.edits, diagnostic.code, way.preferred)
            for way in fixes_of_yaml.BY_CODE[diagnostic.code](reading, diagnostic)
        )
    return tuple({each.edits: each for each in reversed(every)}.values())[::-1][:MOST]


def fixes_at(
    reading: Reading, position: Position, language: str = "en"
) -> tuple[tuple[Diagnostic, tuple[Fix, ...]], ...]:
    """The diagnostics at a place with what mends each."""
    here = [
        each for each in reading.diagnostics if each.span and TextRange.of(each.span).has(position)
    ]
    return tuple((each, fixes(reading, each, language)) for each in here)


def _of_way_out(reading: Reading, diagnostic: Diagnostic, language: str) -> Iterator[Fix]:
    """What the way out of a diagnostic itself writes."""
    if not diagnostic.edits:
        return
    # of a name in quotes that is not known the quotes stay
    named = diagnostic.code.startswith("unknown-") or diagnostic.code == "not-allowed"
    made = []
    for span, text in diagnostic.edits:
        whole = not span.length or (span.column == 1 and span.length >= len(span.text))
        edit = replaced(span, text) if whole else fitted(reading, span, text, named=named)
        made.append(edit)
    [(span, text), *_] = diagnostic.edits
    shown = text.strip()
    title = (
        told(f"write `{shown}`", language) if "`" not in shown else told(diagnostic.help, language)
    )
    if not span.length:
        title = told(f"write `{shown.removesuffix(' &&')}`", language)
    yield Fix(title, tuple(made), diagnostic.code, preferred=True)
