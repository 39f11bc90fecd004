"""Comparisons whose two sides can never be equal, so that it is the same whether equality counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from backhaul.analysis.finding import Finding, finding_of
from backhaul.analysis.finding_context import Ground
from backhaul.analysis.space import Bool
from backhaul.language import nodes
from backhaul.program.program import program_of


def boundaries(
    ground: Ground,
    told: Sequence[nodes.Condition],
    left_out: Collection[str],
    dead: Mapping[str, set[int]],
) -> Iterator[Finding]:
    """Such comparisons, each as often as it is written told once; not of what was *told* whole."""
    passed = {id(node) for node in told}
    seen: set[str] = set()
    for name, root, demanded in _conditions(ground, left_out, dead):
        for node in _comparisons(root, passed):
            text = nodes.written(node)
            if text in seen or not _moves(ground, node):
                continue
            seen.add(text)
            left, right = ground.value(node.left), ground.value(node.right)
            equal = left.value == right.value
            if ground.never(ground.legal, *demanded, left.present, right.present, equal):
                message = f"the two sides of `{text}` are never equal"
                help = "see whether another value is meant; with or without equality it is the same"
                yield finding_of("boundary-never-met", "note", message, node.span, help, name)


def _conditions(
    ground: Ground, left_out: Collection[str], dead: Mapping[str, set[int]]
) -> Iterator[tuple[str, nodes.Expression, Sequence[Bool]]]:
    """Every condition that decides something, with what holds besides."""
    policy, constraints = ground.policy, ground.lowered.constraints
    accepted = tuple(constraints.values())
    for constraint in policy.constraints:
        if constraint.id not in left_out:
            apart = {constraint.id, *left_out}
            others = [term for id, term in constraints.items() if id not in apart]
            yield constraint.id, constraint.condition, others
    for definition in policy.definitions.values():
        if definition.name not in left_out:
            yield definition.name, definition.expression, accepted
    for decision in policy.decisions.values():
        if decision.applies:
            yield decision.name, decision.applies, accepted
        for index, rule in enumerate(decision.ladder):
            if index not in dead[decision.name]:
                for node in rule.expressions:
                    yield decision.name, node, accepted


def _comparisons(node: nodes.Expression, passed: Collection[int]) -> Iterator[nodes.Compare]:
    if id(node) in passed:
        return
    if isinstance(node, nodes.Compare):
        if node.comparison.needs_order:
            yield node
        return
    for below in nodes.operands(node):
        yield from _comparisons(below, passed)


def _moves(ground: Ground, node: nodes.Compare) -> bool:
    """Whether the comparison depends on facts at all."""
    return program_of(ground.policy).may_vary(node)
