"""What text is as markup: for HTML, SVG and XML, in elements and attributes alike."""

from __future__ import annotations

from backhaul.report.columns import clean, visible

_SPECIAL = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "`": "&#96;"}
)


def escaped(text: str) -> str:
    """The text on one line, so that neither a page nor an attribute takes it for markup."""
    return marked_up(clean(text))


def marked_up(text: str) -> str:
    """The text as it is, so that it is not taken for markup."""
    return visible(text).translate(_SPECIAL)
