"""A parameter that varies, in the words of an answer and of the book."""

from __future__ import annotations

import json

from backhaul.questions.book import book
from varying import FACTS, varying

DIRECT = ("when: as_of < kept_until", 'when: "minus(as_of, arrived) < hold"')


def test_the_whole_why_says_from_which_date_on_a_value_counts_and_by_which_clause() -> None:
    decision = varying(DIRECT).decide(FACTS)

    english, chinese = (" ".join(decision.explain(x, why="full").split()) for x in ("en", "zh"))
    assert "Time of keeping (10 days, from 2026-01-01 UTC+08:00 on, P2)" in english
    assert "保留时间（10天、自 2026-01-01 UTC+08:00 起、P2）" in chinese


def test_between_two_dates_both_are_said() -> None:
    decision = varying(DIRECT).decide({**FACTS, "ordered": "2025-02-01T00:00:00+08:00"})

    told = " ".join(decision.explain("en", why="full").split())
    assert "14 days, from 2023-07-05 UTC+08:00 until before 2026-01-01 UTC+08:00, P1" in told


def test_where_the_date_is_not_known_none_is_said() -> None:
    decision = varying(DIRECT).decide({k: v for k, v in FACTS.items() if k != "ordered"})

    assert "UTC+08:00 on" not in decision.explain("en", why="full")
    assert decision.needs == ("ordered",)


def test_the_trace_has_the_facts_below_a_parameter() -> None:
    trace = json.loads(varying(DIRECT).decide(FACTS).trace_json())
    texts = json.dumps(trace)

    assert (
        '"text": "hold", "kind": "parameter", "value": "10 days", "of": [{"text": "ordered"'
        in texts
    )


def test_the_book_has_a_table_of_two_facts_and_the_dates_in_a_line() -> None:
    html = book(varying())

    assert (
        '<th scope="col">Metro Manila</th><th scope="col">Luzon</th><th scope="col">Visayas</th>'
        in html
    )
    assert '<th scope="row">Luzon</th><td>13 days</td><td>13 days</td><td>17 days</td>' in html
    assert "from 2026-01-01 UTC+08:00 on: 10 days" in html
