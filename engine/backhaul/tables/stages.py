"""A policy as stages of a query: each adds columns to a table that holds the facts, lowered.

After them there is a column for every definition and every decision that is needed: the number of the rule that
answers, or for a list, whether each rule matches. A row that columns cannot settle is one for the definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from backhaul.evaluation.lowering.shared_tests import Step, steps
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.axes import Axis
from backhaul.language.model import Decision, Policy, Rule
from backhaul.tables.sql_expressions import (
    Expressions,
    case,
    column,
    every,
    is_null,
    number,
    some,
    wide,
)


@frozen
class Doubt:
    """A test that is true for rows which only the definition can tell, and in a few words why."""

    why: str
    test: exp.Expr


class Stages(Expressions):
    """The stages of one policy, in order, and the doubts that remain after them.

    *whole*: with all definitions, whether a decision reads them or not.
    """

    def __init__(self, policy: Policy, unit: int, *, coded: bool, whole: bool = False) -> None:
        super().__init__(policy, unit, coded=coded)
        self.stages: list[dict[str, exp.Expr]] = []
        #: what was bound, by its text; and the last stage while nothing but what was bound is in it
        self._bound: dict[str, str] = {}
        self._binding: dict[str, exp.Expr] | None = None
        self.doubts: list[Doubt] = []
        self._read = {*self.program.needed}
        if whole:
            every = self.program.under(*(d.expression for d in policy.definitions.values()))
            self._read |= {*policy.definitions, *policy.parameters, *(n.name for n in every)}
        self._parameters()
        self._definitions(None)
        for constraint in policy.constraints:
            test = fails(self.truth(constraint.condition))
            self.doubts.append(Doubt(f"the constraint `{constraint.id}` is broken", test))
        for decision in policy.decisions.values():
            self._decision(decision)
            self._definitions(decision.name)
        unknown = sorted(
            {n.function.name for n in self.program.arithmetic if None in self.texts(n).values()}
        )
        self.doubts += [Doubt(f"SQL has no `{name}`", exp.true()) for name in unknown]

    def _parameters(self) -> None:
        policy = self.policy
        first: dict[str, exp.Expr] = {}
        for parameter in policy.parameters.values():
            if parameter.axes and parameter.name in self._read:
                cells = [wide(self.literal(parameter.type, held)) for held in parameter.cells]
                first[self._label(parameter.name)] = parameter.folded(cells, self.by_key)
        self._add(first)

    def _definitions(self, after: str | None) -> None:
        """The definitions that are worked out after a decision, or before all of them; each stands after those that it reads."""
        levels: dict[str, int] = {}
        for name, definition in self.policy.definitions.items():
            if name in self._read and definition.after == after:
                below = [levels.get(n.name, -1) for n in self.program.read(definition.expression)]
                levels[name] = max(below, default=-1) + 1
        for level in range(max(levels.values(), default=-1) + 1):
            stage = [d for d in self.policy.definitions.values() if levels.get(d.name) == level]
            self._add({self._label(d.name): wide(self.value(d.expression)) for d in stage})

    def bound(self, value: exp.Expr) -> exp.Expr:
        """The column of a value that is worked out once, before whatever comes next."""
        if isinstance(value, exp.Column):
            return value
        if value.find(exp.Column) is None:
            return exp.paren(value)
        text = value.sql()
        if text not in self._bound:
            name = self._bound[text] = f"b{len(self._bound)}"
            read = {each.name for each in value.find_all(exp.Column)}
            if self._binding is None or not read.isdisjoint(self._binding):
                self._binding = {}
                self.stages.append(self._binding)
            self._binding[name] = value
        return column(self._bound[text])

    def by_key(self, axis: Axis, below: list[exp.Expr]) -> exp.Expr:
        """What stands for the key of a fact; NULL where the fact has no value."""
        type = self.policy.facts[axis.fact].type
        compared = exp.GTE if axis.dated else exp.EQ
        tests = [
            compared(this=self.local(axis.fact), expression=self.literal(type, held))
            for held in axis.held
        ]
        pairs = [*zip(tests, below, strict=True)]
        # of dates the last one that is not later counts, and the first one for all that is earlier, too
        return case(pairs[:0:-1], below[0]) if axis.dated else case(pairs, exp.null())

    def _label(self, name: str) -> str:
        return self.local(name).name

    def _add(self, stage: dict[str, exp.Expr]) -> None:
        if stage:
            self.stages.append(stage)
            self._binding = None

    def _decision(self, decision: Decision) -> None:
        if decision.hit == "collect":
            self._collect(decision)
        elif decision.hit == "unique":
            self._unique(decision)
        else:
            found = self._first(steps(decision.rules), self._rest(decision))
            self._add({self._label(decision.name): found})
        for i, rule in enumerate(decision.ladder):
            self._must_be_there(decision, i, rule)
        if decision.hit != "collect":
            later = [name for name in decision.outputs if f"{decision.name}.{name}" in self._read]
            self._add(
                {self._label(f"{decision.name}.{n}"): self.output(decision, n) for n in later}
            )

    def _first(self, ladder: Sequence[Step], rest: exp.Expr) -> exp.Expr:
        """The number of the first rule that matches, or the rest."""
        branches: list[tuple[exp.Expr, exp.Expr]] = []
        for step in ladder:
            then = self._first(step.steps, exp.null()) if step.steps else number(step.rule)
            if not step.tests:
                return case(branches, then)
            branches.append((every([self.truth(test) for test in step.tests]), then))
        return case(branches, rest)

    def _rest(self, decision: Decision) -> exp.Expr:
        """The number of `otherwise`, or the one after all rules for none."""
        return number(len(decision.rules))

    def _test(self, rule: Rule) -> exp.Expr:
        return self.truth(rule.condition) if rule.condition else exp.true()

    def _unique(self, decision: Decision) -> None:
        matches = self._each(decision, None)
        self._add(matches)
        branches = [(column(name), number(i)) for i, name in enumerate(matches)]
        self._add({self._label(decision.name): case(branches, self._rest(decision))})
        if len(matches) > 1:
            ones = [case([(column(name), number(1))], number(0)) for name in matches]
            total = ones[0]
            for one in ones[1:]:
                total = exp.Add(this=total, expression=one)
            test = exp.GT(this=exp.paren(total), expression=number(1))
            self.doubts.append(Doubt(f"several rules of `{decision.name}` match", test))

    def _collect(self, decision: Decision) -> None:
        applies = self.truth(decision.applies) if decision.applies else None
        self._add(self._each(decision, applies))

    def _each(self, decision: Decision, applies: exp.Expr | None) -> dict[str, exp.Expr]:
        """A column for every rule: whether it matches."""
        found = {}
        for i, rule in enumerate(decision.rules):
            tests = [self._test(rule), *([applies.copy()] if applies else [])]
            # what a NULL means further up no longer guards it
            found[self.match(decision, i).name] = case([(every(tests), exp.true())], exp.false())
        return found

    def match(self, decision: Decision, rule: int) -> exp.Expr:
        """The column that says whether a rule of a list matches."""
        return self.local(f"{decision.name}.{rule}")

    def answers(self, decision: Decision, rule: int) -> exp.Expr:
        """Whether it is this rule that answers, or stands in the list."""
        if decision.hit == "collect":
            return self.match(decision, rule)
        return exp.EQ(this=self.local(decision.name), expression=number(rule))

    def _must_be_there(self, decision: Decision, index: int, rule: Rule) -> None:
        """An output that is not optional is never absent; where it is, the definition says more."""
        for name, expression in rule.outputs.items():
            computed = not isinstance(expression, nodes.Literal)
            if (
                computed
                and not decision.outputs[name].optional
                and self.program.may_be_absent(expression)
            ):
                test = every([self.answers(decision, index), is_null(self.value(expression))])
                self.doubts.append(Doubt(f"`{decision.name}.{name}` is absent", test))

    def output(self, decision: Decision, name: str) -> exp.Expr:
        """An output of the rule that answers; NULL where none does."""
        by_value: dict[str, tuple[exp.Expr, list[int]]] = {}
        for i, rule in enumerate(decision.ladder):
            value = wide(self.value(rule.outputs[name]))
            by_value.setdefault(value.sql(), (value, []))[1].append(i)
        rule_number = self.local(decision.name)
        branches = [
            (_among(rule_number.copy(), rules), value)
            for value, rules in by_value.values()
            if not isinstance(value, exp.Null)
        ]
        return case(branches, exp.null())

    def unsettled(self) -> exp.Expr:
        """Whether a row is one for the definition."""
        return some([doubt.test.copy() for doubt in self.doubts])


def _among(value: exp.Expr, numbers: list[int]) -> exp.Expr:
    """Whether a value is one of these, in ascending order."""
    if len(numbers) == 1:
        return exp.EQ(this=value, expression=number(numbers[0]))
    low, high = numbers[0], numbers[-1]
    if high - low == len(numbers) - 1:
        return exp.Between(this=value, low=number(low), high=number(high))
    return exp.In(this=value, expressions=[number(one) for one in numbers])


def fails(condition: exp.Expr) -> exp.Expr:
    """Whether a condition does not hold."""
    return case([(condition, exp.false())], exp.true())


def staged(
    source: exp.Select,
    stages: Iterable[dict[str, exp.Expr]],
    last: list[exp.Expr],
    *,
    materialized: bool = False,
) -> exp.Select:
    """One query: the source, then every stage over the one before, and at the end these columns."""
    once = materialized or None
    name = "stage_0"
    query = exp.select(*last, copy=False).with_(name, as_=source, materialized=once, copy=False)
    for i, stage in enumerate(stages, 1):
        added = [exp.alias_(value, label, quoted=True) for label, value in stage.items()]
        below = exp.select(exp.Star(), *added, copy=False).from_(name, copy=False)
        name = f"stage_{i}"
        query = query.with_(name, as_=below, materialized=once, copy=False)
    return query.from_(name, copy=False)
