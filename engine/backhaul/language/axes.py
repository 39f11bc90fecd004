"""What a parameter varies by: the values of a fact that has few, or stretches of one that has an order."""

from __future__ import annotations

from bisect import bisect_right

from backhaul.frozen import frozen
from backhaul.language.kinds import Held
from backhaul.static import Any

#: the key of all values that no other key names
REST = "*"
#: the key of an entry that counts since ever
FIRST = "first"


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
