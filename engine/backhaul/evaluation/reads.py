"""Which facts could not be told, and which names would tell a masked one."""

from __future__ import annotations

from backhaul.evaluation.known import Known, anything
from backhaul.evaluation.meaning import Answer, Names, answering, evaluate, truth
from backhaul.language import nodes
from backhaul.language.model import Decision, Fact, Policy
from backhaul.program.program import Name, facts_under, program_of
from backhaul.static import Iterable, Mapping


def masked_names(policy: Policy, also: Iterable[str] = ()) -> frozenset[str]:
    """The masked facts, and every name whose value is made of one; *also*: facts that are to be hidden like them."""
    program, bits = program_of(policy), 0
    for name in (*(fact.name for fact in policy.facts.values() if fact.masked), *also):
        bits |= program.names[name].facts
    return frozenset(each.name for each in program.names.values() if each.all_facts & bits)


def hidden_names(policy: Policy, facts: Names, narrowed: frozenset[str]) -> frozenset[str]:
    """The names whose value would tell a masked one: those of `masked_names`, and what the constraints narrowed by one.

    *facts*: what was given; *narrowed*: those of which the constraints ruled something out. A fact that a constraint ties to a masked one of which
    anything was given, and of which more is known now, counts as made of it; so does what that fact narrowed in turn.
    """
    said = {
        name for name, fact in policy.facts.items() if fact.masked and is_told(fact, facts[name])
    }
    narrowed = narrowed if said else frozenset()
    ties = [facts_under(policy, c.condition) for c in policy.constraints]
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
        {*facts_under(policy, node, outputs=True)}
        for _, node in program_of(policy).parts
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
        self.program = program_of(policy)
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
                    self._name(self.program.of(node))
                elif isinstance(node, nodes.Compare):
                    self.compared.append(node)
                self.pending += self._below(node)

    def _below(self, node: nodes.Expression) -> Iterable[nodes.Expression]:
        """What an open expression is made of; of a value by cases, those that may answer and what they wait for."""
        if not isinstance(node, nodes.Cases):
            return nodes.operands(node)
        return [part for case, _ in answering(node, self.names) for part in case.parts]

    def _open(self, decision: Decision) -> None:
        answer = self.answers[decision.name]
        if decision.name in self.seen or not self._is_undecided(answer):
            return
        self.seen.add(decision.name)
        if decision.applies:
            self.pending.append(decision.applies)
        for row in answer.rows:
            self.pending += decision.ladder[row.rule].expressions

    def _is_undecided(self, answer: Answer) -> bool:
        if self.rules and not all(row.sure for row in answer.rows):
            return True
        return answer.status != "decided"

    def _is_open(self, node: nodes.Expression) -> bool:
        if isinstance(node, nodes.Value):
            return not evaluate(node, self.names).settled
        return truth(node, self.names) is None

    def _name(self, name: Name) -> None:
        if name.name in self.seen:
            return
        self.seen.add(name.name)
        if name.role == "fact":
            self.found.add(name.name)
        elif name.role == "output":
            self._open(self.program.decision(name))
        else:
            self.pending += name.below
