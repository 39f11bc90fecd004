"""Lines of a report: a text, a part with a mark, or a tuple of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from backhaul.frozen import frozen

#: how a condition came out, how a rule stands, how much of a line is covered
Tone = Literal["yes", "no", "open", ""]


@frozen
class Code:
    """A name or an expression in the policy's own notation; plain text has it between backticks."""

    text: str


@frozen
class Name:
    """Code that plain text has as it is, because brackets or its place say already what it is."""

    text: str


@frozen
class Strong:
    """Words that matter most."""

    text: str


@frozen
class Mark:
    """A sign such as ✓, in the colour of its tone; *word* says the same to those who do not see it."""

    sign: str
    tone: Tone
    word: str = ""


@frozen
class Link:
    """Words that lead to an anchor on the same page: that of a block, or a line of a `Source`."""

    text: str
    to: str


Inline = str | Code | Name | Strong | Mark | Link
Line = Inline | tuple[Inline, ...]


def parts(line: Line) -> tuple[Inline, ...]:
    """The parts of a line."""
    return line if isinstance(line, tuple) else (line,)


def bare(line: Line) -> str:
    """The words of a line, without any marks."""
    return "".join(part if isinstance(part, str) else _words(part) for part in parts(line))


def _words(part: Code | Name | Strong | Mark | Link) -> str:
    return f"{part.sign} " if isinstance(part, Mark) else part.text


def filled(template: str, lines: Mapping[str, Line]) -> tuple[Inline, ...]:
    """The line that a template makes of these lines, each put where its name stands in braces.

    >>> filled("{a} ({b})", {"a": "Route", "b": Name("route")})
    ('Route', ' (', Name(text='route'), ')')
    """
    pieces = re.split(r"\{(\w+)\}", template)
    said = (parts(lines[p]) if place % 2 else (p,) for place, p in enumerate(pieces))
    return tuple(part for line in said for part in line if part != "")


def joined(lines: Iterable[Line], joint: str) -> tuple[Inline, ...]:
    """The lines as one, with the joint between two.

    >>> joined(("Route", Name("route")), ", ")
    ('Route', ', ', Name(text='route'))
    """
    whole = [part for line in lines for part in (joint, *parts(line))]
    return tuple(whole[1:])


def listed(names: Iterable[str]) -> Iterator[Inline]:
    """The names as code, a comma between two."""
    for place, name in enumerate(names):
        yield from ((", ", Code(name)) if place else (Code(name),))


def quoted(text: str) -> str:
    """A name or expression between backticks, more of them than stand in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, blank = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{blank}{text}{blank}{fence}"


_QUOTED = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def parsed(text: str) -> tuple[Inline, ...]:
    """The line that a text with `quoted` parts stands for."""
    line: list[Inline] = []
    end = 0
    for match in _QUOTED.finditer(text):
        inner = match[2]
        line += [text[end : match.start()], Code(inner[1:-1] if len(match[1]) > 1 else inner)]
        end = match.end()
    return tuple(part for part in (*line, text[end:]) if part != "")
