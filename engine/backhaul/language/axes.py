"""What a parameter varies by: the values of a fact that has few, or stretches of one that has an order."""

from __future__ import annotations

from bisect import bisect_right

from backhaul.frozen import frozen
from backhaul.language.kinds import Held, Refusal, instant_text
from backhaul.language.written_values import offset_of, parse_instant
from backhaul.static import Any

#: the key of all values that no other key names
REST = "*"
#: the key of an entry that counts since ever
FIRST = "first"


def date_and_offset(written: str) -> tuple[str, str]:
    """An instant as it is written, its time left out at the start of a day, and its offset; of a day the day alone.

    >>> date_and_offset("2026-03-02T00:00:00+08:00"), date_and_offset("2026-03-02T10:30:00Z")
    (('2026-03-02', 'UTC+08:00'), ('2026-03-02 10:30', 'UTC'))
    """
    held = parse_instant(written)
    if isinstance(held, Refusal):
        return written, ""
    offset = offset_of(written)
    moment = instant_text(held + offset).removesuffix("Z").replace("T", " ")
    moment = moment.removesuffix(":00").removesuffix(" 00:00")
    return moment, f"UTC{instant_text(0, offset)[19:].rstrip('Z')}"


@frozen
class Axis:
    """A fact that is never absent, and the keys of the values that go by it."""

    fact: str
    #: each as the file writes it: a choice, `true`, or the instant or day from which on it counts
    keys: tuple[str, ...]
    #: the same as values; for *since ever* the smallest that there is
    held: tuple[Held, ...]
    #: whether each key counts up to the next one
    dated: bool
    #: of each key the clauses that rest on it alone
    cites: tuple[tuple[str, ...], ...]

    def place(self, value: Any) -> int:
        """The place of the key that goes for a value; the first dated one goes for all that is earlier, too."""
        if self.dated:
            return bisect_right(self.held, value, 1) - 1
        return self.held.index(value)

    def overlapping(self, low: int, high: int) -> range:
        """The places of the dated keys that go for the values of a range."""
        return range(self.place(low), self.place(high) + 1)
