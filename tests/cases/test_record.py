"""Recording rewrites what differs and nothing else."""

import sys
from difflib import unified_diff

import pytest

import backhaul
from backhaul.cases.record import Recording, record
from backhaul.cases.run import run
from backhaul.cases.suite import check
from backhaul.diagnostics import BackhaulError
from backhaul.document.checked_shape import check_shape
from backhaul.document.reader import read
from cases.files import BASE, LADDER, POLICY, explain
from small import policy as small_policy

HEAD = f"policy: small   # the small one\nfacts:\n{BASE}\ncases:\n"


def recorded(cases: str, *policies: backhaul.Policy) -> Recording:
    """The recording of these cases with these versions; the file runs again without a failure."""
    source = HEAD + cases
    document, mistakes = read(source, "cases.yaml")
    assert document is not None
    suite = check(document, [*mistakes, *check_shape(document, "cases")])
    found = [r for p in (policies or (POLICY,)) for r in run(suite, p.model, explain)]
    return record(source, found)


def changes(cases: str) -> list[str]:
    """The lines that recording takes out and puts in."""
    after = recorded(cases).text
    lines = unified_diff((HEAD + cases).splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:3] not in ("---", "+++") and line[0] in "+-"]


def test_what_came_as_expected_stays_to_the_last_byte() -> None:
    cases = "  - {name: a,   expect: {outcome: {route: {answer:   yes}}}}  # odd   spaces\n"

    assert recorded(cases) == Recording(HEAD + cases, 0, ())


def test_a_value_alone_is_changed_where_it_stands() -> None:
    cases = """\
  # first
  - name:   a       # a name
    expect: {status:   decided, outcome: {route: {answer:   no,  sure: false}}}    # wrong

  - {name: b, expect: {rules: {route:   red}}}
"""

    assert changes(cases) == [
        "-    expect: {status:   decided, outcome: {route: {answer:   no,  sure: false}}}    # wrong",
        "+    expect: {status:   decided, outcome: {route: {answer:   yes,  sure: true}}}    # wrong",
        "-  - {name: b, expect: {rules: {route:   red}}}",
        "+  - {name: b, expect: {rules: {route:   up}}}",
    ]


def test_an_instant_keeps_its_offset_and_its_quotes() -> None:
    cases = "  - {name: a, expect: {outcome: {route: {until: '2026-03-02T08:00:00+08:00'}}}}\n"

    assert changes(cases)[1] == (
        '+  - {name: a, expect: {outcome: {route: {until: "2026-03-01T08:00:00+08:00"}}}}'
    )


def test_lists_and_what_is_missing_are_written_too() -> None:
    cases = """\
  - name: a
    expect:
      # the list
      outcome:
        notes: []
        route: {answer: yes, sure: true}   # no time
      exact: true
  - name: b
    without: [flag]
    expect:
      status: decided     # not at all
      needs: []
"""
    text = recorded(cases).text

    assert "        notes: [many, flagged]" in text
    assert 'route: {answer: yes, sure: true, until: "2026-03-01T00:00:00Z"}' in text
    assert "# the list" in text
    assert "# no time" in text
    assert "      status: undetermined     # not at all" in text
    assert "      needs: [flag]" in text


def test_what_was_recorded_passes() -> None:
    cases = """\
  - {name: a, expect: {outcome: {route: {answer: no}, notes: [flagged]}, rules: {route: rest}}}
  - {name: b, facts: {flag: nonsense}, expect: {status: decided}}
  - {name: c, expect: {refused: [wrong-kind]}}
  - {name: d, facts: {flag: nonsense}, expect: {refused: [unknown-fact]}}
  - name: e
    table:
      columns: [count, rules.route, notes.note]
      rows:
        - [4,    red, many]
        - [1,    up,  []]    # one
"""
    again = recorded(cases).text.removeprefix(HEAD)

    assert again != cases
    assert recorded(again) == Recording(HEAD + again, 0, ())
    assert "# one" in again


def test_what_has_no_one_right_value_is_left() -> None:
    cases = """\
  - {name: words, expect: {says: {en: nonsense}}}
  - {name: name, expect: {rules: {root: up}}}
  - {name: open, without: [flag], expect: {outcome: {route: {answer: yes}}}}
  - name: shared
    expect: {rules: {route: rest}}
    table: {columns: [count], rows: [[4]]}
"""

    assert recorded(cases) == Recording(HEAD + cases, 0, ())


def test_a_sentence_that_is_all_but_said_is_recorded_as_it_comes() -> None:
    words = LADDER.replace(
        "then: {answer: yes, sure: true, until: start}",
        "then: {answer: yes, sure: true, until: start}\n"
        '        because: {en: "It is kept {count} days, and then it goes back."}',
    )
    cases = """\
  - name: a
    expect:
      says: {en: "kept 14 days, and then"}
  - name: b
    expect:
      says:
        en: ["then it goes back.", "It is kept 14 days, and then it goes"]
  - {name: c, expect: {says: {en: ["then it goes back.", "nobody knows"]}}}
"""
    after = recorded(cases, small_policy(decisions=words))

    assert after.changes == 2
    assert after.text.removeprefix(HEAD) == cases.replace("14 days", "5 days")


def test_a_case_that_two_versions_answer_differently_is_left_and_named() -> None:
    other = small_policy(decisions=LADDER.replace("then: {answer: yes,", "then: {answer: no,"))
    cases = "  - {name: a, expect: {outcome: {route: {answer: perhaps}}}}\n"

    assert recorded(cases, POLICY, other) == Recording(HEAD + cases, 0, ("a",))
    assert recorded(cases, POLICY, POLICY).changes == 1


def test_an_odd_layout_is_kept_or_at_least_what_it_says() -> None:
    cases = """\
  -   name: a
      expect:
          outcome:
              notes:
                  -   many
              route:
                  answer: no
"""
    text = recorded(cases).text

    assert recorded(text.removeprefix(HEAD)).changes == 0
    assert "answer: yes" in text


def test_without_ruamel_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)

    with pytest.raises(BackhaulError, match=r"backhaul\[record\]"):
        recorded("  - {name: a, expect: {outcome: {route: {answer: no}}}}\n")
