"""Durations that are whole numbers of days, and known to be when a policy is read: what a date is moved by.

A day of the calendar has no fixed length on a clock, so that a part of one moves no date.
"""

from __future__ import annotations

from backhaul.language import nodes
from backhaul.language.kinds import DAY, Held, Kind
from backhaul.language.scope import Scope
from backhaul.static import Iterable


def are_whole_days(values: Iterable[Held | None]) -> bool:
    """Whether each of the durations is a whole number of days.

    >>> are_whole_days([3 * DAY, 0]), are_whole_days([DAY // 2])
    (True, False)
    """
    return all(type(value) is int and value % DAY == 0 for value in values)


def is_whole_days(node: nodes.Expression, scope: Scope) -> bool:
    """Whether a duration is a whole number of days whatever the facts."""
    match node:
        case nodes.Literal():
            return are_whole_days([node.value])
        case nodes.Reference():
            meaning = scope.meanings.get(node.name)
            return meaning is not None and meaning.whole_days
        case nodes.NotNull():
            return is_whole_days(node.operand, scope) and is_whole_days(node.default, scope)
        case nodes.Cases():
            absent = [
                isinstance(b.value, nodes.Literal) and b.value.value is None for b in node.branches
            ]
            pairs = zip(node.branches, absent, strict=True)
            return all(none or is_whole_days(branch.value, scope) for branch, none in pairs)
        case nodes.Arithmetic():
            kinds = [operand.type.kind for operand in node.operands]
            lengths = [o for o in node.operands if o.type.kind is Kind.DURATION]
            keeps = node.function.keeps_days and Kind.DATETIME not in kinds
            return keeps and all(is_whole_days(each, scope) for each in lengths)
        case _:
            return False
