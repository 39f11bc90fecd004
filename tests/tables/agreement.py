"""One case decided in every way: by the definition, by the compiled form, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pyarrow as pa

import backhaul
from backhaul.decision import Decision
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.language import model
from backhaul.language.kinds import SECOND, Held, Kind, python_value
from backhaul.tables.arrow_types import arrow_type
from generated.facts import Domain

Whole = Mapping[str, Held | None]


def wholes(policy: model.Policy, random: Random, count: int) -> list[dict[str, Held | None]]:
    """Random cases; in every fourth, some facts are null, known to be absent or not known."""
    domain = Domain(policy, random)
    found = [in_units(policy, domain.whole()) for _ in range(count)]
    for whole in found[::4]:
        for name in whole:
            if random.random() < 0.3:
                whole[name] = None
    return found


def in_units(policy: model.Policy, whole: dict[str, Held | None]) -> dict[str, Held | None]:
    """The case with whole seconds where a fact has a form: so a count of the unit says the same."""
    for fact in policy.facts.values():
        if fact.form and (held := whole[fact.name]) is not None:
            whole[fact.name] = int(held) // SECOND * SECOND
    return whole


def table(policy: model.Policy, cases: Sequence[Whole]) -> Any:
    """The cases as an Arrow table, in the types that facts have there."""
    return pa.table(
        {
            fact.name: pa.array(
                [_python(fact, case[fact.name]) for case in cases],
                arrow_type(fact.type),
            )
            for fact in policy.facts.values()
        }
    )


def _python(fact: model.Fact, held: Held | None) -> object:
    return None if held is None else python_value(fact.type, held)


def given(policy: model.Policy, case: Whole) -> dict[str, object]:
    """The same case for `decide`: a null of a fact that is not optional is one that is not known."""
    return {
        name: None if held is None else python_value(policy.facts[name].type, held)
        for name, held in case.items()
        if held is not None or policy.facts[name].optional
    }


def by_definition(policy: model.Policy, facts: Mapping[str, object]) -> dict[str, object]:
    """What the definition says, laid out as a row of a table."""
    try:
        return laid_out(policy, evaluate(policy, facts))
    except backhaul.BackhaulError as error:
        return laid_out(policy, error)


def laid_out(policy: model.Policy, found: Evaluation | backhaul.BackhaulError) -> dict[str, object]:
    """What came of facts, as a row of a table."""
    if isinstance(found, backhaul.BackhaulError):
        reason = "; ".join(f"{one.code}: {one.message}" for one in found.diagnostics)
        return row(policy, "refused", reason, {}, {}, {})
    decision = Decision.of(found)
    needs = "needs " + ", ".join(decision.needs) if decision.status == "undetermined" else None
    return row(policy, decision.status, needs, decision.statuses, decision.outcome, decision.rules)


def row(
    policy: model.Policy,
    status: str,
    reason: str | None,
    statuses: Mapping[str, str],
    outcome: Mapping[str, Any],
    rules: Mapping[str, Any],
) -> dict[str, object]:
    """A decision as a row of a table."""
    found: dict[str, object] = {"status": status, "reason": reason}
    for name, decision in policy.decisions.items():
        found[f"{name}.status"] = statuses.get(name)
        if decision.hit == "collect":
            rows, ids = outcome.get(name), rules.get(name)
            found[name] = (
                None
                if rows is None or ids is None
                else [{"rule": i, **r} for i, r in zip(ids, rows, strict=True)]
            )
            continue
        found[f"{name}.rule"] = rules.get(name)
        for output in decision.outputs:
            found[f"{name}.{output}"] = outcome.get(name, {}).get(output)
    return found


def warehouse_table(policy: model.Policy, cases: Sequence[Whole]) -> Any:
    """The cases in the types that the query for a warehouse reads."""
    found = table(policy, cases)
    for place, fact in enumerate(policy.facts.values()):
        if fact.type.kind is Kind.DURATION:
            found = found.set_column(place, fact.name, found[fact.name].cast(pa.int64()))
        elif fact.form:
            unit = {"epoch_seconds": 1_000_000, "epoch_millis": 1000}[fact.form]
            counts = [_count(case[fact.name], unit) for case in cases]
            found = found.set_column(place, fact.name, pa.array(counts, pa.int64()))
    return found


def _count(held: Held | None, unit: int) -> int | None:
    return None if held is None else int(held) // unit


def durations_as_numbers(value: Any) -> Any:
    """The same row, a duration as its microseconds."""
    if isinstance(value, dict):
        return {key: durations_as_numbers(part) for key, part in value.items()}
    if isinstance(value, list):
        return [durations_as_numbers(part) for part in value]
    return value // timedelta(microseconds=1) if isinstance(value, timedelta) else value
