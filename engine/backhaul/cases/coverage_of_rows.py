"""What the rows of tables touch, counted in columns: whole masks of rows walk through a policy as one case does.

Which way a condition without parts comes out is told by one query; where it is looked at, and all else, by the masks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow.compute as pc
from sqlglot import exp

from backhaul.cases.coverage import items
from backhaul.cases.coverage_of_case import PRESENT, Key, answered
from backhaul.language import nodes
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Decision, Policy, Rule
from backhaul.program.clauses import clauses_of, clauses_of_every_case
from backhaul.program.program import program_of
from backhaul.tables.block import asked, unit_of
from backhaul.tables.lowered_columns import either
from backhaul.tables.sql_expressions import case, is_not_null, number
from backhaul.tables.stages import Stages


class Plan:
    """What is asked of the columns of one policy: conditions without parts, and what rules compute."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.program = policy, program_of(policy)
        self.known = frozenset(items(policy))
        self.cited = {
            (decision.name, rule.id): clauses_of(policy, decision, rule)
            for decision in policy.decisions.values()
            for rule in decision.ladder
        }
        self.labels: dict[tuple[str, str], str] = {}
        self._columns: list[exp.Expr] = []
        stages = Stages(policy, unit_of(policy), coded=True, whole=True)
        for _, node in self.program.conditions:
            if not isinstance(node, nodes.All | nodes.Any | nodes.Not):
                # a comparison with what is absent is NULL, and false in the language
                test = case([(stages.truth(node), exp.true())], exp.false())
                self._ask("t", nodes.written(node), test)
        for decision in policy.decisions.values():
            for rule in decision.ladder:
                for name, expression in rule.outputs.items():
                    if not isinstance(expression, nodes.Literal):
                        value = stages.value(expression)
                        few = decision.outputs[name].type.kind is Kind.BOOLEAN
                        test = exp.cast(value, "boolean") if few else is_not_null(value)
                        self._ask("v" if few else "p", nodes.written(expression), test)
        for parameter in policy.parameters.values():
            if parameter.axes:
                numbers = [number(parameter.first_of(c)) for c in range(len(parameter.cells))]
                self._ask("c", parameter.name, parameter.folded(numbers, stages.by_key))
        self.query = asked(stages, self._columns)

    def _ask(self, letter: str, text: str, column: exp.Expr) -> None:
        if (letter, text) not in self.labels:
            label = self.labels[letter, text] = f"{letter}{len(self.labels)}"
            self._columns.append(exp.alias_(column, label))


class Walk:
    """Takes rows through a policy; *found*: the columns that the plan asks for, *rows*: which rows those are."""

    def __init__(self, plan: Plan, found: Mapping[str, Any], rows: Any) -> None:
        self.plan, self.policy, self.found, self.rows = plan, plan.policy, found, rows
        self.counts = Counter[Key]()
        self._given: dict[Key, Any] = {}
        self._opened: dict[str, Any] = {}

    def counted(self) -> Counter[Key]:
        """How many of the rows touch each thing."""
        policy = self.policy
        for clause in clauses_of_every_case(policy):
            self._give(("clauses", clause, True), self.rows)
        for constraint in policy.constraints:
            self._look(f"constraint {constraint.id}", constraint.condition, self.rows)
        for decision in policy.decisions.values():
            self._decision(decision)
        # each definition stands after those that it reads, so by now all its readers are known
        for name, definition in reversed([*policy.definitions.items()]):
            if name in self._opened:
                self._look_at(f"definition {name}", definition.expression, self._opened[name])
        for key, rows in self._given.items():
            self.counts[key] += rows.true_count
        return self.counts

    def _decision(self, decision: Decision) -> None:
        rows = self.rows
        if decision.applies is not None:
            rows = self._look(f"decision {decision.name}", decision.applies, rows)
        left = rows
        for rule in decision.ladder:
            alone = decision.hit == "first" or rule is decision.otherwise
            answer = left if alone else rows
            if rule.condition is not None:
                answer = self._look(f"rule {decision.name}.{rule.id}", rule.condition, answer)
            self._answer(decision, rule, answer)
            left = pc.and_not(left, answer)

    def _answer(self, decision: Decision, rule: Rule, rows: Any) -> None:
        """Count where a rule answers, with what it gives, says and cites."""
        if not rows.true_count:
            return
        self.counts[answered(decision, rule)] += rows.true_count
        for clause in self.plan.cited[decision.name, rule.id]:
            self._give(("clauses", clause, True), rows)
        for name, expression in rule.outputs.items():
            self._look_at(f"rule {decision.name}.{rule.id} {name}", expression, rows)
            self._output(decision, name, expression, rows)
        for piece in rule.said:
            self._name(piece, rows)

    def _output(
        self, decision: Decision, name: str, expression: nodes.Expression, rows: Any
    ) -> None:
        few = decision.outputs[name].type.kind in (Kind.CHOICE, Kind.BOOLEAN)

        def give(value: Held | None, where: Any) -> None:
            self._give(("outputs", f"{decision.name}.{name}", value), where)

        if isinstance(expression, nodes.Literal):
            value = expression.value
            give(value if few or value is None else PRESENT, rows)
        elif few:
            found = self.found[self.plan.labels["v", nodes.written(expression)]]
            true, there = pc.fill_null(found, False), found.is_valid()
            give(True, pc.and_(rows, true))
            give(False, pc.and_not(pc.and_(rows, there), true))
            give(None, pc.and_not(rows, there))
        else:
            there = self.found[self.plan.labels["p", nodes.written(expression)]]
            give(PRESENT, pc.and_(rows, there))
            give(None, pc.and_not(rows, there))

    def _give(self, key: Key, rows: Any) -> None:
        """Note rows that touch a thing which others touch, too: each counts once."""
        if key in self.plan.known:
            self._given[key] = either(self._given.get(key), rows)

    def _look_at(self, name: str, node: nodes.Expression, rows: Any) -> None:
        if not isinstance(node, nodes.Value):
            self._look(name, node, rows)
        elif isinstance(node, nodes.Reference):
            self._name(node, rows)
        elif isinstance(node, nodes.Cases):
            self._cases(name, node, rows)
        else:
            for index, below in enumerate(nodes.operands(node)):
                self._look_at(f"{name}/{index}", below, rows)

    def _cases(self, name: str, node: nodes.Cases, rows: Any) -> None:
        """Look at each case of a value where none above it answers, and where it does at what it gives."""
        for index, each in enumerate(node.branches):
            answer, below = rows, 2 * index
            if each.condition is not None:
                answer, below = self._look(f"{name}/{below}", each.condition, rows), below + 1
            self.counts["rules", f"{name}/{index}", True] += answer.true_count
            self._look_at(f"{name}/{below}", each.value, answer)
            rows = pc.and_not(rows, answer)

    def _look(self, name: str, node: nodes.Condition, rows: Any) -> Any:
        """Look at a condition, and at each part where none before has settled it; where it is true."""
        if not rows.true_count:
            return rows
        match node:
            case nodes.All():
                true = rows
                for index, child in enumerate(node.children):
                    true = self._look(f"{name}/{index}", child, true)
            case nodes.Any():
                left = rows
                for index, child in enumerate(node.children):
                    left = pc.and_not(left, self._look(f"{name}/{index}", child, left))
                true = pc.and_not(rows, left)
            case nodes.Not():
                true = pc.and_not(rows, self._look(f"{name}/0", node.child, rows))
            case _:
                for index, below in enumerate(nodes.operands(node)):
                    self._look_at(f"{name}/{index}", below, rows)
                true = pc.and_(rows, self.found[self.plan.labels["t", nodes.written(node)]])
        count = true.true_count
        self.counts["conditions", name, True] += count
        self.counts["conditions", name, False] += rows.true_count - count
        return true

    def _name(self, node: nodes.Reference, rows: Any) -> None:
        """Note that a definition, or a parameter that varies, is read in these rows."""
        role = self.plan.program.of(node).role
        if role == "definition":
            self._opened[node.name] = either(self._opened.get(node.name), rows)
        elif role == "choice":
            cells = self.found[self.plan.labels["c", node.name]]
            for cell in pc.unique(cells.filter(rows)).to_pylist():
                self._give(("values", node.name, cell), pc.and_(rows, pc.equal(cells, cell)))
