"""What one case touches of a policy: rules, conditions as they came out, outputs, remarks, clauses, values of parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Literal

from backhaul.cases.visited_conditions import VisitedConditions
from backhaul.diagnostics import BackhaulError, FactError
from backhaul.evaluation import outcome
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.facts import understand
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import derive
from backhaul.language.kinds import Held, Kind
from backhaul.language.model import Decision, Policy, Rule
from backhaul.program.clauses import clauses_of, clauses_of_every_case

Measure = Literal["rules", "conditions", "outputs", "remarks", "clauses", "values"]
#: what is counted, with `words en` for the texts of a language is counted: a measure, a name and how it came out
Key = tuple[str, str, Held | None]
#: stands for any value of an output that has too many to count
PRESENT = "present"


def evaluated(policy: Policy, facts: Mapping[str, object]) -> Evaluation | None:
    """The evaluation of a case; nothing where the facts are refused."""
    try:
        return evaluate(policy, facts)
    except BackhaulError:
        return None


def touched(policy: Policy, evaluation: Evaluation | None, facts: Mapping[str, object]) -> set[Key]:
    """What a case touches; of facts that are refused, the constraints."""
    visited = VisitedConditions(policy)
    found: set[Key] = set()
    if evaluation is None:
        # arithmetic that is out of range ends it, wherever it stands
        with suppress(FactError):
            visited.constraints(derive(policy, understand(policy, facts, "refuse")))
    else:
        visited.evaluation(evaluation)
        found |= set(_answers(evaluation))
    found |= {("values", name, cell) for name, cell in visited.values}
    found |= {("rules", name, True) for name in visited.answered}
    return found | {("conditions", name, came) for name, came in visited.seen}


def answered(decision: Decision, rule: Rule) -> Key:
    """What is touched where a rule answers, or stands in a list."""
    measure: Measure = "remarks" if decision.hit == "collect" else "rules"
    return measure, f"{decision.name}.{rule.id}", True


def _answers(evaluation: Evaluation) -> Iterator[Key]:
    """The rules that answered, with the values they gave and the clauses they rest on."""
    policy = evaluation.policy
    yield from (("clauses", clause, True) for clause in clauses_of_every_case(policy))
    for decision in policy.decisions.values():
        answer = evaluation.answers[decision.name]
        collect = decision.hit == "collect"
        for row in answer.rows:
            if not row.sure:
                continue
            rule = decision.ladder[row.rule]
            yield answered(decision, rule)
            yield from (("clauses", clause, True) for clause in clauses_of(policy, decision, rule))
            if collect:
                yield from _values_of(decision, row.outputs)
        settled = {n: k for n, k in answer.outputs.items() if outcome.is_settled(answer, k)}
        yield from _values_of(decision, settled)


def _values_of(decision: Decision, outputs: Mapping[str, Known]) -> Iterator[Key]:
    for name, known in outputs.items():
        if known.settled:
            few = decision.outputs[name].type.kind in (Kind.CHOICE, Kind.BOOLEAN)
            value = known.one if few or known.one is None else PRESENT
            yield "outputs", f"{decision.name}.{name}", value
