"""Which conditions are guards alone: they say that a value is there without which the next one is not true anyway.

The language asks for them, and a reader does not.
"""

from __future__ import annotations

from collections.abc import Iterable

from backhaul.language import nodes
from backhaul.program.program import Program

#: definitions are looked into this deep
_DEEPEST = 24


def without_guards(program: Program, parts: Iterable[nodes.Condition]) -> list[nodes.Condition]:
    """The parts of a list of which all hold, without guards; one that has a title is kept."""
    kept = list(parts)
    needed = {
        value
        for part in kept
        if not isinstance(part, nodes.Present)
        for value in _needed(program, part, 0)
    }
    return [
        part
        for part in kept
        if not isinstance(part, nodes.Present)
        or part.title
        or nodes.written(part.operand) not in needed
    ]


def _needed(program: Program, node: nodes.Condition, depth: int) -> set[str]:
    """The values that are there wherever a condition is true, as the language writes them."""
    below = _below(program, node)
    match node:
        case nodes.All():
            return {value for child in node.children for value in _needed(program, child, depth)}
        case nodes.Any():
            each = (_needed(program, child, depth) for child in node.children)
            return set.intersection(*each)
        case nodes.Absent():
            return set()
        case nodes.Not(child=nodes.Compare() | nodes.Contains() | nodes.Truth()):
            opened = _below(program, node.child) is not None
            return set() if opened else _needed(program, node.child, depth)
        case nodes.Not():
            return set()
        case _ if below is not None:
            return _needed(program, below, depth + 1) if depth < _DEEPEST else set()
        case _:
            return {value for part in nodes.operands(node) for value in _made_of(program, part)}


def _below(program: Program, node: nodes.Condition) -> nodes.Condition | None:
    """The condition that a name stands for."""
    behind = program.behind(node) if isinstance(node, nodes.Truth) else None
    return behind.condition if behind else None


def _made_of(program: Program, node: nodes.Expression) -> set[str]:
    """A value, and all without which it is absent."""
    below: tuple[nodes.Expression, ...] = ()
    if isinstance(node, nodes.Reference) and (value := program.of(node).value) is not None:
        below = (value,)
    elif isinstance(node, nodes.Arithmetic):
        below = node.operands
    return {nodes.written(node)}.union(*(_made_of(program, part) for part in below))
