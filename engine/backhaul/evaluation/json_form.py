"""A trace as JSON holds it: plain objects, lists, texts; the same for the same policy and facts."""

from __future__ import annotations

import json
from collections.abc import Mapping

from backhaul.evaluation.decision import possible
from backhaul.evaluation.known import Known
from backhaul.evaluation.margins import Margin
from backhaul.evaluation.trace import (
    CaseTrace,
    ConditionTrace,
    DecisionTrace,
    OperandTrace,
    RuleTrace,
    Trace,
)
from backhaul.language.kinds import Type, json_value

Json = dict[str, object]
_OUTCOMES = {True: "true", False: "false", None: "cannot tell"}


def trace_as_json(trace: Trace, hidden: frozenset[str]) -> Json:
    """The trace of every decision, under its name, without the values of these names."""
    form = _Form(hidden)
    return {name: form.decision(traced) for name, traced in trace.decisions.items()}


def trace_text(trace: Trace, hidden: frozenset[str]) -> str:
    """The same as JSON text without blanks, everything beyond ASCII escaped."""
    return json.dumps(trace_as_json(trace, hidden), separators=(",", ":"))


class _Form:
    def __init__(self, hidden: frozenset[str]) -> None:
        self.hidden = hidden

    def decision(self, traced: DecisionTrace) -> Json:
        """One decision: its status and the rules that were looked at."""
        found: Json = {"status": traced.status}
        if traced.applies:
            found["applies"] = self.condition(traced.applies)
        found["rules"] = [self._rule(rule) for rule in traced.rules]
        return found

    def _rule(self, traced: RuleTrace) -> Json:
        rule = traced.rule
        found: Json = {
            "rule": rule.id,
            "answers": traced.answers,
            "outcome": _OUTCOMES[traced.outcome],
            "line": rule.span.line,
            "clauses": list(rule.cites),
        }
        if traced.condition:
            found["when"] = self.condition(traced.condition)
        return found

    def condition(self, traced: ConditionTrace) -> Json:
        """One condition and all below it."""
        found: Json = {"text": traced.text, "outcome": _OUTCOMES[traced.outcome]}
        if traced.margin:
            hidden = any(self._hidden(operand) for operand in traced.operands)
            found["margin"] = "masked" if hidden else _margin(traced.margin)
        if traced.operands:
            found["operands"] = [self._operand(operand) for operand in traced.operands]
        if traced.children:
            found[traced.kind] = [self.condition(child) for child in traced.children]
        return found

    def _operand(self, traced: OperandTrace) -> Json:
        found: Json = {"text": traced.text, "kind": traced.role}
        found["value"] = "masked" if self._hidden(traced) else _value(traced.type, traced.known)
        if traced.operands:
            found["of"] = [self._operand(operand) for operand in traced.operands]
        if traced.cases:
            masked = found["value"] == "masked"
            found["cases"] = [self._case(case, traced.type, masked=masked) for case in traced.cases]
        return found

    def _case(self, traced: CaseTrace, type: Type, *, masked: bool) -> Json:
        found: Json = {"answers": traced.answers, "line": traced.case.span.line}
        if traced.condition:
            found["when"] = self.condition(traced.condition)
        if traced.known is not None:
            found["value"] = "masked" if masked else _value(type, traced.known)
        return found

    def _hidden(self, traced: OperandTrace) -> bool:
        named = traced.text in self.hidden and traced.role != "literal"
        return named or any(map(self._hidden, traced.operands))


def _value(type: Type, known: Known) -> object:
    if known.settled:
        return None if known.one is None else json_value(type, known.one)
    return {"possible": possible(type, known, as_text=True)}


def _margin(margin: Margin) -> Mapping[str, object]:
    found: Json = {"by": json_value(margin.type, margin.amount)}
    if margin.day is not None:
        found.update(day=margin.day, of_days=margin.of_days)
    return found
