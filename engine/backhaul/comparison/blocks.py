"""What a report is made of, before anybody writes it down as text, Markdown or HTML."""

from __future__ import annotations

import re

from backhaul.frozen import frozen


@frozen
class Code:
    """A name or an expression in the policy's own notation."""

    text: str


Inline = str | Code
Line = tuple[Inline, ...]


@frozen
class Heading:
    """A heading; the first level is the title of the report."""

    level: int
    line: Line


@frozen
class Paragraph:
    """A few sentences."""

    line: Line


@frozen
class Table:
    """Rows of cells under a head; `numbers` are the columns that are set to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: tuple[int, ...] = ()


@frozen
class Items:
    """A list; each item with lines below it."""

    items: tuple[tuple[Line, tuple[Line, ...]], ...]


@frozen
class Shares:
    """How the records stand, as a bar: a name and a count each."""

    parts: tuple[tuple[str, int], ...]


@frozen
class Flows:
    """The flips of one output, as a chart: from, to, how many."""

    output: str
    flows: tuple[tuple[str, str, int], ...]


@frozen
class Folded:
    """Text that stands behind a line until somebody opens it; only where that is possible."""

    line: Line
    text: str


Block = Heading | Paragraph | Table | Items | Shares | Flows | Folded


def line(*parts: Inline) -> Line:
    """A line of these parts."""
    return parts


def plain(said: Line) -> str:
    """A line as plain text; names in backticks."""
    return "".join(f"`{part.text}`" if isinstance(part, Code) else part for part in said)


def quoted(text: str) -> str:
    """A name or expression between backticks, more of them than stand in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, blank = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{blank}{text}{blank}{fence}"


_QUOTED = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def parsed(text: str) -> Line:
    """The line that a text with `quoted` parts stands for."""
    parts: list[Inline] = []
    end = 0
    for found in _QUOTED.finditer(text):
        inner = found[2]
        parts += [text[end : found.start()], Code(inner[1:-1] if len(found[1]) > 1 else inner)]
        end = found.end()
    return tuple(part for part in (*parts, text[end:]) if part != "")
