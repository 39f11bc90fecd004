"""Case files for tests: a few lines of YAML, run with a small policy."""

from collections.abc import Sequence

import small
from backhaul.cases.run import Result, run
from backhaul.cases.suite import Suite, check
from backhaul.diagnostics import PolicyError
from backhaul.document.checked_shape import check_shape
from backhaul.document.reader import read
from backhaul.language.model import Policy
from backhaul.questions.case_sources import explain

LADDER = """\
decisions:
  route:
    outputs:
      answer: {type: choice, choices: [yes, no, perhaps]}
      sure: {type: boolean}
      until: {type: datetime, optional: true}
    rules:
      - id: up
        when: {all: [flag, "count > `3`"]}
        then: {answer: yes, sure: true, until: start}
      - id: red
        when: colour == 'red'
        then: {answer: no, sure: false}
    otherwise: {id: rest, then: {answer: no, sure: true}}
  notes:
    hit: collect
    applies: colour != 'blue'
    outputs:
      note: {type: choice, choices: [many, flagged]}
    rules:
      - {id: many, when: "count > `3`", then: {note: many}}
      - {id: flagged, when: flag, then: {note: flagged}}
"""
__all__ = ["explain"]
POLICY = small.policy(decisions=LADDER)
BASE = "".join(
    f"  {name}: {'null' if value is None else str(value).lower() if isinstance(value, bool) else repr(value)}\n"
    for name, value in small.COMPLETE.items()
)


def suite(cases: str) -> Suite:
    """The suite of these cases over the small policy's complete facts."""
    text = f"policy: small\nfacts:\n{BASE}cases:\n{cases}"
    document, mistakes = read(text, "cases.yaml")
    assert document is not None
    return check(document, [*mistakes, *check_shape(document, "cases")])


def results(cases: str, policy: Policy = POLICY.model) -> list[Result]:
    """What comes of these cases."""
    return list(run(suite(cases), policy, explain))


def failures(cases: str) -> dict[str, Sequence[str]]:
    """The codes and messages of the cases that fail."""
    return {
        result.case.name: [f"{d.code}: {d.message}" for d in result.problems]
        for result in results(cases)
        if not result.passed
    }


def refused(cases: str) -> list[str]:
    """The codes for which a case file is refused."""
    try:
        suite(cases)
    except PolicyError as error:
        return [diagnostic.code for diagnostic in error.diagnostics]
    return []
