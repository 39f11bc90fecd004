"""Expressions as Python's: a condition is True or False, and what is absent is None."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, assert_never

from backhaul.evaluation.lowering import trees
from backhaul.evaluation.lowering.domains import Clock, Domain, by_scalar
from backhaul.language import nodes
from backhaul.language.axes import Axis
from backhaul.language.function import LETTERS, Function
from backhaul.language.kinds import DAY, NAMED, NUMBERS, Held, Kind
from backhaul.language.model import Decision, Parameter, Policy, Rule
from backhaul.program.named_values import named_values
from backhaul.program.program import Name, program_of


class Expressions:
    """Writes the expressions of a policy; `constants` are the values that its names stand for."""

    def __init__(self, policy: Policy, domain: Domain) -> None:
        self.policy, self.domain = policy, domain
        self.program = program_of(policy)
        self.constants: dict[str, Any] = {}
        self.facts = {name: f"f{i}" for i, name in enumerate(policy.facts)}
        self.definitions = {name: f"d{i}" for i, name in enumerate(policy.definitions)}
        varying = [parameter.name for parameter in policy.parameters.values() if parameter.axes]
        self.varying = {name: f"p{i}" for i, name in enumerate(varying)}
        #: definitions and parameters that stand in a local by now
        self.ready: set[str] = set()
        #: how outputs of decisions are read
        self.outputs: dict[str, ast.expr] = {}
        self.kept = 0
        #: what its names of constants end with
        self.apart = ""

    def constant(self, letter: str, value: object) -> ast.expr:
        """A name for a value that is no plain constant of Python."""
        name = f"{letter}{len(self.constants)}_{self.apart}"
        self.constants[name] = value
        return trees.name(name)

    def literal(self, kind: Kind, held: Held | None) -> ast.expr:
        """A value of the policy, as the domain holds it."""
        if held is None:
            return trees.constant(None)
        value = self.domain.lowered(kind, held)
        if isinstance(value, str | int) and kind not in NAMED:
            return trees.constant(value)
        return self.shared("l", value)

    def shared(self, letter: str, value: object) -> ast.expr:
        """A name for a value that may stand in many places: the same one, so it stays near the processor."""
        for name, known in self.constants.items():
            if type(known) is type(value) and known == value:
                return trees.name(name)
        return self.constant(letter, value)

    def needed(self, node: nodes.Expression | None) -> Iterator[ast.stmt]:
        """Statements for the definitions and varying parameters under a node that are not ready."""
        under = self.program.under(node, ready=self.ready) if node else []
        missing = [name for name in under if name.name not in self.ready]
        self.ready.update(name.name for name in missing if name.role in ("choice", "definition"))
        # each stands after those that it reads
        for name in missing:
            if name.role == "choice":
                yield trees.assign(self.varying[name.name], self._varying(name))
            elif name.role == "definition":
                yield trees.assign(self.definitions[name.name], self.value(name.below[0])[0])

    def _varying(self, name: Name) -> ast.expr:
        assert isinstance(name.declared, Parameter)  # noqa: S101 - a choice is one
        cells = [self.domain.lowered(name.type.kind, held) for held in name.declared.cells]
        return self.looked_up(name.declared, cells)

    def looked_up(self, parameter: Parameter, cells: Sequence[object]) -> ast.expr:
        """What stands for the cell that a case finds; *cells*: what stands for each of them."""

        def branch(axis: Axis, below: list[object]) -> object:
            return tuple(below) if axis.dated else dict(zip(axis.held, below, strict=True))

        table = self.constant("w", parameter.folded(cells, branch))
        for axis in parameter.axes:
            key: ast.expr = trees.name(self.facts[axis.fact])
            if axis.dated:
                kind = self.policy.facts[axis.fact].type.kind
                later = tuple(self.domain.lowered(kind, held) for held in axis.held[1:])
                key = trees.call(self.constant("b", partial(bisect_right, later)), key)
            table = trees.item(table, key)
        return table

    def value(self, node: nodes.Expression) -> tuple[ast.expr, bool]:
        """An expression, and whether it can be None."""
        match node:
            case nodes.Literal():
                return self.literal(node.type.kind, node.value), node.value is None
            case nodes.Reference():
                return self._reference(node)
            case nodes.NotNull():
                first, nullable = self._twice(node.operand)
                default, absent = self.value(node.default)
                if not nullable:
                    return first, False
                test = trees.is_not_none(first)
                return ast.IfExp(test, trees.again(first), default), absent
            case nodes.Arithmetic():
                return self._arithmetic(node)
            case nodes.Cases():
                return self._by_cases(node), self.program.may_be_absent(node)
            case _:
                return self.truth(node), False

    def _by_cases(self, node: nodes.Cases) -> ast.expr:
        """The value of the first branch that holds."""
        *above, last = node.branches
        whole, _ = self.value(last.value)
        for branch in reversed(above):
            if branch.condition is not None:
                whole = ast.IfExp(self.truth(branch.condition), self.value(branch.value)[0], whole)
        return whole

    def _reference(self, node: nodes.Reference) -> tuple[ast.expr, bool]:
        name = self.program.of(node)
        match name.role:
            case "constant":
                return self.literal(node.type.kind, self.program.constant(node)), False
            case "output":
                return self.outputs[name.name], True
            case "choice":
                # what it depends on was asked for
                return trees.name(self.varying[name.name]), False
            case role:
                locals = self.facts if role == "fact" else self.definitions
                return trees.name(locals[name.name]), name.may_be_absent

    def _twice(self, node: nodes.Value) -> tuple[ast.expr, bool]:
        """A value that may be read again: what is no name or constant is kept in a local."""
        value, nullable = self.value(node)
        if not nullable or isinstance(value, ast.Name | ast.Constant):
            return value, nullable
        self.kept += 1
        return trees.kept(value, f"x{self.kept}"), True

    def _arithmetic(self, node: nodes.Arithmetic) -> tuple[ast.expr, bool]:
        pairs = [self._twice(operand) for operand in node.operands]
        tests = [trees.is_not_none(value) for value, nullable in pairs if nullable]
        values = [trees.again(value) for value, _ in pairs]
        named = named_values(self.program, node)
        alone = all(len(values) == 1 for values in named)
        text = (
            node.function.told(node.function.python, tuple(v[0] for v in named)) if alone else None
        )
        if text is None:
            result = trees.call(self.constant("g", by_scalar(self.domain, node)), *values)
        else:
            result = self._in_place(node.function, text, self._numbers(node, values))
        if not tests:
            return result, False
        return ast.IfExp(trees.every(tests), result, trees.constant(None)), True

    def _numbers(self, node: nodes.Arithmetic, values: list[ast.expr]) -> list[ast.expr]:
        """The operands; where a number is made of durations, these as numbers, too."""
        if not isinstance(self.domain, Clock) or node.type.kind not in NUMBERS:
            return values
        step = self.literal(Kind.DURATION, 1)
        return [
            trees.written("a // b", {"a": value, "b": step})
            if operand.type.kind is Kind.DURATION
            else value
            for operand, value in zip(node.operands, values, strict=True)
        ]

    def _in_place(self, function: Function, template: str, values: list[ast.expr]) -> ast.expr:
        """A function as Python writes it."""
        text = function.text(template, len(values))
        names = dict(zip(LETTERS, values, strict=False))
        for letter, value in names.items():
            often = len(re.findall(rf"\b{letter}\b", text)) > 1
            if often and not isinstance(value, ast.Name | ast.Constant):
                self.kept += 1
                names[letter] = trees.kept(value, f"x{self.kept}")
        if "day" in text:
            names |= {
                "day": self.literal(Kind.DURATION, DAY),
                "epoch": self.literal(Kind.DATETIME, 0),
            }
        return trees.written(text, names)

    def truth(self, node: nodes.Condition) -> ast.expr:
        """A condition."""
        match node:
            case nodes.Truth():
                value, nullable = self.value(node.operand)
                if not nullable:
                    return value
                return trees.compared(value, ast.Is(), trees.constant(value=True))
            case nodes.Compare():
                # the checker demands that what may be absent is asked for first
                return self.compared(node, self.value(node.left)[0], self.value(node.right)[0])
            case nodes.Present() | nodes.Absent():
                value, nullable = self.value(node.operand)
                present = isinstance(node, nodes.Present)
                if not nullable:
                    return trees.constant(value=present)
                return trees.is_not_none(value) if present else trees.is_none(value)
            case nodes.Contains():
                options = self.constant("s", frozenset(node.options))
                return trees.compared(self.value(node.operand)[0], ast.In(), options)
            case nodes.All():
                return trees.every([self.truth(child) for child in node.children])
            case nodes.Any():
                return trees.some([self.truth(child) for child in node.children])
            case nodes.Not():
                return trees.no(self.truth(node.child))
            case _:
                assert_never(node)

    def compared(self, node: nodes.Compare, left: ast.expr, right: ast.expr) -> ast.expr:
        """The comparison of two values that are there."""
        return trees.written(f"a {node.comparison.symbol} b", {"a": left, "b": right})

    def publish(self, index: int, decision: Decision) -> None:
        """Let later decisions read the outputs of this one."""
        rule, computed = trees.name(f"r{index}"), trees.name(f"c{index}")
        for name, output in decision.outputs.items():
            literals = [rule.outputs[name] for rule in decision.ladder]
            path = f"{decision.name}.{name}"
            if all(isinstance(literal, nodes.Literal) for literal in literals):
                values = tuple(
                    None
                    if literal.value is None
                    else self.domain.lowered(output.type.kind, literal.value)
                    for literal in literals
                    if isinstance(literal, nodes.Literal)
                )
                self.outputs[path] = trees.item(self.constant("v", values), rule)
                continue
            spots = tuple(self._spot(decision, one, name) for one in decision.ladder)
            self.outputs[path] = trees.call(self.constant("q", _picker(spots)), rule, computed)

    def _spot(self, decision: Decision, rule: Rule, name: str) -> tuple[object, int | None]:
        """The literal that a rule gives for an output, or its place among what the rule computes."""
        expression = rule.outputs[name]
        if isinstance(expression, nodes.Literal):
            held = expression.value
            kind = decision.outputs[name].type.kind
            return None if held is None else self.domain.lowered(kind, held), None
        computed = [n for n, e in rule.outputs.items() if not isinstance(e, nodes.Literal)]
        return None, computed.index(name)


def _picker(
    spots: tuple[tuple[object, int | None], ...],
) -> Callable[[int, tuple[object, ...]], object]:
    """What gives an output of the rule that answered: a literal, or one of the values computed."""

    def pick(rule: int, computed: tuple[object, ...]) -> object:
        value, place = spots[rule]
        return value if place is None else computed[place]

    return pick
