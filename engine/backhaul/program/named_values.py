"""The values that a name of a zone or a calendar may stand for, whatever the facts."""

from __future__ import annotations

from backhaul.language import nodes
from backhaul.language.kinds import NAMED, Held
from backhaul.language.model import Parameter
from backhaul.program.program import Program


def values_of(program: Program, node: nodes.Value) -> tuple[Held, ...]:
    """The values that a literal or a parameter may have, through definitions; each once."""
    name = program.behind(node := program.value(node))
    if name and isinstance(name.declared, Parameter):
        return tuple(dict.fromkeys(name.declared.cells))
    return tuple(held for held in (program.constant(node),) if held is not None)


def named_values(program: Program, node: nodes.Arithmetic) -> list[tuple[Held, ...]]:
    """Of each operand of a function that a section of the policy names, the values that it may have."""
    return [values_of(program, each) for each in node.operands if each.type.kind in NAMED]
