"""`backhaul book` and `backhaul clauses`: where they write, what they say, and when the answer is no."""

import json
from pathlib import Path

import pytest

import backhaul
import small
from cli.calling import POLICY, Call

SOURCE = """\
source:
  title: {en: The door}
  clauses:
    D1: {en: Red goes first.}
    D2: {en: Blue waits., words_only: true, why: {en: Nothing is blue.}}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """A policy of which one clause decides nothing and does not say so."""
    path = tmp_path / "small.yaml"
    path.write_text(
        small.text("colour == 'red'").replace("facts:", f"{SOURCE}facts:", 1), encoding="utf-8"
    )
    return path


def test_the_book_is_written_to_a_file(call: Call, policy: Path, tmp_path: Path) -> None:
    page = tmp_path / "book.html"
    said = call("book", policy, "--output", page)

    assert (said.status, said.out, said.err) == (0, "", "")
    assert page.read_text(encoding="utf-8") == backhaul.book(backhaul.load(policy))


def test_a_clause_without_a_state_makes_the_answer_no(call: Call, policy: Path) -> None:
    said = call("clauses", policy)

    assert said.status == 1
    assert "no state     D1 Red goes first." in said.out
    assert "words only   D2 Blue waits.\n  Why: Nothing is blue." in said.out

    policy.write_text(
        policy.read_text(encoding="utf-8").replace("first.}", "first., words_only: true}"),
        encoding="utf-8",
    )
    assert call("clauses", policy).status == 0


def test_the_clauses_are_data_too(call: Call, policy: Path) -> None:
    told = json.loads(call("clauses", policy, "--format", "json").out)

    assert [clause["state"] for clause in told["clauses"]] == [None, "words only"]
    assert told["clauses"][1]["why"] == {"en": "Nothing is blue."}


def test_every_clause_of_the_shipped_policy_has_a_state(call: Call) -> None:
    said = call("clauses", POLICY, "--lang", "zh")

    assert said.status == 0
    assert "仅作说明     R19 退回沿用原订单号，不会生成新单号。" in said.out
    assert "共36项条款：31项起决定作用，5项仅作说明" in said.out
