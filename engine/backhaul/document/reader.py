"""YAML text into a `Document`: the strict reader.

It reads the parser's events and composes nothing; size, depth and count are bounded as it goes.
The parser written in Python is the definition. The C one is many times faster and used where
nothing is wrong; a text with any mistake, and the few notations that the two read differently, are
read again by the definition: the verdict is the same with and without libyaml. Of a large text, which
that would take minutes for, it reads again only what is near to the place where the C one stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from yaml.events import Event
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from backhaul.diagnostics import Diagnostic, PolicyError, Span, in_file_order
from backhaul.digests import sha256
from backhaul.document import characters
from backhaul.document.builder import Builder, LimitReached
from backhaul.document.checked_shape import as_meant
from backhaul.document.node import Document, MapNode
from backhaul.document.schema import Kind
from backhaul.document.stops import Failure
from backhaul.static import Protocol

#: bytes of a file
SIZE = 8 << 20
#: characters of a text that is read again as a whole
AGAIN = 1 << 17
#: lines before and behind a mistake that are read again of a larger one
_NEAR = 500
#: lines before and behind one that is read again with a change, and the characters of them all
_NEARER, _SHORT = 30, 8_000
#: where the C parser reads otherwise: a question mark that begins a text, a `#` in a block's head
_PARSERS_DIFFER = re.compile(r"(?:^|[\s\[{,:\-])\?|[|>][-+0-9]*#", re.MULTILINE)
#: where that is one text or a comment, of which both make the same
_ONE_TEXT = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|(?<![^\s\[{,:])\'[^\'\n]*\'|(?:^|(?<=\s))#.*', re.MULTILINE
)
_DIRECTIVE = re.compile(r"^%.*", re.MULTILINE)
_TOO_HIGH = re.compile(r"\\U(?!000[0-9A-Fa-f]|0010)[0-9A-Fa-f]{8}")


class Parsing(Protocol):
    """A parser that gives its events one by one, and nothing behind the last."""

    def get_event(self) -> Event | None:
        """The next event."""


class _PlainParser(Reader, Scanner, Parser):
    """PyYAML's reader, scanner and parser without what composes and constructs."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def read(
    data: bytes | str, name: str, *, libyaml: bool | None = None, again: int = AGAIN
) -> tuple[Document | None, list[Diagnostic]]:
    """The document, if it has a root mapping, and every mistake found, in file order.

    *again*: the characters up to which a text with a mistake is read again as a whole, and not only near to it.
    """
    text, mistakes = characters.decode(data, name, SIZE)
    if mistakes:
        return None, mistakes
    lines = tuple(text.split("\n"))
    if mistakes := characters.conflict(lines, name):
        return None, mistakes
    text, mistakes = characters.clean(text, lines, name)
    mistakes += characters.too_long(lines, name)
    if any(diagnostic.code == "line-too-long" for diagnostic in mistakes):
        return None, in_file_order(mistakes)
    first = mistakes[0].span if mistakes else None
    text, directives = _without_directives(text, name)
    mistakes += directives
    root, builder = _root(text, lines, name, libyaml, again)
    if builder.mistakes.diagnostics and not mistakes:
        _repair(builder, text)
    # what a hidden character or a tab does to the lines after it is no mistake of theirs
    caused = first and builder.stopped and _after(builder.stopped, first)
    above = _line_above(lines, first.line) if first else 0
    mistakes += [
        m
        for m in builder.mistakes.diagnostics
        if not (caused and m is builder.stopped)
        and not (m.code == "missing-value" and m.span and m.span.line == above)
    ]
    if root is None:
        return None, in_file_order(mistakes)
    raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    suspect = frozenset(mistake.span.line for mistake in mistakes if mistake.span)
    return Document(name, root, sha256(raw).hexdigest(), suspect), in_file_order(mistakes)


def read_document(data: bytes, name: str, kind: Kind) -> tuple[Document, list[Diagnostic]]:
    """The document in the bytes of a file, with the mistakes in its text and in its shape.

    Raises PolicyError where the text is so wrong that there is no document.
    """
    document, mistakes = read(data, name)
    if document is None:
        raise PolicyError(mistakes)
    document, misshapen = as_meant(document, kind)
    return document, [*mistakes, *misshapen]


def events(text: str) -> Iterator[Event]:
    """The events of a text in which `read` found no mistake, by the parser that read it."""
    parser = parser_of(text)
    while event := parser.get_event():
        yield event


def parser_of(text: str) -> Parsing:
    """The quicker of the two parsers where they read a text alike, else the definition."""
    if yaml.__with_libyaml__ and not _parsers_differ(text):
        # yaml exports it only where libyaml is there
        from yaml._yaml import CParser

        quick: Parsing = CParser(text)
        return quick
    return _PlainParser(text)


def _root(
    text: str, lines: tuple[str, ...], name: str, libyaml: bool | None, again: int
) -> tuple[MapNode | None, Builder]:
    """The root mapping and its builder, which has the mistakes."""
    fast = yaml.__with_libyaml__ if libyaml is None else libyaml
    if fast and not _parsers_differ(text):
        # yaml exports it only where libyaml is there
        from yaml._yaml import CParser

        builder = Builder(name, lines, text)
        root = follow(CParser(text), builder)
        # both count alike, so a file that is too much is not read to the same place again
        if all(mistake.code == "too-many-nodes" for mistake in builder.mistakes.diagnostics):
            return root, builder
        if len(text) > again:
            if builder.stopped:
                builder.stopped_by(_by_definition(builder.stopped, text, lines, name))
            return root, builder
    builder = Builder(name, lines, text)
    return follow(_PlainParser(text), builder), builder


def _parsers_differ(text: str) -> bool:
    """Whether the two parsers may read a text otherwise; of a large one, outside of quotes and comments."""
    differ = _PARSERS_DIFFER.search(text) is not None
    if differ and len(text) > AGAIN:
        return _PARSERS_DIFFER.search(_ONE_TEXT.sub("_", text)) is not None
    return differ


def _by_definition(stopped: Diagnostic, text: str, lines: tuple[str, ...], name: str) -> Diagnostic:
    """What the definition says of the place where the C parser stopped, where it stops there, too."""
    place = stopped.span.line - 1 if stopped.span else 0
    near = _near(text.split("\n"), place)
    builder = Builder(name, lines, near)
    follow(_PlainParser(near), builder)
    return builder.stopped or stopped


def _repair(builder: Builder, text: str) -> None:
    """Say what was meant where a line that cannot be read can be once it is changed a little."""
    from backhaul.document.repairs import Repairs, Reread

    def again(lines: list[str], place: int) -> Reread:
        near = _near(lines, place, _NEARER)
        if len(near) > _SHORT:
            return [], place
        other = Builder(builder.name, tuple(near.split("\n")), near)
        follow(_PlainParser(near), other)
        return other.mistakes.diagnostics, other.stopped_at

    before, stopped = builder.mistakes.diagnostics, builder.stopped
    after = Repairs(text.split("\n"), again).explained(before, stopped, builder.stopped_at)
    if stopped and stopped not in after:
        builder.stopped = None
    builder.mistakes.diagnostics = after


def _near(lines: list[str], place: int, many: int = _NEAR) -> str:
    """The lines near to a place and those above that they are indented under; empty ones for all others."""
    start = max(0, place - many)
    kept = [""] * start + lines[start : place + many]
    indents = (_indent(line) for line in lines[start:])
    least = next((indent for indent in indents if indent is not None), 0)
    for number in reversed(range(start)):
        indent = _indent(lines[number])
        if indent is not None and indent < least:
            kept[number], least = lines[number], indent
    return "\n".join(kept)


def _indent(line: str) -> int | None:
    """Behind how many blanks a line begins; None for one in which nothing stands but a comment."""
    bare = line.lstrip(" ")
    return None if not bare or bare.startswith("#") else len(line) - len(bare)


def follow(parser: Parsing, builder: Builder) -> MapNode | None:
    """The root that the events build; what ends the reading is among the builder's diagnostics."""
    try:
        while event := parser.get_event():
            builder.take(event)
    except LimitReached:
        return None
    except yaml.MarkedYAMLError as failure:
        builder.stop(_failure(failure, builder.line))
        return None
    except (yaml.YAMLError, ValueError, OverflowError):
        # an escape above U+10FFFF is the one thing for which PyYAML raises what is not its own
        builder.mistakes.diagnostics.append(_no_character(builder))
        return None
    return builder.finish()


def _failure(failure: yaml.MarkedYAMLError, line: int) -> Failure:
    mark = failure.problem_mark or failure.context_mark
    at = (mark.line, mark.column) if mark else (line, 0)
    context = failure.context_mark
    context_at = (context.line, context.column) if context else at
    return Failure(failure.problem or "", failure.context or "", at, context_at)


def _no_character(builder: Builder) -> Diagnostic:
    message = "this escape stands for no character"
    help = "the highest is `\\U0010FFFF`"
    for number in range(builder.line, len(builder.lines)):
        line = builder.lines[number]
        if match := _TOO_HIGH.search(line):
            span = Span(builder.name, number + 1, match.start() + 1, len(match[0]), line)
            return Diagnostic("yaml-syntax", message, help, span)
    span = Span(builder.name, builder.line + 1, 1, 1, builder.lines[builder.line])
    return Diagnostic("yaml-syntax", "this cannot be read as YAML", "", span)


def _without_directives(text: str, name: str) -> tuple[str, list[Diagnostic]]:
    """The text with directives made comments, and one diagnostic for each."""
    if "%" not in text or not _DIRECTIVE.search(text):
        return text, []
    message = "a directive for YAML stands here"
    help = "delete the line: documents are read by one set of rules"
    directives = []
    for match in _DIRECTIVE.finditer(text):
        number = text.count("\n", 0, match.start()) + 1
        span = Span(name, number, 1, len(match[0]), match[0])
        directives.append(Diagnostic("directive", message, help, span))
    return re.sub("^%", "#", text, flags=re.MULTILINE), directives[: characters.REPORTED]


def _line_above(lines: tuple[str, ...], number: int) -> int:
    """The 1-based number of the line with text above another one, or 0."""
    return next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), 0)


def _after(mistake: Diagnostic, first: Span) -> bool:
    return mistake.span is not None and mistake.span.line >= first.line
