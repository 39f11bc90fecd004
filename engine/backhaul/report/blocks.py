"""What a report is made of, before anybody writes it down as text, Markdown or HTML.

A block holds lines, or other blocks. Where the three forms differ in more than looks, the field that makes them differ
says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from backhaul.frozen import frozen
from backhaul.report.drawn import Flowchart
from backhaul.report.lines import Line, Mark, Tone


@frozen
class Heading:
    """A heading of level 1 to 4, in one line or more; *rule* is what plain text draws below it.

    *anchor* is the name by which a `Link` leads there, as that of every block that has one.
    """

    level: int
    line: Line
    more: tuple[Line, ...] = ()
    #: by default ═ below the first level, ─ below the second
    rule: Literal["═", "─", ""] | None = None
    anchor: str = ""


@frozen
class Badge:
    """A line at the top that only a page has, such as how a decision stands; the other forms say it at the foot."""

    line: Line
    kind: str


@frozen
class Callout:
    """What has to be read before everything else: a few words, and a sentence."""

    label: str
    text: str


@frozen
class Paragraph:
    """A few sentences; *kind* is a class of the style sheet, such as `note`, `intro` or `place`."""

    line: Line
    kind: str = ""


@frozen
class Pair:
    """A title and its value, which may still be open."""

    label: Line
    value: Line
    settled: bool = True


@frozen
class Pairs:
    """Titles and their values, side by side.

    *joint*: the titles are short keys. They stay beside their values on a narrow screen, and Markdown makes a list of
    them, with the joint between the two.
    """

    pairs: tuple[Pair, ...]
    joint: str = ""


@frozen
class Table:
    """Rows of cells under a head, which may be empty; `numbers` are the columns that are set to the right.

    The first cell of a row names the row.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: tuple[int, ...] = ()


@frozen
class Item:
    """A line of a list, and lines below it.

    *joint*: what is below is the rest of the same sentence; Markdown joins it so.
    """

    line: Line
    below: tuple[Line, ...] = ()
    joint: str = ""
    anchor: str = ""


@frozen
class Items:
    """A list; *kind* is a class of the style sheet."""

    items: tuple[Item, ...]
    kind: str = ""


@frozen
class Contents:
    """The headings and sections of a report that have an anchor: each with its level (1: the outermost), words and anchor."""

    title: str
    entries: tuple[tuple[int, Line, str], ...]


@frozen
class Node:
    """A condition of a tree: how it came out, what it says, and what lies below it."""

    mark: Mark
    line: Line
    #: what was found, and what the values in it are made of
    finding: str = ""
    origin: str = ""
    #: the condition in the policy's own notation, and where a page says that it stands
    code: str = ""
    place: str = ""
    children: tuple[Node, ...] = ()


@frozen
class Tree:
    """Conditions made of conditions."""

    nodes: tuple[Node, ...]


@frozen
class Verbatim:
    """Text whose lines stay as they are, such as a part of a file; *caption* says what it is."""

    text: str
    caption: str = ""


@frozen
class SourceLine:
    """A line of a file: its text, a sign for how it stands, and notes, each below a column (from 1)."""

    text: str
    sign: str = " "
    tone: Tone = ""
    notes: tuple[tuple[int, str], ...] = ()


@frozen
class Source:
    """A file, its lines numbered; `Link` leads to line 3 of the one named `a` by `a-3`."""

    name: str
    lines: tuple[SourceLine, ...]


@frozen
class Shares:
    """A whole in parts, drawn as a bar on a page alone: a name, a count and a class of the style sheet each."""

    parts: tuple[tuple[str, int, str], ...]


@frozen
class Flows:
    """What turns into what, drawn as bands on a page alone: from, to, how many."""

    name: str
    flows: tuple[tuple[str, str, int], ...]


@frozen
class Chapter:
    """A time in which one thing holds: when, what, and what is otherwise than before."""

    #: both ends in microseconds, included; None: no end
    start: int | None
    end: int | None
    #: the first instant in words; empty where there is none
    starts: str
    #: the whole time in words, and how long it lasts
    when: str
    #: decided; open: no one outcome is sure; refused: there can be no such time
    look: Literal["decided", "open", "refused"]
    headline: tuple[str, ...]
    #: of the first chapter everything
    changes: tuple[str, ...]
    #: sentences below: a note, what is needed
    notes: tuple[str, ...]
    rules: str = ""
    #: that the facts given stand here; empty where they do not
    here: str = ""


@frozen
class Story:
    """Chapters in order: a list on a rail, or a picture with a strip to scale."""

    title: str
    subtitle: str
    #: what moves, and what the strip shows
    moves: str
    scale: str
    chapters: tuple[Chapter, ...]
    feet: tuple[str, ...]


@frozen
class Section:
    """A heading of the second level and what stands under it; plain text moves it to the right.

    *kind* is a class of the style sheet; *folded*: a page shows the heading alone until somebody opens it.
    """

    title: Line
    blocks: tuple[Block, ...]
    kind: str = ""
    folded: bool = False
    anchor: str = ""


@frozen
class Folded:
    """Blocks behind a line, which are shown when somebody opens it; *gist*: what a page says in short until then."""

    line: Line
    blocks: tuple[Block, ...]
    kind: str = ""
    open: bool = False
    gist: str = ""


@frozen
class Result:
    """The answer to one of several questions: how it stands, the question, and what shows it."""

    standing: str
    tone: Tone
    line: Line
    blocks: tuple[Block, ...] = ()
    anchor: str = ""


@frozen
class Foot:
    """Lines at the end, such as which version decided."""

    lines: tuple[Line, ...]


Block = (
    Heading
    | Badge
    | Callout
    | Paragraph
    | Pairs
    | Table
    | Items
    | Contents
    | Flowchart
    | Tree
    | Verbatim
    | Source
    | Shares
    | Flows
    | Story
    | Section
    | Folded
    | Result
    | Foot
)


def bullets(lines: Iterable[Line]) -> Items:
    """A list of these lines, with nothing below them."""
    return Items(tuple(map(Item, lines)))
