"""What is found about what a policy declares by proof, and about the work for it."""

from __future__ import annotations

import pytest

import backhaul
import small
from analysis.telling import found, ladder, told
from backhaul.analysis.finding_context import Ground
from backhaul.analysis.findings import findings
from backhaul.analysis.solving import Sat, Solver


def test_a_definition_is_told_once_and_not_where_it_is_read() -> None:
    definitions = 'definitions:\n  some: {any: ["count > `3`", "count <= `3`"]}\n'
    rules = ladder("some && flag", "colour == 'red' && some")

    assert told(decisions=rules, definitions=definitions) == [
        ("always-true", "count > `3` || count <= `3`", "true")
    ]


def test_a_definition_that_matters_nowhere_is_told_whole() -> None:
    definitions = 'definitions:\n  many: {all: [flag, "count > `3`"]}\n'
    rules = ladder("flag", "(count > `5` && many) || count > `5`", "colour == 'red'")

    assert ("makes-no-difference", "many") in told(decisions=rules, definitions=definitions)


def test_a_definition_that_only_a_rule_that_never_answers_reads_is_not_told_beside_it() -> None:
    definitions = 'definitions:\n  many: {all: [flag, "count > `3`"]}\n'
    rules = ladder("flag", "many", "colour == 'red'")

    assert told(decisions=rules, definitions=definitions) == [("never-answers", "route", "r1")]


def test_parts_of_a_definition_are_told_where_they_matter_nowhere() -> None:
    definitions = 'definitions:\n  many: {all: [flag, "count > `3`"]}\n'
    rules = ladder("!flag", "many", "colour == 'red'")

    assert told(decisions=rules, definitions=definitions) == [
        ("makes-no-difference", "flag", "true")
    ]


def test_a_definition_that_only_a_claim_or_words_read_is_needed() -> None:
    definitions = 'definitions:\n  many: {all: ["count > `3`"]}\n  few: {all: ["count < `3`"]}\n'
    claims = 'invariants:\n  - {id: not-both, holds: "!many || !flag"}\n'
    decisions = small.DECISIONS.replace("CONDITION", "flag").replace(
        "then: {answer: yes}", 'then: {answer: yes}\n        because: {en: "Few is {few}."}'
    )

    assert told(decisions=decisions, definitions=definitions, invariants=claims) == []


def test_switches_are_not_told() -> None:
    parameters = "parameters:\n  on: {type: boolean, value: true}\n"

    assert told("on && flag", parameters=parameters) == []


def test_conditions_that_are_outputs_are_looked_into() -> None:
    decisions = """\
decisions:
  route:
    outputs: {late: {type: boolean}}
    rules:
      - {id: many, when: "count > `3`", then: {late: "flag && count > `2`"}}
    otherwise: {then: {late: flag}}
"""

    assert told(decisions=decisions) == [("makes-no-difference", "count > `2`", "true")]


def test_a_collected_row_and_what_it_applies_to_are_looked_into() -> None:
    decisions = """\
decisions:
  remarks:
    hit: collect
    applies: "count > `3`"
    outputs: {remark: {type: choice, choices: [odd, even, other]}}
    rules:
      - {id: few, when: "count < `2`", then: {remark: odd}}
      - {id: many, when: "flag && count > `2`", then: {remark: even}}
"""

    assert told(decisions=decisions) == [
        ("never-answers", "remarks", "few"),
        ("never-given", "remarks", "remark", "odd"),
        ("never-given", "remarks", "remark", "other"),
        ("makes-no-difference", "count > `2`", "true"),
    ]


def test_an_output_that_is_never_there_is_told() -> None:
    decisions = """\
decisions:
  route:
    outputs: {until: {type: datetime, optional: true}, from: {type: datetime, optional: true}}
    rules:
      - {id: flagged, when: "flag && not_present(end)", then: {until: end, from: start}}
    otherwise: {then: {}}
"""

    assert told(decisions=decisions) == [("never-given", "route", "until")]


def test_a_choice_that_another_output_of_the_type_gives_is_not_told() -> None:
    types = "types:\n  bearer: {choices: [us, them]}\n"
    decisions = """\
decisions:
  route:
    outputs: {freight: {type: bearer}, loss: {type: bearer}}
    rules:
      - {id: flagged, when: flag, then: {freight: us, loss: us}}
    otherwise: {then: {freight: them, loss: us}}
"""
    policy = backhaul.loads(small.text(decisions=types + decisions).encode(), "small.yaml").model

    assert [each.about for each in findings(policy)] == []


def test_a_parameter_without_effect_is_told_and_one_that_words_name_is_not() -> None:
    parameters = "parameters:\n  most: {type: integer, value: 3}\n"
    rules = ladder("count > `5`", "plus(count, most) > most && colour == 'red'")
    said = rules.replace(
        "colour == 'red'\", then", "colour == 'red'\", because: {en: '{most}'}, then"
    )

    assert ("parameter-without-effect", "most") in told(decisions=rules, parameters=parameters)
    assert told(decisions=said, parameters=parameters) == []
    assert told("count > most", parameters=parameters) == []


def test_constraints_that_others_imply_are_told_the_later_one_of_two_alike() -> None:
    constraints = """\
constraints:
  - {id: before, holds: "not_present(end) || start <= end"}
  - {id: many, holds: "count > `3`"}
  - {id: some, holds: "count > `2`"}
  - {id: more, holds: "count >= `4`"}
  - {id: none, holds: "count > `2` || count <= `2`"}
"""
    ones = found("flag", constraints=constraints)

    assert [(f.diagnostic.code, f.about) for f in ones] == [
        ("constraint-without-effect", (name,)) for name in ("none", "more", "some")
    ]
    assert [words for words, _ in ones[0].diagnostic.related] == []
    assert [words for words, _ in ones[1].diagnostic.related] == ["the constraint `many` says so"]


def test_a_part_of_a_constraint_that_allows_nothing_is_told() -> None:
    constraints = """\
constraints:
  - {id: many, holds: "count > `3`"}
  - {id: red, holds: "colour == 'red' || count < `2`"}
"""

    assert told("flag", constraints=constraints) == [("always-false", "count < `2`", "false")]


def test_constraints_that_contradict_each_other_are_an_error_and_all_that_is_told() -> None:
    constraints = """\
constraints:
  - {id: few, holds: "count <= `3`"}
  - {id: red, holds: "colour == 'red'"}
  - {id: flagged, holds: "flag || count > `5`"}
  - {id: unflagged, holds: "!flag"}
"""
    (one,) = found("flag", constraints=constraints)

    assert (one.diagnostic.code, one.diagnostic.severity) == ("constraints-contradict", "error")
    assert one.about == ("few", "flagged", "unflagged")


def test_a_boundary_that_is_never_met_is_told_once() -> None:
    parameters = "parameters:\n  noon: {type: duration, value: 12 hours}\n  none: {type: duration, value: 0 seconds}\n"
    constraints = 'constraints:\n  - {id: midnight, holds: "start == day_start(start, none)"}\n'
    rules = ladder(
        "plus(day_start(start, none), noon) > start && length > noon",
        "flag && present(end) && plus(day_start(end, none), noon) > start",
        "present(end) && plus(day_start(end, none), noon) > start",
    )

    assert ("boundary-never-met", "route") in told(
        decisions=rules, parameters=parameters, constraints=constraints
    )
    codes = [
        code for code, *_ in told(decisions=rules, parameters=parameters, constraints=constraints)
    ]
    assert codes.count("boundary-never-met") == 1


def test_what_the_work_does_not_suffice_for_is_not_settled_and_never_told_as_found() -> None:
    rules = ladder("flag", "flag && count > `3`", "count > `3` && count > `2`")
    model = small.policy(decisions=rules).model
    codes = {each.diagnostic.code for each in findings(model)}
    none = findings(model, all_work=1)
    hardly = findings(model, work=1)

    assert codes == {"never-answers", "makes-no-difference"}
    for some in (none, hardly):
        assert [each.diagnostic.code for each in some][-1:] == ["not-settled"]
        assert {each.diagnostic.code for each in some} <= {*codes, "not-settled"}
    assert [each.diagnostic.code for each in none] == ["not-settled"]
    assert "about rules" in none[-1].diagnostic.message


def test_a_ladder_of_some_hundred_rules_is_settled_whole() -> None:
    rules = [f"count >= `{10 * i}` && count < `{10 * i + 10}` && flag" for i in range(200)]
    rules[150] = "count == `77` && flag && colour == 'red'"
    ones = found(decisions=ladder(*rules))

    assert [(f.diagnostic.code, f.about) for f in ones] == [("never-answers", ("route", "r150"))]
    assert [words for words, _ in ones[0].diagnostic.related] == ["`r7` comes before it"]


def test_what_a_solver_does_not_settle_another_one_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground = Ground(small.policy(decisions=ladder("flag", "count > `3`")).model, work=1)
    monkeypatch.setattr(ground.accepted, "afresh", Solver(ground.space).afresh)

    assert isinstance(ground.ask(ground.accepted), Sat)
    assert not ground.unsettled
