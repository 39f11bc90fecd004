"""Why a decision came out as it did: every rule that was looked at, with what its conditions read.

Evaluation is pure, so the trace is not recorded but made again from policy and facts, when somebody reads
it. It is data: words are `backhaul.explanation`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar, cast

from backhaul.diagnostics import Span
from backhaul.evaluation.combine import Status
from backhaul.evaluation.known import Known
from backhaul.evaluation.margins import Margin, margin
from backhaul.evaluation.meaning import Answer, answering, evaluate, truth
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Type, Words
from backhaul.language.model import Decision, Policy, Rule
from backhaul.program.program import program_of

#: definitions are opened this deep, and so many conditions and values below them a rule and a
#: trace; what lies further down stands as its value
MOST_NESTING = 24
MOST_OPENED = 2_000
MOST_OPENED_IN_ALL = 50_000

ConditionKind = Literal["all", "any", "not", "compare", "present", "absent", "contains", "truth"]
#: it is the answer, one of several that may be, or none
Answers = Literal["yes", "maybe", "no"]
OperandRole = Literal["fact", "parameter", "definition", "output", "literal", "function"]


T = TypeVar("T")
Made = TypeVar("Made")


@frozen
class OperandTrace:
    """A value that was read: how it is written, what it stands for, and what was known of it."""

    text: str
    role: OperandRole
    type: Type
    known: Known
    title: Words | None
    #: what a definition, function or parameter was made of
    operands: tuple[OperandTrace, ...]
    #: how a function is said of its operands
    words: Words | None = None
    #: of a value by cases, those that were looked at, in order
    cases: tuple[CaseTrace, ...] = ()


@frozen
class CaseTrace:
    """A case of a value that was looked at."""

    case: nodes.ValueCase
    #: it gives the value, is one of several that may, or does not
    answers: Answers
    #: none for `otherwise`
    condition: ConditionTrace | None
    #: what it gives where it answers or may, and is a value; a condition is told by what is known of it
    value: OperandTrace | None
    known: Known | None


@frozen
class ConditionTrace:
    """A condition, how it came out (None: cannot tell), and what it was made of."""

    kind: ConditionKind
    text: str
    outcome: bool | None
    title: Words | None
    operands: tuple[OperandTrace, ...]
    children: tuple[ConditionTrace, ...]
    margin: Margin | None
    span: Span
    #: the sign of a comparison, such as `<`; empty for any other condition
    symbol: str = ""
    #: what `contains` looks among
    options: tuple[str, ...] = ()


@frozen
class RuleTrace:
    """A rule that was looked at."""

    rule: Rule
    #: whether its condition holds; `otherwise` has none and counts as true, as does what is sure to answer: then its
    #: condition is true in every case, though one reading of it cannot tell
    outcome: bool | None
    #: it is the answer, one of several that may be, or none
    answers: Answers
    condition: ConditionTrace | None
    outputs: Mapping[str, Known]
    #: what was known of every name in its `because`
    names: Mapping[str, Known]


@frozen
class DecisionTrace:
    """A decision and the rules that were looked at, in order; those after the answer were not."""

    decision: Decision
    status: Status
    applies: ConditionTrace | None
    rules: tuple[RuleTrace, ...]


@frozen
class Trace:
    """The whole why and why not of a decision."""

    decisions: Mapping[str, DecisionTrace]


def trace(policy: Policy, names: Mapping[str, Known], answers: Mapping[str, Answer]) -> Trace:
    """The trace of an evaluation."""
    tracer = _Tracer(policy, names)
    return Trace({name: tracer.decision(d, answers[name]) for name, d in policy.decisions.items()})


def looked_at(decision: Decision, answer: Answer) -> tuple[Rule, ...]:
    """The rules that were looked at: up to the answer, or all where all are asked."""
    if decision.hit == "first" and answer.rows and answer.status != "uncovered":
        return decision.ladder[: answer.rows[-1].rule + 1]
    return decision.ladder


class _Tracer:
    """Makes the trace of what was known of every name."""

    def __init__(self, policy: Policy, names: Mapping[str, Known]) -> None:
        self.program, self.names = program_of(policy), names
        self.nesting = 0
        self.opened = self.opened_in_all = 0
        #: what was made of an expression so far down, and how much was opened for it
        self.made: dict[tuple[int, int], tuple[Any, int]] = {}

    def decision(self, decision: Decision, answer: Answer) -> DecisionTrace:
        """The trace of one decision."""
        rules = looked_at(decision, answer)
        rows = {row.rule: row.sure for row in answer.rows}
        applies = self.condition(decision.applies) if decision.applies else None
        traced = tuple(self._rule(rule, rows.get(i)) for i, rule in enumerate(rules))
        return DecisionTrace(decision, answer.status, applies, traced)

    def _rule(self, rule: Rule, sure: bool | None) -> RuleTrace:
        self.opened = 0
        condition = self.condition(rule.condition) if rule.condition else None
        read = {piece.name: self.names[piece.name] for piece in rule.said}
        outputs = {name: evaluate(node, self.names) for name, node in rule.outputs.items()}
        answers: Answers = "no" if sure is None else "yes" if sure else "maybe"
        outcome = True if sure or not condition else condition.outcome
        return RuleTrace(rule, outcome, answers, condition, outputs, read)

    def condition(self, node: nodes.Condition, title: Words | None = None) -> ConditionTrace:
        """The trace of one condition and all below it."""
        self._count()
        kind: ConditionKind = KINDS[type(node)]
        operands: tuple[OperandTrace, ...] = ()
        children: tuple[ConditionTrace, ...] = ()
        match node:
            case nodes.All() | nodes.Any():
                children = tuple(self.condition(child) for child in node.children)
            case nodes.Not():
                children = (self.condition(node.child),)
            case nodes.Compare():
                operands = (self.operand(node.left), self.operand(node.right))
            case nodes.Truth() | nodes.Present() | nodes.Absent() | nodes.Contains():
                operands = (self.operand(node.operand),)
        title = node.title or title
        if isinstance(node, nodes.Truth):
            below, named = self._below(node)
            children, title = below, title or named
            operands = () if below else operands
        return ConditionTrace(
            kind,
            nodes.written(node),
            truth(node, self.names),
            title,
            operands,
            children,
            margin(self.program, self.names, node) if isinstance(node, nodes.Compare) else None,
            node.span,
            node.comparison.symbol if isinstance(node, nodes.Compare) else "",
            node.options if isinstance(node, nodes.Contains) else (),
        )

    def _below(self, node: nodes.Truth) -> tuple[tuple[ConditionTrace, ...], Words | None]:
        """The condition under a boolean definition, and the definition's words."""
        name = self.program.behind(node)
        if name is None or name.role != "definition":
            return (), None
        if name.condition is None or not self._may_open():
            return (), name.title
        return (self._once(self.condition, name.condition),), name.title

    def _once(self, make: Callable[[T], Made], node: T) -> Made:
        """What a name stands for, one level further down: made once, while as much may still be opened."""
        key = id(node), self.nesting
        if key in self.made:
            made, opened = self.made[key]
            if self._may_open(opened):
                self.opened += opened
                self.opened_in_all += opened
                return cast("Made", made)
        before, self.nesting = self.opened, self.nesting + 1
        made = make(node)
        self.nesting -= 1
        if self._may_open():
            self.made[key] = made, self.opened - before
        return made

    def _may_open(self, more: int = 0) -> bool:
        """Whether a definition may still be opened, after so many more conditions and values."""
        return (
            self.nesting < MOST_NESTING
            and self.opened + more < MOST_OPENED
            and self.opened_in_all + more < MOST_OPENED_IN_ALL
        )

    def _count(self) -> None:
        if self.nesting:
            self.opened += 1
            self.opened_in_all += 1

    def operand(self, node: nodes.Value) -> OperandTrace:
        """The trace of one value and what it was made of."""
        self._count()
        node = nodes.bare(node)
        below: tuple[OperandTrace, ...] = ()
        title: Words | None = None
        role: OperandRole = "function"
        cases: tuple[CaseTrace, ...] = ()
        match node:
            case nodes.Literal():
                role = "literal"
            case nodes.Reference():
                role, title, below, cases = self._reference(node)
            case nodes.Arithmetic():
                below = tuple(self.operand(operand) for operand in node.operands)
            case nodes.NotNull():
                below = (self.operand(node.operand), self.operand(node.default))
            case nodes.Cases():
                cases = self._cases(node)
                below = tuple(each.value for each in cases if each.value is not None)
        known = evaluate(node, self.names)
        words = node.function.words if isinstance(node, nodes.Arithmetic) else None
        return OperandTrace(nodes.written(node), role, node.type, known, title, below, words, cases)

    def _cases(self, node: nodes.Cases) -> tuple[CaseTrace, ...]:
        """The cases that were looked at: down to the one that answers."""
        answers = {id(case): known for case, known in answering(node, self.names)}
        sure = len(answers) == 1
        found: list[CaseTrace] = []
        for case in node.branches:
            known = answers.pop(id(case), None)
            said: Answers = "no" if known is None else "yes" if sure else "maybe"
            condition = self.condition(case.condition) if case.condition else None
            gives = (
                case.value if known is not None and isinstance(case.value, nodes.Value) else None
            )
            value = self.operand(gives) if gives is not None else None
            found.append(CaseTrace(case, said, condition, value, known))
            if not answers:
                break
        return tuple(found)

    def _reference(
        self, node: nodes.Reference
    ) -> tuple[OperandRole, Words | None, tuple[OperandTrace, ...], tuple[CaseTrace, ...]]:
        name = self.program.of(node)
        below: tuple[OperandTrace, ...] = ()
        cases: tuple[CaseTrace, ...] = ()
        if name.role == "choice":
            below = tuple(self.operand(by) for by in name.below if isinstance(by, nodes.Reference))
        elif name.value is not None and self._may_open():
            made_of = self._once(self.operand, name.value)
            cases = made_of.cases
            below = made_of.operands or (() if cases else (made_of,))
        return name.part, name.title, below, cases


KINDS: Mapping[type, ConditionKind] = {
    nodes.All: "all",
    nodes.Any: "any",
    nodes.Not: "not",
    nodes.Compare: "compare",
    nodes.Present: "present",
    nodes.Absent: "absent",
    nodes.Contains: "contains",
    nodes.Truth: "truth",
}
