"""The forms of a report."""

from __future__ import annotations

from typing import Any, Literal, assert_never

from backhaul.comparison.page import page

Form = Literal["text", "markdown", "html"]


def written(data: dict[str, Any], form: Form) -> str:
    """A report, made of a comparison as data."""
    blocks = page(data)
    match form:
        case "text":
            from backhaul.comparison.text import text

            return text(blocks)
        case "markdown":
            from backhaul.comparison.markdown import markdown

            return markdown(blocks)
        case "html":
            from backhaul.comparison.html import html

            return html(blocks)
        case _:
            assert_never(form)
