"""Which conditions a case looks at, how each comes out, and which values of parameters it reads on the way."""

from __future__ import annotations

from collections.abc import Mapping

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import Answer, possible_cells, truth
from backhaul.evaluation.trace import looked_at
from backhaul.language import nodes
from backhaul.language.model import Decision, Parameter, Policy, Rule
from backhaul.program.program import Name, program_of


class VisitedConditions:
    """Walks through a policy as one case does; `seen` holds the names of conditions with outcomes."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.program = policy, program_of(policy)
        self.names: Mapping[str, Known] = {}
        self.seen: set[tuple[str, bool]] = set()
        #: the values of parameters that vary, each by its parameter and its cell
        self.values: set[tuple[str, int]] = set()
        #: the cases of values that answered, as `definition fee/0`
        self.answered: set[str] = set()
        self._opened: set[str] = set()

    def evaluation(self, evaluation: Evaluation) -> None:
        """Look at the constraints, and in each decision at the rules up to the answer."""
        self.constraints(evaluation.names)
        for decision in self.policy.decisions.values():
            self._decision(decision, evaluation.answers[decision.name])

    def constraints(self, names: Mapping[str, Known]) -> None:
        """Look at every constraint."""
        self.names = names
        for constraint in self.policy.constraints:
            self._look(f"constraint {constraint.id}", constraint.condition)

    def _decision(self, decision: Decision, answer: Answer) -> None:
        if decision.applies is not None:
            applies = self._look(f"decision {decision.name}", decision.applies)
            if applies is False:
                return
        for rule in looked_at(decision, answer):
            if rule.condition is not None:
                self._look(f"rule {decision.name}.{rule.id}", rule.condition)
        for row in answer.rows:
            if row.sure:
                self._answer(decision, decision.ladder[row.rule])

    def _answer(self, decision: Decision, rule: Rule) -> None:
        """Look at what a rule that answers gives and says."""
        for name, expression in rule.outputs.items():
            self._look_at(f"rule {decision.name}.{rule.id} {name}", expression)
        for piece in rule.said:
            self._name(self.program.of(piece))

    def _look_at(self, name: str, node: nodes.Expression) -> None:
        if not isinstance(node, nodes.Value):
            self._look(name, node)
        elif isinstance(node, nodes.Reference):
            self._name(self.program.of(node))
        elif isinstance(node, nodes.Cases):
            self._cases(name, node)
        else:
            for index, below in enumerate(nodes.operands(node)):
                self._look_at(f"{name}/{index}", below)

    def _cases(self, name: str, node: nodes.Cases) -> None:
        """Look at the cases of a value up to the one that answers, and at what it gives."""
        for index, case in enumerate(node.branches):
            holds: bool | None = True
            if case.condition is not None:
                holds = self._look(f"{name}/{2 * index}", case.condition)
            if holds is None:
                return
            if holds:
                self.answered.add(f"{name}/{index}")
                self._look_at(f"{name}/{2 * index + (case.condition is not None)}", case.value)
                return

    def _look(self, name: str, node: nodes.Condition) -> bool | None:
        """Look at a condition, and at its parts up to the one that settles it."""
        came = truth(node, self.names)
        if came is not None:
            self.seen.add((name, came))
        for index, below in enumerate(nodes.operands(node)):
            if isinstance(below, nodes.Value):
                self._look_at(f"{name}/{index}", below)
                continue
            part = self._look(f"{name}/{index}", below)
            # of the rest of `all` and `any` nothing depends
            if part is isinstance(node, nodes.Any):
                break
        return came

    def _name(self, name: Name) -> None:
        """Look at a definition or parameter, once: it comes out the same wherever it is read."""
        if isinstance(name.declared, Parameter):
            cells = possible_cells(name.declared, self.names)
            if name.declared.axes and len(cells) == 1:
                self.values.add((name.name, name.declared.first_of(cells[0])))
        if name.role == "definition" and name.name not in self._opened:
            self._opened.add(name.name)
            self._look_at(f"definition {name.name}", name.below[0])
