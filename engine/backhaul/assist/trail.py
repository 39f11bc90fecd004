"""Where in a file a place is, told by its lines alone: the keys above it by their indentation, and the brackets that are open.

Nothing here needs a text that can be read: somebody who types is in the middle of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backhaul.assist.places import Position, TextRange
from backhaul.frozen import frozen

#: keys, and places in lists; those of a list with an item a line are not counted
Steps = tuple[str | int, ...]
_KEY = re.compile(
    r"""(?:"([^"]*)"|'([^']*)'|([^\s"'#{}\[\],&*!|>%@`-][^:#{}\[\],]*?))\s*:(?=\s|$)"""
)
_ITEM = re.compile(r"-(?:\s+|$)")
#: lines above that may open a bracket which is open still
_OPEN_ABOVE = 40
#: characters of a line that are looked at
_LONGEST = 5_000


@frozen
class Trail:
    """A place in a file: what is above it, and what of it stands before and behind."""

    #: the keys above; where it is a value, its own key is the last
    path: Steps
    #: whether a value stands there, or a key, or, of an item of a list, either
    value: bool
    key: bool
    #: the value or key as far as it stands before the place, and where it begins
    before: str
    start: Position
    #: the line behind the place
    after: str
    #: whether it stands inside `[ ]` or `{ }`
    flow: bool
    #: the quote in which it stands, or nothing
    quote: str = ""
    #: the key that the place is in, and where all of it stands
    key_at: tuple[str, TextRange] | None = None
    #: keys that stand beside it in the same brackets
    beside: frozenset[str] = frozenset()


def trail(lines: Sequence[str], at: Position) -> Trail | None:
    """What is above a place and around it; nothing for a place in a comment, in a very long line, or outside of the text."""
    if not 0 < at.line <= len(lines) or len(lines[at.line - 1]) > _LONGEST:
        return None
    first = _first_open(lines, at.line - 1)
    text = lines[first]
    head = _Head(text)
    above = tuple(reversed([*_above(lines, first, head.indent(at, first))]))
    if first == at.line - 1:
        return _on_line(above, head, at)
    pieces = [head.text[head.value :], *lines[first + 1 : at.line - 1]]
    joined = "\n".join([*pieces, lines[at.line - 1][: at.column - 1]])
    return _in_flow((*above, *head.steps(len(text))), joined, lines[at.line - 1], at)


class _Head:
    """The beginning of a line: the dashes of lists, a key, and where its value stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks: list[tuple[int, str]] = []
        place = len(text) - len(text.lstrip(" "))
        while item := _ITEM.match(text, place):
            self.marks.append((place, "-"))
            place = item.end()
        #: where the key, or else the value, begins
        self.start = place
        self.key, self.key_end = "", place
        if key := _KEY.match(text, place):
            self.key = next(each for each in key.groups() if each is not None)
            self.marks.append((place, self.key))
            self.key_end, place = key.end(), key.end() + 1
        place = min(place, len(text))
        self.value = place + len(text[place:]) - len(text[place:].lstrip(" "))

    def indent(self, at: Position, line: int) -> int:
        """How far what stands here is set in, in an empty line as far as the place is."""
        if not self.text.strip() and line == at.line - 1:
            return at.column - 1
        return self.marks[0][0] if self.marks else self.start

    def steps(self, column: int) -> Steps:
        """The steps that stand on this line before a column."""
        return tuple(0 if what == "-" else what for place, what in self.marks if place < column)


def _above(lines: Sequence[str], line: int, indent: int) -> Iterator[str | int]:
    """The keys and items above a line, innermost first."""
    item = _ITEM.match(lines[line].lstrip(" ")) is not None
    for number in range(line - 1, -1, -1):
        text = lines[number]
        if len(text) > _LONGEST or not text.strip() or text.lstrip().startswith("#"):
            continue
        if len(text) - len(text.lstrip(" ")) > indent:
            continue
        for place, what in reversed(_Head(text).marks):
            if place < indent or (item and what != "-" and place == indent):
                yield 0 if what == "-" else what
                indent, item = place, what == "-"
        if indent == 0 and not item:
            return


def _on_line(above: Steps, head: _Head, at: Position) -> Trail | None:
    """A place on a line that no bracket of an earlier one is open on."""
    text, column = head.text, at.column - 1
    if text.lstrip().startswith("#") or (
        re.search(r"\s#", text[:column]) and "'" not in text and '"' not in text
    ):
        return None
    if head.key and column <= head.key_end:
        steps = head.steps(head.start)
        whole = TextRange(
            Position(at.line, head.start + 1), Position(at.line, head.start + len(head.key) + 1)
        )
        before = text[head.start : column]
        return Trail(
            (*above, *steps),
            False,
            True,
            before,
            whole.start,
            text[column:],
            False,
            "",
            (head.key, whole),
        )
    if head.key:
        rest = text[head.value : max(column, head.value)]
        path = (*above, *head.steps(len(text)))
        if rest[:1] in ("{", "["):
            return _in_flow(path, rest, text, at)
        return _value(path, rest, text, at, key=False)
    steps = head.steps(column)
    before = text[head.start : max(column, head.start)]
    if before[:1] in ("{", "["):
        return _in_flow((*above, *steps), before, text, at)
    return _value((*above, *steps), before, text, at, key=True)


def _value(path: Steps, before: str, text: str, at: Position, *, key: bool) -> Trail:
    """A value, or where *key* perhaps a key, that stands alone on its line."""
    quote = before[:1] if before[:1] in ("'", '"') else ""
    before = before[1:] if quote else before
    start = Position(at.line, at.column - len(before))
    item = bool(path) and path[-1] == 0
    return Trail(path, not key or item, key, before, start, text[at.column - 1 :], False, quote)


def _first_open(lines: Sequence[str], line: int) -> int:
    """The line with the bracket of YAML's that is open on this one, or this one itself."""
    first, depth, least = line, 0, _set_in(lines[line])
    for number in range(line - 1, max(-1, line - _OPEN_ABOVE), -1):
        text = lines[number]
        if len(text) > _LONGEST or not text.strip():
            continue
        # what goes on inside brackets is set in further than the line that opens them
        if begun := _set_in(text) < least:
            least = _set_in(text)
        head = _Head(text)
        rest = text[head.value :]
        begins = rest[:1] in ("{", "[")
        depth += _opened(rest if begins else text)
        if begins and depth > 0 and begun:
            return number
        if head.marks and not begins and depth <= 0:
            return first
    return first


def _set_in(text: str) -> int:
    """How far a line is set in; an empty one further than any."""
    bare = text.lstrip(" ")
    return len(text) - len(bare) if bare else _LONGEST


def _opened(text: str) -> int:
    """How many brackets a piece of a line opens more than it closes, outside of quotes."""
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", "", text)
    return sum(map(bare.count, "{[")) - sum(map(bare.count, "}]"))


class _Open:
    """A bracket that is open: what of it is read."""

    def __init__(self, sign: str, place: int) -> None:
        self.keyed = sign == "{"
        self.key: str | None = None
        self.keys: set[str] = set()
        #: the items before
        self.index = 0
        #: where the key or value that is read begins
        self.place = place

    @property
    def step(self) -> str | int:
        """The step that leads to what is read in it."""
        return (self.key or 0) if self.keyed else self.index


class _Flow:
    """Reads what stands inside brackets, from the outermost one to a place."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[_Open] = []
        #: the quote that is open at the end, and where its text begins
        self.quote, self.began = "", 0
        place = 0
        while place < len(text) and not self.quote:
            place = self._take(place)

    def _take(self, place: int) -> int:
        """Reads on; the next place."""
        sign, last = self.text[place], self.stack[-1] if self.stack else None
        fresh = last is None or not self.text[last.place : place].strip()
        if sign in "\"'" and fresh:
            end = _quote_end(self.text, place)
            if end is None:
                self.quote, self.began = sign, place + 1
            return end or place + 1
        if sign in "{[" and fresh:
            self.stack.append(_Open(sign, place + 1))
        elif sign in "}]" and last:
            self.stack.pop()
        elif sign == "," and last:
            last.place, last.key = place + 1, None
            last.index += 1
        elif sign == ":" and last and last.keyed and self.text[place + 1 : place + 2].strip() == "":
            last.key = self.text[last.place : place].strip().strip("\"'")
            last.place = place + 1
            last.keys.add(last.key)
        return place + 1

    def before(self) -> str:
        """The key or value that is read, as far as it stands on the last line."""
        last = self.stack[-1]
        begun = self.text[self.began if self.quote else last.place :]
        return begun.rpartition("\n")[2].lstrip() if "\n" in begun or not self.quote else begun


def _in_flow(path: Steps, text: str, line: str, at: Position) -> Trail | None:
    """A place inside brackets: *text* is all from the outermost one to the place."""
    flow = _Flow(text)
    if not flow.stack:
        return None
    last, before = flow.stack[-1], flow.before()
    is_key = last.keyed and last.key is None
    steps = tuple(each.step for each in flow.stack[: -1 if is_key else None])
    start, after = Position(at.line, at.column - len(before)), line[at.column - 1 :]
    named = None
    if is_key and (rest := re.match(r"[\w.-]*", after)) and (whole := before + rest[0]):
        named = (whole, TextRange(start, Position(at.line, start.column + len(whole))))
    beside = frozenset(last.keys)
    return Trail(
        (*path, *steps), not is_key, is_key, before, start, after, True, flow.quote, named, beside
    )


def _quote_end(text: str, place: int) -> int | None:
    """The place behind a text in quotes; nothing where it is not closed."""
    form = r'"(?:[^"\\]|\\.)*"' if text[place] == '"' else r"'(?:[^']|'')*'"
    match = re.compile(form, re.DOTALL).match(text, place)
    return match.end() if match else None
