"""A case checks what it lists, and never passes for nothing."""

import pytest

from cases.files import failures, refused, results


def test_unlisted_outputs_are_not_checked_unless_asked_to_be_exact() -> None:
    listed = "  - {name: a, expect: {outcome: {route: {answer: yes}}EXACT}}\n"

    assert failures(listed.replace("EXACT", "")) == {}
    assert failures(listed.replace("EXACT", ", exact: true")) == {
        "a": [
            "case-failed: `route.sure` came as true, and is not listed",
            "case-failed: `route.until` came as 2026-03-01T00:00:00Z, and is not listed",
        ]
    }


def test_an_exact_case_need_not_list_what_is_absent() -> None:
    case = "  - {name: a, facts: {flag: false}, expect: {outcome: {route: {answer: no, sure: false}}, exact: true}}\n"

    assert failures(case) == {}


def test_a_rule_that_was_never_looked_at_fails_and_says_which_answered() -> None:
    case = "  - {name: a, expect: {rules: {route: RULE}}}\n"

    assert failures(case.replace("RULE", "up")) == {}
    assert failures(case.replace("RULE", "rest")) == {
        "a": ["never-looked-at: the rule `rest` was never looked at: `up` above it answered"]
    }


def test_a_rule_that_was_looked_at_and_did_not_answer_is_told_apart() -> None:
    case = "  - {name: a, facts: {flag: false}, expect: {rules: {route: up}}}\n"

    assert failures(case) == {"a": ["case-failed: the rule of `route`: expected up, came red"]}


def test_the_rules_of_a_list_are_not_looked_at_where_the_decision_does_not_apply() -> None:
    case = "  - {name: a, facts: {colour: blue}, expect: {rules: {notes: [many]}}}\n"

    assert failures(case) == {
        "a": [
            "never-looked-at: the rule `many` was never looked at: `notes` does not apply to these facts"
        ]
    }


@pytest.mark.parametrize(
    "expect",
    [
        *("{}", "{outcome: {}}", "{outcome: {route: {}}}", "{rules: {}}", "{exact: true}"),
        "{possible: {route: {}}}",
    ],
)
def test_a_case_that_expects_nothing_is_refused(expect: str) -> None:
    assert refused(f"  - {{name: a, expect: {expect}}}\n") == ["nothing-expected"]


def test_a_case_that_expects_a_refusal_and_a_decision_is_refused() -> None:
    case = "  - {name: a, expect: {refused: [wrong-kind], rules: {route: up}}}\n"

    assert refused(case) == ["never-looked-at"]


def test_a_list_may_be_expected_as_rows_or_as_the_values_of_an_output() -> None:
    assert failures("  - {name: a, expect: {outcome: {notes: [many, flagged]}}}\n") == {}
    assert failures("  - {name: a, expect: {outcome: {notes: {note: [many, flagged]}}}}\n") == {}
    assert failures("  - {name: a, expect: {outcome: {notes: {note: [flagged]}}}}\n") == {
        "a": ["case-failed: `notes.note`: expected flagged, came many, flagged"]
    }


def test_a_sentence_is_expected_as_one_text_or_several() -> None:
    assert failures("  - {name: a, expect: {says: {en: 'answer: yes'}}}\n") == {}
    assert failures("  - {name: a, expect: {says: {en: ['answer: yes', nonsense]}}}\n") == {
        "a": ["not-said: the short answer does not say `nonsense`"]
    }
    assert failures("  - {name: a, expect: {says: {fr: [x]}}}\n") == {
        "a": ["unknown-language: the policy has no language `fr`"]
    }


TABLE = """\
  - name: Counted
    expect: {status: decided}
    table:
      columns: [name, count, flag, rules.route, route.answer, notes.note, without]
      rows:
        - [four,      4, ..., up,  yes, [many, flagged], ...]
        - [three,     3, ..., red, no,  flagged,         ...]
        - [not up,    3, false, red, ..., [], [note, end]]
"""


def test_each_row_of_a_table_is_a_case_with_a_name() -> None:
    found = results(TABLE)

    assert [result.case.name for result in found] == [
        "Counted: four",
        "Counted: three",
        "Counted: not up",
    ]
    assert [result.passed for result in found] == [True, True, True]
    assert [result.case.facts["count"] for result in found] == [4, 3, 3]
    assert [result.case.facts["flag"] for result in found] == [True, True, False]
    assert ["note" in result.case.facts for result in found] == [True, True, False]


def test_a_row_that_fails_is_told_at_its_cell() -> None:
    wrong = TABLE.replace("red, no, ", "red, yes,")
    (problem,) = [p for result in results(wrong) for p in result.problems]

    assert problem.message == "`route.answer`: expected yes, came no"
    assert problem.span
    assert problem.span.text[problem.span.column - 1 :].startswith("yes,")


def test_a_row_without_a_name_is_called_by_its_facts() -> None:
    table = """\
  - name: Rows
    table:
      columns: [count, end, status]
      rows:
        - [4, null, decided]
        - [{from: 4}, ..., decided]
        - [..., ..., decided]
"""

    assert [result.case.name for result in results(table)] == [
        "Rows: count 4, end absent",
        "Rows: count from 4",
        "Rows: row 3",
    ]


def test_what_is_wrong_with_a_table_is_told() -> None:
    table = "  - {name: T, table: {columns: COLUMNS, rows: [ROW]}}\n"

    def codes(columns: str, row: str) -> list[str]:
        return refused(table.replace("COLUMNS", columns).replace("ROW", row))

    assert codes("[count, status]", "[4]") == ["row-does-not-fit"]
    assert codes("[count, a.b.c]", "[4, x]") == ["unknown-column"]
    assert codes("[count, count, status]", "[4, 4, decided]") == ["duplicate-id"]
    assert codes("[count]", "[4]") == ["nothing-expected"]
    assert codes("[without, status]", "[nonsense, decided]") == ["nothing-to-take"]
    assert codes("[count, status]", "[4, decided], [4, decided]") == ["duplicate-id"]
    assert codes("[]", "[]") != []


def test_the_path_of_a_column_may_be_written_whole() -> None:
    table = """\
  - name: T
    table:
      columns: [facts.count, outcome.route.answer, outcome.notes, possible.route.answer, needs, says.en]
      rows:
        - [4, yes, [many, flagged], yes, [], "answer: yes"]
"""

    assert failures(table) == {}


def test_a_value_that_an_output_cannot_have_fails_once_and_says_what_it_can_have() -> None:
    assert failures("  - {name: a, expect: {outcome: {route: {sure: perhaps}}}}\n") == {
        "a": ["wrong-kind: `route.sure`: the text `perhaps` stands where a boolean is needed"]
    }
