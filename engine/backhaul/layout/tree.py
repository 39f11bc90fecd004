"""The file as a tree of what is written: each value with its own characters, each comment apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
)

from backhaul.document.mistakes import marks_of
from backhaul.document.reader import events

#: 0-based line and column
Place = tuple[int, int]
_HEAD = re.compile("[|>][-+]?")
#: a key that needs no quotes, and words that other readers of YAML take for no text without them
_NAME = re.compile(r"[\"']([A-Za-z_][A-Za-z0-9_.-]*)[\"']")
_NO_TEXT = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))


class Written:
    """One value, or a key, as it is written: its characters, line by line, without their indent."""

    def __init__(self, start: Place, end: Place, style: str, lines: Sequence[str]) -> None:
        self.start = start
        self.end = end
        self.style = style
        self.lines = lines

    @property
    def is_block(self) -> bool:
        """Whether it is a text below a `|` or `>`, which is its first line."""
        return self.style in {"|", ">"}

    @property
    def keeps_breaks(self) -> bool:
        """Whether empty lines behind it belong to it."""
        return self.is_block and "+" in self.lines[0]


class Branch:
    """A list or a mapping; in a list, the slots have no keys."""

    def __init__(self, start: Place, *, keyed: bool, flow: bool) -> None:
        self.start = start
        self.end = start
        self.keyed = keyed
        #: whether it stands in brackets
        self.flow = flow
        #: whether it is in brackets and is to have a line for each slot
        self.opened = False
        self.slots: list[Slot] = []
        #: comments behind the last slot; an empty line is an empty text
        self.tail: list[str] = []

    @property
    def is_block(self) -> bool:
        """Whether it has a line for each slot."""
        return self.opened or not self.flow


class Slot:
    """An item of a list, or an entry of a mapping."""

    def __init__(self, key: Written | None, value: Written | Branch) -> None:
        self.key = key
        self.value = value
        #: comments above it; an empty line is an empty text
        self.above: list[str] = []
        #: the comment at the end of its line
        self.beside = ""

    @property
    def start(self) -> Place:
        """Where it begins; of an item, behind its dash."""
        return self.key.start if self.key else self.value.start


class Comment:
    """A comment and its place; *alone*: nothing else stands on its line."""

    def __init__(self, place: Place, text: str, *, alone: bool) -> None:
        self.place = place
        self.text = text
        self.alone = alone


class Tree:
    """The root mapping of a text in which there are no mistakes, its comments, and its lines."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        #: where values and keys begin and end, in file order
        self._values: list[tuple[Place, Place]] = []
        #: the lines of texts below `|` and `>`, in which an empty one says something
        self.kept: set[int] = set()
        stream = (event for event in events(text) if isinstance(event, _OF_NODES))
        first = next(stream)
        if not isinstance(first, MappingStartEvent):
            raise TypeError("the root is no mapping")
        self.root = self._branch(first, stream, 0)
        self.comments = list(self._comments())

    def _node(self, event: Event, stream: Iterator[Event], column: int) -> Written | Branch:
        if isinstance(event, CollectionStartEvent):
            return self._branch(event, stream, column)
        if not isinstance(event, ScalarEvent):
            raise TypeError(f"{event} stands in a file without mistakes")
        return self._scalar(event, column)

    def _branch(self, event: CollectionStartEvent, stream: Iterator[Event], column: int) -> Branch:
        start = _places(event)[0]
        keyed, flow = isinstance(event, MappingStartEvent), bool(event.flow_style)
        branch = Branch(start, keyed=keyed, flow=flow)
        column = column if flow else start[1]
        for inner in stream:
            if isinstance(inner, CollectionEndEvent):
                last = branch.slots[-1].value.end if branch.slots else start
                branch.end = _places(inner)[1] if flow else last
                break
            node = self._node(inner, stream, column)
            if isinstance(node, Written) and keyed:
                node.lines = [_bare(node.lines[0])]
                branch.slots.append(Slot(node, self._node(next(stream), stream, column)))
            else:
                branch.slots.append(Slot(None, node))
        return branch

    def _scalar(self, event: ScalarEvent, column: int) -> Written:
        """The value of an event below a block that begins in a column."""
        start, end = _places(event)
        style = event.style or ""
        if style in {"|", ">"}:
            return self._block(start, style, column)
        rows = self.lines[start[0] : end[0] + 1]
        rows[-1] = rows[-1][: end[1]]
        rows[0] = rows[0][start[1] :]
        # the indent of the lines after the first says nothing, and blanks at an end neither
        rows = [row.lstrip(" ") if number else row for number, row in enumerate(rows)]
        rows[:-1] = map(_without_end, rows[:-1])
        if style == "'" and not any(mark in row for row in rows for mark in '"\\'):
            text = "\n".join(rows)[1:-1].replace("''", "'")
            rows = f'"{text}"'.split("\n")
        self._values.append((start, end))
        return Written(start, end, style, rows)

    def _block(self, start: Place, style: str, column: int) -> Written:
        """The head and the lines of a text below it, without their indent."""
        match = _HEAD.match(self.lines[start[0]], start[1])
        head = match[0] if match else style
        rows = self._below(start[0] + 1, column, keep="+" in head)
        last = start[0] + len(rows)
        self._values.append((start, (start[0], start[1] + len(head))))
        end = last, len(self.lines[last]) if rows else start[1] + len(head)
        if rows:
            self._values.append(((start[0] + 1, 0), end))
            self.kept.update(range(start[0] + 1, last + 1))
            if last == len(self.lines) - 1:
                head = f"{style}-"  # where the file ends without a line break the text does, too
        return Written(start, end, style, [head, *rows])

    def _below(self, first: int, column: int, *, keep: bool) -> list[str]:
        """The lines of a block text from one on, without their indent."""
        blank = list(takewhile(lambda row: not row.strip(" "), self._from(first)))
        filled = next(self._from(first + len(blank)), "")
        indent = max(column + 1, *map(_indent, (*blank, filled)))
        rows = list(
            takewhile(lambda row: not row.strip(" ") or _indent(row) >= indent, self._from(first))
        )
        at_end = first + len(rows) == len(self.lines)
        rows = [row[indent:] for row in rows]
        if at_end and rows and not rows[-1]:
            del rows[-1]  # what is behind the last line break is no line
        while rows and not rows[-1] and not keep:
            del rows[-1]
        return rows

    def _from(self, first: int) -> Iterator[str]:
        return (self.lines[number] for number in range(first, len(self.lines)))

    def _comments(self) -> Iterator[Comment]:
        """Every comment: what begins with `#` outside of values."""
        ends = [(0, 0), *(end for _, end in self._values)]
        starts = [*(start for start, _ in self._values), (len(self.lines), 0)]
        for begin, stop in zip(ends, starts, strict=True):
            for number in range(begin[0], min(stop[0] + 1, len(self.lines))):
                line = self.lines[number]
                after = begin[1] if number == begin[0] else 0
                before = stop[1] if number == stop[0] else len(line)
                column = line.find("#", after, before)
                if column >= 0:
                    alone = not line[:column].strip(" ")
                    yield Comment((number, column), line[column:].rstrip(" "), alone=alone)


_OF_NODES = (ScalarEvent, CollectionStartEvent, CollectionEndEvent)


def _places(event: Event) -> tuple[Place, Place]:
    start, end = marks_of(event)
    return (start.line, start.column), (end.line, end.column)


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _without_end(row: str) -> str:
    """The row without blanks at its end, unless an escape makes the last one count."""
    bare = row.rstrip(" ")
    return row if bare.endswith("\\") else bare


def _bare(key: str) -> str:
    """The key without quotes, where it needs none."""
    match = _NAME.fullmatch(key)
    return match[1] if match and match[1].lower() not in _NO_TEXT else key
