"""A report as Markdown (CommonMark with tables), for a pull request: no text in it can start any markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from backhaul.report import blocks as b
from backhaul.report.columns import clean, spaced, visible
from backhaul.report.drawn import Flowchart
from backhaul.report.escapes import escaped as html_escaped
from backhaul.report.lines import Code, Inline, Line, Mark, Name, Strong, bare, parts
from backhaul.report.text import source_lines

#: what means something within a line (an underscore between two letters does not), and where a line begins
_WITHIN = re.compile(
    r"[\\`*\[\]<>|~$&@]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|(?<=www)\.", re.IGNORECASE
)
_AT_START = re.compile(r"^(?:[#+=-]|[0-9]+(?=[.)](?:\s|$)))")


def markdown(blocks: Iterable[b.Block]) -> str:
    """The blocks as Markdown; the last line ends, too."""
    return "\n".join(_blocks(blocks)).strip("\n") + "\n"


def escaped(text: str) -> str:
    """The text on one line, so that Markdown shows it as it is."""
    return _started(_words(clean(text)))


def code(text: str) -> str:
    """The text as code, in a fence longer than any in it."""
    shown = visible(text)
    if not shown.strip():
        return shown
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    blank = " " * ("`" in shown or (shown[0] == shown[-1] == " "))
    return f"{fence}{blank}{shown}{blank}{fence}"


def _words(text: str) -> str:
    return _WITHIN.sub(lambda found: "&amp;" if found[0] == "&" else "\\" + found[0], text)


def _started(line: str) -> str:
    """The line, so that it begins no list, heading or rule."""
    return _AT_START.sub(lambda m: f"{m[0]}\\" if m[0][0].isdigit() else f"\\{m[0]}", line)


def _line(line: Line) -> str:
    return _started("".join(map(_inline, parts(line))).strip())


def _inline(part: Inline) -> str:
    match part:
        case str():
            return _words(spaced(part))
        case Code() | Name():
            return code(part.text)
        case Strong():
            return f"**{_words(clean(part.text))}**" if clean(part.text) else ""
        case Mark():
            return f"{part.sign} "
        case _:
            return _words(spaced(part.text))


def _blocks(blocks: Iterable[b.Block]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: b.Block) -> Iterator[str]:
    match block:
        case b.Heading():
            sharps = "#" * block.level
            yield from (*(f"{sharps} {_line(line)}" for line in (block.line, *block.more)), "")
        case b.Callout():
            yield from (f"> **{_words(clean(block.label))}**", ">", f"> {escaped(block.text)}", "")
        case b.Paragraph():
            yield from (_line(block.line), "")
        case b.Pairs():
            yield from (*_pairs(block), "")
        case b.Table():
            yield from (*_table(block), "")
        case b.Items():
            yield from (*_items(block), "")
        case b.Contents():
            yield from (f"**{_words(clean(block.title))}**", "")
            indents = ((line, "  " * (level - 1)) for level, line, _ in block.entries)
            yield from (*(f"{indent}- {_line(line)}" for line, indent in indents), "")
        case b.Tree():
            yield from (*(line for node in block.nodes for line in _node(node, "")), "")
        case b.Verbatim():
            yield from (escaped(block.caption), "") if block.caption else ()
            yield from (*("    " + visible(said) for said in block.text.splitlines()), "")
        case b.Source():
            yield from (*("    " + said for said in source_lines(block)), "")
        case b.Section():
            yield from (f"## {_line(block.title)}", "", *_blocks(block.blocks))
        case b.Folded():
            # no Markdown is read in a line that begins with an element
            yield from (f"<details><summary>{html_escaped(bare(block.line))}</summary>", "")
            yield from (*_blocks(block.blocks), "</details>", "")
        case b.Result():
            yield from (_line((Strong(block.standing), " ", *parts(block.line))), "")
            yield from _blocks(block.blocks)
        case b.Foot():
            # two blanks at the end of a line break it
            yield from ("---", "", "  \n".join(map(_line, block.lines)), "")
        case b.Story():
            for chapter in block.chapters:
                yield from (f"### {escaped(chapter.when)}", "")
                yield from (f"**{_words(clean(said))}**\n" for said in chapter.headline)
                said = (*chapter.changes, *chapter.notes, chapter.rules, chapter.here)
                yield from (*(f"- {escaped(each)}" for each in said if each), "")
        case b.Badge() | b.Shares() | b.Flows() | Flowchart():
            return
        case _:
            assert_never(block)


def _pairs(block: b.Pairs) -> Iterator[str]:
    if block.joint:
        for pair in block.pairs:
            yield f"- **{_words(clean(bare(pair.label)))}**{block.joint}{_line(pair.value)}"
    elif block.pairs:
        yield from ("| | |", "|---|---|")
        for pair in block.pairs:
            value = _cell(pair.value)
            yield _row([_cell(pair.label), f"**{value}**" if pair.settled else value])


def _items(block: b.Items) -> Iterator[str]:
    for item in block.items:
        if item.joint:
            yield f"- {item.joint.join(map(_line, (item.line, *item.below)))}"
        else:
            yield from (f"- {_line(item.line)}", *(f"  - {_line(line)}" for line in item.below))


def _table(table: b.Table) -> Iterator[str]:
    columns = range(len(table.rows[0]) if table.rows else len(table.head))
    yield _row([escaped(name) for name in table.head] or ["" for _ in columns])
    yield _row(["---:" if column in table.numbers else "---" for column in columns])
    yield from (_row([_cell(cell) for cell in row]) for row in table.rows)


def _cell(line: Line) -> str:
    """A line within a table, where a bar ends a cell also within code."""
    marked = (
        _inline(part).replace("|", r"\|") if isinstance(part, Code | Name) else _inline(part)
        for part in parts(line)
    )
    return "".join(marked).strip()


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell or ' ' for cell in cells)} |"


def _node(node: b.Node, indent: str) -> Iterator[str]:
    said = [_inline(node.mark).strip(), _line(node.line)]
    said += [f"– {escaped(node.finding)}"] if node.finding else []
    said += [f"({escaped(node.origin)})"] if node.origin else []
    said += [code(node.code)] if node.code else []
    yield f"{indent}- {' '.join(said)}"
    for child in node.children:
        yield from _node(child, indent + "  ")
