"""`backhaul ask`: an interview through a pipe, with wrong answers, and what comes of it."""

import json
from pathlib import Path

import pytest
import yaml

import small
from backhaul import packages
from cli.calling import ESCAPE, POLICY, Call

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
    assert "1. colour\n    1  red\n    2  green\n" in said.out.replace("     ", "    ")
    assert "That cannot be: fact `flag`: " in said.out
    assert "That cannot be: fact `count`: " in said.out
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
    assert said.out.count("That cannot be: ") == 2


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

    assert "That cannot be" not in said.out
    assert yaml.safe_load(facts.read_text())["start"] == start


def test_a_date_that_seems_to_go_on_is_no_day_with_an_offset(call: Call, policy: Path) -> None:
    said = call("ask", policy, stdin=b"red\ny\n9\n2026-03-03-07\n!\n")

    assert "`2026-03-03-07` is not an instant" in said.out


def test_facts_that_are_known_already_are_not_asked(
    call: Call, policy: Path, tmp_path: Path
) -> None:
    known = tmp_path / "known.json"
    known.write_text('{"colour": "red", "flag": true, "count": 9}')
    said = call("ask", policy, "--facts", known, stdin=b"2026-03-03 10:00 Z\nnone\n")

    assert said.status == 0
    assert said.out.startswith("\n1. start\n")


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
