"""Small policies for tests: a few lines of YAML become a whole policy."""

from collections.abc import Mapping

import backhaul
from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.evaluation.decision import Evaluation, evaluate

HEAD = """\
language: 1
policy: small
version: "1.0.0"
title: {en: Small}
"""
FACTS = """\
facts:
  flag: {type: boolean}
  maybe: {type: boolean, optional: true}
  count: {type: integer}
  price: {type: decimal}
  note: {type: text, optional: true}
  colour: {type: choice, choices: [red, green, blue]}
  other_colour: {type: choice, choices: [red, green, blue], optional: true}
  start: {type: datetime}
  end: {type: datetime, optional: true}
  length: {type: duration}
"""
DECISIONS = """\
decisions:
  route:
    outputs:
      answer: {type: choice, choices: [yes, no]}
    rules:
      - id: rule
        when: CONDITION
        then: {answer: yes}
    otherwise: {then: {answer: no}}
"""
#: a value for every fact of FACTS
COMPLETE: Mapping[str, object] = {
    "flag": True,
    "maybe": None,
    "count": 5,
    "price": "2.50",
    "note": None,
    "colour": "red",
    "other_colour": None,
    "start": "2026-03-01T00:00:00Z",
    "end": None,
    "length": "2 days",
}


def text(condition: str = "flag", **sections: str) -> str:
    """A policy of one rule with this condition; a section given replaces the usual one."""
    parts = {
        "facts": FACTS,
        "decisions": DECISIONS.replace("CONDITION", _quoted(condition)),
        **sections,
    }
    order = ("calendars", "zones", "parameters", "facts", "constraints", "definitions", "decisions")
    return HEAD + "".join(parts[name] for name in (*order, "invariants") if name in parts)


def _quoted(condition: str) -> str:
    return condition if condition.startswith(("{", "[")) else '"' + condition + '"'


def policy(condition: str = "flag", **sections: str) -> backhaul.Policy:
    """The same, loaded."""
    return backhaul.loads(text(condition, **sections).encode(), "small.yaml")


def mistakes(condition: str = "flag", **sections: str) -> tuple[Diagnostic, ...]:
    """What is wrong with such a policy."""
    try:
        policy(condition, **sections)
    except PolicyError as error:
        return error.diagnostics
    return ()


def codes(condition: str = "flag", **sections: str) -> list[str]:
    """The codes of what is wrong with such a policy, in file order."""
    return [mistake.code for mistake in mistakes(condition, **sections)]


def evaluated(condition: str, facts: Mapping[str, object]) -> Evaluation:
    """The evaluation of the one-rule policy on these facts."""
    return evaluate(policy(condition).model, facts)


def holds(condition: str, **facts: object) -> bool | None:
    """Whether the condition holds; facts not given are those of COMPLETE; `...` takes one away."""
    given = {k: v for k, v in {**COMPLETE, **facts}.items() if v is not ...}
    decision = policy(condition).decide(given)
    if decision.status != "decided":
        return None
    return bool(decision["route"]["answer"] == "yes")
