"""A story as a picture: a strip to scale, and below it a box for each chapter. It needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.report.blocks import Chapter, Story
from backhaul.report.columns import clean, width, wrapped
from backhaul.report.escapes import escaped
from backhaul.report.style import COLOURS, FONT

WIDTH = 880
_MARGIN, _RAIL, _BOX = 32, 46, 72
_LINE = 20
#: the strip
_STRIP, _HIGH = 108, 22
#: part of the strip that each open end takes
_OPEN = 0.08
_COLOURS = ("#2f6fde", "#c2571a", "#1f8a5b", "#8d4bbf", "#b3243f", "#0f8296", "#8a6d00", "#5b6470")
#: how the texts and shapes look
STORY_STYLE = (
    f"text {{ font: 14px {FONT}; fill: var(--ink); white-space: pre; }}"
    """
.title { font-size: 22px; font-weight: 700; }
.soft { fill: var(--soft); }
.small { font-size: 12px; fill: var(--soft); }
.when { font-size: 13px; font-weight: 600; fill: var(--soft); font-variant-numeric: tabular-nums; }
.head { font-size: 17px; font-weight: 700; }
.here { font-weight: 600; }
.paper { fill: var(--paper); }
.box { fill: var(--tint); stroke: var(--line); }
.rail { stroke: var(--line); stroke-width: 3; }
.tick { stroke: var(--soft); }
.off { fill: url(#off); stroke: var(--off); }
"""
)


def svg(story: Story, language: str) -> str:
    """The picture, as one element; the last line ends, too."""
    drawn, top = _body(story)
    feet = story.feet
    foot = [_text(_MARGIN, top + 18 + n * 18, "small", said) for n, said in enumerate(feet)]
    high = top + 18 * len(feet) + 26
    label = escaped(f"{story.title}. {story.subtitle}")
    size = f'viewBox="0 0 {WIDTH} {high}" width="{WIDTH}" height="{high}"'
    about = f'role="img" aria-label="{label}" lang="{escaped(language)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {about}>',
        f"<title>{label}</title><style>{COLOURS}{STORY_STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{high}"/>',
        *_head(story),
        *drawn,
        *foot,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def inner(story: Story) -> Iterator[str]:
    """The picture within a page, which has its title and its foot already; its texts are read aloud."""
    drawn, top = _body(story)
    size = f'viewBox="{_MARGIN} {_STRIP - 8} {WIDTH - 2 * _MARGIN} {top - _STRIP + 8}"'
    yield f'<div class="wide"><svg class="story" {size}><style>{STORY_STYLE}</style>'
    yield from (*drawn, "</svg></div>")


def _body(story: Story) -> tuple[list[str], int]:
    """The strip and the boxes, and where they end."""
    colours = _colours(story)
    boxes: list[str] = []
    start = top = _STRIP + _HIGH + 66
    for chapter in story.chapters:
        drawn, top = _chapter(chapter, colours, top)
        boxes += drawn
    rail = f'<path class="rail" d="M{_RAIL} {start + 10}V{top - 26}"/>'
    return [*_patterns(colours), *_strip(story, colours), rail, *boxes], top


def _colours(story: Story) -> dict[tuple[str, ...], int]:
    """A colour for each headline, in order of appearance."""
    heads = dict.fromkeys(c.headline for c in story.chapters if c.look != "refused")
    return {head: index % len(_COLOURS) for index, head in enumerate(heads)}


def _patterns(colours: dict[tuple[str, ...], int]) -> Iterator[str]:
    """Stripes: grey where the facts are refused, coloured where the outcome is open."""
    yield "<defs>"
    yield _pattern("off", "var(--off)", 0.18)
    for index in sorted(set(colours.values())):
        yield _pattern(f"open{index}", _COLOURS[index], 0.45)
    yield "</defs>"


def _pattern(name: str, colour: str, opacity: float) -> str:
    return (
        f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="8" height="8" fill="{colour}" '
        f'fill-opacity="{opacity / 2}"/><rect width="4" height="8" fill="{colour}" '
        f'fill-opacity="{opacity * 2}"/></pattern>'
    )


def _paint(chapter: Chapter, colours: dict[tuple[str, ...], int]) -> str:
    """The attributes that fill a shape in the chapter's colour."""
    if chapter.look == "refused":
        return 'class="off"'
    index = colours[chapter.headline]
    colour = _COLOURS[index]
    if chapter.look == "decided":
        return f'fill="{colour}" stroke="{colour}"'
    return f'fill="url(#open{index})" stroke="{colour}" stroke-dasharray="4 3"'


def _head(story: Story) -> Iterator[str]:
    yield _text(_MARGIN, 44, "title", story.title)
    yield _text(_MARGIN, 68, "soft", next(wrapped(clean(story.subtitle))))
    yield _text(_MARGIN, 90, "small", story.moves)


def _strip(story: Story, colours: dict[tuple[str, ...], int]) -> Iterator[str]:
    """The chapters side by side, as long as they last; open ends are cut short."""
    ends = [chapter.end + 1 for chapter in story.chapters if chapter.end is not None]
    wide = WIDTH - 2 * _MARGIN
    first, last = (min(ends), max(ends)) if ends else (0, 0)

    def place(instant: int) -> float:
        inner = wide * (1 - 2 * _OPEN)
        done = (instant - first) / (last - first) if last > first else 0.5
        return _MARGIN + wide * _OPEN + inner * done

    written = -WIDTH * 1.0
    for chapter in story.chapters:
        left = _MARGIN * 1.0 if chapter.start is None else place(chapter.start)
        right = WIDTH - _MARGIN * 1.0 if chapter.end is None else place(chapter.end + 1)
        yield (
            f'<rect x="{left:.1f}" y="{_STRIP}" width="{max(right - left, 1.5):.1f}" '
            f'height="{_HIGH}" {_paint(chapter, colours)}><title>{escaped(chapter.when)}</title></rect>'
        )
        if chapter.start is None:
            continue
        yield f'<path class="tick" d="M{left:.1f} {_STRIP}v{_HIGH + 6}"/>'
        label = chapter.starts
        half = width(label) * 3.4
        at = min(max(left, _MARGIN + half), WIDTH - _MARGIN - half)
        if at - half > written + 8:
            yield _text(at, _STRIP + _HIGH + 20, "small", label, "middle")
            written = at + half
    yield _text(_MARGIN, _STRIP + _HIGH + 44, "small", story.scale)


def _chapter(
    chapter: Chapter, colours: dict[tuple[str, ...], int], top: int
) -> tuple[list[str], int]:
    """The box of a chapter, and where the next one begins."""
    lines: list[tuple[str, int, str]] = []
    lines += (("when", 0, line) for line in wrapped(chapter.when))
    lines += (("head", 0, line) for said in chapter.headline for line in wrapped(clean(said)))
    for said in chapter.changes:
        lines += _listed(said, "body")
    for note in chapter.notes:
        lines += _listed(note, "soft")
    if chapter.here:
        lines += (("here", 0, line) for line in wrapped(clean(f"▸ {chapter.here}")))
    if chapter.rules:
        lines += (("small", 0, line) for line in wrapped(clean(chapter.rules)))
    high = len(lines) * _LINE + 22
    wide, paint, dot = WIDTH - _BOX - _MARGIN, _paint(chapter, colours), top + 22
    at = f'x="{_BOX}" y="{top}" height="{high}"'
    drawn = [
        f'<rect class="box" {at} width="{wide}" rx="8"/>',
        f'<rect {at} width="6" rx="3" {paint}/>',
        f'<circle class="paper" cx="{_RAIL}" cy="{dot}" r="9"/>',
        f'<circle cx="{_RAIL}" cy="{dot}" r="7" {paint}/>',
    ]
    for row, (style, indent, said) in enumerate(lines):
        drawn.append(_text(_BOX + 22 + indent, top + 26 + row * _LINE, style, said))
    return drawn, top + high + 14


def _listed(said: str, style: str) -> Iterator[tuple[str, int, str]]:
    for line in wrapped(clean(said), "– "):
        first = line.startswith("– ")
        yield style, 0 if first else 14, line if first else line.lstrip()


def _text(x: float, y: float, style: str, said: str, anchor: str = "start") -> str:
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:g}" y="{y:g}" class="{style}"{at}>{escaped(said)}</text>'
