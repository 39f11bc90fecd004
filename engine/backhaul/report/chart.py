"""Charts as inline SVG: a whole in its parts, and what turns into what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from backhaul.report.blocks import Flows, Shares
from backhaul.report.columns import clean, width
from backhaul.report.escapes import escaped

_WIDTH = 720
_BAR, _GAP, _THINNEST = 96, 10, 2
#: flips that are drawn; the table has them all
_MOST = 16
_LETTERS = 34


def shares(block: Shares) -> Iterator[str]:
    """One bar, divided as the whole is."""
    whole = sum(count for _, count, _ in block.parts) or 1
    yield f'<svg class="shares" viewBox="0 0 {_WIDTH} 28" role="img">'
    said = ", ".join(f"{name}: {count:,}" for name, count, _ in block.parts)
    yield f"<title>{escaped(said)}</title>"
    left = 0.0
    for _, count, kind in block.parts:
        wide = min(max(_THINNEST, count / whole * _WIDTH), _WIDTH - left)
        yield f'<rect class="{kind}" x="{left:.1f}" y="0" width="{wide:.1f}" height="28"/>'
        left += wide
    yield "</svg>"
    yield '<p class="legend">'
    for name, count, kind in block.parts:
        yield f'<span><i class="{kind}"></i>{escaped(name)} {count:,}</span>'
    yield "</p>"


def flows(block: Flows) -> Iterator[str]:
    """Old values on the left, new ones on the right, and a band for every flip."""
    drawn = block.flows[:_MOST]
    sides = (_sums((flip[0], flip[2]) for flip in drawn), _sums(flip[1:] for flip in drawn))
    scale = max(60, 26 * max(map(len, sides))) / sum(count for _, _, count in drawn)
    (lefts, left_end), (rights, right_end) = (_stacked(sums, scale) for sums in sides)
    high = max(left_end, right_end) + _GAP
    yield f'<div class="wide"><svg class="flows" viewBox="0 0 {_WIDTH} {high:.0f}" role="img">'
    said = "; ".join(f"{old} to {new}: {count:,}" for old, new, count in drawn)
    yield f"<title>{escaped(block.name)}: {escaped(said)}</title>"
    for side, tops in enumerate((lefts, rights)):
        for name, top in tops.items():
            yield from _value(name, sides[side][name], top, scale, right=side == 1)
    for number, (old, new, count) in enumerate(drawn):
        yield _band(number, f"{old} → {new}: {count:,}", lefts[old], rights[new], count * scale)
        lefts[old] += _high(count, scale)
        rights[new] += _high(count, scale)
    yield "</svg></div>"
    if len(block.flows) > _MOST:
        yield f'<p class="note">The {_MOST} most frequent of {len(block.flows)} flips.</p>'


def _sums(parts: Iterable[tuple[str, int]]) -> Counter[str]:
    sums = Counter[str]()
    for name, count in parts:
        sums[name] += count
    return sums


def _high(count: int, scale: float) -> float:
    return max(_THINNEST, count * scale)


def _stacked(sums: Mapping[str, int], scale: float) -> tuple[dict[str, float], float]:
    """Where each value begins, from the top, each at least as high as its name; and where the last one ends."""
    top, tops = float(_GAP), {}
    for name, count in sums.items():
        tops[name] = top
        top += max(18, _high(count, scale)) + _GAP
    return tops, top


def _value(name: str, count: int, top: float, scale: float, *, right: bool) -> Iterator[str]:
    """The end of the bands of one value, and beside it its name."""
    away, high = (1 if right else -1), _high(count, scale)
    edge = _WIDTH / 2 + away * _BAR
    yield f'<rect class="end" x="{edge - (0 if right else 8):.1f}" y="{top:.1f}" width="8" height="{high:.1f}"/>'
    at = f'x="{edge + away * 16:.1f}" y="{top + max(18.0, high) / 2 + 4:.1f}"'
    anchor = "start" if right else "end"
    yield f'<text {at} text-anchor="{anchor}">{escaped(_short(name))} <tspan>{count:,}</tspan></text>'


def _band(number: int, said: str, old: float, new: float, thick: float) -> str:
    """A band from one height to another, drawn along its middle."""
    thick = max(_THINNEST, thick)
    start, middle, end = _WIDTH / 2 - _BAR, _WIDTH / 2, _WIDTH / 2 + _BAR
    a, b = f"{old + thick / 2:.1f}", f"{new + thick / 2:.1f}"
    path = f"M{start:.1f} {a}C{middle:.1f} {a} {middle:.1f} {b} {end:.1f} {b}"
    look = f'class="band b{number % 4}" stroke-width="{thick:.1f}"'
    return f'<path {look} d="{path}"><title>{escaped(said)}</title></path>'


def _short(name: str) -> str:
    """The name as far as there is room for it."""
    name = clean(name)
    if width(name) > _LETTERS:
        while width(name) >= _LETTERS:
            name = name[:-1]
        name += "…"
    return name
