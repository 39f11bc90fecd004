"""Rule outcomes to the answer of a decision; it knows rules only as true, false or cannot tell.

First: the first rule that is true answers, and one that cannot be told keeps every later rule from being
*the* answer. Unique: at most one may be true. Collect: all that are true, in file order.
"""

from __future__ import annotations

from backhaul.frozen import frozen
from backhaul.static import Literal, Sequence

Status = Literal["decided", "undetermined", "uncovered"]
SEVERITY: dict[Status, int] = {"decided": 0, "undetermined": 1, "uncovered": 2}


@frozen
class Candidates:
    """The rules that may be the answer, by their index, in order."""

    rules: tuple[int, ...]
    #: no rule may be the answer
    none: bool = False
    #: rules that are all true where only one may be
    conflict: tuple[int, ...] = ()


def first(outcomes: Sequence[bool | None]) -> Candidates:
    """Those that cannot be told, up to and with the first that is true."""
    found = []
    for index, outcome in enumerate(outcomes):
        if outcome is not False:
            found.append(index)
        if outcome:
            return Candidates(tuple(found))
    return Candidates(tuple(found), none=True)


def unique(outcomes: Sequence[bool | None]) -> Candidates:
    """Those that are not false; a conflict where two are true."""
    sure = tuple(index for index, outcome in enumerate(outcomes) if outcome)
    open = tuple(index for index, outcome in enumerate(outcomes) if outcome is not False)
    return Candidates(open, none=not sure, conflict=sure if len(sure) > 1 else ())


def with_otherwise(candidates: Candidates, otherwise: int | None) -> Candidates:
    """The same, where `otherwise` (by its index) answers when no rule does."""
    if not candidates.none or otherwise is None:
        return candidates
    return Candidates((*candidates.rules, otherwise), False, candidates.conflict)


def collected(
    outcomes: Sequence[bool | None], applies: bool | None
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The rules that match for sure, and those that may match, each in order."""
    if applies is False:
        return (), ()
    sure = tuple(i for i, outcome in enumerate(outcomes) if outcome and applies)
    maybe = tuple(i for i, outcome in enumerate(outcomes) if outcome is not False and i not in sure)
    return sure, maybe


def status(candidates: Candidates, *, settled: bool) -> Status:
    """The status of a decision that is not a list; *settled*: all its outputs are."""
    if not candidates.rules:
        return "uncovered"
    return "decided" if settled and not candidates.none else "undetermined"


def worst(statuses: Sequence[Status]) -> Status:
    """The status of the whole: decided, then undetermined, then uncovered."""
    return max(statuses, key=SEVERITY.__getitem__, default="decided")
