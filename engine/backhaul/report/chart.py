"""Charts as inline SVG: a whole in its parts, and what turns into what."""

from __future__ import annotations

from collections.abc import Iterator

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
    whole = sum(count for _, _, count in drawn)
    olds, news = _sums((old, n) for old, _, n in drawn), _sums((new, n) for _, new, n in drawn)
    scale = max(60, 26 * max(len(olds), len(news))) / whole
    lefts, rights = _stacked(olds, scale), _stacked(news, scale)
    high = max(_end(lefts), _end(rights)) + _GAP
    yield f'<div class="wide"><svg class="flows" viewBox="0 0 {_WIDTH} {high:.0f}" role="img">'
    said = "; ".join(f"{old} to {new}: {count:,}" for old, new, count in drawn)
    yield f"<title>{escaped(block.name)}: {escaped(said)}</title>"
    yield from _bands(drawn, scale, dict(lefts), dict(rights))
    yield from _ends(
        lefts, olds, scale, x=_WIDTH / 2 - _BAR - 8, text=_WIDTH / 2 - _BAR - 16, anchor="end"
    )
    yield from _ends(
        rights, news, scale, x=_WIDTH / 2 + _BAR, text=_WIDTH / 2 + _BAR + 16, anchor="start"
    )
    yield "</svg></div>"
    if len(block.flows) > _MOST:
        yield f'<p class="note">The {_MOST} most frequent of {len(block.flows)} flips.</p>'


def _sums(parts: Iterator[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, count in parts:
        sums[name] = sums.get(name, 0) + count
    return sums


def _high(count: int, scale: float) -> float:
    return max(_THINNEST, count * scale)


def _stacked(sums: dict[str, int], scale: float) -> list[tuple[str, float]]:
    """Where each value begins, from the top; each at least as high as its name."""
    top, tops = float(_GAP), []
    for name, count in sums.items():
        tops.append((name, top))
        top += max(18, _high(count, scale)) + _GAP
    return [*tops, ("", top)]


def _end(stacked: list[tuple[str, float]]) -> float:
    return stacked[-1][1]


def _bands(
    drawn: tuple[tuple[str, str, int], ...],
    scale: float,
    lefts: dict[str, float],
    rights: dict[str, float],
) -> Iterator[str]:
    start, end = _WIDTH / 2 - _BAR, _WIDTH / 2 + _BAR
    middle = (start + end) / 2
    for number, (old, new, count) in enumerate(drawn):
        thick = _high(count, scale)
        a, b = lefts[old], rights[new]
        lefts[old], rights[new] = a + thick, b + thick
        path = (
            f"M{start:.1f} {a:.1f} C{middle:.1f} {a:.1f} {middle:.1f} {b:.1f} {end:.1f} {b:.1f} "
            f"V{b + thick:.1f} C{middle:.1f} {b + thick:.1f} {middle:.1f} {a + thick:.1f} "
            f"{start:.1f} {a + thick:.1f} Z"
        )
        said = f"{old} → {new}: {count:,}"
        yield f'<path class="band b{number % 4}" d="{path}"><title>{escaped(said)}</title></path>'


def _ends(
    stacked: list[tuple[str, float]],
    sums: dict[str, int],
    scale: float,
    *,
    x: float,
    text: float,
    anchor: str,
) -> Iterator[str]:
    for name, top in stacked[:-1]:
        high = _high(sums[name], scale)
        yield f'<rect class="end" x="{x:.1f}" y="{top:.1f}" width="8" height="{high:.1f}"/>'
        shown = _short(name)
        middle = top + max(18.0, high) / 2 + 4 if high > 18 else top + 13
        yield (
            f'<text x="{text:.1f}" y="{middle:.1f}" text-anchor="{anchor}">'
            f"{escaped(shown)} <tspan>{sums[name]:,}</tspan></text>"
        )


def _short(name: str) -> str:
    """The name as far as there is room for it."""
    name = clean(name)
    if width(name) <= _LETTERS:
        return name
    while width(name) >= _LETTERS:
        name = name[:-1]
    return f"{name}…"
