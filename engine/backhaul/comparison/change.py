"""One difference between two policies."""

from __future__ import annotations

from typing import Literal

from backhaul.frozen import apart, frozen
from backhaul.language.calendars import Calendar
from backhaul.language.model import (
    Clause,
    Constraint,
    Decision,
    Definition,
    Fact,
    Invariant,
    Output,
    Parameter,
    Rule,
)
from backhaul.language.nodes import Condition
from backhaul.report.lines import quoted

#: a part of a policy that has a name
Named = (
    Calendar
    | Clause
    | Constraint
    | Decision
    | Definition
    | Fact
    | Invariant
    | Output
    | Parameter
    | Rule
)
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
class Edit:
    """One thing that was done to a condition: a part of it added, dropped, replaced or in another order."""

    what: Literal["added", "dropped", "replaced", "reordered"]
    #: the parts as they are; None: there is none, or the condition holds always
    old: Condition | None = None
    new: Condition | None = None
    #: of which the part is one: of all that has to hold, or of any that is enough
    among: Literal["all", "any", ""] = ""
    #: both as the language writes them
    old_text: str = ""
    new_text: str = ""

    @property
    def text(self) -> str:
        """It as a sentence."""
        match self.what:
            case "added":
                return f"adds {quoted(self.new_text)} (one of {self.among})"
            case "dropped":
                return f"drops {quoted(self.old_text)} (one of {self.among})"
            case "replaced":
                return f"{quoted(self.old_text)} becomes {quoted(self.new_text)}"
            case "reordered":
                return "has its parts in another order"


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
    #: which of its parts: an output of a rule, the choice of a value, the place of a text
    at: str = ""
    #: the part itself on either side, where it has one
    before: Named | None = apart(default=None)
    after: Named | None = apart(default=None)
    #: what was done to its condition
    edits: tuple[Edit, ...] = apart(default=())

    @property
    def words_only(self) -> bool:
        """Whether no decision can come out differently for it."""
        return self.kind in ("words", "clauses", "renamed")
