"""What answered a case, on the text of its policy: the rules that did, and each condition marked true, false or cannot tell."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from backhaul.assist.outline import OutlineEntry, outline
from backhaul.assist.places import TextRange
from backhaul.assist.reading import Reading
from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.evaluation.facts import understand
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import derive, truth
from backhaul.evaluation.trace import looked_at
from backhaul.explanation.values import Speaker
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Policy as Model
from backhaul.language.nodes import Reference
from backhaul.program.program import program_of

Marked = Literal["true", "false", "cannot tell"]
_MARKS: Mapping[bool | None, Marked] = {True: "true", False: "false", None: "cannot tell"}
#: marks of one policy; a generated one may have very many parts
MOST_MARKS = 20_000


@frozen
class ConditionMark:
    """A condition, or a part of one, and how it comes out for the case."""

    at: TextRange
    outcome: Marked
    #: where it stands, such as `rule route.held`
    part: str
    #: whether the answer rests on it: it does not below the rule that answered
    counts: bool

    def to_dict(self) -> dict[str, Any]:
        """The mark as JSON holds it."""
        place = self.at.to_dict()
        return {**place, "outcome": self.outcome, "part": self.part, "counts": self.counts}


@frozen
class Ruled:
    """A rule that answers or may, where its id stands, and where all of it does."""

    rule: str
    sure: bool
    at: TextRange
    whole: TextRange

    def to_dict(self) -> dict[str, Any]:
        """The rule as JSON holds it; `at` is its id, `from` and `to` all of it."""
        place = {"at": self.at.to_dict(), **self.whole.to_dict()}
        return {"rule": self.rule, "sure": self.sure, **place}


@frozen
class CaseAnswer:
    """What became of one case: refused, or per decision its status and the rules behind each output; and every mark."""

    #: why the facts are refused; none where they are decided
    refused: tuple[Diagnostic, ...]
    status: str
    #: of each decision its status
    statuses: Mapping[str, str]
    #: of each decision the rules that answer, or may, in the order of the file
    rules: Mapping[str, tuple[Ruled, ...]]
    #: what is settled, and what is still possible, as `Decision.to_json` has it
    outcome: Mapping[str, Any]
    possible: Mapping[str, Any]
    #: the facts that settle what is open
    needs: tuple[str, ...]
    marks: tuple[ConditionMark, ...]
    #: what is known of every name, in words
    values: Mapping[str, str]
    #: the decision itself, for whoever explains it
    decision: Decision | None

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON holds it."""
        return {
            "status": self.status,
            "refused": [each.to_dict() for each in self.refused],
            "statuses": dict(self.statuses),
            "rules": {name: [r.to_dict() for r in rules] for name, rules in self.rules.items()},
            "outcome": self.outcome,
            "possible": self.possible,
            "needs": list(self.needs),
            "marks": [each.to_dict() for each in self.marks],
            "values": dict(self.values),
        }


def answered(
    reading: Reading, facts: Mapping[str, object], language: str | None = None
) -> CaseAnswer | None:
    """What answered a case, or why it was refused; nothing where the text is no policy without mistakes.

    *facts* are as `Policy.decide` takes them. *language*: of the values, one of the policy's; without it English, or its first.
    """
    if reading.policy is None:
        return None
    model = reading.policy.model
    spoken = language if language in model.languages else model.spoken
    try:
        decision = reading.policy.decide(facts)
    except BackhaulError as error:
        return _refused(model, facts, error.diagnostics)
    evaluation = decision.evaluation
    speaker = Speaker.of(evaluation, spoken or model.spoken)
    told = json.loads(decision.to_json())
    named = program_of(model).names
    return CaseAnswer(
        (),
        decision.status,
        decision.statuses,
        dict(_rules(reading, decision)),
        told["outcome"],
        told["possible"],
        decision.needs,
        tuple(_marks(model, evaluation.names, decision)),
        {
            name: speaker.named(Reference(name, named[name].type), known)
            for name, known in evaluation.names.items()
            if name in named
        },
        decision,
    )


def _refused(
    model: Model, facts: Mapping[str, object], mistakes: tuple[Diagnostic, ...]
) -> CaseAnswer:
    """Why a case is refused: of facts that can be understood, also which constraints they break."""
    try:
        names = derive(model, understand(model, facts, "refuse"))
    except BackhaulError:
        names = None
    marks = tuple(_of_constraints(model, names)) if names is not None else ()
    return CaseAnswer(mistakes, "refused", {}, {}, {}, {}, (), marks, {}, None)


def _rules(reading: Reading, decision: Decision) -> Iterator[tuple[str, tuple[Ruled, ...]]]:
    """The rules of each decision that answer, or may, with their places."""
    sections = {entry.name: entry for entry in outline(reading)}
    entries = {entry.name: entry.below for entry in sections["decisions"].below}
    for name, answer in decision.evaluation.answers.items():
        ladder = decision.evaluation.policy.decisions[name].ladder
        yield (
            name,
            tuple(
                _ruled(ladder[row.rule].id, row.sure, row.rule, entries[name])
                for row in answer.rows
            ),
        )


def _ruled(id: str, sure: bool, number: int, entries: tuple[OutlineEntry, ...]) -> Ruled:
    entry = entries[number]
    return Ruled(id, sure, entry.at, entry.whole)


def _of_constraints(model: Model, names: Mapping[str, Known]) -> Iterator[ConditionMark]:
    for constraint in model.constraints:
        yield from _of(constraint.condition, f"constraint {constraint.id}", names, counts=True)


def _marks(model: Model, names: Mapping[str, Known], decision: Decision) -> Iterator[ConditionMark]:
    """Every mark, in the order of the policy, of very many the first."""
    for count, mark in enumerate(_every(model, names, decision)):
        if count == MOST_MARKS:
            return
        yield mark


def _every(model: Model, names: Mapping[str, Known], decision: Decision) -> Iterator[ConditionMark]:
    yield from _of_constraints(model, names)
    for definition in model.definitions.values():
        yield from _of(definition.expression, f"definition {definition.name}", names, counts=True)
    for each in model.decisions.values():
        if each.applies:
            yield from _of(each.applies, f"decision {each.name}", names, counts=True)
        asked = looked_at(each, decision.evaluation.answers[each.name])
        for rule in each.ladder:
            part, counts = f"rule {each.name}.{rule.id}", rule in asked
            for expression in rule.expressions:
                yield from _of(expression, part, names, counts=counts)


def _of(
    node: nodes.Expression, part: str, names: Mapping[str, Known], *, counts: bool
) -> Iterator[ConditionMark]:
    """The marks of an expression's conditions, the whole before its parts."""
    if isinstance(node, nodes.Condition) and node.span.line:
        yield ConditionMark(TextRange.of(node.span), _MARKS[truth(node, names)], part, counts)
    for below in nodes.operands(node):
        yield from _of(below, part, names, counts=counts)
