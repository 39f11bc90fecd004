"""A report as one page of HTML that needs nothing else: no scripts, nothing fetched, made to be printed, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from backhaul.report import blocks as b
from backhaul.report import chart, flowchart, story
from backhaul.report.columns import spaced
from backhaul.report.drawn import Flowchart
from backhaul.report.escapes import escaped, marked_up
from backhaul.report.lines import Code, Inline, Line, Link, Mark, Name, Strong, bare, parts
from backhaul.report.style import STYLE

#: the page may use its own style and fetch nothing at all
_FETCHES = "default-src 'none'; style-src 'unsafe-inline'"


def html(blocks: Iterable[b.Block], title: str, language: str = "en") -> str:
    """The blocks as an HTML document."""
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escaped(language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_FETCHES}">',
        f"<title>{escaped(title)}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *_blocks(blocks),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def fragment(blocks: Iterable[b.Block]) -> str:
    """The blocks alone, to be put into another page, which has `style.within`.

    >>> fragment([b.Paragraph("a < b")])
    '<p>a &lt; b</p>'
    """
    # the page has it already, and lets no other style in
    return "\n".join(_blocks(blocks)).replace(f"<style>{story.STORY_STYLE}</style>", "")


def _line(line: Line) -> str:
    return "".join(map(_inline, parts(line)))


def _inline(part: Inline) -> str:
    match part:
        case str():
            return marked_up(spaced(part))
        case Code() | Name():
            return f"<code>{marked_up(part.text)}</code>"
        case Strong():
            return f"<strong>{escaped(part.text)}</strong>"
        case Link():
            return f'<a href="#{escaped(part.to)}">{escaped(part.text)}</a>'
        case Mark():
            aloud = f'<span class="hidden">{escaped(part.word)}: </span>' if part.word else ""
            return f'<span class="mark {part.tone}" aria-hidden="true">{part.sign}</span>{aloud} '
        case _:
            assert_never(part)


def _blocks(blocks: Iterable[b.Block]) -> Iterator[str]:
    for block in blocks:
        yield from _block(block)


def _block(block: b.Block) -> Iterator[str]:
    match block:
        case b.Heading():
            yield from _heading(block)
        case b.Badge() | b.Paragraph():
            yield f"<p{_class(block.kind)}>{_line(block.line)}</p>"
        case b.Callout():
            yield f'<div class="lead" role="note"><strong>{escaped(block.label)}</strong>'
            yield f"<p>{escaped(block.text)}</p></div>"
        case b.Pairs():
            yield from _pairs(block)
        case b.Table():
            yield from _table(block)
        case b.Items():
            sentences = any(item.joint for item in block.items)
            kind = block.kind or ("entries" if sentences else "")
            yield from (f"<ul{_class(kind)}>", *map(_item, block.items), "</ul>")
        case b.Contents():
            yield from _contents(block)
        case Flowchart():
            yield from flowchart.flowchart(block)
        case b.Tree():
            yield f'<ul class="tree">{"".join(map(_node, block.nodes))}</ul>'
        case b.Verbatim():
            yield from [f"<p>{escaped(block.caption)}</p>"] if block.caption else ()
            lines = "\n".join(map(marked_up, block.text.splitlines()))
            yield f"<pre>{lines}</pre>"
        case b.Source():
            yield f'<pre class="file">{"".join(_source(block))}</pre>'
        case b.Shares():
            yield from chart.shares(block)
        case b.Flows():
            yield from chart.flows(block)
        case b.Story():
            yield from story.inner(block)
        case b.Section():
            yield from _section(block)
        case b.Folded():
            yield f"<details{_class(block.kind)}{' open' if block.open else ''}>"
            gist = f'<span class="gist">{escaped(block.gist)}</span>' if block.gist else ""
            yield f"<summary>{_line(block.line)}{gist}</summary><div>"
            yield from (*_blocks(block.blocks), "</div></details>")
        case b.Result():
            standing = f'<span class="standing {block.tone}">{escaped(block.standing)}</span>'
            yield f'<section class="result"{_id(block.anchor)}><p>{standing} {_line(block.line)}</p>'
            yield from (*_blocks(block.blocks), "</section>")
        case b.Foot():
            yield from ("<footer>", *(f"<p>{_line(x)}</p>" for x in block.lines), "</footer>")
        case _:
            assert_never(block)


def _heading(heading: b.Heading) -> Iterator[str]:
    level = heading.level
    yield f"<h{level}{_id(heading.anchor)}>{_line(heading.line)}</h{level}>"
    yield from (f"<h{level}>{_line(line)}</h{level}>" for line in heading.more)


def _id(anchor: str) -> str:
    return f' id="{escaped(anchor)}"' if anchor else ""


def _class(kind: str) -> str:
    return f' class="{escaped(kind)}"' if kind else ""


def _section(section: b.Section) -> Iterator[str]:
    title = _line(section.title)
    yield f"<section{_class(section.kind)}{_id(section.anchor)}>"
    yield f"<details><summary>{title}</summary>" if section.folded else f"<h2>{title}</h2>"
    yield from _blocks(section.blocks)
    yield "</details></section>" if section.folded else "</section>"


def _pairs(block: b.Pairs) -> Iterator[str]:
    if not block.pairs:
        return
    yield '<dl class="keep">' if block.joint else "<dl>"
    for pair in block.pairs:
        state = "settled" if pair.settled else "open"
        value = f'<dd class="{state}">{_line(pair.value)}</dd>'
        yield f"<div><dt>{_line(pair.label)}</dt>{value}</div>"
    yield "</dl>"


def _item(item: b.Item) -> str:
    if item.joint:
        below = "".join(f"<p>{_line(line)}</p>" for line in item.below)
    else:
        inner = "".join(f"<li>{_line(line)}</li>" for line in item.below)
        below = inner and f"<ul>{inner}</ul>"
    return f"<li{_id(item.anchor)}>{_line(item.line)}{below}</li>"


def _contents(block: b.Contents) -> Iterator[str]:
    """A list of links; what is deeper stands in a list of its own."""
    title = escaped(block.title)
    yield f'<nav class="contents" aria-label="{title}"><h2>{title}</h2>'
    open_levels: list[int] = []
    for level, line, to in block.entries:
        yield from _closed(open_levels, level)
        if not open_levels or open_levels[-1] < level:
            open_levels.append(level)
            yield "<ul>"
        yield f'<li><a href="#{escaped(to)}">{escaped(bare(line))}</a>'
    yield f"{'</li></ul>' * len(open_levels)}</nav>"


def _closed(open_levels: list[int], level: int) -> Iterator[str]:
    """The ends of the lists that are deeper than the next entry, and of the entry before it."""
    while len(open_levels) > 1 and open_levels[-1] > level:
        open_levels.pop()
        yield "</li></ul>"
    if open_levels and open_levels[-1] >= level:
        yield "</li>"


def _table(table: b.Table) -> Iterator[str]:
    yield '<div class="wide"><table>'
    if any(table.head):
        names = enumerate(table.head)
        heads = (f'<th scope="col"{_right(n, table)}>{escaped(name)}</th>' for n, name in names)
        yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for first, *rest in table.rows:
        cells = (f"<td{_right(n, table)}>{_line(cell)}</td>" for n, cell in enumerate(rest, 1))
        yield f'<tr><th scope="row">{_line(first)}</th>{"".join(cells)}</tr>'
    yield "</tbody></table></div>"


def _right(column: int, table: b.Table) -> str:
    return ' class="n"' if column in table.numbers else ""


def _node(node: b.Node) -> str:
    said = [f"<li>{_inline(node.mark)}{_line(node.line)}"]
    if node.finding:
        said.append(f'<span class="found">{escaped(node.finding)}</span>')
    if node.origin:
        said.append(f'<span class="made-of">{escaped(node.origin)}</span>')
    if node.code:
        place = f'<span class="place">{escaped(node.place)}</span>'
        said.append(f'<span class="source">{_inline(Code(node.code))} {place}</span>')
    if node.children:
        said.append(f"<ul>{''.join(map(_node, node.children))}</ul>")
    return "".join((*said, "</li>"))


def _source(source: b.Source) -> Iterator[str]:
    """The lines of a file, each with an anchor, and below each its notes."""
    digits = len(str(len(source.lines)))
    for number, line in enumerate(source.lines, 1):
        at = f'id="{escaped(source.name)}-{number}"{_class(line.tone)}'
        yield f"<span {at}><b>{number:>{digits}}</b>  {marked_up(line.text)}</span>"
        for column, note in line.notes:
            # the line once more, unseen, so that what is said stands below the place also of wide letters
            lead = f"<i>{' ' * (digits + 2)}{marked_up(line.text[: column - 1])}</i>"
            yield f'<span class="missing">{lead}^ {escaped(note)}</span>'
