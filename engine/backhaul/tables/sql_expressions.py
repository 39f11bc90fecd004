"""Expressions of a policy as SQL, through sqlglot.

A comparison with what is absent is NULL, where the language says false. The checker demands that a condition is
guarded by `present`, so no NULL ever decides what a whole condition comes to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import product
from typing import assert_never

from sqlglot import exp, parse_one

from backhaul.evaluation.lowering.domains import TIMES
from backhaul.language import nodes
from backhaul.language.function import LETTERS
from backhaul.language.kinds import (
    DAY,
    DECIMAL_DIGITS,
    NAMED,
    Held,
    Kind,
    Type,
    instant_text,
    json_value,
)
from backhaul.language.model import Policy
from backhaul.program.named_values import named_values
from backhaul.program.program import program_of

#: the dialect that texts of SQL are read in: one in which no function passes over a NULL
_READ = "mysql"
#: how a time of so many microseconds stands in a text
_TIME = re.compile("i([0-9]+)")
_SQL_TYPES = {Kind.TEXT: "text", Kind.BOOLEAN: "boolean"}


def column(name: str) -> exp.Expr:
    """A column by its exact name."""
    return exp.column(name, quoted=True)


def number(value: int) -> exp.Expr:
    """A whole number."""
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)


def wide(value: exp.Expr) -> exp.Expr:
    """The same; a number written in place as one of 64 bits, since some dialects take it for less."""
    written = isinstance(value, exp.Neg) or (isinstance(value, exp.Literal) and value.is_number)
    return exp.cast(value, "bigint") if written else value


def in_its_type(type: Type, held: int) -> exp.Expr:
    """An instant, a date or a decimal as a value of the type that a column of it has."""
    match type.kind:
        case Kind.DATETIME:
            text, name = instant_text(held).replace("T", " ").replace("Z", "+00"), "timestamptz"
        case Kind.DATE:
            text, name = str(json_value(type, held)), "date"
        case _:
            text, name = f"{Decimal(held).scaleb(-type.scale):f}", decimal(type)
    return exp.cast(exp.Literal.string(text), name)


def decimal(type: Type) -> str:
    """The type of a column of decimals."""
    return f"decimal({DECIMAL_DIGITS}, {type.scale})"


def is_null(value: exp.Expr) -> exp.Expr:
    """Whether there is no value."""
    return exp.Is(this=value, expression=exp.null())


def is_not_null(value: exp.Expr) -> exp.Expr:
    """Whether there is a value."""
    return exp.Not(this=is_null(value))


def every(tests: list[exp.Expr]) -> exp.Expr:
    """Whether all are true."""
    return exp.and_(*tests, copy=False) if tests else exp.true()


def some(tests: list[exp.Expr]) -> exp.Expr:
    """Whether one is true."""
    return exp.or_(*tests, copy=False) if tests else exp.false()


def case(branches: Sequence[tuple[exp.Expr, exp.Expr]], default: exp.Expr) -> exp.Expr:
    """The value of the first test that is true."""
    if not branches:
        return default
    return exp.Case(
        ifs=[exp.If(this=test, true=value) for test, value in branches], default=default
    )


def written(template: str, names: Mapping[str, exp.Expr]) -> exp.Expr:
    """A text of SQL with these in the place of its names."""

    def put(node: exp.Expr) -> exp.Expr:
        if not isinstance(node, exp.Column):
            return node
        if time := _TIME.fullmatch(node.name):
            return number(int(time[1]) // (DAY // int(names["day"].name)))
        return names[node.name].copy()

    return _parsed(template).transform(put)


@cache
def _parsed(template: str) -> exp.Expr:
    tree = parse_one(template, read=_READ)
    for node in tree.find_all(exp.Least, exp.Greatest):
        # both are written as they are: operands that may be NULL are asked for
        node.set("ignore_nulls", None)
    return tree


def _often(letter: str, text: str) -> bool:
    """Whether a text of SQL has an operand more than once."""
    return len(re.findall(rf"\bw?{letter}\b", text)) > 1


class Expressions:
    """Writes the expressions of a policy over columns that hold its names.

    Instants and durations are whole numbers of *unit* microseconds, decimals whole numbers of their last digit.
    *coded*: choices are their places in the list of choices, else their texts.
    """

    #: the type of whole numbers of 128 bits
    widest = "int128"

    def __init__(self, policy: Policy, unit: int, *, coded: bool) -> None:
        self.policy, self.unit, self.coded = policy, unit, coded
        self.program = program_of(policy)

    def local(self, name: str) -> exp.Expr:
        """The column that holds a name of the policy."""
        of, point, part = name.partition(".")
        # a name of the policy begins with a letter, so that no other one is called as a part of a decision is
        return column(f"_{len(of)}_{of}_{part}" if point else f"_{name}")

    def literal(self, type: Type, held: Held | None) -> exp.Expr:
        """A value of the policy."""
        if held is None:
            return exp.null()
        if isinstance(held, bool):
            return exp.true() if held else exp.false()
        if type.kind is Kind.CHOICE and self.coded:
            return number(type.choices.index(str(held)))
        if isinstance(held, str):
            return exp.Literal.string(str(held))
        return number(held // self.unit if type.kind in TIMES else held)

    def value(self, node: nodes.Expression) -> exp.Expr:
        """A value; NULL where it is absent."""
        match node:
            case nodes.Literal():
                return self.literal(node.type, node.value)
            case nodes.Reference():
                constant = self.program.constant(node)
                if constant is not None:
                    return self.literal(node.type, constant)
                return self.local(node.name)
            case nodes.NotNull():
                first, default = self.value(node.operand), self.value(node.default)
                return exp.Coalesce(this=first, expressions=[default])
            case nodes.Arithmetic():
                return self._arithmetic(node)
            case nodes.Cases():
                values = [wide(self.value(branch.value)) for branch in node.branches]
                tests = [self.truth(b.condition) for b in node.branches if b.condition]
                return case([*zip(tests, values, strict=False)], values[-1])
            case _:
                return self.truth(node)

    def _arithmetic(self, node: nodes.Arithmetic) -> exp.Expr:
        values = [wide(self.value(operand)) for operand in node.operands]
        pairs = zip(node.operands, values, strict=True)
        if any(not isinstance(v, exp.Cast) for o, v in pairs if o.type.kind not in NAMED):
            # one column makes the whole as wide as it is
            values = [value.this if isinstance(value, exp.Cast) else value for value in values]
        texts = self.texts(node)
        if None in texts.values():
            return exp.cast(exp.null(), _SQL_TYPES.get(node.type.kind, "bigint"))
        several = {held: node.function.text(str(t), len(values)) for held, t in texts.items()}
        for place, letter in enumerate(LETTERS[: len(values)]):
            if len(several) > 1 or any(_often(letter, text) for text in several.values()):
                values[place] = self.bound(values[place])
        names = dict(zip(LETTERS, values, strict=False)) | {"day": number(DAY // self.unit)}
        names |= {f"w{a}": exp.cast(each.copy(), self.widest) for a, each in [*names.items()]}
        results = {held: self._worked_out(text, names) for held, text in several.items()}
        result = next(iter(results.values()))
        if len(results) > 1:
            result = self._by_named(node, values, results)
        there = [
            is_not_null(value.copy())
            for operand, value in zip(node.operands, values, strict=True)
            if self.program.may_be_absent(operand)
        ]
        # arithmetic on NULL is NULL; a function of SQL may pass over it
        if there and any(_parsed(t.split("; ")[-1]).find(exp.Func) for t in several.values()):
            return case([(every(there), result)], exp.null())
        return result

    def _worked_out(self, text: str, names: Mapping[str, exp.Expr]) -> exp.Expr:
        """A text of SQL with these in the place of its names, what it names itself in columns of their own."""
        *steps, last = text.split("; ")
        for step in steps:
            name, _, of = step.partition(" := ")
            names = {**names, name: self.bound(written(of, names))}
        return written(last, names)

    def bound(self, value: exp.Expr) -> exp.Expr:
        """The same, worked out once where it is more than a column or a literal."""
        return exp.paren(value)

    def texts(self, node: nodes.Arithmetic) -> Mapping[tuple[Held, ...], str | None]:
        """The text of SQL of a function for all values of its operands that are named; nothing where it has none."""
        function, named = node.function, named_values(self.program, node)
        return {values: function.told(function.sql, values) for values in product(*named)}

    def _by_named(
        self,
        node: nodes.Arithmetic,
        values: Sequence[exp.Expr],
        results: Mapping[tuple[Held, ...], exp.Expr],
    ) -> exp.Expr:
        """The result that is that of the values that the operands that are named have."""
        named = [v for o, v in zip(node.operands, values, strict=True) if o.type.kind in NAMED]
        branches = []
        for held, result in results.items():
            tests = [
                exp.EQ(this=value.copy(), expression=exp.Literal.string(str(each)))
                for value, each in zip(named, held, strict=True)
            ]
            branches.append((every([*tests]), result))
        return case(branches, exp.null())

    def truth(self, node: nodes.Condition) -> exp.Expr:
        """A condition."""
        match node:
            case nodes.Truth():
                return self.value(node.operand)
            case nodes.Compare():
                sides = {"a": self.value(node.left), "b": self.value(node.right)}
                return written(f"a {node.comparison.symbol} b", sides)
            case nodes.Present():
                return is_not_null(self.value(node.operand))
            case nodes.Absent():
                return is_null(self.value(node.operand))
            case nodes.Contains():
                type = nodes.type_of(node.operand)
                options = [self.literal(type, option) for option in node.options]
                return exp.In(this=self.value(node.operand), expressions=options)
            case nodes.All():
                return every([self.truth(child) for child in node.children])
            case nodes.Any():
                return exp.paren(some([self.truth(child) for child in node.children]))
            case nodes.Not():
                return exp.Not(this=exp.paren(self.truth(node.child)))
            case _:
                assert_never(node)
