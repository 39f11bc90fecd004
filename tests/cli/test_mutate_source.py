"""`backhaul mutate --source`: every change of what a source reads is noticed by a case with a document, or told."""

import json
from pathlib import Path
from typing import Any

import pytest

from cases.test_documents import HEAD, POLICY, SOURCE
from cli.calling import Call

CASES = """\
  - name: Both times are read
    document: {slip: {lent: 1735700000, back: 1735700060}, desk: {open: true}}
    expect: {facts: {lent_at: "2025-01-01T02:53:20Z", back_at: "2025-01-01T02:54:20Z"}}
"""
CLOSED = """\
  - name: At a closed desk nobody knows
    document: {slip: {lent: 1735700000, back: 1735700060}}
    expect: {unknown: [back_at]}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "loans"
    texts = {"1.0.0.yaml": POLICY, "sources/slip.yaml": SOURCE, "cases/all.yaml": HEAD + CASES}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def tried(call: Call, home: Path, *more: object) -> dict[str, Any]:
    policy = home / "1.0.0.yaml"
    said = call("mutate", policy, "--source", "slip", "--format", "json", "--jobs", "1", *more)
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_a_path_a_converter_or_a_condition_that_no_case_needs_is_told(
    call: Call, home: Path
) -> None:
    before = tried(call, home, "--only", "fact")
    with (home / "cases" / "all.yaml").open("a") as file:
        file.write(CLOSED)
    after = tried(call, home, "--only", "fact")

    survivors = [each["change"] for each in before["survivors"]]
    assert survivors == ["fact back_at, reading 1: known_if left out"]
    assert before["changes"] == after["changes"] == after["noticed"] > 10
    assert after["score"] == "100"


def test_several_processes_say_the_same(call: Call, home: Path) -> None:
    alone = tried(call, home, "--only", "fact")

    assert tried(call, home, "--only", "fact", "--jobs", "2") == alone


def test_too_small_a_share_is_a_failure_and_a_source_without_cases_is_told(
    call: Call, home: Path
) -> None:
    policy = home / "1.0.0.yaml"
    alone = ("mutate", policy, "--source", "slip", "--only", "fact", "--jobs", "1")

    assert call(*alone, "--threshold", "100").status == 1
    assert call(*alone).status == 0
    (home / "cases" / "all.yaml").write_text(
        "policy: loans\ncases:\n  - {name: A, expect: {status: undetermined}}\n"
    )
    assert "no case has a document that `slip` reads" in call.refused(*alone)
