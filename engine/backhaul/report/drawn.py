"""Blocks that are drawn alone, and of which text and Markdown show nothing."""

from __future__ import annotations

from backhaul.frozen import frozen


@frozen
class Stage:
    """A box of `Flowchart`: its title, its steps in order, and what goes into it.

    *after* are the stages before it whose outcome it reads, by their places; *to* is the anchor of its section.
    """

    title: str
    #: a number or sign, and words
    steps: tuple[tuple[str, str], ...]
    reads: tuple[str, ...]
    after: tuple[int, ...] = ()
    to: str = ""


@frozen
class Flowchart:
    """Boxes one below the other, each beside what it reads, drawn on a page alone; *reads* is the head of those."""

    name: str
    reads: str
    stages: tuple[Stage, ...]
