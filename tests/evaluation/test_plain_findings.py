"""What is found without a solver: each of it is what the solver finds, too, and in the same words."""

from pathlib import Path

import pytest

import backhaul
from backhaul.evaluation.plain_findings import plain_findings

PROOFS = sorted((Path(__file__).parents[1] / "diagnostics").glob("proof-*.yaml"))
POLICY = """
language: 1
policy: loans
version: "1.0.0"
title: {en: Loans}
facts:
  age: {type: integer}
  kind: {type: choice, choices: [book, film, map]}
  card: {type: text, optional: true}
decisions:
  loan:
    hit: unique
    outputs: {granted: {type: boolean}}
    rules:
      - {id: book, when: kind == 'book', then: {granted: true}}
      - {id: again, when: "contains(['book', 'map'], kind)", then: {granted: true}}
      - {id: both, when: "kind == 'book' && kind == 'map'", then: {granted: true}}
      - {id: film, when: "kind == 'film'", then: {granted: true}}
  fine:
    outputs: {due: {type: boolean}}
    rules:
      - {id: old, when: "age > `18`", then: {due: true}}
      - {id: older, when: "age > `60` && kind == 'book'", then: {due: false}}
      - {id: nobody, when: "age > `5` && age < `3`", then: {due: false}}
      - {id: card, when: "present(card) && not_present(card)", then: {due: false}}
      - {id: film, when: "kind == 'film'", then: {due: false}}
      - {id: lent, when: "present(card) && kind == 'film'", then: {due: false}}
      - {id: young, when: "age < `10`", then: {due: false}}
    otherwise: {then: {due: false}}
"""


def _found(text: bytes | str, name: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    policy = backhaul.loads(text, name)
    plain = {(each.code, str(each.span)) for each in plain_findings(policy.model)}
    return plain, {(each.code, str(each.span)) for each in backhaul.findings(policy)}


def test_an_overlap_a_hidden_rule_and_an_impossible_one_are_found_without_a_solver() -> None:
    told = [each.message for each in plain_findings(backhaul.loads(POLICY, "1.0.0.yaml").model)]

    assert told == [
        "`both` can never answer: no facts that are accepted meet its condition",
        "`book` and `again` both match some facts, and only one may",
        "`nobody` can never answer: no facts that are accepted meet its condition",
        "`card` can never answer: no facts that are accepted meet its condition",
        "`older` can never answer: `old` above it takes all its cases",
        "`lent` can never answer: `film` above it takes all its cases",
    ]


def test_the_solver_finds_the_same() -> None:
    plain, proved = _found(POLICY, "1.0.0.yaml")

    assert plain == proved


@pytest.mark.parametrize("path", PROOFS, ids=lambda path: path.name)
def test_what_is_plain_is_proved(path: Path) -> None:
    plain, proved = _found(path.read_bytes(), path.name)

    assert not plain - proved
