"""What is told of the document that the facts were read from: what was not understood, and where each fact stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backhaul.explanation.page import Entry, Pair, Section
from backhaul.explanation.words import Catalogue, fill
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.sources.facts import ReadFacts


@frozen
class FromDocument:
    """What a source told beside the facts, in the language of the answer."""

    notes: tuple[str, ...]
    #: by fact: paths of the document, and whether the value itself stands there
    origins: Mapping[str, tuple[tuple[str, ...], bool]]


def told_of(read: ReadFacts, language: str, *, whole: bool) -> FromDocument:
    """What is said of the document that facts were read from; *whole*: also where each of them stands."""
    notes = tuple(note.words(language) for note in read.notes)
    origins = read.origins if whole else {}
    return FromDocument(notes, {name: (o.paths, o.stands) for name, o in origins.items()})


def sections(
    policy: Policy, language: str, told: FromDocument, words: Catalogue
) -> Iterable[Section]:
    """The sections of the answer that speak of the document; empty ones are left out."""
    if told.notes:
        yield Section("document", words["document"], (), tuple(map(Entry, told.notes)))
    if told.origins:
        pairs = tuple(
            Pair((policy.facts[name].title or {}).get(language, name), _origin(*origin, words))
            for name, origin in told.origins.items()
        )
        yield Section("read", words["read"], pairs)


def _origin(paths: tuple[str, ...], stands: bool, words: Catalogue) -> str:
    listed = words["comma"].join(paths)
    return listed if stands else fill(words["concluded"], {"a": listed})
