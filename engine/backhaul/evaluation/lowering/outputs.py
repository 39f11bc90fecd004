"""What a compiled function has found, as the outputs that callers see."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import in_utc
from backhaul.evaluation.lowering.python_expressions import Expressions
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Type, python_value
from backhaul.language.model import Decision, Rule

#: what gives a value as callers see it; None: it is that already
Reader = Callable[[Any], object] | None


@frozen
class _Given:
    """What a rule gives, in the order of the outputs; in place of what it computes stands None."""

    literals: dict[str, Any]
    #: the name of each value that it computes
    computed: tuple[tuple[str, Reader], ...]

    def fill(self, outputs: dict[str, Any], values: tuple[Any, ...]) -> dict[str, Any]:
        """The outputs with what was computed."""
        for (name, read), value in zip(self.computed, values, strict=True):
            outputs[name] = value if read is None or value is None else read(value)
        return outputs


def outcome_function(writer: Expressions) -> ast.FunctionDef:
    """The function `outcome(made)`: the outputs of every decision in `_found`; a list is a list of rows."""
    count = len(writer.policy.decisions)
    found = [ast.Name(f"{letter}{i}", ast.Store()) for i in range(count) for letter in "rc"]
    held = ast.Attribute(trees.name("made"), "_found", ast.Load())
    unpacked = ast.Assign([ast.Tuple([ast.Name("_", ast.Store()), *found], ast.Store())], held)
    arguments = ast.arguments([], [ast.arg("made")], None, [], [], None, [])
    body = [unpacked, *outputs(writer), ast.Return(outcome(writer))]
    return ast.FunctionDef("outcome", arguments, body, [])


def outcome(writer: Expressions) -> ast.expr:
    """The outputs of every decision, once each stands in `p<index>`."""
    names: list[ast.expr | None] = [trees.constant(name) for name in writer.policy.decisions]
    return ast.Dict(names, [trees.name(f"p{i}") for i in range(len(names))])


def outputs(writer: Expressions) -> Iterator[ast.stmt]:
    """Statements that leave in `p<index>` what the rule in `r<index>` gives, and `c<index>` computes."""
    reader = writer.domain.reader
    for index, decision in enumerate(writer.policy.decisions.values()):
        given = [_given(decision, rule, reader) for rule in decision.ladder]
        rule, outputs = trees.name(f"r{index}"), f"p{index}"
        if decision.hit == "collect":
            rows = writer.constant("g", _rows(given))
            yield trees.assign(outputs, trees.call(rows, rule))
            continue
        # a literal is copied by its own method; no rule, which is -1, finds the last
        copies = writer.constant("g", [*(each.literals.copy for each in given), dict])
        yield trees.assign(outputs, trees.call(trees.item(copies, rule)))
        yield from _computed(writer, index, given)


def _computed(writer: Expressions, index: int, given: list[_Given]) -> Iterator[ast.stmt]:
    """Statements that put what was computed in its places; most policies compute the same in every rule."""
    outputs, values = trees.name(f"p{index}"), trees.name(f"c{index}")
    forms = {each.computed for each in given if each.computed}
    if not forms:
        return
    if len(forms) > 1:
        fills = writer.constant("g", [each.fill for each in given])
        fill = trees.item(fills, trees.name(f"r{index}"))
        yield trees.when(values, [ast.Expr(trees.call(fill, outputs, values))])
        return
    body: list[ast.stmt] = []
    for place, (name, read) in enumerate(forms.pop()):
        value = trees.item(values, trees.constant(place))
        if read is None:
            body.append(_put(outputs, name, value))
            continue
        local = trees.name("x")
        body.append(trees.assign("x", value))
        told = _put(outputs, name, _read(writer, read, local))
        body.append(trees.when(trees.is_not_none(local), [told]))
    yield trees.when(values, body)


def _read(writer: Expressions, read: Callable[[Any], object], local: ast.Name) -> ast.expr:
    value = trees.call(writer.constant("g", read), local)
    if read is not in_utc:
        return value
    # as mostly; to ask costs less than the call
    zone = ast.Attribute(local, "tzinfo", ast.Load())
    already = trees.compared(zone, ast.Is(), writer.constant("z", UTC))
    return ast.IfExp(already, trees.name("x"), value)


def _put(outputs: ast.Name, name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Subscript(outputs, trees.constant(name), ast.Store())], value)


def _rows(given: list[_Given]) -> Callable[[list[tuple[int, Any]]], list[dict[str, Any]]]:
    """What makes the rows of a list."""
    return lambda found: [given[rule].fill(given[rule].literals.copy(), c) for rule, c in found]


def _given(decision: Decision, rule: Rule, reader: Callable[[Type], Reader]) -> _Given:
    literals: dict[str, Any] = {}
    computed: list[tuple[str, Reader]] = []
    for name, output in decision.outputs.items():
        expression, type = rule.outputs[name], output.type
        if not isinstance(expression, nodes.Literal):
            literals[name] = None
            computed.append((name, reader(type)))
        else:
            held = expression.value
            literals[name] = None if held is None else python_value(type, held)
    return _Given(literals, tuple(computed))
