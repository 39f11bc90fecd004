"""`backhaul ask`: an interview through a pipe, with wrong answers, and what comes of it."""

import json
from pathlib import Path

import pytest
import yaml

import small
from backhaul import packages
from cli.calling import ESCAPE, POLICY, Call

SHIPPED = "tiktok-shop-sea-failed-delivery"
#: two of them wrong
ANSWERS = b"1\nmaybe\ny\nmany\n5\n2026-03-03 10:00 +07:00\nnone\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    decisions = small.DECISIONS.replace("CONDITION", "{all: [flag, 'start > end || count > `3`']}")
    decisions = decisions.replace(
        "when: {all: [flag, 'start > end || count > `3`']}",
        'when: {all: [colour == \'red\', flag, "count > `3`", {any: [not_present(end), "start > end"]}]}',
    )
    path.write_text(small.text(decisions=decisions))
    return path


def test_an_interview_ends_with_the_decision_and_the_facts(
    call: Call, policy: Path, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.yaml"
    said = call("ask", policy, "--output", facts, stdin=ANSWERS)

    assert said.status == 0
    assert ESCAPE not in said.out
    head, _, rest = said.out.replace("     ", "    ").partition("\n1. colour · at most ")
    assert "? means that you do not know" in head
    assert " more after this\n    1  red\n    2  green\n" in rest
    assert "again: “maybe” – that is no such answer (answer yes or no)" in said.out
    assert "again: “many” – that is no such answer (give a whole number)" in said.out
    assert f"The facts stand in {facts}; `backhaul decide {policy} {facts}`" in said.out
    assert yaml.safe_load(facts.read_text()) == {
        "colour": "red",
        "flag": True,
        "count": 5,
        "start": "2026-03-03T10:00:00+07:00",
        "end": None,
    }


def test_what_no_longer_matters_is_not_asked(call: Call, policy: Path) -> None:
    said = call("ask", policy, stdin=b"blue\n")

    assert said.status == 0
    assert "2. " not in said.out


def test_what_is_not_known_is_taken_so(call: Call, policy: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    said = call("ask", policy, "--output", facts, stdin=b"red\n?\n7\n?\n-\n")

    assert said.status == 3
    assert json.loads(facts.read_text()) == {"colour": "red", "count": 7, "end": None}


@pytest.mark.parametrize("end", [b"", b"!\n"])
def test_who_stops_has_what_is_known_so_far(end: bytes, call: Call, policy: Path) -> None:
    said = call("ask", policy, stdin=b"red\n" + end)

    assert said.status == 3
    assert "\nStopped. What is known so far:\n" in said.out


def test_what_is_no_text_and_what_is_endless_is_one_wrong_answer(call: Call, policy: Path) -> None:
    said = call("ask", policy, stdin=b"\xff\xfe\n" + b"x" * 100_000 + b"\nblue\n")

    assert said.status == 0
    assert said.out.count("Please answer again: ") == 2


def test_a_day_says_that_only_the_day_is_known(call: Call, policy: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    answers = b"red\ny\n9\n2026-03-03 10:00 +07:00\n2026-03-02 +07:00\n"
    said = call("ask", policy, "--output", facts, stdin=answers)

    assert said.status == 0
    assert yaml.safe_load(facts.read_text())["end"] == {"day": "2026-03-02", "offset": "+07:00"}
    assert yaml.safe_load(facts.read_text())["start"] == "2026-03-03T10:00:00+07:00"


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("2026-03-03 10:00 +0700", "2026-03-03T10:00:00+0700"),
        ("2026-03-03 10:00:30+07", "2026-03-03T10:00:30+07"),
        ("2026-03-03 +0700", {"day": "2026-03-03", "offset": "+0700"}),
        ("2026-03-03+07", {"day": "2026-03-03", "offset": "+07"}),
        ("2026-03-03 z", {"day": "2026-03-03", "offset": "+00:00"}),
    ],
)
def test_an_offset_may_have_no_colon(
    typed: str, start: object, call: Call, policy: Path, tmp_path: Path
) -> None:
    facts = tmp_path / "facts.yaml"
    said = call("ask", policy, "--output", facts, stdin=f"red\ny\n9\n{typed}\nnone\n".encode())

    assert "Please answer again" not in said.out
    assert yaml.safe_load(facts.read_text())["start"] == start


def test_a_date_that_seems_to_go_on_is_no_day_with_an_offset(call: Call, policy: Path) -> None:
    said = call("ask", policy, stdin=b"red\ny\n9\n2026-03-03-07\n!\n")

    assert "again: “2026-03-03-07” – that is no time" in said.out


def test_facts_that_are_known_already_are_not_asked(
    call: Call, policy: Path, tmp_path: Path
) -> None:
    known = tmp_path / "known.json"
    known.write_text('{"colour": "red", "flag": true, "count": 9}')
    said = call("ask", policy, "--facts", known, stdin=b"2026-03-03 10:00 Z\nnone\n")

    assert said.status == 0
    assert "\n1. start · at most one more after this\n" in said.out


def test_it_speaks_the_policy_s_languages(call: Call) -> None:
    said = call("ask", POLICY, "--lang", "zh", stdin=b"delivered\n")

    assert said.status == 3
    assert "1. 包裹状态 (parcel_status)" in said.out
    assert "到此为止。目前已知：" in said.out
    assert "unknown-language" in call.refused("ask", POLICY, "--lang", "xx")


def test_without_the_solver_it_asks_on_and_says_so(
    call: Call, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    said = call("ask", policy, stdin=b"y\n2\nred\n")

    assert packages.install("analysis") in said.err
    assert said.status == 0


def asked(call: Call, typed: str, lang: str = "en", *more: object) -> str:
    """What is said in an interview with the shipped policy that stops in the end."""
    said = call("ask", f"{SHIPPED}@1.0.0", "--lang", lang, *more, stdin=f"{typed}!\n".encode())
    return said.out


def facts_file(path: Path, **facts: object) -> Path:
    """A file of facts in which no time is known, and little else is open."""
    known = {
        "cross_border": True,
        "market": "TH",
        "address_market": "TH",
        "address_now": "unchanged",
        "parcel_status": "delivery_failed",
        "return_status": "shown_received",
        "return_failure_cause": None,
        "earlier_free_returns": 0,
        "warehouse_arrived_at": None,
        "redelivery_requested_at": None,
        "redelivery_status": "none",
        "first_order_created_at": "2025-03-02T10:15:00+07:00",
        "last_order_created_at": "2025-03-02T10:15:00+07:00",
        "address_saved_at": "2025-02-01T09:00:00+08:00",
        "address_effective_from": "2025-02-02T09:00:00+08:00",
        "last_failed_attempt_at": "2025-03-09T16:40:00+07:00",
        "as_of": "2025-03-15T09:00:00+07:00",
        "seller_has_parcel": None,
    }
    kept = {name: value for name, value in {**known, **facts}.items() if value is not ...}
    path.write_text(json.dumps(kept))
    return path


def test_the_last_answer_is_taken_back(call: Call, policy: Path, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    said = call("ask", policy, "--output", facts, stdin=b"back\nred\ny\nback\nback\nblue\n")

    assert said.status == 0
    assert "This is the first question." in said.out
    assert said.out.count("1. colour") == 2
    assert yaml.safe_load(facts.read_text()) == {"colour": "blue"}


def test_a_local_time_is_that_of_the_market(call: Call, tmp_path: Path) -> None:
    known = facts_file(tmp_path / "known.json", address_saved_at=...)
    kept = tmp_path / "kept.json"
    said = asked(call, "3 Mar 2025, 4:40 pm\n", "en", "--facts", known, "--output", kept)

    assert "without an offset local time (Thailand), UTC+07:00" in said
    assert "taken as local time (Thailand), UTC+07:00" in said
    assert json.loads(kept.read_text())["address_saved_at"] == "2025-03-03T16:40:00+07:00"
    assert "即当地时间（泰国，UTC+07:00）" in asked(call, "2025年3月3日\n", "zh", "--facts", known)


ZONES = """\
language: 1
policy: late
version: "1.0.0"
title: {en: Late}
show_times_at: offset
parameters:
  since: {type: datetime, value: "2025-03-01T00:00:00Z"}
  offset: {type: duration, by: zone, values: {TH: 7 hours, SG: 8 hours}}
facts:
  at: {type: datetime}
  zone: {type: choice, choices: {TH: {en: Thailand}, SG: {en: Singapore}}}
decisions:
  fine:
    outputs:
      answer: {type: choice, choices: [pay, free]}
    rules:
      - {id: late, when: at > since, then: {answer: pay}}
    otherwise: {id: in-time, then: {answer: free}}
"""


def test_where_the_market_is_open_it_is_asked_for_a_local_time_alone(
    call: Call, tmp_path: Path
) -> None:
    policy, kept = tmp_path / "late.yaml", tmp_path / "kept.json"
    policy.write_text(ZONES)
    said = call("ask", policy, "--output", kept, stdin=b"2025-03-01 10:00\nSingapore\n")

    assert said.status == 0
    assert "At which offset that is depends on this:" in said.out
    assert "taken as local time (Singapore), UTC+08:00" in said.out
    assert json.loads(kept.read_text()) == {"zone": "SG", "at": "2025-03-01T10:00:00+08:00"}
    said = call("ask", policy, "--output", kept, stdin=b"2025-03-01 10:00 Z\n")
    assert json.loads(kept.read_text()) == {"at": "2025-03-01T10:00:00Z"}
    said = call("ask", policy, stdin=b"2025-03-01 10:00\n?\n2025-03-01 +07:00\n")
    assert "the offset from UTC is missing" in said.out


def test_a_boolean_that_may_be_absent_has_three_answers(call: Call, tmp_path: Path) -> None:
    known = facts_file(tmp_path / "known.json", seller_has_parcel=...)
    kept = tmp_path / "kept.json"
    for typed, value in (("1", True), ("否", False), ("3", None)):
        said = asked(call, f"没有\n{typed}\n", "zh", "--facts", known, "--output", kept)
        assert "可能是“否”，也可能是还没有说法" in said
        assert "none（无）表示没有）" not in said.partition("1. ")[2]
        assert json.loads(kept.read_text())["seller_has_parcel"] is value


def test_now_is_the_time_of_the_clock(call: Call, tmp_path: Path) -> None:
    known = facts_file(
        tmp_path / "known.json",
        as_of=...,
        return_status="not_started",
        address_saved_at=None,
        address_effective_from=None,
        address_market=None,
        address_now=None,
        warehouse_arrived_at="2025-03-10T10:00:00+07:00",
    )
    kept = tmp_path / "kept.json"
    said = asked(call, "now\n", "zh", "--facts", known, "--output", kept)

    assert "或写 now（现在）" in said
    assert json.loads(kept.read_text())["as_of"] > "2025-03-15"


def test_what_cannot_be_is_told_in_the_language_with_local_times(
    call: Call, tmp_path: Path
) -> None:
    known = facts_file(tmp_path / "known.json", first_order_created_at=...)
    said = asked(call, "2025-03-05 09:00\n", "zh", "--facts", known)

    assert "请重新回答：不可能如此，因为最早的订单不可能晚于最晚的订单创建：" in said
    assert "：2025-03-05 09:00（UTC+07:00）；" in said
    assert "fact" not in said


def test_decide_refuses_facts_in_the_language_that_is_asked_for(call: Call, tmp_path: Path) -> None:
    wrong = facts_file(tmp_path / "wrong.json", first_order_created_at="2025-03-05T09:00:00+08:00")
    plain = call.refused("decide", f"{SHIPPED}@1.0.0", wrong)
    said = call.refused("decide", f"{SHIPPED}@1.0.0", wrong, "--lang", "zh")

    assert "error[broken-constraint]: the facts break the constraint" in plain
    assert "错误[broken-constraint]：不可能如此，因为" in said
    assert "2025-03-05 08:00（UTC+07:00）" in said
    assert "correct one of these, or leave out" in call.refused(
        "decide", f"{SHIPPED}@1.0.0", wrong, "--lang", "en"
    )
    odd = facts_file(tmp_path / "odd.json", market="XX", as_of="2025-03-15 09:00:00")
    said = call.refused("decide", f"{SHIPPED}@1.0.0", odd, "--lang", "zh")
    assert "买家所在市场 (market)：“XX”不在选项之中" in said
    assert "“2025-03-15 09:00:00”没有写与UTC的时差" in said


def test_a_misspelt_fact_is_told_in_the_language_that_is_asked_for(
    call: Call, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.json"
    odd.write_text('{"markett": "TH", "zzz": 1}', encoding="utf-8")

    said = call.refused("decide", f"{SHIPPED}@1.0.0", odd, "--lang", "zh")
    assert "没有名为`markett`的事实\n  办法：您是不是想写`market`？" in said
    assert f"没有名为`zzz`的事实\n  办法：`{SHIPPED}`中没有这个事实" in said
    assert "您是不是想写`market`？" in call.refused(
        "decide", f"{SHIPPED}@1.0.0", "--fact", "markett=TH", "--lang", "zh"
    )
    said = call.refused("timeline", f"{SHIPPED}@1.0.0", odd, "--lang", "zh")
    assert "您是不是想写`market`？" in said


def test_a_document_is_refused_in_the_language_that_is_asked_for(
    call: Call, tmp_path: Path
) -> None:
    document = tmp_path / "document.json"

    def refused(text: str, language: str) -> str:
        document.write_text(text, encoding="utf-8")
        source = ("--source", "tiktok-shop-open-api")
        return call.refused("decide", SHIPPED, document, *source, "--lang", language)

    nowhere = '{"orders": []}'
    assert "在文件中找不到它的任何部分：`order`" in refused(nowhere, "zh")
    assert "请把平台的每个返回放在各自的名称之下，例如{order：…}" in refused(nowhere, "zh")
    assert "finds none of its sections in this document: `order`" in refused(nowhere, "en")
    odd = '{"order": {"code": 0, "data": {"orders": [{"create_time": "abc"}]}}}'
    first = "包裹内最早一单的创建时间 (first_order_created_at)"
    assert f"{first}：列表的第 1 项是null，而 `sort` 只接受数字或文本" in refused(odd, "zh")
    assert "(first_order_created_at): element 1 of the list is null" in refused(odd, "en")
