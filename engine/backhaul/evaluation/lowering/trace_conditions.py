"""The conditions in a trace: how each came out, by how much, and what it read."""

from __future__ import annotations

import ast

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import Domain
from backhaul.evaluation.lowering.text_template import Template, either, listed, literal, whole
from backhaul.evaluation.lowering.texts import progress, text_of
from backhaul.evaluation.lowering.trace_values import MASKED, Values
from backhaul.evaluation.trace import KINDS
from backhaul.language import nodes
from backhaul.language.kinds import POINTS, Kind, Type, difference
from backhaul.language.model import Policy

#: what two conditions share that are the same but for their titles and places
Key = tuple[object, ...]


class Conditions(Values):
    """Writes the conditions of a trace."""

    def __init__(self, policy: Policy, domain: Domain, masked: frozenset[str]) -> None:
        super().__init__(policy, domain, masked)
        self._truths: dict[Key, ast.expr] = {}
        self._conditions: dict[Key, Template] = {}

    def condition(self, node: nodes.Condition) -> Template:
        """One condition and all below it."""
        if (key := _key(node)) not in self._conditions:
            below = self._below(node)
            children = nodes.operands(node) if below is None else (below,)
            inner = [
                self.operand(each) if isinstance(each, nodes.Value) else self.condition(each)
                for each in children
            ]
            entry = "operands" if isinstance(children[0], nodes.Value) else KINDS[type(node)]
            start = f'{{"text":{literal(nodes.written(node))},"outcome":"'
            outcome = either(self.outcome(node), "true", "false")
            margin = self._margin(node) if isinstance(node, nodes.Compare) else ()
            template = (start, outcome, '"', *margin, f',"{entry}":[', *listed(inner), "]}")
            # these may stand in many rules
            shared = below is not None or entry == "operands"
            self._conditions[key] = self.once(template) if shared else template
        return self._conditions[key]

    def outcome(self, node: nodes.Condition) -> ast.expr:
        """How a condition comes out, in a local; nothing that may be absent is compared."""
        if (key := _key(node)) not in self._truths:
            self._truths[key] = self.local("y", self._outcome(node))
        return self._truths[key]

    def comes_out(self, node: nodes.Condition, outcome: ast.expr) -> None:
        """Note how a condition comes out from here on."""
        self._truths.setdefault(_key(node), outcome)

    def _outcome(self, node: nodes.Condition) -> ast.expr:
        match node:
            case nodes.Not():
                return trees.no(self.outcome(node.child))
            case nodes.All():
                return trees.every([self.outcome(child) for child in node.children])
            case nodes.Any():
                return trees.some([self.outcome(child) for child in node.children])
            case nodes.Truth() if below := self._below(node):
                return self.outcome(below)
        operands = [each for each in nodes.operands(node) if isinstance(each, nodes.Value)]
        there = self._there(*operands)
        values = [self.atom(each)[0] for each in operands]
        match node:
            case nodes.Present():
                return trees.every(there) if there else trees.constant(value=True)
            case nodes.Absent():
                return trees.no(trees.every(there)) if there else trees.constant(value=False)
            case nodes.Truth():
                return trees.every([*there, values[0]])
            case nodes.Compare():
                return trees.every([*there, self.compared(node, values[0], values[1])])
            case _:
                return trees.every([*there, self.truth(node)])

    def _there(self, *operands: nodes.Value) -> list[ast.expr]:
        """Whether those of the values are there that may be absent."""
        atoms = map(self.atom, operands)
        return [trees.is_not_none(value) for value, nullable in atoms if nullable]

    def _below(self, node: nodes.Condition) -> nodes.Condition | None:
        """The condition under a boolean definition."""
        name = self.program.behind(node) if isinstance(node, nodes.Truth) else None
        return name.condition if name else None

    def _margin(self, node: nodes.Compare) -> Template:
        """By how much a comparison came out as it did, where both values are there."""
        kind = node.left.type.kind
        if not node.left.type.ordered:
            return ()
        if self.hidden(node.left) or self.hidden(node.right):
            margin: Template = (f',"margin":{MASKED}',)
        else:
            amount: ast.expr = ast.BinOp(
                self.atom(node.left)[0], ast.Sub(), self.atom(node.right)[0]
            )
            days = self._days(node) if kind in POINTS else ()
            if kind is not Kind.INTEGER:
                apart, size = difference(kind)
                if size > 1:
                    amount = ast.BinOp(amount, ast.Mult(), self.literal(apart, size))
                amount = trees.call(
                    self.constant(
                        "j", text_of(self.domain, Type(apart) if kind in POINTS else node.left.type)
                    ),
                    amount,
                )
            margin = (',"margin":{"by":', amount, *days, "}")
        if tests := self._there(node.left, node.right):
            margin = (ast.IfExp(trees.every(tests), whole(margin), ast.Constant("")),)
        return margin if kind is Kind.INTEGER else self.once(margin)

    def _days(self, node: nodes.Compare) -> Template:
        """Which day of how many an instant or a date is in, where the other is one plus whole days."""
        texts = []
        for side, other in ((node.right, node.left), (node.left, node.right)):
            if total := self._sum(side):
                start, length = total.operands
                write = progress(self.domain, start.type.kind, length.type.kind)
                at, begin, lasting = (self.atom(each)[0] for each in (other, start, length))
                texts.append(trees.call(self.constant("j", write), at, begin, lasting))
        return (trees.some(texts),) if texts else ()

    def _sum(self, node: nodes.Value) -> nodes.Arithmetic | None:
        """The sum under a value, through definitions."""
        node = self.program.value(node)
        moved = isinstance(node, nodes.Arithmetic) and node.function.moves_on
        return node if isinstance(node, nodes.Arithmetic) and moved else None


def _key(node: nodes.Expression) -> Key:
    match node:
        case nodes.All() | nodes.Any() | nodes.Not():
            return type(node), *map(_key, nodes.operands(node))
        case _:
            return type(node), nodes.written(node)
