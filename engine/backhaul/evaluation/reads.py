"""Which facts stand under an expression, and which of them could not be told."""

from __future__ import annotations

from backhaul.evaluation.dependents import expressions
from backhaul.evaluation.known import Known, anything
from backhaul.evaluation.meaning import Answer, Names, evaluate, truth
from backhaul.language import nodes
from backhaul.language.model import Decision, Fact, Policy
from backhaul.static import Iterable, Iterator, Mapping


def every_node(policy: Policy) -> Iterator[nodes.Expression]:
    """Every expression of constraints, definitions and rules, each above those that it holds."""
    for expression in expressions(policy):
        yield from _below(expression)


def _below(node: nodes.Expression) -> Iterator[nodes.Expression]:
    yield node
    for operand in nodes.operands(node):
        yield from _below(operand)


def facts_under(policy: Policy, names: Iterable[str], *, outputs: bool = False) -> tuple[str, ...]:
    """The facts that these names read, through definitions and parameters, in the policy's order.

    *outputs*: also through what earlier decisions give.
    """
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
        elif outputs and "." in name:
            decision, _, output = name.partition(".")
            for rule in policy.decisions[decision].ladder:
                pending += nodes.names(rule.outputs[output])
    return tuple(name for name in policy.facts if name in found)


def masked_names(policy: Policy, also: Iterable[str] = ()) -> frozenset[str]:
    """The masked facts, and every name whose value is made of one; *also*: facts that are to be hidden like them."""
    found = {name for name, fact in policy.facts.items() if fact.masked}
    if not found:
        return frozenset()
    found.update(also)
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


def hidden_names(policy: Policy, facts: Names, narrowed: frozenset[str]) -> frozenset[str]:
    """The names whose value would tell a masked one: those of `masked_names`, and what the constraints narrowed by one.

    *facts*: what was given; *narrowed*: those of which the constraints ruled something out. A fact that a constraint ties to a masked one of which
    anything was given, and of which more is known now, counts as made of it; so does what that fact narrowed in turn.
    """
    said = {
        name for name, fact in policy.facts.items() if fact.masked and is_told(fact, facts[name])
    }
    narrowed = narrowed if said else frozenset()
    ties = [facts_under(policy, nodes.names(c.condition)) for c in policy.constraints]
    reached, before = said, 0
    while narrowed and len(reached) > before:
        before = len(reached)
        reached = reached.union(*(narrowed.intersection(t) for t in ties if reached & {*t}))
    return masked_names(policy, reached)


def is_told(fact: Fact, known: Known) -> bool:
    """Whether more is known of a fact than that there is one."""
    return known != anything(fact.type, absent=fact.optional)


def compared_with(policy: Policy, fact: str) -> frozenset[str]:
    """The facts on either side of the comparisons of this one, and of theirs in turn.

    Where it has to be, or where something changes as it moves, is said by their values.
    """
    pairs = [
        {*facts_under(policy, nodes.names(node), outputs=True)}
        for node in every_node(policy)
        if isinstance(node, nodes.Compare)
    ]
    found, before = {fact}, 0
    while len(found) > before:
        before = len(found)
        found = found.union(*(pair for pair in pairs if found & pair))
    return frozenset(found - {fact})


def needs(
    policy: Policy, names: Mapping[str, Known], answers: Mapping[str, Answer]
) -> tuple[str, ...]:
    """The facts, not known exactly, under whatever could not be told: together they settle it."""
    search = Open(policy, names, answers)
    search.decisions()
    return tuple(name for name in policy.facts if name in search.found)


class Open:
    """Walks down from what is not settled, and notes the facts and the comparisons that it comes by."""

    def __init__(
        self,
        policy: Policy,
        names: Mapping[str, Known],
        answers: Mapping[str, Answer],
        *,
        rules: bool = False,
    ) -> None:
        self.policy, self.names, self.answers = policy, names, answers
        #: whether a decision is open, too, of which only the rule is
        self.rules = rules
        self.found: set[str] = set()
        self.compared: list[nodes.Compare] = []
        self.seen: set[str] = set()
        self.pending: list[nodes.Expression] = []

    def decisions(self) -> None:
        """Look under every decision that is open."""
        for decision in self.policy.decisions.values():
            self.decision(decision)

    def decision(self, decision: Decision) -> None:
        """Look under the rules that keep a decision open, and under the outputs they give."""
        self._open(decision)
        self._look()

    def condition(self, node: nodes.Condition) -> None:
        """Look under a condition."""
        self.pending.append(node)
        self._look()

    def _look(self) -> None:
        while self.pending:
            node = self.pending.pop()
            if self._is_open(node):
                if isinstance(node, nodes.Reference):
                    self._name(node.name)
                elif isinstance(node, nodes.Compare):
                    self.compared.append(node)
                self.pending += nodes.operands(node)

    def _open(self, decision: Decision) -> None:
        answer = self.answers[decision.name]
        if decision.name in self.seen or not self._is_undecided(answer):
            return
        self.seen.add(decision.name)
        if decision.applies:
            self.pending.append(decision.applies)
        for row in answer.rows:
            rule = decision.ladder[row.rule]
            if rule.condition is not None:
                self.pending.append(rule.condition)
            self.pending += rule.outputs.values()

    def _is_undecided(self, answer: Answer) -> bool:
        if self.rules and not all(row.sure for row in answer.rows):
            return True
        return answer.status != "decided"

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
