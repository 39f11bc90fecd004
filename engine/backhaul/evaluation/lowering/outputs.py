"""What a compiled function has found, as the outputs that callers see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backhaul.evaluation.lowering.domains import Domain
from backhaul.language import nodes
from backhaul.language.kinds import python_value
from backhaul.language.model import Decision, Policy, Rule

#: puts what a rule computes beside its literals
Fill = Callable[[dict[str, Any], tuple[Any, ...]], None]


def outcome_of(policy: Policy, domain: Domain) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    """What gives the outputs of every decision; a list is a list of rows."""
    parts = [
        (decision.name, 2 * i + 2, *_given(decision, domain), decision.hit == "collect")
        for i, decision in enumerate(policy.decisions.values())
    ]

    if len(parts) == 1 and not parts[0][-1]:
        return _only(*parts[0][:-1])

    def outcome(found: tuple[Any, ...]) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for name, at, literals, fills, listed in parts:
            if listed:
                read[name] = [
                    _row(literals[rule], fills[rule], computed) for rule, computed in found[at]
                ]
                continue
            rule = found[at]
            outputs = read[name] = literals[rule].copy()
            fill = fills[rule]
            if fill is not None:
                fill(outputs, found[at + 1])
        return read

    return outcome


def _only_one(name: str, _: int, read: Callable[[Any], object]) -> Fill:
    """What fills in one output, in fewer steps."""

    def fill(outputs: dict[str, Any], values: tuple[Any, ...]) -> None:
        value = values[0]
        if value is not None:
            outputs[name] = read(value)

    return fill


def _only(
    name: str, at: int, literals: list[dict[str, Any]], fills: list[Fill | None]
) -> Callable[[tuple[Any, ...]], dict[str, Any]]:
    """The same where there is one decision and it is no list, in fewer steps."""

    def outcome(found: tuple[Any, ...]) -> dict[str, Any]:
        rule = found[at]
        outputs = literals[rule].copy()
        fill = fills[rule]
        if fill is not None:
            fill(outputs, found[at + 1])
        return {name: outputs}

    return outcome


def _row(literals: dict[str, Any], fill: Fill | None, computed: tuple[Any, ...]) -> dict[str, Any]:
    outputs = literals.copy()
    if fill is not None:
        fill(outputs, computed)
    return outputs


def _given(decision: Decision, domain: Domain) -> tuple[list[dict[str, Any]], list[Fill | None]]:
    """For every rule its literals and what fills in the rest; at the end nothing, which is what -1 finds."""
    rules = [_of(decision, rule, domain) for rule in decision.ladder]
    return [*(literals for literals, _ in rules), {}], [*(fill for _, fill in rules), None]


def _of(decision: Decision, rule: Rule, domain: Domain) -> tuple[dict[str, Any], Fill | None]:
    """What a rule gives, in the order of the outputs."""
    literals: dict[str, Any] = {}
    computed: list[tuple[str, int, Callable[[Any], object]]] = []
    for name, output in decision.outputs.items():
        expression, kind = rule.outputs[name], output.type.kind
        if isinstance(expression, nodes.Literal):
            held = expression.value
            literals[name] = None if held is None else python_value(kind, held)
        else:
            literals[name] = None
            computed.append((name, len(computed), domain.reader(kind)))
    if not computed:
        return literals, None
    if len(computed) == 1:
        return literals, _only_one(*computed[0])

    def fill(outputs: dict[str, Any], values: tuple[Any, ...]) -> None:
        for name, at, read in computed:
            value = values[at]
            if value is not None:
                outputs[name] = read(value)

    return literals, fill
