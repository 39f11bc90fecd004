"""A report as one page of HTML that needs nothing else: no scripts, nothing fetched, made to be printed."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.comparison import chart
from backhaul.comparison.blocks import (
    Block,
    Code,
    Flows,
    Folded,
    Heading,
    Items,
    Line,
    Paragraph,
    Shares,
    Table,
    plain,
)
from backhaul.comparison.style import STYLE

_SPECIAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "`": "&#96;"}
)
_FETCHES = "default-src 'none'; style-src 'unsafe-inline'"


def html(blocks: list[Block]) -> str:
    """The blocks as an HTML document."""
    title = next((plain(block.line) for block in blocks if isinstance(block, Heading)), "")
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{_FETCHES}">',
        f"<title>{escaped(title.replace('`', ''))}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *(said for block in blocks for said in _block(block)),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text so that no page takes it for markup."""
    return text.translate(_SPECIAL)


def _line(said: Line) -> str:
    return "".join(
        f"<code>{escaped(part.text)}</code>" if isinstance(part, Code) else escaped(part)
        for part in said
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level}>{_line(block.line)}</h{block.level}>"
        case Paragraph():
            yield f"<p>{_line(block.line)}</p>"
        case Items():
            yield "<ul>"
            for item, below in block.items:
                inner = "".join(f"<li>{_line(said)}</li>" for said in below)
                yield f"<li>{_line(item)}{inner and f'<ul>{inner}</ul>'}</li>"
            yield "</ul>"
        case Table():
            yield from _table(block)
        case Shares():
            yield from chart.shares(block)
        case Flows():
            yield from chart.flows(block)
        case Folded():
            yield f"<details><summary>{_line(block.line)}</summary>"
            yield f"<pre>{escaped(block.text)}</pre></details>"


def _table(table: Table) -> Iterator[str]:
    yield '<div class="wide"><table><thead><tr>'
    yield "".join(
        f"<th{_right(n, table)}>{escaped(name)}</th>" for n, name in enumerate(table.head)
    )
    yield "</tr></thead><tbody>"
    for row in table.rows:
        cells = (f"<td{_right(n, table)}>{_line(cell)}</td>" for n, cell in enumerate(row))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"


def _right(column: int, table: Table) -> str:
    return ' class="n"' if column in table.numbers else ""
