"""The conditions in a trace: how each came out, by how much, and what it read."""

from __future__ import annotations

import ast

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import Count, Domain
from backhaul.evaluation.lowering.pieces import (
    Pieces,
    either,
    folded,
    literal,
    merged,
    where,
    whole,
)
from backhaul.evaluation.lowering.settled import Key, Settled, key
from backhaul.evaluation.lowering.texts import progress, text_of
from backhaul.evaluation.lowering.trace_values import MASKED, Values
from backhaul.evaluation.trace import KINDS, MOST_NESTING
from backhaul.language import nodes
from backhaul.language.kinds import DAY, Kind
from backhaul.language.model import Policy

#: how a condition comes out: as it is settled, or the local, perhaps negated, that tells
Truth = bool | ast.expr


class Conditions(Values):
    """Writes the conditions of a trace."""

    def __init__(
        self, policy: Policy, domain: Domain, settled: Settled, masked: frozenset[str]
    ) -> None:
        super().__init__(policy, domain, settled, masked)
        self._truths: dict[Key, Truth] = {}
        self._conditions: dict[Key, Pieces] = {}

    def meet_condition(self, node: nodes.Condition) -> None:
        """Note that a condition is written, and, the first time, what it holds."""
        self.met[key(node)] += 1
        if self.met[key(node)] == 1:
            below = self.settled.below(node)
            for each in nodes.operands(node) if below is None else (below,):
                if isinstance(each, nodes.Value):
                    self.meet(each)
                else:
                    self.meet_condition(each)

    def condition(self, node: nodes.Condition) -> Pieces:
        """One condition and all below it."""
        found = self._conditions.get(key(node))
        if found is None:
            below = self.settled.below(node)
            children = nodes.operands(node) if below is None else (below,)
            inner = [
                self.operand(each) if isinstance(each, nodes.Value) else self.condition(each)
                for each in children
            ]
            held = "operands" if isinstance(children[0], nodes.Value) else KINDS[type(node)]
            found = folded(
                merged(
                    (
                        f'{{"text":{literal(nodes.written(node))},"outcome":"',
                        said(self.true(node)),
                        '"',
                        *(self._margin(node) if isinstance(node, nodes.Compare) else ()),
                        f',"{held}":[',
                        *self.listed(inner),
                        "]}",
                    )
                )
            )
            found = self._conditions[key(node)] = self.kept_text(node, found)
        return found

    def true(self, node: nodes.Condition) -> Truth:
        """How a condition comes out; nothing that may be absent is compared."""
        found = self._truths.get(key(node))
        if found is None:
            outcome = self.settled.outcome(node)
            found = self._truths[key(node)] = self._told(node) if outcome is None else outcome
        return found

    def _told(self, node: nodes.Condition) -> Truth:
        match node:
            case nodes.Not():
                inner = self.true(node.child)
                if isinstance(inner, bool):
                    return not inner
                return inner.operand if isinstance(inner, ast.UnaryOp) else trees.no(inner)
            case nodes.All() | nodes.Any():
                every = isinstance(node, nodes.All)
                children = [self.true(child) for child in node.children]
                if (not every) in children:
                    return not every
                left = [child for child in children if not isinstance(child, bool)]
                if len(left) == 1:
                    return left[0]
                return self.local("y", trees.every(left) if every else trees.some(left))
            case nodes.Truth() if below := self.settled.below(node):
                return self.true(below)
            case _:
                return self._leaf(node)

    def _leaf(self, node: nodes.Condition) -> ast.expr:
        tests = []
        for operand in nodes.operands(node):
            if isinstance(operand, nodes.Value):
                value, nullable = self.atom(operand)
                tests += [trees.is_not_none(value)] if nullable else []
        match node:
            case nodes.Present() | nodes.Absent():
                there = self.local("y", trees.every(tests))
                return there if isinstance(node, nodes.Present) else trees.no(there)
            case nodes.Truth() if not tests:
                value, _ = self.atom(node.operand)
                return value
            case nodes.Truth():
                value, _ = self.atom(node.operand)
                return self.local("y", trees.compared(value, ast.Is(), trees.constant(value=True)))
            case nodes.Compare():
                (left, _), (right, _) = self.atom(node.left), self.atom(node.right)
                tests.append(self.compared(node, left, right))
                return self.local("y", trees.every(tests))
            case _:
                return self.local("y", trees.every([*tests, self.truth(node)]))

    def _margin(self, node: nodes.Compare) -> Pieces:
        """By how much a comparison came out as it did, where both values are there."""
        values = self.settled.value(node.left), self.settled.value(node.right)
        if not node.left.type.ordered or None in values:
            return ()
        (left, maybe), (right, perhaps) = self.atom(node.left), self.atom(node.right)
        pairs = ((left, maybe), (right, perhaps))
        tests = [trees.is_not_none(value) for value, nullable in pairs if nullable]
        if self.hidden(node.left) or self.hidden(node.right):
            return where(tests, (f',"margin":{MASKED}',))
        amount: ast.expr = ast.BinOp(left, ast.Sub(), right)
        kind, days = node.left.type.kind, Pieces()
        if kind is Kind.DATETIME:
            kind, days = Kind.DURATION, self._days(node)
        if kind is not Kind.INTEGER:
            amount = trees.call(self.constant("j", text_of(self.domain, kind)), amount)
        return where(tests, (',"margin":{"by":', amount, *days, "}"))

    def _days(self, node: nodes.Compare) -> Pieces:
        """Which day of how many an instant is in, where the other is an instant plus whole days."""
        found: Pieces = ()
        for one, other in ((node.left, node.right), (node.right, node.left)):
            total = self._sum(one)
            if total is not None:
                at, _ = self.atom(other)
                found = (self._day(total, at, whole(found)),)
        return found

    def _sum(self, node: nodes.Value) -> nodes.Arithmetic | None:
        """The sum under a value, through definitions."""
        for _ in range(MOST_NESTING):
            if not isinstance(node, nodes.Reference) or node.name not in self.policy.definitions:
                break
            expression = self.policy.definitions[node.name].expression
            if not isinstance(expression, nodes.Value):
                return None
            node = expression
        plus = isinstance(node, nodes.Arithmetic) and node.function.name == "plus"
        return node if isinstance(node, nodes.Arithmetic) and plus else None

    def _day(self, total: nodes.Arithmetic, at: ast.expr, other: ast.expr) -> ast.expr:
        """The day since the first of two that are added up, or another text where there is none."""
        start, length = total.operands
        (begin, _), (lasting, _) = self.atom(start), self.atom(length)
        days = self.settled.value(length)
        if start.type.kind is not Kind.DATETIME or not isinstance(days, int):
            function = progress(self.domain, start.type.kind, length.type.kind)
            text = trees.call(self.constant("j", function), at, begin, lasting)
            return trees.some([text, other])
        if days <= 0 or days % DAY:
            return other
        since = ast.BinOp(at, ast.Sub(), begin)
        day = ast.BinOp(ast.BinOp(since, ast.FloorDiv(), self._a_day()), ast.Add(), ast.Constant(1))
        told = whole((',"day":', day, f',"of_days":{days // DAY}'))
        return ast.IfExp(trees.compared(at, ast.GtE(), begin), told, other)

    def _a_day(self) -> ast.expr:
        """A day, as the domain holds it."""
        match self.domain:
            case Count(unit):
                return ast.Constant(DAY // unit)
            case _:
                return self.literal(Kind.DURATION, DAY)


def said(truth: Truth) -> str | ast.expr:
    """How a condition came out, in words."""
    if isinstance(truth, bool):
        return "true" if truth else "false"
    return either(truth, "true", "false")
