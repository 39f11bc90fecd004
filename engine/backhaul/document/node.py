"""The document as it was written: every scalar with its value and its place.

A `Document` is what the strict reader makes of a file, before anybody asks what it means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from backhaul.diagnostics import Diagnostic, Span
from backhaul.frozen import apart, frozen

#: entries of a mapping that are looked through one by one
FEW = 16
NO_INDEX: Mapping[str, Any] = {}
ScalarValue = str | bool | int | Decimal | None


@frozen
class Scalar:
    """One value; `places` maps each character of a text to its line and column in the file."""

    value: ScalarValue
    span: Span
    #: how it was quoted: "" plain, "'", '"', "|" or ">"
    style: str = ""
    #: 1-based (line, column) of each character of a text value where quoting or folding moved it;
    #: empty: the text stands in the file as it is, `shift` characters after the span's start
    places: tuple[tuple[int, int], ...] = ()
    #: the lines of the file, shared by all nodes
    lines: tuple[str, ...] = ()
    #: characters between the span's start and the text's first one: 1 after an opening quote
    shift: int = 0

    def place(self, offset: int, length: int = 1) -> Span:
        """The span of a part of a text value, from a 0-based offset into it."""
        if self.places:
            line, column = self.places[min(offset, len(self.places) - 1)]
        else:
            line, column = self.span.line, self.span.column + self.shift + offset
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        room = max(1, len(text) - column + 1)
        return Span(self.span.file, line, column, max(1, min(length, room)), text)


@frozen
class ListNode:
    """A list and its items, in file order."""

    items: tuple[Node, ...]
    span: Span


@frozen
class MapNode:
    """A mapping and its entries, in file order; keys are texts and differ."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    #: the entries by their keys, where there are many
    index: Mapping[str, tuple[Scalar, Node]] = apart(default=NO_INDEX)

    def __iter__(self) -> Iterator[tuple[str, Node]]:
        return ((str(key.value), node) for key, node in self.entries)

    def get(self, name: str) -> Node | None:
        """The node under a key, or nothing."""
        if self.index:
            return self.index[name][1] if name in self.index else None
        return next((node for key, node in self.entries if key.value == name), None)

    def key(self, name: str) -> Scalar | None:
        """The key itself, for its place."""
        if self.index:
            return self.index[name][0] if name in self.index else None
        return next((key for key, _ in self.entries if key.value == name), None)


Node = Scalar | ListNode | MapNode


@frozen
class Document:
    """A file that was read: its name, its root mapping and the SHA-256 of its bytes."""

    name: str
    root: MapNode
    bytes_digest: str
    #: lines whose text itself is wrong: what else seems wrong on them mostly follows from that
    suspect: frozenset[int] = frozenset()

    def apart_from_suspect(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The mistakes that do not stand on a suspect line."""
        return [d for d in found if d.span is None or d.span.line not in self.suspect]


def plain(node: Node) -> object:
    """The node as ordinary Python values: dict, list, str, bool, int, Decimal, None."""
    match node:
        case Scalar():
            return node.value
        case ListNode():
            return [plain(item) for item in node.items]
        case MapNode():
            return {name: plain(value) for name, value in node}


# What nodes hold, leniently: one of the wrong shape reads as nothing. The JSON Schema has already said what is
# wrong with it, and it must not be in the way of finding the other mistakes.


def text(node: Node | None) -> str | None:
    """The text of a scalar, or nothing."""
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else None


def flag(node: Node | None) -> bool:
    """Whether a scalar is true."""
    return isinstance(node, Scalar) and node.value is True


def is_flag(node: Node | None) -> bool:
    """Whether there is no node, or one that is true or false."""
    return node is None or (isinstance(node, Scalar) and isinstance(node.value, bool))


def mapping(node: Node | None) -> MapNode | None:
    """The node if it is a mapping."""
    return node if isinstance(node, MapNode) else None


def entries(node: Node | None) -> Iterator[tuple[str, Scalar, Node]]:
    """Key, the key's node and the value's node of every entry."""
    if isinstance(node, MapNode):
        for key, value in node.entries:
            yield str(key.value), key, value


def maps(node: Node | None) -> Iterator[MapNode]:
    """The mappings in a list."""
    if isinstance(node, ListNode):
        yield from (item for item in node.items if isinstance(item, MapNode))


def texts(node: Node | None) -> Iterator[tuple[str, Scalar]]:
    """The texts in a list, each with its node."""
    if isinstance(node, ListNode):
        for item in node.items:
            if isinstance(item, Scalar) and isinstance(item.value, str):
                yield item.value, item
