"""The forms of a report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, assert_never

from backhaul.report.blocks import Block, Heading
from backhaul.report.lines import bare

Form = Literal["text", "markdown", "html"]


def written(blocks: Iterable[Block], form: Form, title: str = "", language: str = "en") -> str:
    """The blocks in one of the forms; the last line ends, too.

    *title* and *language* are those of a page. Its title is otherwise the first heading; without one it is its heading.
    A form is imported when somebody asks for it: a command starts sooner so.
    """
    match form:
        case "text":
            from backhaul.report.text import text

            return text(blocks)
        case "markdown":
            from backhaul.report.markdown import markdown

            return markdown(blocks)
        case "html":
            from backhaul.report.html import html

            blocks = list(blocks)
            if not any(isinstance(block, Heading) for block in blocks):
                blocks = [Heading(1, title), *blocks]
            heads = (bare(block.line) for block in blocks if isinstance(block, Heading))
            return html(blocks, title or next(heads), language)
        case _:
            assert_never(form)
