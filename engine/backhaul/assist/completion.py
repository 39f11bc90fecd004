"""What may be written at a place, by where it is and by type; each with the change that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from backhaul.assist import offers
from backhaul.assist.expected import Expected, in_cases, in_policy, in_source, keys_of
from backhaul.assist.offers import Offer
from backhaul.assist.places import Position, TextEdit, TextRange
from backhaul.assist.reading import Reading
from backhaul.assist.schemas import at_path, keys_at, values_at
from backhaul.assist.trail import Trail, trail
from backhaul.document.mistakes import is_text
from backhaul.document.repairs import in_quotes
from backhaul.frozen import frozen
from backhaul.language.checker import Examined

#: what is offered at one place
MOST = 500
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]*)?$")
_REST = re.compile(r"[A-Za-z0-9_]*")
_PLAIN = re.compile(r"[^\W_][\w.+-]*(?: [\w.+-]+)*")
#: a text in quotes that is not closed: in an expression
_TEXT = re.compile(r"'([^']*)$")


@frozen
class Completion:
    """Something that may be written: its label, what it is, words beside it, and the change."""

    label: str
    kind: str
    detail: str
    #: its type, or for a function how it is called
    type: str
    edit: TextEdit

    def to_dict(self) -> dict[str, Any]:
        """The completion as JSON holds it."""
        told = {"label": self.label, "kind": self.kind, "detail": self.detail, "type": self.type}
        return {**told, "edit": self.edit.to_dict()}


def completions(
    reading: Reading, position: Position, language: str = "en"
) -> tuple[Completion, ...]:
    """What may be written at a place, what fits best first; what begins as the word there does comes before what contains it.

    *language*: of titles, labels and clauses beside them.
    """
    here = trail(reading.lines, position)
    examined = next((each.examined for each in reversed(reading.policies) if each.examined), None)
    if here is None:
        return ()
    every: list[Completion] = []
    if here.value:
        every += _values(reading, here, examined, position, language)
    if here.key:
        every += _keys(reading, here, examined, position, language)
    return tuple({(each.label, each.kind): each for each in every}.values())[:MOST]


def _keys(
    reading: Reading, here: Trail, examined: Examined | None, at: Position, language: str
) -> Iterator[Completion]:
    """The keys that may stand there and do not yet."""
    written = re.sub(r"\s*:.*", "", here.before)
    if not re.fullmatch(r"[\w.-]*", written):
        return
    rest = re.match(r"[\w.-]*", here.after)
    end = at.column + len(rest[0] if rest else "")
    span = TextRange(here.start, Position(at.line, end))
    taken = here.beside or frozenset(_beside(reading.lines, here, at))
    colon = "" if re.match(r"[\w.-]*\s*:", here.after) else ": "
    expected = keys_of(reading.kind, here.path)
    names: Iterable[Offer] = ()
    if expected and examined:
        names = offers.keys(expected, examined, language)
    elif _is_words(reading, here) and examined:
        names = (Offer(each, "language") for each in examined.policy.languages)
    else:
        about = keys_at(reading.kind, here.path)
        names = (Offer(name, "key", text) for name, text in about.items())
    for offer in _matching(names, written):
        if offer.text not in taken or offer.text == written + (rest[0] if rest else ""):
            edit = TextEdit(span, offer.text + colon)
            yield Completion(offer.text, offer.kind, offer.detail, offer.type, edit)


def _is_words(reading: Reading, here: Trail) -> bool:
    """Whether the keys there are languages."""
    return any(
        "{2,3}" in str(part.get("propertyNames")) for part in at_path(reading.kind, here.path)
    )


def _beside(lines: tuple[str, ...] | Any, here: Trail, at: Position) -> Iterator[str]:
    """The keys of the lines that are set in as far as the place is, up to one that is set in less."""
    indent = here.start.column - 1
    for step in (-1, 1):
        number = at.line - 1 + step
        while 0 <= number < len(lines):
            text = lines[number]
            dashes = re.match(r"[ -]*", text)
            inner = len(dashes[0]) if dashes else 0
            if inner == indent and (key := re.match(r"([\w.-]+)\s*:", text[inner:])):
                yield key[1]
            begins = text.strip() and (text.lstrip()[:1] == "-" or inner < indent)
            if begins and (inner < indent or step > 0 or len(text) - len(text.lstrip()) < indent):
                break
            number += step


def _values(
    reading: Reading, here: Trail, examined: Examined | None, at: Position, language: str
) -> Iterator[Completion]:
    """The values that may stand there."""
    listed = values_at(reading.kind, here.path)
    if listed:
        yield from _plain(here, at, (Offer(each, "value") for each in listed))
        return
    expected = _expected(reading, here, examined)
    if expected is None or examined is None:
        return
    if expected.sort in ("condition", "expression", "inputs"):
        yield from _expression(here, at, expected, examined, language)
    elif expected.sort == "because":
        yield from _because(here, at, expected, examined, language)
    elif expected.sort == "value" and not offers.is_literal(expected.type):
        yield from _plain(here, at, offers.values(expected, language))
        yield from _expression(here, at, expected, examined, language)
    else:
        yield from _plain(here, at, offers.of(expected, examined, reading, language))


def _expected(reading: Reading, here: Trail, examined: Examined | None) -> Expected | None:
    if examined is None:
        return None
    match reading.kind:
        case "policy":
            return in_policy(here.path, examined)
        case "cases":
            return in_cases(here.path, examined)
        case "source":
            return in_source(here.path)
        case _:
            return None


def _plain(here: Trail, at: Position, every: Iterable[Offer]) -> Iterator[Completion]:
    """Whole values, in quotes where YAML needs them."""
    ends = re.match(r"[^,\]}\n#]*" if here.flow else r"[^#\n]*", here.after)
    rest = (ends[0] if ends else "").rstrip()
    if here.quote and here.quote in rest:
        rest = rest[: rest.index(here.quote)]
    span = TextRange(here.start, Position(at.line, at.column + len(rest)))
    for offer in _matching(every, here.before):
        text = offer.text if here.quote or offer.is_bare else quoted_where_needed(offer.text)
        yield Completion(offer.text, offer.kind, offer.detail, offer.type, TextEdit(span, text))


def quoted_where_needed(text: str) -> str:
    """A text as YAML takes it for one.

    >>> quoted_where_needed("in transit"), quoted_where_needed("10"), quoted_where_needed("a: b")
    ('in transit', '"10"', '"a: b"')
    """
    return text if _PLAIN.fullmatch(text) and is_text(text) else in_quotes(text)


def _expression(
    here: Trail, at: Position, expected: Expected, examined: Examined, language: str
) -> Iterator[Completion]:
    """What may go on an expression: choices in a text, units behind a number, else names and functions."""
    before = here.before
    if before.count("'") % 2 and (text := _TEXT.search(before)):
        rest = re.match(r"[^'\n]*(?=')|[\w-]*", here.after)
        length = len(rest[0]) if rest else 0
        span = TextRange(
            Position(at.line, at.column - len(text[1])), Position(at.line, at.column + length)
        )
        close = "" if here.after[length:].startswith("'") else "'"
        for offer in _matching(offers.choices(before, here.after, examined, language), text[1]):
            edit = TextEdit(span, offer.text + close)
            yield Completion(offer.text, offer.kind, offer.detail, offer.type, edit)
        return
    word = _WORD.search(before)
    written = word[0] if word else ""
    rest = _REST.match(here.after)
    span = TextRange(
        Position(at.line, at.column - len(written)),
        Position(at.line, at.column + len(rest[0] if rest else "")),
    )
    bare = before[: len(before) - len(written)]
    for offer in _matching(offers.in_expression(bare, expected, examined, language), written):
        edit = TextEdit(span, offer.text)
        yield Completion(offer.label or offer.text, offer.kind, offer.detail, offer.type, edit)


def _because(
    here: Trail, at: Position, expected: Expected, examined: Examined, language: str
) -> Iterator[Completion]:
    """Names in braces."""
    opened = re.search(r"\{([A-Za-z_][\w.]*)?$", here.before)
    if opened is None:
        return
    written = opened[1] or ""
    rest = re.match(r"[\w.]*\}?", here.after)
    span = TextRange(
        Position(at.line, at.column - len(written)),
        Position(at.line, at.column + len(rest[0] if rest else "")),
    )
    for offer in _matching(offers.names(examined, expected, language), written):
        edit = TextEdit(span, offer.text + "}")
        yield Completion(offer.text, offer.kind, offer.detail, offer.type, edit)


def _matching(every: Iterable[Offer], written: str) -> list[Offer]:
    """What begins as the word does, then what contains it; all of it for no word."""
    wanted = written.strip().lower()
    known = list(every)
    begins = [each for each in known if each.text.lower().startswith(wanted)]
    inside = [
        each
        for each in known
        if each not in begins
        and wanted
        and (wanted in each.text.lower() or wanted in each.detail.lower())
    ]
    return [*begins, *inside]
