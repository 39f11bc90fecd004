"""What evaluations come to, and where one of some facts is not borne out by one of all facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backhaul.decision import Decision
from backhaul.diagnostics import FactError, PolicyError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.facts import Bounds
from backhaul.evaluation.known import Known
from backhaul.language import model
from backhaul.language.kinds import Held, python_value


@dataclass(frozen=True)
class Refusal:
    """Facts that were refused, with the codes of what is wrong."""

    codes: tuple[str, ...]


def run(policy: model.Policy, given: Mapping[str, object]) -> Evaluation | Refusal:
    """The evaluation, or why there is none; a conflict of rules counts as one."""
    try:
        return evaluate(policy, given)
    except FactError as error:
        return Refusal(tuple(d.code for d in error.diagnostics))
    except PolicyError as error:
        return Refusal(tuple(sorted({d.code for d in error.diagnostics})))


def python_facts(policy: model.Policy, whole: Mapping[str, Held | None]) -> dict[str, Any]:
    """Complete facts as Python values."""
    return {
        name: None if value is None else python_value(policy.facts[name].type, value)
        for name, value in whole.items()
    }


def allows(known: Known, value: Held | None) -> bool:
    """Whether what is known of a value leaves this one possible."""
    if value is None or known.values is None:
        return known.absent if value is None else True
    if isinstance(known.values, frozenset):
        return value in known.values
    return any(low <= int(value) <= high for low, high in known.values)


def view_allows(view: Any, value: object) -> bool:
    """The same of `possible` as callers see it: a tuple of values, or bounds."""
    if isinstance(view, Bounds):
        if value is None:
            return view.or_absent
        at: Any = value
        later = view.start is None or at >= view.start
        return bool(later and (view.before is None or at < view.before))
    return value in view


def left_out(partial: Evaluation, whole: Evaluation) -> list[str]:
    """Facts of an accepted case that tightening made impossible; none, if it is sound."""
    facts = {name: whole.names[name] for name in partial.policy.facts}
    return [name for name, known in facts.items() if not allows(partial.names[name], known.one)]


def changed(partial: Evaluation, whole: Evaluation) -> list[str]:
    """What was settled with some facts and is otherwise with all; none, if it is sound."""
    before, after = Decision.of(partial), Decision.of(whole)
    found = []
    for name, decision in partial.policy.decisions.items():
        status = before.statuses[name]
        if status != "undetermined" and status != after.statuses[name]:
            found.append(f"{name} is {status}, then {after.statuses[name]}")
        if before.rules[name] is not None and before.rules[name] != after.rules[name]:
            found.append(f"{name}: {before.rules[name]}, then {after.rules[name]}")
        sure, gives = before.outcome.get(name, {}), after.outcome[name]
        if decision.hit == "collect":
            if status == "decided" and sure != gives:
                found.append(f"{name}: the list {sure}, then {gives}")
            continue
        found += [
            f"{name}.{output} is {value!r}, then {gives.get(output, 'missing')!r}"
            for output, value in sure.items()
            if output not in gives or gives[output] != value
        ]
    return found


def unforeseen(partial: Evaluation, whole: Evaluation) -> list[str]:
    """What all facts give and was not said to be possible; none, if it is sound."""
    found = [
        f"{name} is {known.one!r}"
        for name, known in whole.names.items()
        if name in partial.names and not allows(partial.names[name], known.one)
    ]
    for name, decision in partial.policy.decisions.items():
        if partial.answers[name].status != "undetermined":
            continue
        found += (_in_list if decision.hit == "collect" else _in_one)(name, partial, whole)
    return found


def _in_one(name: str, partial: Evaluation, whole: Evaluation) -> list[str]:
    before, after = Decision.of(partial), Decision.of(whole)
    maybe, rule = before.possible[name], after.rules[name]
    found = [
        f"{name}.{output} is {value!r}, not of {maybe.get(output)!r}"
        for output, value in after.outcome[name].items()
        if output not in before.outcome[name] and not view_allows(maybe[output], value)
    ]
    rules = before.possible_rules.get(name, [before.rules[name]])
    if rule is not None and rule not in rules:
        found.append(f"{name} is answered by {rule}, not one of {rules}")
    return found


def _in_list(name: str, partial: Evaluation, whole: Evaluation) -> list[str]:
    sides, rows = Decision.of(partial).possible[name], Decision.of(whole).outcome[name]
    rules = partial.policy.decisions[name].rules
    known = {row.rule: row for row in partial.answers[name].rows}
    given = {row.rule: row for row in whole.answers[name].rows}
    found = [f"{name} lacks {rules[i].id}" for i in known if known[i].sure and i not in given]
    found += [f"{name} has {rules[i].id} unforeseen" for i in given if i not in known]
    if not len(sides["sure"]) <= len(rows) <= len(sides["sure"]) + len(sides["maybe"]):
        found.append(f"{name} has {len(rows)} rows, not as in {sides}")
    found += [
        f"{name}, {rules[i].id}: {output} is {value.one!r}"
        for i, row in given.items()
        if i in known
        for output, value in row.outputs.items()
        if not allows(known[i].outputs[output], value.one)
    ]
    return found
