"""What several decisions on complete facts together make possible, and where one of some facts says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backhaul.decision import Decision
from backhaul.evaluation.facts import Bounds
from backhaul.language import model


def unlike(policy: model.Policy, partial: Decision, cases: Sequence[Decision]) -> list[str]:
    """Where a decision does not say exactly what these cases, which are all that there are, come to."""
    found = []
    for name, decision in policy.decisions.items():
        statuses = {case.statuses[name] for case in cases}
        different = {repr((case.outcome[name], case.statuses[name])) for case in cases}
        wanted = statuses.pop() if len(different) == 1 else "undetermined"
        if partial.statuses[name] != wanted and decision.hit != "collect":
            found.append(f"{name} is {partial.statuses[name]}, not {wanted}")
        part = _list if decision.hit == "collect" else _one
        found += part(decision, partial, cases)
    return found


def _one(decision: model.Decision, partial: Decision, cases: Sequence[Decision]) -> list[str]:
    name, found = decision.name, []
    rules = {case.rules[name] for case in cases}
    said = partial.possible_rules.get(name, [partial.rules[name]])
    if set(said) - {None} != rules - {None}:
        found.append(f"{name}: the rules {said}, not {rules}")
    alone = rules.copy().pop() if len(rules) == 1 else None
    if partial.rules[name] != alone:
        found.append(f"{name}: the rule {partial.rules[name]}, not {alone}")
    for output in decision.outputs:
        given = [case.outcome[name].get(output) for case in cases if case.outcome[name]]
        covered = len(given) == len(cases)
        values = _unique(given)
        if output in partial.outcome[name]:
            if not covered or values != [partial.outcome[name][output]]:
                found.append(f"{name}.{output}: settled, and may be {values}")
        elif partial.statuses[name] == "undetermined":
            view = partial.possible[name].get(output)
            if (covered and len(values) == 1) or not _exactly(view, values):
                found.append(f"{name}.{output}: {view}, not {values}")
    return found


def _list(decision: model.Decision, partial: Decision, cases: Sequence[Decision]) -> list[str]:
    name, every = decision.name, [set(case.rules[decision.name]) for case in cases]
    sure, maybe = set.intersection(*every), set.union(*every)
    if partial.statuses[name] == "decided":
        rows = [case.outcome[name] for case in cases]
        return [] if all(row == partial.outcome[name] for row in rows) else [f"{name} is no list"]
    answer = partial.evaluation.answers[name]
    said = {decision.ladder[row.rule].id: row for row in answer.rows}
    found = []
    if set(said) != maybe or {rule for rule, row in said.items() if row.sure} != sure:
        found.append(f"{name}: the rows {list(said)}, not {maybe}, of them sure {sure}")
    if all(case.outcome[name] == cases[0].outcome[name] for case in cases):
        found.append(f"{name} is open, and always the same")
    return found


def impossible(partial: Decision, cases: Sequence[Decision]) -> int:
    """The values and rules that a decision calls possible and none of these cases comes to."""
    count = 0
    for name, sides in partial.possible.items():
        if "sure" in sides and isinstance(sides["sure"], list):
            rows = [row for case in cases for row in case.outcome[name]]
            told = [row for row in (*sides["sure"], *sides["maybe"]) if not _is_open(row)]
            count += sum(row not in rows for row in told)
            continue
        for output, view in sides.items():
            given = [case.outcome[name].get(output) for case in cases]
            count += sum(v not in given for v in view) if isinstance(view, tuple) else 0
    for name, rules in partial.possible_rules.items():
        seen = [case.rules[name] for case in cases]
        listed = [rule for each in seen for rule in (each if isinstance(each, list) else [each])]
        count += sum(rule not in listed for rule in rules)
    return count


def _is_open(row: dict[str, Any]) -> bool:
    return any(isinstance(value, tuple | Bounds) for value in row.values())


def entries(decision: Decision) -> int:
    """The values and rules that a decision calls possible, one by one."""
    count = sum(map(len, decision.possible_rules.values()))
    for sides in decision.possible.values():
        count += sum(len(v) for v in sides.values() if isinstance(v, tuple | list))
    return count


def _unique(values: list[Any]) -> list[Any]:
    return [value for index, value in enumerate(values) if value not in values[:index]]


def _exactly(view: Any, values: list[Any]) -> bool:
    """Whether just these values are possible; of bounds only that the values touch the lower one."""
    if isinstance(view, Bounds):
        there = [value for value in values if value is not None]
        return view.or_absent == (None in values) and view.start in (None, min(there))
    return view is not None and sorted(map(repr, view)) == sorted(map(repr, values))
