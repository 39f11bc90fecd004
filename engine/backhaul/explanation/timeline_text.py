"""A timeline as plain text: when, what happens then, and what is otherwise than before."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.explanation.columns import WIDTH, clean, width, wrapped
from backhaul.explanation.timeline_content import Chapter, Story
from backhaul.explanation.words import fill

_MARKS = {"decided": "●", "undetermined": "◌", "uncovered": "◌", "refused": "×"}
_RAIL = "│ "


def text(story: Story) -> str:
    """The timeline as lines; the last one ends, too."""
    lines = [*_head(story)]
    if all(chapter.look == "refused" for chapter in story.chapters):
        lines += [*wrapped(story.words["none"]), ""]
    for chapter in story.chapters:
        lines += _chapter(chapter, story.colon)
    lines.append("─" * WIDTH)
    for said in (story.title, story.policy, story.moves, story.zone):
        lines += wrapped(said)
    return "\n".join(lines) + "\n"


def _head(story: Story) -> Iterator[str]:
    yield from wrapped(story.words["title"])
    yield "─" * width(clean(story.words["title"]))
    yield ""


def _chapter(chapter: Chapter, colon: str) -> Iterator[str]:
    when = f"{chapter.when} · {chapter.lasts}" if chapter.lasts else chapter.when
    yield from wrapped(when, f"{_MARKS[chapter.look]} ", _RAIL)
    for line in chapter.headline:
        yield from _below(line, "  ")
    for title, value in chapter.changes:
        said = fill(colon, {"a": title, "b": value}) if title else value
        yield from _below(said, "    - ")
    for note in chapter.notes:
        yield from _below(note, "    - " if chapter.look == "refused" else "    ")
    if chapter.rules:
        yield from _below(chapter.rules, "    ")
    if chapter.here:
        yield from _below(chapter.here, "  ▸ ")
    yield _RAIL.rstrip()


def _below(said: str, lead: str) -> Iterator[str]:
    yield from wrapped(said, _RAIL + lead, _RAIL + " " * width(lead))
