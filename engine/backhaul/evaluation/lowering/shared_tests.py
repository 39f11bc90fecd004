"""A ladder with what its rules share asked once: rules in a row that begin alike stand under their common test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Rule

#: the number of a rule, and the conditions that must all hold
_Row = tuple[int, list[nodes.Condition]]


@frozen
class Step:
    """Where the tests hold: one rule, or steps of which the last always answers."""

    tests: Sequence[nodes.Condition]
    rule: int
    #: nothing: the rule itself
    steps: Sequence[Step] = ()


def steps(rules: Sequence[Rule]) -> list[Step]:
    """The ladder of these rules, in order; a step without tests is the last."""
    return _steps([(number, list(_conjuncts(rule))) for number, rule in enumerate(rules)])


def _steps(rows: list[_Row]) -> list[Step]:
    """The rows as steps; those that begin alike are one, where the last of them demands no more than that."""
    found: list[Step] = []
    at = 0
    while at < len(rows):
        number, tests = rows[at]
        if not tests:
            return [*found, Step((), number)]
        alike = _alike(rows[at:], tests[:1])
        alone = next((i for i, row in enumerate(alike) if len(row[1]) == 1), 0)
        if alone:
            inner = _steps([(i, others[1:]) for i, others in alike[: alone + 1]])
            found.append(Step(tests[:1], alike[alone][0], inner))
        else:
            found.append(Step(tests, number))
        at += alone + 1
    return found


def _alike(rows: list[_Row], head: list[nodes.Condition]) -> list[_Row]:
    """The rows, up to the first that does not begin so."""
    return list(takewhile(lambda row: row[1][:1] == head, rows))


def _conjuncts(rule: Rule) -> Iterator[nodes.Condition]:
    """The conditions that must all hold, in order."""
    pending = [rule.condition] if rule.condition else []
    while pending:
        node = pending.pop()
        if isinstance(node, nodes.All):
            pending += reversed(node.children)
        else:
            yield node
