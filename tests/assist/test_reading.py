"""What a text is and what is wrong with it, as `check` says, and what stands in one that is not finished."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist.marked import CASES, POLICY, read
from backhaul.assist import Reading, outline
from backhaul.diagnostics import PolicyError, few
from backhaul.opening import loads

BAD = Path(__file__).parents[1] / "diagnostics"
POLICIES = sorted(
    path
    for path in BAD.glob("*.yaml")
    if not path.name.startswith(("_", "call-", "facts-", "cases-", "source-", "words-", "proof-"))
)


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_the_mistakes_of_a_text_are_those_of_check(path: Path) -> None:
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return  # an editor has a text
    try:
        wanted = loads(data, path.name).warnings
    except PolicyError as error:
        wanted = error.diagnostics
    reading = Reading(text, path.name, kind="policy")
    assert reading.diagnostics[: len(wanted)] == few(wanted)
    assert outline(reading) is not None


def test_what_a_file_is_is_told_by_its_keys() -> None:
    assert read().kind == "policy"
    assert read(CASES, "a.yaml").kind == "cases"
    assert (
        read("language: 1\nsource: carrier\npolicy: late\nfacts: {}\n", "a.yaml").kind == "source"
    )
    assert read("policy: late\nwhy: {P1: {en: a}}\n", "a.yaml").kind == "clauses"


def test_a_case_file_is_held_against_its_policy() -> None:
    wrong = CASES.replace("weight: 2", "wieght: 2")
    [mistake] = Reading(wrong, "cases/a.yaml", others=[read()]).diagnostics
    assert mistake.code == "unknown-fact"
    assert Reading(CASES, "cases/a.yaml", others=[read()]).diagnostics == ()


@pytest.mark.parametrize(
    "broken",
    [
        POLICY + "\nhal",
        POLICY.replace("[late, weight > 20]", "[late, weight > "),
        POLICY.replace('because: {en: "It weighs {weight}."', 'because: {en: "It weighs {weight}.'),
        POLICY.replace("cites: [P1]\n    otherwise", "cites: [P1\n    otherwise"),
        POLICY.replace("      - id: was-late", "      - id was-late"),
    ],
)
def test_of_a_text_that_is_not_finished_the_rest_is_known(broken: str) -> None:
    reading = read(broken)
    assert reading.document is None
    assert reading.diagnostics
    assert reading.examined
    assert {"market", "weight", "due_at"} <= set(reading.examined.scope.meanings)
    assert [entry.name for entry in outline(reading)][-3:-1] == ["definitions", "decisions"]


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "\0",
        "a: \ud800",
        "[" * 5_000,
        "a: " + "x" * 5_000_000,
        "- " * 3_000,
        "{" * 40 + "a",
        "a: &b\nc: *b\n<<: d\n",
        "\ufeffpolicy: late\r\ntitle: {en: a}\r\n",
        "policy: late\ndecisions:\n" + "  a: {\n" * 10_000,
    ],
)
def test_a_hostile_text_is_answered_in_bounds(hostile: str) -> None:
    reading = Reading(hostile, "a.yaml")
    assert 0 < len(reading.diagnostics) <= 101
    assert reading.policy is None
    assert len(outline(reading)) <= 101
    assert all(len(each.message) < 2_100 for each in reading.diagnostics)
