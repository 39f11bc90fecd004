"""A policy as terms of Z3 over complete facts: `meaning.py` for all facts at once.

What the definition evaluates is lowered, whether or not a rule answers, and so fails where it fails.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import z3

from backhaul.analysis.space import Bool, Number, Space, Term
from backhaul.analysis.terms import Expressions, Failure
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.axes import Axis
from backhaul.language.model import Decision, Output, Parameter, Policy
from backhaul.static import Any


@frozen
class Ladder:
    """One decision: which of its rules answers, and what it gives."""

    decision: Decision
    #: of each rule, whether its condition holds
    matches: tuple[Bool, ...]
    #: of each rule, and of `otherwise` as the last, whether it answers, or stands in the list
    answers: tuple[Bool, ...]
    #: the index of the rule that answers; as many as there are rules for `otherwise`, or for none
    rule: Number
    #: what each of them gives where it answers
    rows: tuple[Mapping[str, Term], ...]
    #: what the one that answers gives; nothing for a list
    outputs: Mapping[str, Term]
    covered: Bool
    #: whether every output that must be there is there
    settled: Bool
    #: whether two rules hold where one may
    overlap: Bool


@frozen
class Claim:
    """A condition about a decision: whether it holds, and whether it cannot be worked out."""

    holds: Bool
    fails: Bool


class Lowered:
    """A policy over the variables of a space; *expressions*: how expressions are lowered there."""

    def __init__(
        self,
        policy: Policy,
        space: Space | None = None,
        expressions: Callable[[Space], Expressions] = Expressions,
    ) -> None:
        self.policy = policy
        self.space = space or Space(policy)
        self._expressions = expressions(self.space)
        #: facts, parameters, definitions and, as `decision.output`, outputs that can be read
        self.names: Mapping[str, Term] = self._expressions.names
        self.allowed = tuple(self.space.allowed(fact) for fact in policy.facts.values())
        self._derive()
        #: whether each constraint holds, by its id
        self.constraints = {c.id: self._expressions.truth(c.condition) for c in policy.constraints}
        #: where definitions or constraints are out of range, before any constraint is held against facts
        self.early: tuple[Failure, ...] = self._expressions.taken()
        self.ladders = {d.name: self._ladder(d) for d in policy.decisions.values()}
        #: where a rule or an output is out of range
        self.late: tuple[Failure, ...] = self._expressions.taken()

    def _derive(self) -> None:
        names, policy = self._expressions.names, self.policy
        names.update({fact.name: self.space.fact(fact) for fact in policy.facts.values()})
        for parameter in policy.parameters.values():
            names[parameter.name] = self._parameter(parameter)
        self._define(None)

    def _define(self, after: str | None) -> None:
        """The definitions that are worked out after a decision, or before all of them."""
        lower = self._expressions
        for definition in self.policy.definitions.values():
            if definition.after == after:
                lower.names[definition.name] = lower.expression(definition.expression)

    def _parameter(self, parameter: Parameter) -> Term:
        cells = [self.space.literal(parameter.type, held).value for held in parameter.cells]
        return Term(self.space.true, parameter.folded(cells, self._by_key))

    def _by_key(self, axis: Axis, below: list[Any]) -> Any:
        """What stands for the key of a fact."""
        space, by = self.space, self._expressions.names[axis.fact].value
        found = below[-1]
        for place in reversed(range(len(below) - 1)):
            after = space.held(axis.held[place + 1]) if axis.dated else None
            test = by == space.held(axis.held[place]) if after is None else by < after
            found = space.chosen(test, below[place], found)
        return found

    def _ladder(self, decision: Decision) -> Ladder:
        space, lower = self.space, self._expressions
        applies = lower.truth(decision.applies) if decision.applies else space.true
        matches = tuple(
            lower.truth(rule.condition) if rule.condition else space.true for rule in decision.rules
        )
        rows = tuple(
            {name: lower.expression(node) for name, node in rule.outputs.items()}
            for rule in decision.ladder
        )
        answers, rest = self._answers(decision, matches, applies)
        rule = space.number(len(decision.rules))
        for index in reversed(range(len(decision.rules))):
            rule = space.chosen(matches[index], space.number(index), rule)
        outputs = {}
        if decision.hit != "collect":
            outputs = {
                name: self._output(output, matches, rows)
                for name, output in decision.outputs.items()
            }
            lower.names.update({f"{decision.name}.{name}": term for name, term in outputs.items()})
        self._define(decision.name)
        uncovered = decision.hit != "collect" and decision.otherwise is None
        covered = z3.Not(rest) if uncovered else space.true
        settled = self._settled(decision, answers, rows)
        overlap = self._overlap(decision, matches)
        return Ladder(decision, matches, answers, rule, rows, outputs, covered, settled, overlap)

    def _answers(
        self, decision: Decision, matches: Sequence[Bool], applies: Bool
    ) -> tuple[tuple[Bool, ...], Bool]:
        """Of each rule whether it answers, and whether none of the rules holds."""
        space = self.space
        if decision.hit == "collect":
            return tuple(space.every([applies, match]) for match in matches), space.false
        answers = []
        rest = space.true
        for match in matches:
            answers.append(space.every([rest, match]))
            rest = space.every([rest, z3.Not(match)])
        return (*answers, rest) if decision.otherwise else tuple(answers), rest

    def _output(
        self, output: Output, matches: Sequence[Bool], rows: Sequence[Mapping[str, Term]]
    ) -> Term:
        """What the rule that answers gives; absent where none does."""
        space, given = self.space, [row[output.name] for row in rows]
        nothing = space.literal(output.type, None)
        last = given[-1] if len(given) > len(matches) else nothing
        present, value = last.present, last.value
        for match, term in zip(reversed(matches), reversed(given[: len(matches)]), strict=True):
            present = space.chosen(match, term.present, present)
            value = space.chosen(match, term.value, value)
        return Term(present, value)

    def _settled(
        self, decision: Decision, answers: Sequence[Bool], rows: Sequence[Mapping[str, Term]]
    ) -> Bool:
        lacking = [
            self.space.every([answer, z3.Not(term.present)])
            for answer, row in zip(answers, rows, strict=True)
            for name, term in row.items()
            if not decision.outputs[name].optional and not term.present.eq(self.space.true)
        ]
        return z3.Not(self.space.some(lacking))

    def _overlap(self, decision: Decision, matches: Sequence[Bool]) -> Bool:
        if decision.hit != "unique":
            return self.space.false
        seen, found = self.space.false, []
        for match in matches:
            found.append(self.space.every([seen, match]))
            seen = self.space.some([seen, match])
        return self.space.some(found)

    @cached_property
    def refused(self) -> Bool:
        """Whether the definition refuses the facts, for whatever reason."""
        return self.space.some(
            (
                *(failure.test for failure in (*self.early, *self.late)),
                *(z3.Not(holds) for holds in self.constraints.values()),
                *(ladder.overlap for ladder in self.ladders.values()),
            )
        )

    @property
    def accepted(self) -> tuple[Bool, ...]:
        """What holds of the facts that the definition decides on."""
        return (
            *self.allowed,
            *self.constraints.values(),
            *(z3.Not(failure.test) for failure in (*self.early, *self.late)),
            *(z3.Not(ladder.overlap) for ladder in self.ladders.values()),
        )

    def claim(self, condition: nodes.Condition) -> Claim:
        """A condition over anything that can be read once all is decided."""
        holds = self._expressions.truth(condition)
        return Claim(holds, self.space.some(f.test for f in self._expressions.taken()))
