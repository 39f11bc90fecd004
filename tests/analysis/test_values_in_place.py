"""Numbers, times and days written in place: mutation moves each by its smallest step, and the cases at the edges notice it."""

from pathlib import Path

import pytest

import backhaul
from backhaul.analysis.mutations import mutants
from cli.calling import Call

TEXT = """\
language: 1
policy: small
version: "1.0.0"
title: {en: Small}
facts:
  day: {type: date}
  other_day: {type: date, optional: true}
  at: {type: datetime}
  count: {type: integer}
  price: {type: decimal, places: 2}
  weight: {type: decimal}
  length: {type: duration}
decisions:
  route:
    outputs:
      answer: {type: choice, choices: [a, b, c, d, e, f, g, h]}
      share: {type: decimal, places: 3, optional: true}
      due: {type: boolean, default: false}
    rules:
      - {id: day, when: "day >= '2026-03-02'", then: {answer: a, share: 8.5%}}
      - {id: other, when: {all: [present(other_day), "other_day > day + 3 days"]}, then: {answer: b, share: null}}
      - {id: at, when: "at < '2026-03-02T00:00:00Z'", then: {answer: c, share: null, due: true}}
      - {id: count, when: "count > 5", then: {answer: d, share: null}}
      - {id: price, when: "price <= 12.90", then: {answer: e, share: "price * 0.5"}}
      - {id: weight, when: "weight <= 12.90", then: {answer: f, share: null}}
      - {id: length, when: "length >= 90 minutes", then: {answer: g, share: null}}
    otherwise: {then: {answer: h, share: null}}
"""
NUMBERS = """\
route day: share: 8.5% -> 8.6%
route day: share: 8.5% -> 8.4%
route day: '2026-03-02' -> '2026-03-03'
route day: '2026-03-02' -> '2026-03-01'
route other: 3 days -> 4 days
route other: 3 days -> 2 days
route at: '2026-03-02T00:00:00Z' -> '2026-03-02T00:00:01Z'
route at: '2026-03-02T00:00:00Z' -> '2026-03-01T23:59:59Z'
route count: 5 -> 6
route count: 5 -> 4
route price: share: 0.5 -> 0.6
route price: share: 0.5 -> 0.4
route price: 12.90 -> 12.91
route price: 12.90 -> 12.89
route weight: 12.90 -> 12.91
route weight: 12.90 -> 12.89
route length: 90 minutes -> 5401 seconds
route length: 90 minutes -> 5399 seconds
"""


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    return Call(capsys, monkeypatch)


def test_a_value_in_place_moves_by_its_smallest_step_and_is_called_by_what_it_became() -> None:
    made = {m.name: m for m in mutants(backhaul.loads(TEXT.encode(), "small.yaml").model)}

    assert [name for name, m in made.items() if m.kind == "number"] == NUMBERS.splitlines()
    assert [n for n in made if "due: " in n] == [
        *(f"route {id}: due: false -> true" for id in ("day", "other")),
        "route at: due: true -> false",
        *(f"route {id}: due: false -> true" for id in ("count", "price", "weight", "length")),
        "route otherwise: due: false -> true",
    ]


def test_the_cases_at_the_edges_notice_every_change_of_a_value_in_place(
    call: Call, tmp_path: Path
) -> None:
    policy, cases = tmp_path / "1.0.0.yaml", tmp_path / "edges.yaml"
    policy.write_text(TEXT, encoding="utf-8")
    call("cases", policy, "--boundaries", "--output", cases)
    written = cases.read_text(encoding="utf-8")
    said = call("mutate", policy, cases, "--jobs", "1", "--format", "json", "--only", "'2026").out
    more = call(
        "mutate", policy, cases, "--jobs", "1", "--format", "json", "--only", "12.90 ->"
    ).out

    for day in ("2026-03-01", "2026-03-02", "2026-03-03"):
        assert f'day: "{day}"' in written
    for at in ("2026-03-01T23:59:59Z", "2026-03-02T00:00:00Z", "2026-03-02T00:00:01Z"):
        assert f'at: "{at}"' in written
    assert '"score": "100"' in said
    assert '"score": "100"' in more
