"""The parts of a traced condition that made it come out as it did."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.evaluation.trace import ConditionTrace


def why(condition: ConditionTrace) -> Iterator[ConditionTrace]:
    """The leaves that made a condition come out as it did, in order."""
    if not condition.children:
        yield condition
    for child in settling(condition):
        yield from why(child)


def settling(condition: ConditionTrace) -> Iterator[ConditionTrace]:
    """The parts that made a condition come out as it did, in order."""
    wanted = condition.outcome
    if condition.kind == "not" and wanted is not None:
        wanted = not wanted
    return (child for child in condition.children if child.outcome is wanted)
