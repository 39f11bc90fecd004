"""Cases whose facts are read from a document: what may be expected of them, and what is wrong with them."""

from pathlib import Path

import pytest

from backhaul.cases.run import Result, run
from backhaul.cases.suite import check
from backhaul.diagnostics import PolicyError
from backhaul.document.reader import read_document
from backhaul.opening import load
from backhaul.questions.case_sources import Sources
from backhaul.questions.documents import check_cases
from backhaul.questions.find_files import Found

POLICY = """\
language: 1
policy: loans
version: "1.0.0"
title: {en: Loans}
facts:
  lent_at: {type: datetime}
  back_at: {type: datetime, optional: true}
decisions:
  fine:
    outputs: {due: {type: boolean}}
    rules: [{id: kept, when: not_present(back_at), then: {due: true}}]
    otherwise: {then: {due: false}}
"""
SOURCE = """\
language: 1
source: slip
policy: loans
sections: {slip: {understood_if: slip.lent}, desk: {}}
facts:
  lent_at: {read: slip.lent, convert: epoch_seconds}
  back_at: {read: slip.back, known_if: desk.open, convert: epoch_seconds}
"""
HEAD = "policy: loans\nsource: slip\ndocument: {slip: {lent: 1735700000}}\ncases:\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "loans"
    for name, text in {"1.0.0.yaml": POLICY, "sources/slip.yaml": SOURCE}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "cases").mkdir()
    return folder


def results(home: Path, cases: str, head: str = HEAD) -> list[Result]:
    """What comes of the cases."""
    path = home / "cases" / "all.yaml"
    path.write_text(head + cases, encoding="utf-8")
    document, mistakes = read_document(path.read_bytes(), str(path), "cases")
    suite = check(document, mistakes)
    model = load(home / "1.0.0.yaml").model
    return list(run(suite, model, lambda *_: "", Sources()))


def told(home: Path, case: str, head: str = HEAD) -> list[str]:
    """What is wrong with one case."""
    (result,) = results(home, f"  - {{name: A, {case}}}\n", head)
    return [f"{d.message}; {d.help}" if d.help else d.message for d in result.problems]


def test_a_fact_that_is_expected_of_a_kind_it_has_not_fails_at_its_place(home: Path) -> None:
    case = "expect: {facts: {lent_at: soon, lent: 1}}"

    unlike, unknown = told(home, case)
    assert unlike.startswith("fact `lent_at`: `soon` is not an instant")
    assert unknown.startswith("the policy has no fact `lent`")


def test_the_facts_of_a_document_and_the_decision_on_them_are_expected(home: Path) -> None:
    own = "document: {desk: {open: true}}"
    expect = 'facts: {lent_at: "2025-01-01T09:53:20+07:00", back_at: null}, rules: {fine: kept}'

    assert told(home, f"{own}, expect: {{{expect}}}") == []
    assert told(home, "expect: {unknown: [back_at], status: undetermined}") == []


def test_what_came_otherwise_is_told_with_its_place_in_the_document(home: Path) -> None:
    came = "came 2025-01-01T02:53:20Z; read from slip.lent"
    assert told(home, 'expect: {facts: {lent_at: "2025-01-01T00:00:00Z"}}') == [
        f"the fact `lent_at`: expected 2025-01-01T00:00:00Z, {came}"
    ]
    assert told(home, "expect: {facts: {back_at: null}}") == [
        "the fact `back_at`: expected none, came unknown"
    ]
    assert told(home, "expect: {unknown: [lent_at]}") == [
        f"the fact `lent_at`: expected unknown, {came}"
    ]


def test_the_sections_of_a_case_replace_those_at_the_top(home: Path) -> None:
    other = "document: {slip: {lent: 1735700001}}"

    assert told(home, f'{other}, expect: {{facts: {{lent_at: "2025-01-01T02:53:21Z"}}}}') == []
    assert told(home, "document: {slip: {}}, expect: {unknown: [lent_at]}") == []


def test_a_document_may_stand_in_a_file_beside_the_cases(home: Path) -> None:
    (home / "cases" / "one.json").write_text('{"slip": {"lent": 1735700060}}', encoding="utf-8")
    case = 'document: one.json, expect: {facts: {lent_at: "2025-01-01T02:54:20Z"}}'

    assert told(home, case) == []
    assert told(home, case, "policy: loans\nsource: slip\ncases:\n") == []


def test_a_document_that_is_refused_and_what_is_noted_of_one_may_be_expected(home: Path) -> None:
    millis = "document: {slip: {lent: 1735700000000}}"

    assert told(home, f"{millis}, expect: {{refused: [unreadable-document]}}") == []
    assert told(home, "document: {slip: {}}, expect: {says: {en: nothing in it was}}") == []
    assert told(home, "document: {slip: {}}, expect: {says: {en: all of it was}}") != []
    assert told(home, "document: {slip: {}}, expect: {notes: [slip]}") == []
    assert told(home, "expect: {notes: []}") == []
    assert told(home, "document: {slip: {}}, expect: {notes: []}") == [
        "the notes: expected none, came slip"
    ]
    assert told(home, "expect: {notes: [slip, slip]}") == [
        "the notes: expected slip, slip, came none"
    ]


def test_a_document_without_a_source_is_a_mistake(home: Path) -> None:
    with pytest.raises(PolicyError) as caught:
        told(home, "document: {a: 1}, expect: {status: decided}", "policy: loans\ncases:\n")

    (mistake,) = caught.value.diagnostics
    assert (mistake.code, mistake.message) == (
        "missing-key",
        "a document needs a `source` that reads it",
    )


def test_check_tells_of_every_name_that_a_document_case_has_wrong(home: Path) -> None:
    path = home / "cases" / "all.yaml"
    path.write_text(
        HEAD
        + "  - {name: A, source: slop, expect: {facts: {lent: null, lent_at: soon}}}\n"
        + "  - {name: B, document: none.json, expect: {unknown: [back]}}\n",
        encoding="utf-8",
    )
    found = check_cases(Found(path, "cases", path.read_bytes()), load)

    assert sorted((each.code, each.span.line if each.span else 0) for each in found) == [
        ("bad-instant", 5),
        ("file-not-found", 6),
        ("unknown-fact", 5),
        ("unknown-fact", 6),
        ("unknown-source", 5),
    ]
