"""What hangs on a function that the solver does not know is not settled, and says so: more work is no way out."""

import json
from pathlib import Path

import pytest

import small
from backhaul.language.function import Function
from backhaul.language.kinds import Kind
from backhaul.language.operators import FUNCTIONS
from cli.calling import Call

WHY = "the solver does not know what `double` gives, so more work does not settle it"
MET = "the bound on work was met"


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A policy that calls a function without the column that the solver needs."""
    takes = (((Kind.INTEGER,), Kind.INTEGER),)
    monkeypatch.setitem(FUNCTIONS, "double", (Function("double", takes, lambda a: a * 2),))
    path = tmp_path / "small.yaml"
    path.write_text(
        small.text(
            decisions=small.DECISIONS.replace("CONDITION", '"double(count) > `6`"'),
            invariants="invariants:\n  - {id: never, holds: \"route.answer == 'no'\"}\n",
        )
    )
    return path


@pytest.mark.parametrize("more", [(), ("--work", "500000000")])
def test_a_proof_names_the_function_and_promises_nothing_of_more_work(
    call: Call, policy: Path, more: tuple[str, ...]
) -> None:
    said = call("prove", policy, *more)
    found = json.loads(call("prove", policy, *more, "--format", "json").out)["claims"][0]

    assert said.status == 3
    assert WHY in " ".join(said.out.split())
    assert MET not in said.out
    assert "--work" not in said.out
    assert (found["answer"], found["unknown_functions"]) == ("not_settled", ["double"])


def test_a_proof_that_needs_more_work_still_says_so(call: Call, policy: Path) -> None:
    policy.write_text(policy.read_text().replace("double(count)", "count"))
    said = call("prove", policy, "--work", "1")

    assert f"{MET}; give it more with `--work N`" in said.out
    assert "does not know" not in said.out


def test_a_check_says_in_its_note_which_function_it_is(call: Call, policy: Path) -> None:
    said = call("check", policy, "--notes")

    assert "note[not-settled]" in said.out
    assert WHY in " ".join(said.out.split())
    assert MET not in said.out


def test_cases_that_cannot_be_found_are_listed_with_the_function(call: Call, policy: Path) -> None:
    said = call("cases", policy)

    assert said.status == 3
    assert f"not settled, for {WHY} (5)\n" in said.out
    assert MET not in said.out
