"""Which facts stand under an expression, and which of them could not be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import Answer, evaluate, truth
from backhaul.language import nodes
from backhaul.language.model import Decision, Policy


def facts_under(policy: Policy, names: Iterable[str]) -> tuple[str, ...]:
    """The facts that these names read, through definitions and parameters, in the policy's order."""
    found: set[str] = set()
    pending = list(names)
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in policy.facts:
            found.add(name)
        elif name in policy.definitions:
            pending += nodes.names(policy.definitions[name].expression)
        elif name in policy.parameters and (by := policy.parameters[name].by):
            pending.append(by)
    return tuple(name for name in policy.facts if name in found)


def masked_names(policy: Policy) -> frozenset[str]:
    """The masked facts, and every name whose value is made of one."""
    found = {name for name, fact in policy.facts.items() if fact.masked}
    if not found:
        return frozenset()
    found |= {name for name, parameter in policy.parameters.items() if parameter.by in found}
    for name, definition in policy.definitions.items():
        if not found.isdisjoint(nodes.names(definition.expression)):
            found.add(name)
    for decision in policy.decisions.values():
        for rule in decision.ladder:
            for output, expression in rule.outputs.items():
                if not found.isdisjoint(nodes.names(expression)):
                    found.add(f"{decision.name}.{output}")
    return frozenset(found)


def needs(
    policy: Policy, names: Mapping[str, Known], answers: Mapping[str, Answer]
) -> tuple[str, ...]:
    """The facts, not known exactly, under whatever could not be told: together they settle it."""
    search = _Search(policy, names, answers)
    for decision in policy.decisions.values():
        search.decision(decision)
    return tuple(name for name in policy.facts if name in search.found)


class _Search:
    """Walks down from what is not settled."""

    def __init__(
        self, policy: Policy, names: Mapping[str, Known], answers: Mapping[str, Answer]
    ) -> None:
        self.policy, self.names, self.answers = policy, names, answers
        self.found: set[str] = set()
        self.seen: set[str] = set()
        self.pending: list[nodes.Expression] = []

    def decision(self, decision: Decision) -> None:
        """Look under the rules that keep a decision open, and under the outputs they give."""
        self._open(decision)
        while self.pending:
            node = self.pending.pop()
            if self._is_open(node):
                if isinstance(node, nodes.Reference):
                    self._name(node.name)
                self.pending += nodes.operands(node)

    def _open(self, decision: Decision) -> None:
        answer = self.answers[decision.name]
        if answer.status == "decided" or decision.name in self.seen:
            return
        self.seen.add(decision.name)
        if decision.applies:
            self.pending.append(decision.applies)
        for row in answer.rows:
            rule = decision.ladder[row.rule]
            if rule.condition is not None:
                self.pending.append(rule.condition)
            self.pending += rule.outputs.values()

    def _is_open(self, node: nodes.Expression) -> bool:
        if isinstance(node, nodes.Value):
            return not evaluate(node, self.names).settled
        return truth(node, self.names) is None

    def _name(self, name: str) -> None:
        if name in self.seen:
            return
        self.seen.add(name)
        if name in self.policy.facts:
            self.found.add(name)
        elif name in self.policy.definitions:
            self.pending.append(self.policy.definitions[name].expression)
        elif name in self.policy.parameters:
            self._name(self.policy.parameters[name].by or "")
        elif "." in name:
            self._open(self.policy.decisions[name.partition(".")[0]])
