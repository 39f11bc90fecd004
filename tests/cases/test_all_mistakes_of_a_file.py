"""A case file with mistakes of many kinds: `check` tells each once, at its place, shapes and names together."""

from pathlib import Path

import backhaul

POLICY = """
language: 1
policy: loans
version: "1.0.0"
title: {en: Loans}
facts: {age: {type: integer}, lent_at: {type: datetime}}
decisions:
  loan:
    outputs: {step: {type: choice, choices: [go, stop]}}
    rules: [{id: grown-up, when: "age >= `18` && lent_at >= lent_at", then: {step: go}}]
    otherwise: {then: {step: stop}}
"""
CASES = """\
policy: loans
versions: ">=1.0.0"
title: Wrong in many ways
facts: {age: "19"}
cases:
  - name: one
    facts: {agee: 19}
    expect: {status: decided}
  - name: two
    facts: {lent_at: "2026-03-02T10:00:00"}
    expect: {outcome: {loan: {step: going, stepp: go}}, rules: {loan: grownup}}
  - name: three
    expect: {outcome: {loan: true}}
  - name: four
    expect: decided
  - name: five
    expct: {status: decided}
  - name: five
    source: gone
    document: missing.json
    expect: {status: decided}
  - name: six
    expect: {}
"""


def test_each_mistake_of_a_case_file_is_told_once_at_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "loans"
    (folder / "cases").mkdir(parents=True)
    (folder / "1.0.0.yaml").write_text(POLICY, "utf-8")
    (folder / "cases" / "a.yaml").write_text(CASES, "utf-8")

    told = backhaul.check([str(folder / "cases" / "a.yaml")]).diagnostics

    assert [(d.code, d.span and (d.span.line, d.span.column)) for d in told] == [
        ("wrong-kind", (4, 14)),
        ("unknown-fact", (7, 13)),
        ("naive-instant", (10, 22)),
        ("unknown-choice", (11, 37)),
        ("unknown-output", (11, 44)),
        ("unknown-rule", (11, 71)),
        ("wrong-type", (13, 30)),
        ("wrong-type", (15, 13)),
        ("unknown-key", (17, 5)),
        ("duplicate-id", (18, 11)),
        ("unknown-source", (19, 13)),
        ("file-not-found", (20, 15)),
        ("nothing-expected", (22, 11)),
    ]
