"""A whole number that moves with time, and how far it can move before anything comes out otherwise.

The definition is run on it as on any other number. Each comparison that it meets narrows the span over
which the same run, step by step, comes out the same; so the ends of that span are exact whatever the
policy computes. The start of a day is a stair: it stands still, then jumps. Where the flight of stairs
as a whole settles a comparison, its single steps do not count.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil
from typing import Any, Self

#: further than time goes
NEVER = 10**20


class Stair:
    """A quotient that rises in steps, as it differs from what it is now."""

    def __init__(self, until: int, low: Fraction, high: Fraction, slope: Fraction) -> None:
        #: how long it stays what it is
        self.until = until
        #: later it lies between two lines of this slope
        self.low, self.high, self.slope = low, high, slope


class TimeSpan:
    """How many microseconds the moving instant may go on before a comparison changes."""

    def __init__(self, most: int) -> None:
        self.most = most
        #: a quotient that is asked for twice is one stair
        self._stairs: dict[object, Stair] = {}

    def up_to(self, steps: int) -> None:
        """Something may change after this many steps."""
        self.most = min(self.most, steps)

    def stair(self, moving: Moving, size: int) -> Stair:
        """The quotient of a moving number."""
        key = (int(moving), moving.slope, frozenset(moving.stairs.items()), size)
        if key not in self._stairs:
            rest, whole = int(moving) % size, _Gap(0, moving.slope, moving.stairs)
            until, slope = whole.until, moving.slope
            if slope:
                until = min(until, (size - 1 - rest if slope > 0 else rest) // abs(slope))
            low, high = Fraction(rest + whole.low - size + 1), Fraction(rest + whole.high)
            stair = Stair(until, low / size, high / size, Fraction(whole.total_slope) / size)
            self._stairs[key] = stair
        return self._stairs[key]


class Moving(int):
    """A value now, by how much it rises with each microsecond, and how often each stair is in it."""

    slope: int
    stairs: Mapping[Stair, int]
    span: TimeSpan

    def __new__(cls, value: int, slope: int, stairs: Mapping[Stair, int], span: TimeSpan) -> Self:
        """The value, moving."""
        self = super().__new__(cls, value)
        self.slope, self.stairs, self.span = slope, stairs, span
        return self

    def _plus(self, other: int, times: int) -> int:
        """This and so many times the other."""
        value, slope = int(self) + times * int(other), self.slope
        stairs = dict(self.stairs)
        if isinstance(other, Moving):
            slope += times * other.slope
            for stair, count in other.stairs.items():
                stairs[stair] = stairs.get(stair, 0) + times * count
            stairs = {stair: count for stair, count in stairs.items() if count}
        return Moving(value, slope, stairs, self.span) if slope or stairs else value

    def __add__(self, other: int) -> int:
        return self._plus(other, 1)

    def __radd__(self, other: int) -> int:
        return self._plus(other, 1)

    def __neg__(self) -> int:
        return self * -1

    def __sub__(self, other: int) -> int:
        return self._plus(other, -1)

    def __rsub__(self, other: int) -> int:
        return -self + other

    def __mul__(self, other: int) -> int:
        if isinstance(other, Moving):
            return self._only_now(operator.mul, other)
        stairs = {stair: count * other for stair, count in self.stairs.items()}
        return Moving(int(self) * other, self.slope * other, stairs, self.span)

    def __rmul__(self, other: int) -> int:
        return self * other

    def __floordiv__(self, other: int) -> int:
        return Moving(int(self) // other, 0, {self.span.stair(self, other): 1}, self.span)

    def __lt__(self, other: int) -> bool:
        return self._is_below(other, 0)

    def __le__(self, other: int) -> bool:
        return self._is_below(other, 1)

    def __gt__(self, other: int) -> bool:
        return not self._is_below(other, 1)

    def __ge__(self, other: int) -> bool:
        return not self._is_below(other, 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, int):
            return NotImplemented
        difference = self - other
        if isinstance(difference, Moving):
            gap = _Gap(int(difference), difference.slope, difference.stairs)
            self.span.up_to(gap.stays_zero() if gap.now == 0 else gap.stays_off_zero())
        return int(difference) == 0

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self != 0

    def __hash__(self) -> int:
        return super().__hash__()

    def _is_below(self, other: int, more: int) -> bool:
        """Whether this is less than the other and *more*, and for how long it stays so."""
        difference = self - other - more
        if isinstance(difference, Moving):
            gap = _Gap(int(difference), difference.slope, difference.stairs)
            self.span.up_to(gap.stays_negative() if gap.now < 0 else gap.stays_not_negative())
        return int(difference) < 0

    def __mod__(self, other: int) -> int:
        return self - (self // other) * other

    def __divmod__(self, other: int) -> tuple[int, int]:
        return self // other, self % other

    def __abs__(self) -> int:
        return self if self >= 0 else -self

    def _only_now(self, of: Callable[[int, int], int], other: int) -> int:
        """What comes of it at this very instant; the next one is asked anew."""
        self.span.up_to(0)
        return of(int(self), int(other))

    def __rfloordiv__(self, other: int) -> int:
        return self._only_now(lambda own, by: by // own, other)

    def __rmod__(self, other: int) -> int:
        return self._only_now(lambda own, by: by % own, other)

    def _refuse(self, *_: Any) -> Any:
        raise NotImplementedError("no function of the language does this to an instant")

    __truediv__ = __rtruediv__ = __rdivmod__ = __pow__ = __rpow__ = _refuse
    __lshift__ = __rshift__ = __and__ = __or__ = __xor__ = __invert__ = _refuse


class _Gap:
    """The difference of two numbers, now and later: exactly for a while, between two lines for ever."""

    def __init__(self, now: int, slope: int, stairs: Mapping[Stair, int]) -> None:
        self.now, self.slope = now, slope
        self.until = min((stair.until for stair in stairs), default=NEVER)
        self.low: int | Fraction = now
        self.high: int | Fraction = now
        self.total_slope: int | Fraction = slope
        for stair, count in stairs.items():
            ends = count * stair.low, count * stair.high
            self.low, self.high = self.low + min(ends), self.high + max(ends)
            self.total_slope += count * stair.slope

    def stays_negative(self) -> int:
        """For how many steps it surely stays below zero, being so now."""
        exactly = min(self.until, _before(-self.now, self.slope))
        return max(exactly, _before(-self.high, self.total_slope))

    def stays_not_negative(self) -> int:
        """For how many steps it surely stays at or above zero, being so now."""
        exactly = min(self.until, _before(self.now + 1, -self.slope))
        return max(exactly, _before(self.low + 1, -self.total_slope))

    def stays_zero(self) -> int:
        """For how many steps it surely stays zero, being so now."""
        return 0 if self.slope else self.until

    def stays_off_zero(self) -> int:
        """For how many steps it surely is not zero, not being so now."""
        one_sided = self.stays_negative() if self.now < 0 else _positive(self)
        if self.slope and self.until == NEVER and self.now % self.slope:
            return NEVER  # it passes zero between two instants
        return one_sided


def _positive(gap: _Gap) -> int:
    exactly = min(gap.until, _before(gap.now, -gap.slope))
    return max(exactly, _before(gap.low, -gap.total_slope))


def _before(room: int | Fraction, slope: int | Fraction) -> int:
    """The steps that stay within less than the room, rising by the slope; none where there is no room."""
    if room <= 0:
        return -1
    return NEVER if slope <= 0 else ceil(room / Fraction(slope)) - 1


def settle(value: int) -> int:
    """The value as it is now; if it is a stair, only up to its next step."""
    if isinstance(value, Moving):
        for stair in value.stairs:
            value.span.up_to(stair.until)
    return int(value)
