"""Which clauses a case rests on: those that rules cite, and those of the parameters, calendars and holidays that are read."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import backhaul
from backhaul.cases.coverage_of_case import evaluated, touched

_CITING = """
language: 1
policy: citing
version: "1.0.0"
title: {en: Citing}
source:
  title: {en: Terms}
  clauses: {C1: {en: a}, C2: {en: b}, C3: {en: c}, C4: {en: d}, C5: {en: e}, C6: {en: f}, C7: {en: g}}
calendars:
  week: {weekend: [sunday], from: "2026-01-01", until: "2026-12-31", cites: [C1], holidays: {"2026-04-03": {en: Good Friday, cites: [C2]}}}
  other: {weekend: [saturday], from: "2026-01-01", until: "2026-12-31", cites: [C3]}
show_times_at: here
parameters:
  opening: {type: calendar, value: other}
  least: {type: integer, value: 0, cites: [C4]}
  most: {type: integer, value: 9, cites: [C5]}
  here: {type: zone, value: "+08:00", cites: [C6]}
  applied: {type: integer, value: 1, cites: [C7]}
facts: {on: {type: date}, count: {type: integer}}
constraints: [{id: least, holds: count >= least}]
definitions: {works: "is_working_day(on, week)"}
decisions:
  open:
    outputs: {yes: {type: boolean}}
    rules: [{id: works, when: works, then: {yes: "is_working_day(on, opening)"}}]
    otherwise: {then: {yes: false}}
  remarks:
    hit: collect
    applies: count > applied
    outputs: {much: {type: boolean}}
    rules: [{id: much, then: {much: true}}]
invariants: [{id: most, holds: count <= most}]
"""
POLICY = backhaul.loads(_CITING, "citing.yaml")


def cited(known: dict[str, object]) -> set[str]:
    """The clauses that one case rests on."""
    keys = touched(POLICY.model, evaluated(POLICY.model, known), known)
    return {name for measure, name, _ in keys if measure == "clauses"}


def test_a_clause_is_cited_wherever_something_rests_on_it(tmp_path: Path) -> None:
    facts: dict[str, object] = {"on": date(2026, 3, 2), "count": 2}

    assert cited(facts) == {"C1", "C2", "C3", "C4", "C5", "C6", "C7"}
    assert cited({**facts, "count": 0}) == {"C1", "C2", "C3", "C4", "C5", "C6"}
    sunday = {**facts, "on": date(2026, 3, 1), "count": 0}
    assert cited(sunday) == {"C4", "C5", "C6"}

    file = tmp_path / "records.parquet"
    pq.write_table(pa.Table.from_pylist([sunday, {**facts, "count": 0}]), file)
    counted = backhaul.coverage(POLICY, [str(file)], jobs=1).coverage.items
    cases = {x.what.split("`")[1]: x.cases for x in counted if x.measure == "clauses"}
    assert cases == {"C1": 1, "C2": 1, "C3": 1, "C4": 2, "C5": 2, "C6": 2, "C7": 0}
