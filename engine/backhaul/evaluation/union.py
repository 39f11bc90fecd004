"""What is known of a decision when one of several answers holds and nobody says which."""

from __future__ import annotations

from backhaul.evaluation import combine
from backhaul.evaluation.combine import Candidates
from backhaul.evaluation.known import Known, joined
from backhaul.evaluation.meaning import Answer, Names, Row
from backhaul.language.model import Decision
from backhaul.static import Iterable, Sequence


def united(decision: Decision, answers: Sequence[Answer]) -> Answer:
    """The one answer that leaves possible what any of these does, and nothing else."""
    if len(answers) == 1:
        return answers[0]
    by_rule: dict[int, list[Row]] = {}
    for answer in answers:
        for row in answer.rows:
            by_rule.setdefault(row.rule, []).append(row)
    if decision.hit == "collect":
        rows = tuple(_row(i, by_rule[i], sure_in=len(answers)) for i in sorted(by_rule))
        settled = all(row.sure and _settled(row.outputs) for row in rows)
        return Answer("decided" if settled else "undetermined", rows, {})
    none = any(answer.open_end or not answer.rows for answer in answers)
    sure_in = 0 if none or len(by_rule) > 1 else len(answers)
    rows = tuple(_row(i, by_rule[i], sure_in=sure_in) for i in sorted(by_rule))
    outputs = {name: joined(r.outputs[name] for r in rows) for name in decision.outputs if rows}
    candidates = Candidates(tuple(by_rule), none=none)
    status = combine.status(candidates, settled=_settled(outputs))
    # rules overlap where they do in every case
    conflict = answers[0].conflict if all(answer.conflict for answer in answers) else ()
    return Answer(status, rows, outputs, none, conflict)


def _row(rule: int, rows: Sequence[Row], *, sure_in: int) -> Row:
    """One row of all that a rule gives; it is sure where it is in each of so many answers."""
    sure = len(rows) == sure_in and all(row.sure for row in rows)
    return Row(rule, sure, joined_names([row.outputs for row in rows]))


def joined_names(each: Iterable[Names]) -> dict[str, Known]:
    """What is known of every name when one of these holds; a name that is not in all is as in the others."""
    known: dict[str, dict[Known, None]] = {}
    for names in each:
        for name, value in names.items():
            known.setdefault(name, {})[value] = None
    return {name: next(iter(v)) if len(v) == 1 else joined(v) for name, v in known.items()}


def _settled(outputs: Names) -> bool:
    return all(known.settled for known in outputs.values())
