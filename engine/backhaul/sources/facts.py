"""The facts that were read out of a document, with what is told beside them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backhaul.sources.notes import Note
    from backhaul.sources.origins import Origin


class ReadFacts(dict[str, Any]):
    """The facts that a document tells, as `decide` takes them, and where in it each of them stands.

    `notes` tells what in the document was no answer, and what was not understood.
    """

    def __init__(
        self,
        facts: Mapping[str, Any],
        notes: tuple[Note, ...] = (),
        trail: Callable[[], Mapping[str, Origin]] = dict,
    ) -> None:
        super().__init__(facts)
        self.notes, self._trail = notes, trail

    @property
    def origins(self) -> Mapping[str, Origin]:
        """For each fact: where it stands in the document, or what it was concluded from."""
        return self._trail()

    def changed(self, given: Mapping[str, Any], without: Collection[str]) -> ReadFacts:
        """The same with other values of some facts, and with some left out."""
        left = {name: value for name, value in self.items() if name not in without}
        trail, own = self._trail, left.keys() - given.keys()

        def origins() -> Mapping[str, Origin]:
            return {name: origin for name, origin in trail().items() if name in own}

        return ReadFacts({**left, **given}, self.notes, origins)

    def to_dict(self) -> dict[str, Any]:
        """Where each fact stands and what was noted, as JSON holds it."""
        facts = {name: origin.to_dict() for name, origin in self.origins.items()}
        return {"facts": facts, "notes": [note.to_dict() for note in self.notes]}

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)
