"""Expressions of a policy as terms of Z3, over terms for the names that they read.

A condition is false where a value that it compares is absent, as the definition has it. Where a result lies outside
the limits of its kind there is no value: that is noted among the failures, and the term means nothing.
"""

from __future__ import annotations

from itertools import product

import z3

from backhaul.analysis.space import Bool, Space, Term
from backhaul.evaluation.arithmetic import fits
from backhaul.evaluation.known import Known, anything, exactly, joined
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import LIMITS, NAMED
from backhaul.static import Any, assert_never


@frozen
class Failure:
    """Where the result of a function lies outside the limits of its kind."""

    node: nodes.Arithmetic
    test: Bool


class Expressions:
    """Lowers expressions; the failures of what was lowered since they were last taken are kept."""

    def __init__(self, space: Space) -> None:
        self.space = space
        #: facts, parameters, definitions and outputs as far as they are lowered
        self.names: dict[str, Term] = {}
        self._failures: dict[int, Failure] = {}

    def taken(self) -> tuple[Failure, ...]:
        """The failures that were noted, which are then forgotten."""
        found, self._failures = tuple(self._failures.values()), {}
        return found

    def expression(self, node: nodes.Expression) -> Term:
        """A value, or a condition as a truth value."""
        if isinstance(node, nodes.Value):
            return self.value(node)
        return Term(self.space.true, self.truth(node))

    def value(self, node: nodes.Value) -> Term:
        """A value."""
        match node:
            case nodes.Literal():
                return self.space.literal(node.type, node.value)
            case nodes.Reference():
                return self.names[node.name]
            case nodes.NotNull():
                first, default = self.value(node.operand), self.value(node.default)
                present = self.space.some([first.present, default.present])
                return Term(present, self.space.chosen(first.present, first.value, default.value))
            case nodes.Arithmetic():
                return self._arithmetic(node)
            case nodes.Cases():
                return self._by_cases(node)
            case _:
                assert_never(node)

    def _by_cases(self, node: nodes.Cases) -> Term:
        """The value of the first branch that holds; what fails in another is no failure."""
        space, outer = self.space, self._failures
        rest, reached = space.true, list[tuple[Bool, Term]]()
        for branch in node.branches:
            self._failures = {}
            holds = self.truth(branch.condition) if branch.condition else space.true
            self._fail_where(rest, outer)
            self._failures = {}
            term = self.expression(branch.value)
            self._fail_where(space.every([rest, holds]), outer)
            reached.append((holds, term))
            rest = space.every([rest, z3.Not(holds)])
        self._failures = outer
        whole = reached[-1][1]
        for holds, term in reversed(reached[:-1]):
            present = space.chosen(holds, term.present, whole.present)
            whole = Term(present, space.chosen(holds, term.value, whole.value))
        return whole

    def _fail_where(self, reached: Bool, outer: dict[int, Failure]) -> None:
        """Note what failed among the outer failures, where it is reached at all."""
        for failure in self._failures.values():
            test = z3.simplify(z3.And(reached, failure.test))
            if not z3.is_false(test):
                outer.setdefault(test.get_id(), Failure(failure.node, test))

    def _arithmetic(self, node: nodes.Arithmetic) -> Term:
        operands = [self.value(operand) for operand in node.operands]
        present = self.space.every([operand.present for operand in operands])
        values = [operand.value for operand in operands]
        value, outside = self._applied(node, values)
        known = [self._known(each, term) for each, term in zip(node.operands, values, strict=True)]
        if not fits(node.function, known, node.type.kind):
            outside = z3.simplify(z3.And(present, outside))
            if not z3.is_false(outside):
                self._failures.setdefault(outside.get_id(), Failure(node, outside))
        return Term(present, value)

    def _known(self, operand: nodes.Value, term: Any) -> Known:
        """What is known of an operand whatever the facts: those that are named have few values."""
        if operand.type.kind not in NAMED:
            return anything(operand.type, absent=False)
        return joined(map(exactly, self.space.named(term).values()))

    def _applied(self, node: nodes.Arithmetic, terms: list[Any]) -> tuple[Any, Any]:
        """The result of a function, and where it is out of range, for all values of the operands that are named."""
        function, space = node.function, self.space
        named = [t for o, t in zip(node.operands, terms, strict=True) if o.type.kind in NAMED]
        whole: tuple[Any, Any] | None = None
        for choice in product(*(space.named(term).items() for term in named)):
            codes, left = [code for code, _ in choice], [value for _, value in choice]
            given = [
                left.pop(0) if operand.type.kind in NAMED else term
                for operand, term in zip(node.operands, terms, strict=True)
            ]
            one = self._one(node, given, terms)
            test = space.every([t == c for t, c in zip(named, codes, strict=True)])
            whole = (
                one
                if whole is None
                else (
                    space.chosen(test, one[0], whole[0]),
                    space.chosen(test, one[1], whole[1]),
                )
            )
        return whole or (space.some_value(function.name, node.type.kind, terms), space.false)

    def _one(self, node: nodes.Arithmetic, given: list[Any], terms: list[Any]) -> tuple[Any, Any]:
        """The result where the operands that are named have these values, and where it is out of range."""
        function, kind = node.function, node.type.kind
        if function.z3 is None:
            value = self.space.some_value(function.name, kind, terms)
        else:
            value = function.z3(*given)
        outside = []
        if kind in LIMITS:
            low, high = LIMITS[kind]
            outside += [value < low, value > high]
        if function.span is not None:
            *spans, result = function.span(*(each for each in given if isinstance(each, str)))
            ordered = [each for each in given if not isinstance(each, str)]
            for term, (low, high) in zip(ordered, spans, strict=True):
                outside += [term < low, term > high]
            if kind in LIMITS:
                outside += [value < result[0], value > result[1]]
        return value, self.space.some(outside)

    def truth(self, node: nodes.Condition) -> Bool:
        """A condition."""
        match node:
            case nodes.Truth():
                operand = self.value(node.operand)
                return self.space.every([operand.present, operand.value])
            case nodes.Compare():
                left, right = self.value(node.left), self.value(node.right)
                holds = node.comparison.holds(left.value, right.value)
                return self.space.every([left.present, right.present, holds])
            case nodes.Present():
                return self.value(node.operand).present
            case nodes.Absent():
                return z3.Not(self.value(node.operand).present)
            case nodes.Contains():
                operand = self.value(node.operand)
                options = [operand.value == self.space.code(text) for text in node.options]
                return self.space.every([operand.present, self.space.some(options)])
            case nodes.All():
                return self.space.every([self.truth(child) for child in node.children])
            case nodes.Any():
                return self.space.some([self.truth(child) for child in node.children])
            case nodes.Not():
                return z3.Not(self.truth(node.child))
            case _:
                assert_never(node)
