"""Which values of a parameter that varies some cases use."""

from __future__ import annotations

import backhaul
from backhaul.cases.coverage import coverage
from backhaul.cases.run import run
from backhaul.cases.suite import check
from backhaul.document.reader import read_document
from cases.files import explain
from varying import FACTS, varying

CASES = """
policy: rts
facts: {{{facts}}}
cases:
  - name: some
    expect: {{status: decided}}
    table:
      columns: [ordered, origin, destination, as_of]
      rows: {rows}
"""
EARLY, LATE = '"2024-01-01T00:00:00Z"', '"2026-06-01T00:00:00Z"'
KEPT, OVER = '"2026-03-02T00:00:00Z"', '"2026-04-02T00:00:00Z"'


def missed(policy: backhaul.Policy, *rows: str) -> list[str]:
    facts = ", ".join(f'{name}: "{value}"' for name, value in FACTS.items())
    text = CASES.format(facts=facts, rows="[" + ", ".join(f"[{row}]" for row in rows) + "]")
    results = run(
        check(read_document(text.encode(), "cases.yaml", "cases")[0]), policy.model, explain
    )
    items = coverage(policy.model, results, explain).missed
    return [f"{i.what} {i.missing} at {i.span.line}" for i in items if i.measure == "values"]


def test_each_value_counts_where_it_is_written_and_the_rest_as_one() -> None:
    found = missed(varying(), f"{EARLY}, manila, luzon, {OVER}", f"{LATE}, luzon, luzon, {KEPT}")

    assert found == [
        "the value of `lead_time` for `manila.manila` is never used at 25",
        "the value of `lead_time` for `luzon.manila` is never used at 26",
        "the value of `lead_time` for `luzon.luzon` is never used at 26",
        "the value of `lead_time` for `luzon.visayas` is never used at 26",
        "the value of `lead_time` for `visayas.visayas` is never used at 27",
        "the value of `lead_time` for `visayas.manila`, `visayas.luzon` is never used at 27",
    ]


def test_a_date_that_no_case_is_of_is_told() -> None:
    (found,) = [m for m in missed(varying(), f"{EARLY}, manila, luzon, {OVER}") if "`hold`" in m]

    assert found == "the value of `hold` for `2026-01-01T00:00:00+08:00` is never used at 19"
