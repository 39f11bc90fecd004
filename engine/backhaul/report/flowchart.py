"""A flow chart as inline SVG: a box for each with its steps in order, what it reads beside it, and which it follows from."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.report.columns import clean, width, wrapped
from backhaul.report.drawn import Flowchart, Stage
from backhaul.report.escapes import escaped

_WIDTH, _LINE, _GAP, _PAD = 880, 19, 34, 16
#: the boxes of what is read, and those of the stages
_READS, _LEFT, _STAGE = 300, 372, 464
#: columns of a line in either, and where the words of a step begin
_READ_COLUMNS, _STEP_COLUMNS, _TITLE_COLUMNS, _SIGN = 38, 52, 50, 62
#: lines that join stages run here, each a little further out
_LANE, _APART = _LEFT + _STAGE + 10, 9


def flowchart(block: Flowchart) -> Iterator[str]:
    """The boxes from top to bottom, an arrow into each from what it reads and from each stage that it follows."""
    drawn: list[str] = []
    middles: list[float] = []
    top = 4.0
    for stage in block.stages:
        high = _height(block, stage)
        drawn += _stage(block, stage, top, high)
        middles.append(top + high / 2)
        top += high + _GAP
    for place, stage in enumerate(block.stages):
        drawn += (
            _joined(middles[before], middles[place] - 12 + 8 * lane, place - before)
            for lane, before in enumerate(stage.after)
        )
    said = "; ".join(_aloud(block, stage) for stage in block.stages)
    yield f'<div class="wide"><svg class="flowchart" viewBox="0 0 {_WIDTH} {top - _GAP + 6:.0f}" role="img">'
    yield f"<title>{escaped(block.name)}: {escaped(said)}</title>"
    yield (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto"><path class="head" d="M0 0L8 4L0 8Z"/></marker></defs>'
    )
    yield from (*drawn, "</svg></div>")


def _aloud(block: Flowchart, stage: Stage) -> str:
    """What a stage shows, for those who do not see it."""
    steps = ", ".join(f"{sign} {said}" for sign, said in stage.steps)
    reads = f" ({block.reads}: {', '.join(stage.reads)})" if stage.reads else ""
    return f"{stage.title}{reads}: {steps}"


def _height(block: Flowchart, stage: Stage) -> float:
    reads = len(_reads(block, stage)) * _LINE if stage.reads else 0
    steps = (len(_title(stage)) + sum(len(_step(said)) for _, said in stage.steps)) * _LINE + 6
    return max(reads, steps) + 2 * _PAD - 6


def _reads(block: Flowchart, stage: Stage) -> list[tuple[str, str]]:
    lines = [("soft", line) for line in wrapped(clean(block.reads), columns=_READ_COLUMNS)]
    for said in stage.reads:
        first, *rest = wrapped(clean(said), "· ", columns=_READ_COLUMNS)
        lines += [("", first), *(("", line) for line in rest)]
    return lines


def _title(stage: Stage) -> list[str]:
    return list(wrapped(clean(stage.title), columns=_TITLE_COLUMNS))


def _step(said: str) -> list[str]:
    return list(wrapped(clean(said), columns=_STEP_COLUMNS))


def _stage(block: Flowchart, stage: Stage, top: float, high: float) -> Iterator[str]:
    """One box, and to its left that of what it reads."""
    if stage.reads:
        lines = _reads(block, stage)
        low = len(lines) * _LINE + 2 * _PAD - 6
        at = top + (high - low) / 2
        yield f'<rect class="read" x="1" y="{at:.1f}" width="{_READS}" height="{low:.1f}" rx="8"/>'
        for row, (style, said) in enumerate(lines):
            yield _text(14, at + _PAD + 9 + row * _LINE, style, said)
        middle = top + high / 2
        yield f'<path class="arrow" d="M{_READS + 3} {middle:.1f}H{_LEFT - 3}" marker-end="url(#arrow)"/>'
    box = f'x="{_LEFT}" y="{top:.1f}" width="{_STAGE}" height="{high:.1f}"'
    yield f'<rect class="stage" {box} rx="8"/>'
    down = top + _PAD + 10
    for line in _title(stage):
        shown = _text(_LEFT + 16, down, "title", line)
        yield f'<a href="#{escaped(stage.to)}">{shown}</a>' if stage.to else shown
        down += _LINE
    down += 6
    for sign, said in stage.steps:
        yield _text(_LEFT + _SIGN - 10, down, "sign", sign, "end")
        for line in _step(said):
            yield _text(_LEFT + _SIGN, down, "", line)
            down += _LINE


def _joined(start: float, end: float, apart: int) -> str:
    """A line on the right from one stage to a later one, further out the more stages lie between."""
    right, out = _LEFT + _STAGE, min(_LANE + _APART * (apart - 1), _WIDTH - 6)
    bend = f"M{right} {start:.1f}H{out - 5}q5 0 5 5V{end - 5:.1f}q0 5 -5 5H{right + 3}"
    return f'<path class="arrow" d="{bend}" marker-end="url(#arrow)"/>'


def _text(x: float, y: float, style: str, said: str, anchor: str = "start") -> str:
    kind = f' class="{style}"' if style else ""
    blank = (width(said) - width(said.lstrip())) * 6
    at = f'x="{x + blank:g}" y="{y:.1f}"' + (
        f' text-anchor="{anchor}"' if anchor != "start" else ""
    )
    return f"<text {at}{kind}>{escaped(said)}</text>"
