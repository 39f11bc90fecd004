"""An evaluation as it is written down: JSON that is enough to show it, store it and make it again."""

from __future__ import annotations

import json
from decimal import Decimal

from backhaul.digests import digest_of
from backhaul.evaluation import outcome
from backhaul.evaluation.combine import worst
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.json_form import trace_as_json
from backhaul.evaluation.outcome import Answered
from backhaul.evaluation.trace import trace
from backhaul.language.model import Policy

MASKED = {"masked": True}


#: the entries of a receipt but its trace and checksum, and those that answer a request
ENTRIES = (
    "policy",
    "version",
    "digest",
    "changed_parameters",
    "status",
    "statuses",
    "outcome",
    "rules",
    "needs",
    "possible",
    "possible_rules",
    "unchecked",
    "facts",
)
ANSWER = ("status", "outcome", "rules", "needs", "possible")


def record(evaluation: Evaluation, *, traced: bool = False) -> dict[str, object]:
    """The whole decision as JSON holds it; masked facts, and what is made of them, are not told.

    *traced*: why and why not is in it, too.
    """
    found = entries(evaluation, traced=traced)
    return {**found, "checksum": checksum(found)}


def entries(evaluation: Evaluation, *, traced: bool = False) -> dict[str, object]:
    """Everything in a record but its checksum."""
    hidden = evaluation.hidden
    found: dict[str, object] = {
        **heading(evaluation.policy),
        "status": evaluation.status,
        "statuses": {name: answer.status for name, answer in evaluation.answers.items()},
        **_told(evaluation, evaluation.needs, hidden),
        "possible_rules": outcome.possible_rules(evaluation),
        "unchecked": list(evaluation.unchecked),
        "facts": outcome.recorded(evaluation),
    }
    if traced:
        traces = trace(evaluation.policy, evaluation.names, evaluation.answers)
        found["trace"] = trace_as_json(traces, hidden)
    return found


def answered_text(answered: Answered, needs: tuple[str, ...], hidden: frozenset[str]) -> str:
    """What answers a request, as JSON text without blanks; *hidden*: the names whose value is not told."""
    found = {
        "status": worst([answer.status for answer in answered.answers.values()]),
        **_told(answered, needs, hidden),
    }
    return json.dumps({name: found[name] for name in ANSWER}, separators=(",", ":"))


def _told(answered: Answered, needs: tuple[str, ...], hidden: frozenset[str]) -> dict[str, object]:
    policy, without = answered.policy, outcome.without
    return {
        "outcome": without(policy, outcome.outcome(answered, as_text=True), hidden, MASKED),
        "rules": outcome.rules(answered),
        "needs": list(needs),
        "possible": without(policy, outcome.still_possible(answered, as_text=True), hidden, MASKED),
    }


def heading(policy: Policy) -> dict[str, object]:
    """Which policy decided."""
    changed = policy.changed_parameters
    return {
        "policy": policy.id,
        "version": policy.version,
        "digest": policy.digest,
        **({"changed_parameters": dict(changed)} if changed else {}),
    }


def checksum(record: object) -> str:
    """SHA-256 of everything else in a record, so that a slip of a byte shows even where no rule reads."""
    return checksum_of(canonical(record).decode("ascii"))


def checksum_of(text: str) -> str:
    """The same of everything else as text."""
    return digest_of(text.encode("ascii"))


def canonical(record: object) -> bytes:
    """The record as JSON without blanks, keys in order, everything beyond ASCII escaped."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), default=_exact)
    return text.encode("ascii")


def _exact(value: object) -> object:
    """A number with a point, which no record holds: kept apart from every value that one does."""
    if isinstance(value, Decimal):
        return {"number": str(value)}
    raise TypeError(value)
