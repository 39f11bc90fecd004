"""One difference between two policies."""

from __future__ import annotations

from typing import Literal

from backhaul.frozen import frozen

Kind = Literal[
    "added",
    "removed",
    "renamed",
    "moved",
    "condition",
    "value",
    "output",
    "type",
    "clauses",
    "words",
]


@frozen
class Change:
    """One difference between two policies."""

    #: what it is a change of, such as `rule` or `parameter`
    part: str
    #: the name of that; rules and outputs with their decision, `route/hold`
    name: str
    kind: Kind
    #: both sides as the language writes them; empty where there is none
    old: str
    new: str
    #: what was done, one sentence each
    steps: tuple[str, ...] = ()

    @property
    def words_only(self) -> bool:
        """Whether no decision can come out differently for it."""
        return self.kind in ("words", "clauses")
