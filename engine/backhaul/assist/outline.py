"""The outline of a text: its sections, and what stands in each, with titles and places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backhaul.assist.places import Position, TextRange
from backhaul.assist.reading import Reading
from backhaul.diagnostics import Span
from backhaul.document.node import ListNode, MapNode, Node, Scalar, entries, mapping, text
from backhaul.frozen import frozen
from backhaul.language.decision_tables import written_rules

#: a key in the first column
_SECTION = re.compile(r"([a-z_]+):(?: |$)")
#: what stands in a section, by the section
_INSIDE = {
    "facts": "fact",
    "parameters": "parameter",
    "definitions": "definition",
    "constraints": "constraint",
    "invariants": "invariant",
    "decisions": "decision",
    "calendars": "calendar",
    "zones": "zone",
    "types": "type",
    "source": "clause",
    "cases": "case",
    "why": "clause",
    "tables": "table",
    "parts": "part",
    "sections": "section",
}


@frozen
class OutlineEntry:
    """A section, or something in it: what it is, its name, its words, where its name stands and how far it goes."""

    kind: str
    name: str
    title: str
    at: TextRange
    whole: TextRange
    below: tuple[OutlineEntry, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The entry as JSON holds it; `at` is its name, `from` and `to` all of it."""
        return {
            "kind": self.kind,
            "name": self.name,
            "title": self.title,
            "at": self.at.to_dict(),
            **self.whole.to_dict(),
            "below": [each.to_dict() for each in self.below],
        }


def outline(reading: Reading, language: str = "en") -> tuple[OutlineEntry, ...]:
    """The sections of a text in order, each with what stands in it; of a text that cannot be read, its sections alone.

    *language*: of the titles; one that lacks it is told in its first language.
    """
    if reading.standing is None:
        return tuple(_bare(reading))
    maker = _Maker(reading, language)
    root = reading.standing.root
    return tuple(maker.entries(root, len(reading.lines)))


def titled(node: Node | None, language: str) -> str:
    """The words of a title in a language, or else in its first one."""
    words = {name: text(value) or "" for name, _, value in entries(node)}
    return words.get(language) or next(iter(words.values()), "")


def _bare(reading: Reading) -> Iterator[OutlineEntry]:
    """The sections of a text of which nothing else can be told."""
    heads = [(n, m[1]) for n, line in enumerate(reading.lines, 1) if (m := _SECTION.match(line))]
    ends = [*(n - 1 for n, _ in heads[1:]), len(reading.lines)]
    for (line, name), last in zip(heads, ends, strict=False):
        at = TextRange(Position(line, 1), Position(line, len(name) + 1))
        yield OutlineEntry("section", name, "", at, TextRange(at.start, _end(reading, last)))


def _end(reading: Reading, line: int) -> Position:
    """The end of a line, or of the last one above it in which something stands."""
    while line > 1 and not reading.lines[line - 1].strip():
        line -= 1
    return Position(line, len(reading.lines[line - 1]) + 1)


class _Maker:
    """Makes the entries of one text."""

    def __init__(self, reading: Reading, language: str) -> None:
        self.reading, self.language = reading, language

    def entry(
        self,
        kind: str,
        name: str,
        title: str,
        span: Span,
        last: int,
        below: tuple[OutlineEntry, ...] = (),
    ) -> OutlineEntry:
        """One entry that goes on to a line."""
        at = TextRange.of(span)
        end = _end(self.reading, max(last, span.line))
        return OutlineEntry(
            kind, name, title, at, TextRange(at.start, max(end, at.end, key=_order)), below
        )

    def entries(self, root: MapNode, last: int) -> Iterator[OutlineEntry]:
        """The sections, those of one value with it as their title."""
        for name, key, node, end in _with_ends(root, last):
            title = titled(node, self.language) if name == "title" else _value(node)
            below = tuple(self.inside(name, node, end))
            yield self.entry("section", name, title, key.span, end, below)

    def inside(self, section: str, node: Node, last: int) -> Iterator[OutlineEntry]:
        """What stands in a section."""
        kind = _INSIDE.get(section, "")
        if section == "source":
            node = (mapping(node) or MapNode((), node.span)).get("clauses") or node
        if section == "facts" and self.reading.kind == "cases":
            kind = ""
        if isinstance(node, ListNode) and kind:
            yield from self._statements(kind, node, last)
        for name, key, value, end in _with_ends(node, last) if kind else ():
            body = mapping(value)
            title = titled(body.get("title"), self.language) if body else _value(value)
            if kind == "clause":
                title = titled(value, self.language)
            below = tuple(self._rules(body, end)) if body and kind == "decision" else ()
            yield self.entry(kind, name, title, key.span, end, below)

    def _statements(self, kind: str, node: ListNode, last: int) -> Iterator[OutlineEntry]:
        bodies = [item for item in node.items if isinstance(item, MapNode)]
        ends = [*(item.span.line - 1 for item in bodies[1:]), last]
        for body, end in zip(bodies, ends, strict=False):
            id = body.get("id") or body.get("name")
            title = titled(body.get("title"), self.language)
            span = id.span if id else body.span
            yield self.entry(kind, text(id) or "", title, span, end)

    def _rules(self, decision: MapNode, last: int) -> Iterator[OutlineEntry]:
        """The rules of a decision, and what it gives otherwise."""
        rules = written_rules(decision)
        otherwise = decision.key("otherwise")
        heads = [rule.span.line for rule in rules] + ([otherwise.span.line] if otherwise else [])
        for number, rule in enumerate(rules):
            id = rule.get("id")
            end = max(rule.span.line, heads[number + 1] - 1) if heads[number + 1 :] else last
            words = titled(rule.get("because"), self.language)
            span = id.span if id else rule.span
            yield self.entry("rule", text(id) or "", words, span, end)
        body = mapping(decision.get("otherwise"))
        if otherwise and body:
            name = text(body.get("id")) or "otherwise"
            words = titled(body.get("because"), self.language)
            yield self.entry("rule", name, words, otherwise.span, last)


def _order(at: Position) -> tuple[int, int]:
    return at.line, at.column


def _with_ends(node: Node, last: int) -> Iterator[tuple[str, Scalar, Node, int]]:
    """The entries of a mapping, each with its last line."""
    every = list(entries(node))
    ends = [*(key.span.line - 1 for _, key, _ in every[1:]), last]
    for (name, key, value), end in zip(every, ends, strict=False):
        yield name, key, value, max(end, key.span.line)


def _value(node: Node) -> str:
    """A value that stands alone, as words."""
    if not isinstance(node, Scalar) or node.value is None:
        return ""
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
