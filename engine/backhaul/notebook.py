"""What notebooks show of a value: a page in a frame of its own, or text as it stands."""

from __future__ import annotations

_TO_QUOTE = str.maketrans({"&": "&amp;", '"': "&quot;"})


def framed(page: str) -> str:
    """A whole page of HTML as a part of another one: its style stays inside, and it may run and fetch nothing."""
    style = "width: 100%; height: 32em; border: 1px solid #8886; resize: vertical"
    return f'<iframe sandbox="" style="{style}" srcdoc="{page.translate(_TO_QUOTE)}"></iframe>'


def verbatim(text: str) -> str:
    """Lines of plain text as Markdown shows them unchanged."""
    return "".join(f"    {line}\n" for line in text.splitlines())
