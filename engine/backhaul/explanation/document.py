"""What is told of the document that the facts were read from: what was not understood, and where each fact stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.explanation.words import Catalogue, fill
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.report.blocks import Pair, Pairs, Paragraph, Section, bullets
from backhaul.sources.facts import ReadFacts


@frozen
class FromDocument:
    """What a source told beside the facts, in the language of the answer."""

    notes: tuple[str, ...] = ()
    #: by fact: paths of the document, and whether the value itself stands there
    origins: Mapping[str, tuple[tuple[str, ...], bool]] = {}


def told_of(read: ReadFacts, language: str, *, whole: bool) -> FromDocument:
    """What is said of the document that facts were read from; *whole*: also where each of them stands."""
    said = tuple(note.words(language) for note in read.notes)
    places = {name: (o.paths, o.stands) for name, o in read.origins.items()} if whole else {}
    return FromDocument(said, places)


def notes(told: FromDocument, words: Catalogue) -> Iterator[Section]:
    """What is noted of the document, before what the answer rests on."""
    if told.notes:
        several = len(told.notes) > 1
        said = (bullets(told.notes),) if several else (Paragraph(told.notes[0]),)
        yield Section(words["document"], said, "document")


def origins(
    policy: Policy, language: str, told: FromDocument, words: Catalogue
) -> Iterator[Section]:
    """Where each fact stands in the document, after what the answer rests on."""
    if told.origins:
        pairs = tuple(
            Pair((policy.facts[name].title or {}).get(language, name), _origin(*origin, words))
            for name, origin in told.origins.items()
        )
        yield Section(words["read"], (Pairs(pairs),), "read")


def _origin(paths: tuple[str, ...], stands: bool, words: Catalogue) -> str:
    listed = words["comma"].join(paths)
    return listed if stands else fill(words["concluded"], {"a": listed})
