"""A report as Markdown, for a pull request: tables, lists, and nothing that a text in it could make."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
)

_SPECIAL = re.compile(r"[\\`*\[\]|<>~&@]|(?<!\w)_|_(?!\w)|:(?=//)|^(?:[-+#=]|(?<=\d)[.)])")


def markdown(blocks: list[Block]) -> str:
    """The blocks as Markdown; the last line ends, too."""
    lines: list[str] = []
    for block in blocks:
        lines += _block(block)
    return "\n".join(lines).strip("\n") + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield from (f"{'#' * block.level} {_line(block.line)}", "")
        case Paragraph():
            yield from (_line(block.line), "")
        case Items():
            for item, below in block.items:
                yield f"- {_line(item)}"
                yield from (f"  - {_line(said)}" for said in below)
            yield ""
        case Table():
            yield _row([escaped(name) for name in block.head])
            yield _row(["---:" if n in block.numbers else "---" for n in range(len(block.head))])
            yield from (_row([_line(cell) for cell in row]) for row in block.rows)
            yield ""
        case Folded():
            yield from ("<details><summary>" + _line(block.line) + "</summary>", "")
            yield from ("    " + said for said in block.text.splitlines())
            yield from ("", "</details>", "")
        case Shares() | Flows():
            return


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell or " " for cell in cells) + " |"


def _line(said: Line) -> str:
    parts = (_code(part.text) if isinstance(part, Code) else _words(part) for part in said)
    return "".join(parts).strip()


def _words(part: str) -> str:
    """A part of a line, apart from its neighbours where it was."""
    before, after = " " * part[:1].isspace(), " " * part[-1:].isspace()
    return f"{before}{escaped(part)}{after}"


def escaped(text: str) -> str:
    """The text on one line, so that it stays one: no markup, no link, no HTML comes of it."""
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def _code(text: str) -> str:
    """A code span whose fence is longer than any in the text."""
    text = " ".join(text.split())
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}".replace("|", "\\|")
