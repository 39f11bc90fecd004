"""`backhaul compare --prove`: what can change is said of every case, in every form, and the status tells."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

import small
from backhaul import packages
from cli.calling import POLICY, Call
from docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "compare.md"


def written(path: Path, condition: str, **sections: str) -> Path:
    path.write_text(small.text(condition, **sections), encoding="utf-8")
    return path


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Two policies that differ in one number."""
    return written(tmp_path / "a.yaml", "count > `3`"), written(tmp_path / "b.yaml", "count > `4`")


def test_a_change_is_told_with_its_region_and_its_case(call: Call, two: tuple[Path, Path]) -> None:
    said = call("compare", *two, "--prove", "--details")

    assert (said.status, said.err) == (0, "")
    assert "For every case outside these the two versions decide alike" in said.out
    told = " ".join(said.out.split())
    assert "- `route` changes in every case where `count > `3`` and `count <= `4`` N" in told
    assert "yes   → no  case 1" in said.out
    assert "1 other pair of values is proved impossible." in said.out
    assert "  - case 1: `count` 4\n      `route`: `rule` → `otherwise`\n" in said.out
    assert "No records were compared." not in said.out
    assert "condition changed" in said.out


@pytest.mark.parametrize(
    ("more", "status"),
    [((), 0), (("--expect", "same"), 1), (("--work", "1", "--expect", "same"), 3)],
)
def test_the_status_tells_what_is_possible(
    call: Call, tmp_path: Path, more: tuple[str, ...], status: int
) -> None:
    # where the bound is met before anything, nothing is claimed either way
    hard = "count > `3` && plus(count, `3`) != `11` && minus(count, `9`) < `7`"
    old, new = written(tmp_path / "a.yaml", hard), written(tmp_path / "b.yaml", hard + " && flag")

    assert call("compare", old, new, "--prove", *more).status == status


def test_what_decides_alike_is_said_to(call: Call, tmp_path: Path) -> None:
    old = written(tmp_path / "a.yaml", "count > `3`")
    new = written(tmp_path / "b.yaml", "!(count <= `3`)")
    said = call("compare", old, new, "--prove", "--details", "--expect", "same")

    assert (said.status, said.err) == (0, "")
    assert "The two versions decide alike on every case.\n" in said.out
    assert "Neither version refuses facts on which the other decides.\n" in said.out


def test_an_output_of_another_type_is_compared_neither_on_records_nor_by_proof(
    call: Call, tmp_path: Path
) -> None:
    fee = "decisions:\n  route:\n    outputs: {fee: {type: KIND}}\n    rules: [{id: rule, when: flag, then: {fee: FEE}}]\n    otherwise: {then: {fee: FEE}}\n"
    old, new = (
        written(
            tmp_path / f"{kind}.yaml",
            "flag",
            decisions=fee.replace("KIND", kind).replace("FEE", fact),
        )
        for kind, fact in (("integer", "count"), ("decimal", "price"))
    )
    both = (old, new, "--generated", "50", "--prove", "--details", "--expect", "same")
    said = call("compare", *both)
    data = json.loads(call("compare", *both, "--format", "json").out)

    assert said.status == 1
    assert data["apart"] == data["proof"]["apart"]
    assert [each["output"] for each in data["apart"]] == ["route.fee"]
    assert data["records"]["same"] == 50
    assert data["outputs"] == data["proof"]["outputs"] == []
    assert "they decide alike, but for what cannot be compared." in said.out
    assert "  - `route.fee`: an integer on one side, a decimal on the other\n" in said.out


def test_what_one_side_alone_refuses_is_told(call: Call, tmp_path: Path) -> None:
    fewer = 'constraints:\n  - {id: few, holds: "count <= `3`"}\n'
    old = written(tmp_path / "a.yaml", "flag")
    new = written(tmp_path / "b.yaml", "flag", constraints=fewer)
    said = call("compare", old, new, "--prove", "--details", "--expect", "same")

    assert said.status == 1
    assert "Wherever both versions decide, they decide alike." in said.out
    refusal = (
        "The new version refuses facts on which the old one decides: case 1 (`broken-constraint`)"
    )
    assert refusal in " ".join(said.out.split())
    assert "  - case 1: `count` 4\n      refused by the new version: " in said.out


def test_json_holds_every_pair_and_whole_cases(call: Call, two: tuple[Path, Path]) -> None:
    proof = json.loads(call("compare", *two, "--prove", "--format", "json").out)["proof"]

    assert (proof["verdict"], proof["decisions"]) == ("different", "different")
    (output,) = proof["outputs"]
    assert output["flips"] == [
        {"output": "route.answer", "from": "yes", "to": "no", "answer": "possible", "case": 1}
    ]
    assert {"from": "no", "to": "yes"} in output["impossible"]
    (case,) = proof["cases"]
    assert case["facts"]["count"] == 4
    assert case["old"]["outcome"] == {"route": {"answer": "yes"}}
    assert case["new"]["outcome"] == {"route": {"answer": "no"}}
    assert proof["regions"] == [
        {
            "decision": "route",
            "found": True,
            "exact": True,
            "all": [
                {"condition": "count > `3`", "in": "both"},
                {"condition": "count <= `4`", "in": "both"},
            ],
            "any": [],
        }
    ]
    assert [r["answer"] for r in proof["refused"].values()] == ["impossible", "impossible"]


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_other_forms_say_the_same(call: Call, two: tuple[Path, Path], form: str) -> None:
    said = call("compare", *two, "--prove", "--details", "--format", form).out

    assert "What is proved, of every case" in said
    assert "changes in every case where " in said
    assert "case 1: " in said


def test_records_are_compared_beside_the_proof_where_they_are_asked_for(
    call: Call, two: tuple[Path, Path]
) -> None:
    said = call("compare", *two, "--prove", "--generated", "50", "--details").out

    assert "What is proved, of every case" in said
    assert "What flips" in said


def test_the_solver_that_is_not_installed_is_named(
    call: Call, two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    said = call.refused("compare", *two, "--prove")

    assert "error[missing-package]: `--prove` needs the package z3" in said
    assert "backhaul[analysis]" in said
    assert call("compare", *two, "--generated", "10").status == 0


def test_the_page_on_comparing_shows_what_is_proved(call: Call) -> None:
    shown = blocks(PAGE)
    (line,) = [b.text.strip() for b in shown if b.kind == "sh" and "--prove --details" in b.text]
    texts = [
        b.text for b in shown if b.kind == "text" and ("case 1" in b.text or "where" in b.text)
    ]
    said = call(*shlex.split(line)[1:])

    assert POLICY in line
    assert said.status == 0
    assert len(texts) == 2
    assert all(text in said.out for text in texts)
