"""Time zones: how far the clocks of a place are ahead of UTC, from the first to the last instant that is known.

An instant is a whole number of microseconds since 1970, a day a whole number since 1970-01-01. A day begins at the
first instant at which the local date is that day or a later one: where the clocks skip midnight, at the change; where
they skip a whole day, when the next one begins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from backhaul.diagnostics import Span
from backhaul.frozen import apart, frozen
from backhaul.static import TYPE_CHECKING, Sequence

if TYPE_CHECKING:
    from typing import Self

    Range = tuple[int, int]

_NOWHERE = Span("", 0, 0)
_MINUTE = 60_000_000
_DAY = 1440 * _MINUTE


@frozen
class Zone(str):  # noqa: SLOT000 - `frozen` gives it its slots
    """The offsets of a place and the instants from which on they hold.

    As a text it is its name, by which the zones of one policy differ.

    >>> hour = 3_600_000_000
    >>> skips_midnight = zone("x", (-40 * hour, 80 * hour), (0, hour), (24 * hour,))
    >>> skips_midnight.date(24 * hour - 1), skips_midnight.start(1) // hour, skips_midnight.start(2) // hour
    (0, 24, 47)
    """

    name: str
    #: the first instant that is known, and that from which on nothing is known
    ends: tuple[int, int]
    #: microseconds ahead of UTC: before the first change, and from each change on
    offsets: tuple[int, ...]
    changes: tuple[int, ...]
    #: the last day that there has been by the end of each offset
    reached: tuple[int, ...]
    #: the name under which the database of time zones knows it; none where its offset is fixed
    known_as: str | None = apart(default=None)
    span: Span = apart(default=_NOWHERE)

    __eq__, __hash__ = str.__eq__, str.__hash__

    def __new__(cls, name: str, *_: object, **__: object) -> Self:
        """The text that it is."""
        return str.__new__(cls, name)

    def offset(self, instant: int) -> int:
        """Microseconds ahead of UTC at an instant."""
        return self.offsets[bisect_right(self.changes, instant)]

    def date(self, instant: int) -> int:
        """The local day of an instant."""
        return (instant + self.offset(instant)) // _DAY

    def instants(self, local: int) -> tuple[int, ...]:
        """The instants at which its clocks show this time: none where they skip it, two where they show it twice."""
        every = {local - offset for offset in self.offsets}
        return tuple(sorted(at for at in every if self.offset(at) == local - at))

    def start(self, day: int) -> int:
        """The first instant at which the local date is this day or a later one."""
        place = min(bisect_left(self.reached, day), len(self.changes))
        midnight = day * _DAY - self.offsets[place]
        return max(midnight, self.changes[place - 1]) if place else midnight

    def dates(self, instants: Range) -> Range:
        """The least and the greatest local day of these instants."""
        low, high = instants
        first, last = bisect_right(self.changes, low), bisect_right(self.changes, high)
        turns = self.changes[first:last]
        befores = (
            turn - 1 + offset for turn, offset in zip(turns, self.offsets[first:], strict=False)
        )
        days = [self.date(low), self.date(high), *map(self.date, turns)]
        days += [before // _DAY for before in befores]
        return min(days), max(days)

    @property
    def days(self) -> Range:
        """The first and the last day of which the first instant is known."""
        first, last = self.ends
        least = self.date(first)
        return least + (self.start(least) < first), self.date(last)

    @property
    def extremes(self) -> Range:
        """The least and the greatest of its offsets."""
        return min(self.offsets), max(self.offsets)


def zone(
    name: str, ends: Range, offsets: Sequence[int], changes: Sequence[int], **apart: object
) -> Zone:
    """The zone of these offsets; *apart*: what it is known as, and its place."""
    closing = zip((*changes, ends[1] + 1), offsets, strict=True)
    reached = tuple(accumulate(((end - 1 + offset) // _DAY for end, offset in closing), max))
    return Zone(name, ends, tuple(offsets), tuple(changes), reached, **apart)  # type: ignore[arg-type]


def fixed(text: str, offset: int, ends: Range) -> Zone:
    """The zone of one offset, called as it is written.

    >>> fixed("+08:00", 8 * 3_600_000_000, (0, 10**15)).date(16 * 3_600_000_000)
    1
    """
    return zone(text, ends, (offset,), ())


def offset_text(offset: int) -> str:
    """`+08:00` of so many microseconds ahead of UTC.

    >>> offset_text(-9 * 30 * _MINUTE)
    '-04:30'
    """
    hours, minutes = divmod(abs(offset) // _MINUTE, 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"
