"""The values of an output that the rules of a decision may give."""

from __future__ import annotations

from backhaul.cases.coverage_of_case import PRESENT
from backhaul.diagnostics import Span
from backhaul.language import nodes
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Decision, Output


def values_given(decision: Decision, output: Output) -> dict[Held | None, Span]:
    """The values to be seen of an output, each with the place that gives it first."""
    found: dict[Held | None, Span] = {}
    few = output.type.kind in (Kind.CHOICE, Kind.BOOLEAN)
    for rule in decision.ladder:
        expression = rule.outputs[output.name]
        if isinstance(expression, nodes.Literal):
            value = expression.value
            found.setdefault(value if few or value is None else PRESENT, expression.span)
        elif few:
            for value in output.type.choices or (True, False):
                found.setdefault(value, output.span)
        else:
            found.setdefault(PRESENT, _place(expression, output))
    if output.optional:
        found.setdefault(None, output.span)
    elif not few:
        return {}
    return found


def _place(expression: nodes.Expression, output: Output) -> Span:
    """The place of an expression, or of the output that it is for where it has none."""
    return expression.span if expression.span.line else output.span
