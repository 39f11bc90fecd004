"""An evaluation as its readers see it: outputs, rules, what is still possible.

Each as Python values or as JSON holds them.
"""

from __future__ import annotations

from backhaul.evaluation.decision import Evaluation, possible
from backhaul.evaluation.facts import Bounds, as_json
from backhaul.evaluation.known import Known
from backhaul.evaluation.meaning import Answer
from backhaul.language.kinds import json_value, python_value
from backhaul.language.model import Decision, Fact, Output, Policy
from backhaul.static import Mapping, Protocol, Sequence


class Answered(Protocol):
    """The answers of a policy, however they were come by."""

    @property
    def policy(self) -> Policy:
        """The policy."""
        ...

    @property
    def answers(self) -> Mapping[str, Answer]:
        """What each decision comes to."""
        ...


Rows = Sequence[Mapping[str, object]]


def outcome(evaluation: Answered, *, as_text: bool = False) -> dict[str, object]:
    """The settled outputs of every decision; a decided list is a list of rows."""
    found: dict[str, object] = {}
    for decision, answer in _each(evaluation):
        if decision.hit != "collect":
            found[decision.name] = {
                name: settled(decision.outputs[name], known, as_text=as_text)
                for name, known in answer.outputs.items()
                if is_settled(answer, known)
            }
        elif answer.status == "decided":
            found[decision.name] = [
                _row(decision, row.outputs, as_text=as_text) for row in answer.rows
            ]
    return found


def is_settled(answer: Answer, known: Known) -> bool:
    """Whether an output of this answer is the same whatever else becomes known."""
    return known.settled and not answer.open_end


def settled(output: Output, known: Known, *, as_text: bool = False) -> object:
    """The one value of an output, or None where it is absent."""
    if known.one is None:
        return None
    return (json_value if as_text else python_value)(output.type, known.one)


def _row(decision: Decision, outputs: Mapping[str, Known], *, as_text: bool) -> dict[str, object]:
    """A row of a list: one value an output, or what is possible for it."""
    return {
        name: settled(decision.outputs[name], known, as_text=as_text)
        if known.settled
        else possible(decision.outputs[name].type, known, as_text=as_text)
        for name, known in outputs.items()
    }


def still_possible(evaluation: Answered, *, as_text: bool = False) -> dict[str, object]:
    """For every output that is not settled, what it may still be; `sure` and `maybe` of a list."""
    found: dict[str, object] = {}
    for decision, answer in _each(evaluation):
        if answer.status != "undetermined":
            continue
        if decision.hit == "collect":
            rows = [(row.sure, _row(decision, row.outputs, as_text=as_text)) for row in answer.rows]
            found[decision.name] = {
                "sure": [row for sure, row in rows if sure],
                "maybe": [row for sure, row in rows if not sure],
            }
        else:
            found[decision.name] = {
                name: possible(decision.outputs[name].type, known, as_text=as_text)
                for name, known in answer.outputs.items()
                if not is_settled(answer, known)
            }
    return found


def without(
    policy: Policy, found: dict[str, object], hidden: frozenset[str], instead: object
) -> dict[str, object]:
    """The same outputs, where those of hidden names are there at all with this in their place."""
    if not any("." in name for name in hidden):
        return found
    shown: dict[str, object] = {}
    for name, told in found.items():
        decision = policy.decisions[name]
        names = {output for output in decision.outputs if f"{name}.{output}" in hidden}
        if decision.hit == "collect" and isinstance(told, dict):
            shown[name] = {key: _without(rows, names, instead) for key, rows in told.items()}
        else:
            shown[name] = _without(told, names, instead)
    return shown


def _without(told: object, names: set[str], instead: object) -> object:
    """Outputs, or rows of them, without the values under these names."""
    if isinstance(told, list):
        return [_without(row, names, instead) for row in told]
    if isinstance(told, dict):
        return {k: instead if k in names and v is not None else v for k, v in told.items()}
    return told


def rules(evaluation: Answered) -> dict[str, object]:
    """The id of the rule that answered, or None where several may; a list of ids for a list."""
    found: dict[str, object] = {}
    for decision, answer in _each(evaluation):
        ids = [decision.ladder[row.rule].id for row in answer.rows]
        if decision.hit == "collect":
            found[decision.name] = ids if answer.status == "decided" else None
        else:
            sure = len(ids) == 1 and answer.rows[0].sure
            found[decision.name] = ids[0] if sure else None
    return found


def possible_rules(evaluation: Answered) -> dict[str, list[str]]:
    """The ids of the rules that may be the answer, for every decision where that is open."""
    return {
        decision.name: [decision.ladder[row.rule].id for row in answer.rows]
        for decision, answer in _each(evaluation)
        if any(not row.sure for row in answer.rows)
    }


def understood(evaluation: Evaluation) -> dict[str, object]:
    """The facts as Python values: exact, None (absent) or `Bounds`; unknown ones are left out."""
    found: dict[str, object] = {}
    for name, fact, known in _given(evaluation):
        if known.settled:
            found[name] = None if known.one is None else python_value(fact.type, known.one)
        elif not known.absent:
            value = possible(fact.type, known)
            found[name] = value if isinstance(value, Bounds) else Bounds(None, None)
    return found


def recorded(evaluation: Evaluation) -> dict[str, object]:
    """The facts as JSON holds them, in the form in which they can be given again.

    A masked one that is present is `{"masked": true}`.
    """
    return {
        name: {"masked": True}
        if fact.masked and known.present is not False
        else as_json(fact.type, known)
        for name, fact, known in _given(evaluation)
    }


def _given(evaluation: Evaluation) -> list[tuple[str, Fact, Known]]:
    """The facts of which anything was said."""
    facts = evaluation.policy.facts
    return [
        (name, facts[name], known)
        for name, known in evaluation.facts.items()
        if name in evaluation.given
    ]


def _each(evaluation: Answered) -> list[tuple[Decision, Answer]]:
    decisions = evaluation.policy.decisions
    return [(decisions[name], answer) for name, answer in evaluation.answers.items()]
