"""Events into nodes: limits first, then one mistake after another, each with its place."""

from __future__ import annotations

from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document import characters, yaml_traps
from backhaul.document.mistakes import Mistakes, Open, marks_of, short
from backhaul.document.node import FEW, ListNode, MapNode, Node, Scalar
from backhaul.document.scalars import NotOneMeaning, resolve
from backhaul.document.stops import Failure, Last, rest

#: collections inside one another, the root included
DEPTH = 32
#: scalars, lists and mappings
NODES = 400_000

_ESCAPED = frozenset("\\'")


class LimitReached(Exception):
    """Reading ended at a limit; its diagnostic is with the others."""


class Builder:
    """Takes events one by one and keeps the nodes and `mistakes` so far."""

    def __init__(self, name: str, lines: tuple[str, ...], text: str) -> None:
        self.name = name
        self.lines = lines
        self.mistakes = Mistakes(name, lines)
        #: the one that ended the reading, if the parser could not go on
        self.stopped: Diagnostic | None = None
        #: why and where it could not, in its own words
        self.failure: Failure | None = None
        #: the 0-based line of the latest event
        self.line = 0
        self._stack: list[Open] = []
        self._roots: list[Node] = []
        self._nodes = 0
        self._documents = 0
        self._last: Event | None = None
        self._starts: list[Span] = []
        self._comments = " #" in text

    def take(self, event: Event) -> None:
        """Adds what an event says; raises `LimitReached` at a limit."""
        if isinstance(event, ScalarEvent):
            self._count(event)
            self._scalar(event)
        elif isinstance(event, CollectionStartEvent):
            self._count(event)
            self._begin(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._end()
        elif isinstance(event, AliasEvent):
            self._count(event)
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self._document(event)
        else:
            return
        self._last = event

    def finish(self) -> MapNode | None:
        """The root mapping, once all events are taken; a root of another sort is a mistake."""
        root = self._roots[0] if self._roots else None
        if isinstance(root, MapNode):
            return root
        if root is None or (isinstance(root, Scalar) and root.value == ""):
            self.mistakes.say(
                "empty-file", "the file is empty", Span(self.name, 1, 1), "write the first key"
            )
        else:
            what = "a list" if isinstance(root, ListNode) else "a single value"
            message = f"the file must be a mapping of keys, not {what}"
            self.mistakes.say(
                "wrong-type", message, root.span, "begin with a key, such as `policy: …`"
            )
        return None

    def stop(self, failure: Failure) -> None:
        """Adds why the parser could not go on."""
        split = next((open.split for open in reversed(self._stack) if open.split), None)
        reason = yaml_traps.stopped(failure, self._latest(), split, self.name, self.lines)
        if reason.span and (reason.code == "quote-this" or reason.message.startswith("the quote")):
            # what was said of a part of this text is said by this
            start = reason.span
            self.mistakes.diagnostics = [
                d for d in self.mistakes.diagnostics if not _inside(d.span, start)
            ]
        self.mistakes.diagnostics.append(reason)
        self.stopped, self.failure = reason, failure

    def stopped_by(self, reason: Diagnostic) -> None:
        """Say in other words why the parser could not go on."""
        place = self.mistakes.diagnostics.index(self.stopped) if self.stopped else 0
        self.mistakes.diagnostics[place : place + 1] = [reason]
        self.stopped = reason

    @property
    def stopped_at(self) -> int | None:
        """The 0-based line of the place where the parser could not go on."""
        return self.failure.at[0] if self.failure else None

    # what events say

    def _count(self, event: NodeEvent) -> None:
        self.line = marks_of(event)[0].line
        self._nodes += 1
        if self._nodes > NODES:
            help = "split it into smaller files"
            message = f"the file has more than {NODES:,} values"
            self.mistakes.say("too-many-nodes", message, self.mistakes.span(event), help)
            raise LimitReached

    def _document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            help = "put the other document into a file of its own"
            self.mistakes.say(
                "several-documents", "a second document begins here", self.mistakes.at(event), help
            )
            raise LimitReached

    def _begin(self, event: CollectionStartEvent) -> None:
        span = self.mistakes.at(event)
        if len(self._stack) >= DEPTH:
            message = f"lists and mappings are nested more than {DEPTH} deep"
            self.mistakes.say("too-deep", message, span, "name the inner part and refer to it")
            raise LimitReached
        keyed = isinstance(event, MappingStartEvent)
        open = Open(span, keyed=keyed, flow=bool(event.flow_style))
        self.mistakes.marks(event, span)
        above = self._stack[-1] if self._stack else None
        if above and above.keyed and not above.wants_value:
            open.is_key = True
            if span.line == above.span.line and span.column == above.span.column + 1:
                whole = rest(above.span)
                self.mistakes.diagnostics.append(yaml_traps.begins_with(whole))
            elif not above.is_key:
                message = "a list or mapping cannot be a key"
                self.mistakes.say("key-not-text", message, span, "keys are texts")
            open.before = len(self.mistakes.diagnostics)
        self._stack.append(open)

    def _end(self) -> None:
        open = self._stack.pop()
        self._starts.append(open.span)
        node: Node = _mapping(open) if open.keyed else ListNode(tuple(open.items), open.span)
        if open.is_key:
            # one mistake is enough: what is inside a key was not meant to be there
            del self.mistakes.diagnostics[open.before :]
            self._stack[-1].wants_value = self._stack[-1].dropped = True
            return
        self._place(node)

    def _alias(self, event: AliasEvent) -> None:
        span = self.mistakes.span(event)
        above = self._stack[-1] if self._stack else None
        if above and above.keyed and above.dropped and above.wants_value:
            above.wants_value = above.dropped = False
            return
        self.mistakes.alias(event.anchor or "", span)
        if above and above.keyed and not above.wants_value:
            above.wants_value = above.dropped = True
            return
        self._place(Scalar(f"*{event.anchor}", span, "", (), self.lines))

    def _scalar(self, event: ScalarEvent) -> None:
        above = self._stack[-1] if self._stack else None
        span = self.mistakes.span(event)
        if above and above.keyed and not above.wants_value:
            self._key(event, span, above)
            return
        value = event.value
        marked = self.mistakes.marks(event, span)
        if event.style in ("|", ">"):
            self.mistakes.block(event, span)
        if event.style in ("'", '"'):
            self.mistakes.quoted(event, span)
        if event.style or marked:
            text = self._text(event, marked or value, span)
            self._place(self.mistakes.visible(text))
        elif value == "":
            self.mistakes.missing(span, above)
            self._place(Scalar(None if above else "", span, "", (), self.lines))
        else:
            self._place(self._plain(event, span, above))

    def _plain(self, event: ScalarEvent, span: Span, above: Open | None) -> Scalar:
        text = event.value
        try:
            value = resolve(text)
        except NotOneMeaning as way_out:
            message = f"`{short(text)}` may be read as different numbers"
            self.mistakes.say("ambiguous-number", message, span, str(way_out))
            value = text
        if isinstance(value, str):
            if self._comments:
                self.mistakes.comment(event, span)
            self.mistakes.stray_quote(text, span)
            if above and above.flow:
                self.mistakes.in_brackets(text, span, above)
            return self._text(event, value, span)
        return Scalar(value, span, "", (), self.lines)

    def _text(self, event: ScalarEvent, value: str, span: Span) -> Scalar:
        """A text with the places of its characters, if those are not simply side by side."""
        value = characters.joined(value)
        start, end = marks_of(event)
        style = event.style or ""
        if start.line == end.line and style not in ("|", ">"):
            raw = span.text[start.column : end.column]
            if not style or _ESCAPED.isdisjoint(raw[1:-1]):
                return Scalar(value, span, style, (), self.lines, 1 if style else 0)
        from backhaul.document.places import places

        first, last = (start.line, start.column), (end.line, end.column)
        per_character = places(value, style, first, last, self.lines)
        return Scalar(value, span, style, per_character, self.lines)

    def _key(self, event: ScalarEvent, span: Span, above: Open) -> None:
        """Keeps a key for the value that follows, unless it is one that cannot be."""
        above.wants_value = True
        self.mistakes.marks(event, span)
        key = self._text(event, event.value, span)
        if event.style:
            key = self.mistakes.visible(key)
        above.dropped = self.mistakes.key(event, key, above)
        above.key = key

    # where nodes go

    def _place(self, node: Node) -> None:
        if not self._stack:
            self._roots.append(node)
            return
        above = self._stack[-1]
        if not above.keyed:
            above.items.append(node)
            return
        if not above.dropped and above.key is not None:
            above.entries.append((above.key, node))
        above.wants_value = above.dropped = False

    def _latest(self) -> Last | None:
        """What was read last, for guessing why the parser stopped."""
        event = self._last
        if event is None or isinstance(event, DocumentStartEvent | CollectionStartEvent):
            return None
        start, end = marks_of(event)
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            span = self._starts[-1]
            return Last(span.line - 1, span.column - 1, end.line, end.column, "collection")
        style = "alias" if isinstance(event, AliasEvent) else getattr(event, "style", None) or ""
        return Last(start.line, start.column, end.line, end.column, style)


def _mapping(open: Open) -> MapNode:
    """The mapping that is closed."""
    entries = tuple(open.entries)
    if len(entries) <= FEW:
        return MapNode(entries, open.span)
    return MapNode(entries, open.span, {str(entry[0].value): entry for entry in entries})


def _inside(span: Span | None, start: Span) -> bool:
    return span is not None and span.line == start.line and span.column >= start.column
