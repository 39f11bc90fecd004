"""Failed cases stand in groups, each with a headline in words, one case worked out, and the names of the others."""

import json
from pathlib import Path

import pytest

from cli.calling import Call

POLICY = """\
language: 1
policy: late
version: "1.0.0"
title: {en: Late, zh: 迟到}
show_times_at: offset
parameters:
  allowed: {type: duration, value: 10 days}
  offset: {type: duration, value: 8 hours}
facts:
  sent_at: {type: datetime, title: {en: Sent, zh: 寄出}}
  lost: {type: boolean, title: {en: Lost, zh: 丢失}}
definitions:
  due_at: {value: "plus(sent_at, allowed)"}
decisions:
  times:
    title: {en: Deadlines, zh: 期限}
    outputs:
      due: {type: datetime, title: {en: Due, zh: 到期}}
      again: {type: datetime, optional: true, title: {en: Again, zh: 再次}}
    rules: [{id: plain, then: {due: due_at, again: due_at}}]
  bearer:
    title: {en: Who pays, zh: 费用}
    outputs:
      who: {type: choice, choices: {shop: {en: The shop, zh: 店铺}, buyer: {en: The buyer, zh: 买家}}, title: {en: Freight, zh: 运费}}
    rules: [{id: lost, when: lost, then: {who: shop}}]
    otherwise: {id: rest, then: {who: buyer}}
"""
CASES = """\
policy: late
facts: {sent_at: "2026-03-01T10:00:00+07:00", lost: false}
cases:
  - {name: One, expect: {outcome: {times: {due: "2026-03-15T10:00:00+07:00", again: "2026-03-15T10:00:00+07:00"}}}}
  - {name: Two, expect: {outcome: {times: {due: "2026-03-15T10:00:00+07:00"}}, rules: {bearer: rest}}}
  - {name: Paid, expect: {outcome: {bearer: {who: shop}}, rules: {bearer: lost}}}
  - {name: Paid, too, expect: {outcome: {bearer: {who: shop}}}}
  - {name: Ruled, expect: {rules: {bearer: lost}}}
  - {name: Absent, expect: {outcome: {times: {again: null}}}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "late"
    (folder / "cases").mkdir(parents=True)
    (folder / "1.0.0.yaml").write_text(POLICY)
    (folder / "cases" / "all.yaml").write_text(CASES.replace("Paid, too", "Also paid"))
    return folder


def test_like_failures_stand_together_with_the_names_of_the_others(call: Call, home: Path) -> None:
    said = call("test", home).out

    assert "2 cases: Deadlines 4 days earlier (late 1.0.0)\nFAILED One (late 1.0.0)\n" in said
    assert "likewise:\n  FAILED Two\n" in said
    assert "2 cases: Freight: The buyer instead of The shop (late 1.0.0)\nFAILED Paid" in said
    assert "likewise:\n  FAILED Also paid\n" in said
    # one alone has no headline, and no case is told twice
    assert "FAILED Ruled (late 1.0.0)" in said
    assert said.count("FAILED") == 6
    assert said.endswith("0 passed, 6 failed\n")


def test_in_chinese_the_headline_is(call: Call, home: Path) -> None:
    said = call("test", home, "--lang", "zh").out

    assert "2个案例：期限提早4天 (late 1.0.0)" in said
    assert "2个案例：运费：买家，原为店铺 (late 1.0.0)" in said
    assert "同样：\n  失败：Two\n" in said


def test_expected_and_came_are_told_at_one_offset(call: Call, home: Path) -> None:
    said = call("test", home).out

    # that of the case, and where the case says none, that of the policy
    assert "`times.due`: expected 2026-03-15T10:00:00+07:00, came 2026-03-11T10:00:00+07:00" in said
    assert "`times.again`: expected absent, came 2026-03-11T11:00:00+08:00" in said
    assert not [line for line in said.splitlines() if "came 2026-03-11T03:00:00Z" in line]


def test_programs_get_the_groups_beside_the_cases(call: Call, home: Path) -> None:
    said = json.loads(call("test", home, "--format", "json").out)

    assert [group["failed"] for group in said["groups"]] == [
        "2 cases: Deadlines 4 days earlier",
        "2 cases: Freight: The buyer instead of The shop",
        "1 case: Who pays: decided by the rule `rest` instead of `lost`",
        "1 case: Again: a time instead of none",
    ]
    assert said["groups"][0]["cases"] == ["One", "Two"]
