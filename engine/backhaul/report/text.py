"""A report as plain text for a terminal or a mail: no colours, and no line wider than `WIDTH` but what is verbatim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import assert_never

from backhaul.report import blocks as b
from backhaul.report.columns import WIDTH, clean, padded, spaced, visible, width, wrapped
from backhaul.report.drawn import Flowchart
from backhaul.report.lines import Code, Inline, Line, Mark, Name, parts

_INDENT = "  "
_RULES = {1: "═", 2: "─"}
_LOOKS = {"decided": "●", "open": "◌", "refused": "×"}


def text(blocks: Iterable[b.Block]) -> str:
    """The blocks as lines; the last one ends, too."""
    return "\n".join(_blocks(blocks, "")).strip("\n") + "\n"


def plain(line: Line) -> str:
    """A line as plain text."""
    return "".join(map(_inline, parts(line)))


def _inline(part: Inline) -> str:
    match part:
        case str():
            return spaced(part)
        case Code():
            return f"`{visible(part.text)}`"
        case Name():
            return visible(part.text)
        case Mark():
            return f"{part.sign} "
        case _:
            return spaced(part.text)


def _blocks(blocks: Iterable[b.Block], indent: str) -> Iterator[str]:
    for block in blocks:
        yield from _block(block, indent)


def _block(block: b.Block, indent: str) -> Iterator[str]:
    # what stands in columns, or under a bullet, stands apart from the sentences before it
    apart = indent or _INDENT
    match block:
        case b.Heading():
            yield from _heading(block)
        case b.Callout():
            yield from ("", *_wrapped(block.label, "! "), *_wrapped(block.text, _INDENT))
        case b.Paragraph():
            yield from [""] if block.kind == "closing" else ()
            yield from _wrapped(block.line, indent)
        case b.Pairs():
            yield from _pairs(block, apart)
        case b.Table():
            yield from _table(block, apart)
        case b.Items():
            yield from _items(block, apart)
        case b.Contents():
            yield from ("", *_wrapped(block.title, indent))
            for level, line, _ in block.entries:
                yield from _wrapped(line, f"{apart}{_INDENT * (level - 1)}- ")
        case b.Tree():
            yield from (line for node in block.nodes for line in _node(node, apart))
        case b.Verbatim():
            lead = indent + _INDENT if block.caption else indent
            yield from ("", *_wrapped(block.caption, indent), "") if block.caption else ()
            yield from ((lead + visible(line)).rstrip() for line in block.text.splitlines())
        case b.Source():
            yield from source_lines(block)
        case b.Section():
            yield from ("", *_wrapped(block.title), *_blocks(block.blocks, _INDENT))
        case b.Folded():
            yield from (*_wrapped(block.line, indent), *_blocks(block.blocks, indent + _INDENT), "")
        case b.Result():
            yield from _wrapped(block.line, f"{padded(block.standing, 12)} ")
            yield from _blocks(block.blocks, _INDENT)
            yield from [""] if any(isinstance(x, b.Verbatim) for x in block.blocks) else ()
        case b.Foot():
            yield from ("", "─" * WIDTH)
            yield from (line for said in block.lines for line in _wrapped(said))
        case b.Story():
            lines = [line for chapter in block.chapters for line in _chapter(chapter)]
            yield from ("", *lines[:-1])
        case b.Badge() | b.Shares() | b.Flows() | Flowchart():
            return
        case _:
            assert_never(block)


def _wrapped(line: Line, first: str = "", rest: str | None = None) -> Iterator[str]:
    """The line wrapped; a mark at its beginning has its own column."""
    match parts(line):
        case (Mark() as mark, *others):
            line, first = tuple(others), f"{first}{mark.sign} "
    return wrapped(plain(line), first, rest)


def _heading(heading: b.Heading) -> Iterator[str]:
    yield from [""] * (2 if heading.level == 2 else 1)
    lines = [shown for line in (heading.line, *heading.more) for shown in _wrapped(line)]
    yield from lines
    rule = _RULES.get(heading.level, "") if heading.rule is None else heading.rule
    if rule:
        yield rule * max(map(width, lines))


def _pairs(block: b.Pairs, indent: str) -> Iterator[str]:
    """Titles and values in two columns; where they are too wide for that, one below the other."""
    rows = [(plain(pair.label), plain(pair.value)) for pair in block.pairs]
    column = max((width(label) for label, _ in rows), default=0) + 2
    values = max((width(value) for _, value in rows), default=0)
    beside = width(indent) + column + min(values, WIDTH // 3) <= WIDTH
    for label, value in rows:
        if beside:
            yield from wrapped(value, indent + padded(label, column))
        else:
            yield from wrapped(label, indent)
            yield from wrapped(value, indent + _INDENT)


def _items(block: b.Items, indent: str) -> Iterator[str]:
    for item in block.items:
        yield from _wrapped(item.line, f"{indent}- ")
        below = f"{indent}{_INDENT * 2}"
        # of several lines it must be seen where each begins
        rest = below if len(item.below) == 1 else below + _INDENT
        for line in item.below:
            yield from _wrapped(line, below, rest)


def _table(table: b.Table, indent: str) -> Iterator[str]:
    """Columns where they fit; else one row below the other."""
    rows = [[plain(cell) for cell in row] for row in table.rows]
    head = [clean(name) for name in table.head]
    whole = [head, *rows] if head else rows
    widths = [max(map(width, column)) for column in zip(*whole, strict=True)]
    if width(indent) + sum(widths) + 2 * (len(widths) - 1) > WIDTH:
        for row in rows:
            yield from wrapped(row[0], indent, indent + _INDENT)
            for name, cell in zip_longest(head[1:], row[1:], fillvalue=""):
                if cell:
                    said = f"{name}{_colon(name)}{cell}" if name else cell
                    yield from wrapped(said, f"{indent}    ", f"{indent}      ")
        return
    for row in whole:
        cells = [padded(c, widths[n], right=n in table.numbers) for n, c in enumerate(row)]
        yield (indent + "  ".join(cells)).rstrip()


def _colon(name: str) -> str:
    """The colon after a name, in the script of the name."""
    return "：" if width(name[-1]) > 1 else ": "


def _node(node: b.Node, indent: str) -> Iterator[str]:
    # what is nested deeper than a line is wide is no longer moved to the right
    indent = indent if len(indent) < WIDTH // 2 else " " * (WIDTH // 2)
    yield from _wrapped(node.line, f"{indent}{node.mark.sign} ")
    below = indent + _INDENT
    for said in (node.finding, node.origin, node.code and f"[{node.code}]"):
        if said:
            yield from _wrapped(said, below)
    for child in node.children:
        yield from _node(child, below)


def _chapter(chapter: b.Chapter) -> Iterator[str]:
    """A chapter beside the rail that joins it to the next one."""
    rail = "│ "

    def below(said: str, lead: str) -> Iterator[str]:
        return wrapped(spaced(said), rail + lead, rail + " " * width(lead))

    yield from wrapped(spaced(chapter.when), f"{_LOOKS[chapter.look]} ", rail)
    yield from (line for said in chapter.headline for line in below(said, "  "))
    yield from (line for said in chapter.changes for line in below(said, "    - "))
    bullet = "    - " if chapter.look == "refused" else "    "
    yield from (line for said in chapter.notes for line in below(said, bullet))
    yield from below(chapter.rules, "    ") if chapter.rules else ()
    yield from below(chapter.here, "  ▸ ") if chapter.here else ()
    yield rail.rstrip()


def source_lines(source: b.Source) -> Iterator[str]:
    """Each line of a file after its sign and number, and below it its notes, each under its column."""
    digits = len(str(len(source.lines)))
    for number, line in enumerate(source.lines, 1):
        yield f"{line.sign} {number:>{digits}} | {visible(line.text)}".rstrip()
        for column, note in line.notes:
            lead = " " * width(visible(line.text[: column - 1]))
            yield f"  {' ' * digits} | {lead}^ {visible(note)}"
