"""The days of a calendar are mutated, too, wherever it is named; and its clauses rest on it."""

import backhaul
from backhaul.analysis.mutations import mutants
from backhaul.evaluation.decision import evaluate
from backhaul.program.clauses import clause_uses

TEXT = """
language: 1
policy: post
version: "1.0.0"
title: {en: Post}
source: {title: {en: Rules}, clauses: {H1: {en: Days off}, H2: {en: More days off}}}
calendars:
  office:
    weekend: [saturday, sunday]
    from: "2026-01-01"
    until: "2026-12-31"
    cites: [H1]
    holidays:
      2026-04-03: {en: Good Friday, cites: [H2]}
      2026-12-31: {en: New Year's Eve}
parameters: {opening: {type: calendar, value: office}}
facts: {sent_on: {type: date}}
decisions:
  letter:
    outputs: {late: {type: boolean}}
    rules:
      - {id: shut, when: "!is_working_day(sent_on, opening) && !is_working_day(sent_on, office)", then: {late: true}}
    otherwise: {then: {late: false}}
"""


def test_a_mutant_of_a_calendar_counts_otherwise_wherever_it_is_named() -> None:
    policy = backhaul.loads(TEXT, "post.yaml").model
    made = {each.name: each.changed for each in mutants(policy) if "calendar" in each.place}
    friday, saturday = {"sent_on": "2026-04-03"}, {"sent_on": "2026-03-07"}

    assert list(made) == [
        "calendar office without its holidays",
        "calendar office with its holidays a day later",
        "calendar office without saturday as weekend",
        "calendar office without sunday as weekend",
    ]
    late = [
        [evaluate(model, facts).answers["letter"].rows[0].rule == 0 for facts in (friday, saturday)]
        for model in (policy, *made.values())
    ]
    assert late == [[True, True], [False, True], [False, True], [True, False], [True, True]]


def test_a_clause_that_a_calendar_or_a_holiday_cites_decides() -> None:
    policy = backhaul.loads(TEXT, "post.yaml").model
    uses = clause_uses(policy)
    assert [(use.state, use.calendars) for use in uses] == [("decides", ("office",))] * 2
    assert not policy.warnings
