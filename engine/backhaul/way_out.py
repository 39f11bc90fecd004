"""What a diagnostic proposes: words, and what they come to as changes of the file."""

from __future__ import annotations

from backhaul.static import Any


class WayOut(str):  # noqa: SLOT000 - a text cannot have slots of its own that pickle
    """A way out in words that also says what it writes: pieces of the file, each with the text in its place.

    A piece is a `Span`; one that is None is the place of the diagnostic itself.

    >>> way = WayOut("did you mean `weight`?", (None, "weight"))
    >>> way, way.edits
    ('did you mean `weight`?', ((None, 'weight'),))
    """

    edits: tuple[tuple[Any, str], ...]

    def __new__(cls, words: str, *edits: tuple[Any, str]) -> WayOut:  # noqa: PYI034 - without `typing`
        """The words with what they write."""
        made = super().__new__(cls, words)
        made.edits = edits
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), *self.edits)
