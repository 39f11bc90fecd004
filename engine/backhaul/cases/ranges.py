"""Ranges of versions: for which versions of a policy a file of cases, or one case of it, is."""

from __future__ import annotations

import re

from backhaul.diagnostics import Diagnostic
from backhaul.document.node import Node, text
from backhaul.frozen import frozen

Number = tuple[int, ...]

_PART = re.compile(r"(>=|<=|>|<|==|)(\d+\.\d+\.\d+)")
_FIRST: Number = (0, 0, 0)


@frozen
class Range:
    """The versions from the lowest on, up to but not with the end; no end: every higher one."""

    low: Number = _FIRST
    end: Number | None = None

    def covers(self, version: str) -> bool:
        """Whether a version is one of them."""
        number = numbers(version)
        return self.low <= number and (self.end is None or number < self.end)

    def within(self, other: Range) -> Range:
        """The versions that are in both."""
        ends = [end for end in (self.end, other.end) if end is not None]
        return Range(max(self.low, other.low), min(ends, default=None))

    def meets(self, other: Range) -> bool:
        """Whether some version is in both."""
        both = self.within(other)
        return both.end is None or both.low < both.end

    def __str__(self) -> str:
        if self.end == _after(self.low):
            return f"=={_text(self.low)}"
        parts = [f">={_text(self.low)}"] if self.low != _FIRST or self.end is None else []
        if self.end is not None:
            *larger, last = self.end
            parts.append(f"<={_text((*larger, last - 1))}" if last else f"<{_text(self.end)}")
        return " ".join(parts)


EVERY = Range()
NONE = Range(_FIRST, _FIRST)


def numbers(version: str) -> Number:
    """The version as numbers, so that 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))


def _text(number: Number) -> str:
    return ".".join(map(str, number))


def _after(number: Number) -> Number:
    """The next version that there could be."""
    *larger, last = number
    return (*larger, last + 1)


def read_range(node: Node | None, mistakes: list[Diagnostic]) -> Range:
    """The range that is written, every version where none is; no version where it is wrong, which is noted.

    >>> from backhaul.diagnostics import Span
    >>> from backhaul.document.node import Scalar
    >>> written = read_range(Scalar(">=1.0.0 <2.0.0", Span("cases.yaml", 1, 1)), [])
    >>> written.covers("1.10.0"), written.covers("2.0.0"), str(written)
    (True, False, '>=1.0.0 <2.0.0')
    """
    written = text(node)
    if node is None or written is None:
        return EVERY
    parts = written.split()
    matches = [_PART.fullmatch(part) for part in parts]
    if not parts or None in matches:
        message = f"`{written}` is not a range of versions"
        help = 'write comparisons with a space between, as in ">=1.0.0 <2.0.0"'
        mistakes.append(Diagnostic("bad-range", message, help, node.span))
        return NONE
    whole = EVERY
    for match in matches:
        if match:
            whole = whole.within(_part(match[1] or "==", numbers(match[2])))
    return whole


def _part(sign: str, number: Number) -> Range:
    match sign:
        case ">=":
            return Range(number)
        case ">":
            return Range(_after(number))
        case "<":
            return Range(_FIRST, number)
        case "<=":
            return Range(_FIRST, _after(number))
        case _:
            return Range(number, _after(number))
