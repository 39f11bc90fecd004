"""The ways in which a case is decided, each held against the definition; a way may leave a case to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

import backhaul
from analysis.agreement import told
from backhaul.analysis.asking import Asking
from backhaul.analysis.solving import MOST_WORK
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.facts import understand
from backhaul.evaluation.lowering.safe_ranges import safe_ranges_of
from backhaul.evaluation.trace import trace
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Policy
from backhaul.program.program import program_of
from generated.forms import forms_of, found_by, outcome_by
from language.ideas import Idea, Shown
from tables.agreement import by_definition, durations_as_numbers, given, table, warehouse_table

#: how many cases a path answered itself
Answered = int
Whole = dict[str, Held | None]


def definition(idea: Idea) -> Answered:
    """The evaluator that defines the language: the case file says what comes of it."""
    for case in idea.cases:
        assert not case.problems, (case.name, case.problems)
    return len(idea.cases)


def compiled(idea: Idea) -> Answered:
    """The policy as a function of Python for complete facts."""
    answered = 0
    for form in forms_of(idea.policy.model):
        for case in idea.cases:
            found = found_by(form, case.facts)
            if found is not None:
                assert case.evaluation is not None, case.name
                expected = backhaul.Decision.of(case.evaluation).outcome
                assert outcome_by(form, found) == expected, case.name
                answered += 1
    return answered


def columns(idea: Idea) -> Answered:
    """Many cases at once, in columns."""
    model, some = idea.policy.model, rows(idea)
    if not some:
        return 0
    decided = idea.policy.decide_table(table(model, some)).to_pylist()
    expected = [by_definition(model, given(model, row)) for row in some]
    assert [*map(durations_as_numbers, decided)] == [*map(durations_as_numbers, expected)]
    return len(some)


def sql(idea: Idea) -> Answered:
    """A query for a warehouse; a row that it calls unsettled is left to the definition."""
    model, some = idea.policy.model, rows(idea)
    if not some or safe_ranges_of(model) is None:
        return 0
    with duckdb.connect() as connection:
        connection.register("cases", warehouse_table(model, some))
        said = connection.sql(idea.policy.to_sql("duckdb")).to_arrow_table().to_pylist()
    answered = 0
    for row, each in zip(some, said, strict=True):
        if each["status"] != "unsettled":
            expected = by_definition(model, given(model, row))
            assert durations_as_numbers(each) == durations_as_numbers(expected)
            answered += 1
    return answered


def proof(idea: Idea) -> Answered:
    """The policy as terms of Z3: of complete facts everything, of others what is settled and what is possible."""
    model = idea.policy.model
    if any(node.function.z3 is None for node in program_of(model).arithmetic):
        return 0  # what hangs on a function that the solver does not know is not settled
    certain = [fact.name for fact in model.facts.values() if not fact.optional]
    whole = [row for row in rows(idea) if all(row[name] is not None for name in certain)]
    for row, expected, found in told(model, whole):
        assert found == expected, row
    asking = Asking(model, MOST_WORK)
    return sum(_settled_and_possible(asking, case) for case in idea.cases)


def _settled_and_possible(asking: Asking, case: Shown) -> bool:
    """Whether Z3 says of a case that is not refused what the definition says; False of another."""
    if case.evaluation is None:
        return False
    known = understand(asking.policy, case.facts, "refuse")
    is_open = case.evaluation.status == "undetermined"
    assert (asking.settles(known, frozenset()) == ()) == (not is_open), case.name
    for output, values in _few(case.evaluation):
        outlook = asking.outlook(known, output)
        assert outlook.whole
        assert {*outlook.values} == values, (case.name, output)
    return True


def _few(evaluation: Evaluation) -> Iterator[tuple[str, set[object]]]:
    """The values that each choice and each truth value among the outputs may have."""
    for name, decision in evaluation.policy.decisions.items():
        for output, declared in decision.outputs.items():
            known = evaluation.answers[name].outputs.get(output)
            if declared.type.kind in (Kind.BOOLEAN, Kind.CHOICE) and known is not None:
                assert isinstance(known.values, frozenset | tuple)
                yield f"{name}.{output}", {*known.values, *([None] if known.absent else [])}


def traced(idea: Idea) -> Answered:
    """Why and why not: the same from a compiled form as from the definition, and the rules that answer."""
    answered, forms = 0, forms_of(idea.policy.model)
    for case in idea.cases:
        if case.evaluation is None:
            continue
        decision = idea.policy.decide(case.facts)
        again = backhaul.Decision.of(case.evaluation)
        assert decision.trace_json() == again.trace_json(), case.name
        for form in forms:
            if (found := found_by(form, case.facts)) is not None:
                assert form.trace_text(found) == again.trace_json(), case.name
        for name, why in json.loads(again.trace_json()).items():
            if again.statuses[name] == "decided":
                said = again.rules[name]
                rules = [rule["rule"] for rule in why["rules"] if rule["answers"] == "yes"]
                assert rules == (said if isinstance(said, list) else [said]), case.name
        whole = trace(case.evaluation.policy, case.evaluation.names, case.evaluation.answers)
        answered += len(whole.decisions) > 0
    return answered


PATHS = {
    "definition": definition,
    "compiled": compiled,
    "columns": columns,
    "SQL": sql,
    "proof": proof,
    "trace": traced,
}


def rows(idea: Idea) -> list[Whole]:
    """The cases that can stand in a row of a table: each fact exact, absent, or unknown and never absent."""
    found = (_row(idea.policy.model, case) for case in idea.cases)
    return [row for row in found if row is not None]


def _row(policy: Policy, case: Shown) -> Whole | None:
    try:
        known = understand(policy, case.facts, "refuse")
    except backhaul.FactError:
        return None
    row: dict[str, Any] = {}
    for fact in policy.facts.values():
        unknown = fact.name not in case.facts and not fact.optional
        if not unknown and not known[fact.name].settled:
            return None
        row[fact.name] = None if unknown else known[fact.name].one
    return row
