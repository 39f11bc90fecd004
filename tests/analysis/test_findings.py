"""What is found about small policies by proof: each with its place, its reasons and such facts."""

from __future__ import annotations

import pytest

import backhaul
import small
from backhaul.analysis.finding import Finding
from backhaul.analysis.findings import findings
from backhaul.diagnostics import PolicyError
from backhaul.evaluation.decision import evaluate

CONSTRAINED = 'constraints:\n  - {id: some, holds: "count >= `1`"}\n'
HEAD = """\
decisions:
  route:
    hit: HIT
    outputs: {answer: {type: choice, choices: [yes, no]}}
    rules:
"""


def ladder(*conditions: str, hit: str = "first", otherwise: bool = True) -> str:
    """A decision of rules r0, r1, … with these conditions, and `otherwise` if it is to have one."""
    answers = ("yes", "no")
    rules = "".join(
        f'      - {{id: r{i}, when: "{when}", then: {{answer: {answers[i % 2]}}}}}\n'
        for i, when in enumerate(conditions)
    )
    rest = "    otherwise: {then: {answer: no}}\n" if otherwise else ""
    return HEAD.replace("HIT", hit) + rules + rest


def found(condition: str = "flag", **sections: str) -> list[Finding]:
    return findings(small.policy(condition, **sections).model)


def told(condition: str = "flag", **sections: str) -> list[tuple[str, ...]]:
    """Of each finding its code, and what it is about or the part and its value."""
    return [
        (each.diagnostic.code, _text(each), str(each.part.value).lower())
        if each.part
        else (each.diagnostic.code, *each.about)
        for each in found(condition, **sections)
    ]


def _text(each: Finding) -> str:
    return each.diagnostic.message.split("`")[1] if each.part is None else _written(each)


def _written(each: Finding) -> str:
    from backhaul.language.nodes import written

    assert each.part is not None
    return written(each.part.node)


def test_nothing_is_found_in_a_policy_that_needs_all_it_has() -> None:
    assert told("count > `3` && present(end) && end > start") == []
    assert told(decisions=ladder("colour == 'red'", "count > `3`", "flag")) == []


def test_a_rule_that_never_answers_names_the_rules_that_take_its_cases_and_no_others() -> None:
    rules = ladder("flag", "count > `5`", "colour == 'red'", "count <= `5`", "colour == 'blue'")
    (one,) = [f for f in found(decisions=rules) if f.about == ("route", "r4")]

    assert one.diagnostic.code == "never-answers"
    assert one.diagnostic.severity == "warning"
    assert "`r1`, `r3` above it take all its cases" in one.diagnostic.message
    assert [words for words, _ in one.diagnostic.related] == [
        "`r1` comes before it",
        "`r3` comes before it",
    ]


def test_a_rule_whose_condition_no_facts_meet_names_the_constraint() -> None:
    rules = ladder("flag", "count < `1` && colour == 'red'", "colour == 'blue'")
    (one,) = found(decisions=rules, constraints=CONSTRAINED)

    assert (one.diagnostic.code, one.about) == ("never-answers", ("route", "r1"))
    assert [words for words, _ in one.diagnostic.related] == ["the constraint `some` says so"]
    assert "no facts that are accepted meet its condition" in one.diagnostic.message


@pytest.mark.parametrize("hit", ["first", "unique"])
def test_otherwise_that_never_answers_is_a_note(hit: str) -> None:
    rules = ladder("flag", "!flag", hit=hit)
    found_ones = [f for f in found(decisions=rules) if f.diagnostic.code == "never-answers"]

    assert [(f.about, f.diagnostic.severity) for f in found_ones] == [
        (("route", "otherwise"), "note")
    ]


def test_otherwise_that_the_language_asks_for_is_not_told() -> None:
    claims = "invariants:\n  - {id: one, holds: \"route.answer == 'yes' || !flag\"}\n"

    assert told(decisions=ladder("flag", "!flag"), invariants=claims) == []


def test_rules_that_overlap_are_shown_by_facts_that_the_definition_refuses() -> None:
    rules = ladder(
        "colour == 'red'", "count > `3`", "colour == 'blue' && count < `2`", hit="unique"
    )
    (one,) = found(decisions=rules)

    assert (one.diagnostic.code, one.about) == ("rules-may-overlap", ("route", "r0", "r1"))
    assert one.facts is not None
    assert (one.facts["colour"], one.facts["count"]) == ("red", 4)
    with pytest.raises(PolicyError, match="rules-overlap"):
        evaluate(small.policy(decisions=rules).model, one.facts)


def test_facts_that_no_rule_covers_are_shown() -> None:
    rules = ladder("flag", "colour != 'green'", "count != `7`", otherwise=False)
    (one,) = found(decisions=rules)

    assert (one.diagnostic.code, one.about) == ("not-covered", ("route",))
    assert one.facts is not None
    assert (one.facts["flag"], one.facts["colour"], one.facts["count"]) == (False, "green", 7)
    assert evaluate(small.policy(decisions=rules).model, one.facts).status == "uncovered"
    covered = ladder("flag", "colour != 'green'", "colour == 'green'", otherwise=False)
    assert told(decisions=covered) == []


@pytest.mark.parametrize(
    ("condition", "part", "value"),
    [
        ("flag && count >= `0`", "count >= `0`", "true"),
        ("flag || count < `1`", "count < `1`", "false"),
        ("flag && !(count < `0`)", "!(count < `0`)", "true"),
        ("flag && (count == `4` || colour == 'red' || colour != 'red')", None, "true"),
    ],
)
def test_a_part_that_is_always_the_same_is_a_warning(
    condition: str, part: str | None, value: str
) -> None:
    whole = part or "count == `4` || colour == 'red' || colour != 'red'"

    assert told(condition, constraints=CONSTRAINED) == [(f"always-{value}", whole, value)]


@pytest.mark.parametrize(
    ("condition", "part", "value"),
    [
        ("colour == 'red' && colour != 'blue'", "colour != 'blue'", "true"),
        ("count > `3` && flag && count > `2`", "count > `2`", "true"),
        ("flag || (!flag && count > `2`)", "!flag", "true"),
        ("count > `3` || (flag && count > `5`)", "flag && count > `5`", "false"),
        ("flag && (count > `3` || !flag)", "!flag", "false"),
    ],
)
def test_a_part_that_makes_no_difference_is_a_note(condition: str, part: str, value: str) -> None:
    assert told(condition) == [("makes-no-difference", part, value)]


def test_of_two_parts_that_say_the_same_the_later_one_is_told() -> None:
    assert told("count > `3` && flag && count >= `4`") == [
        ("makes-no-difference", "count >= `4`", "true")
    ]


def test_a_part_that_the_rules_above_make_needless_names_them() -> None:
    rules = ladder("flag", "colour == 'red'", "!flag && count > `3`")
    (one,) = found(decisions=rules)

    assert _written(one) == "!flag"
    assert [words for words, _ in one.diagnostic.related] == ["`r0` comes before it"]


@pytest.mark.parametrize(
    "condition",
    [
        "present(end) && end > start",
        "not_present(end) || end > start",
        "flag && !(not_present(end) || end > start)",
    ],
)
def test_a_guard_is_not_told(condition: str) -> None:
    assert told(condition) == []


def test_a_second_guard_is_told() -> None:
    assert told("present(end) && end > start && present(end)") == [
        ("makes-no-difference", "present(end)", "true")
    ]


def test_a_guard_of_what_a_rule_gives_or_says_is_not_told() -> None:
    decisions = """\
decisions:
  route:
    outputs: {until: {type: datetime, optional: true}}
    rules:
      - id: ends
        when: "flag && present(end)"
        then: {until: end}
      - id: length
        when: "present(end) && colour == 'red'"
        then: {until: start}
        because: {en: "It ends {end}."}
    otherwise: {then: {until: null}}
"""
    constraints = 'constraints:\n  - {id: ends, holds: "present(end)"}\n'

    assert told(decisions=decisions, constraints=constraints) == []


def test_the_last_rule_may_take_all_that_is_left() -> None:
    rules = ladder("colour == 'red'", "colour == 'green'", "colour == 'blue'", otherwise=False)

    assert told(decisions=rules) == []


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
