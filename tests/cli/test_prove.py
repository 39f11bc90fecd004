"""`backhaul prove`: what holds of every case, and a case to paste where it does not."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

import backhaul
import small
from backhaul import packages
from backhaul.cases.run import run
from backhaul.cases.suite import check
from backhaul.document.checked_shape import check_shape
from backhaul.document.reader import read
from cli.calling import POLICY, Call
from docs.pages import ROOT, blocks

INVARIANTS = """\
invariants:
  - {id: few, holds: "route.answer == 'no' || count > `3`", title: {en: Few are never answered}}
  - {id: more, holds: "route.answer == 'no' || count > `5`", title: {en: Nor are some more}}
"""


@pytest.fixture
def counting(tmp_path: Path) -> Path:
    """A policy with one invariant that holds, and one that does not."""
    path = tmp_path / "counting.yaml"
    path.write_text(small.text("count > `3`", invariants=INVARIANTS), encoding="utf-8")
    return path


def test_the_invariants_of_the_shipped_policy_are_proved(call: Call) -> None:
    said = call("prove", POLICY)

    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[-1] == f"{POLICY} 2.0.0: 32 proved"
    assert len([line for line in lines if line.startswith("proved ")]) == 32


def test_a_claim_that_is_false_is_told_with_its_case_and_decision(
    call: Call, counting: Path
) -> None:
    said = call("prove", counting)

    assert said.status == 1
    assert "proved       few: Few are never answered" in said.out
    assert "false        more: Nor are some more" in said.out
    assert f"--> {counting}" in said.out
    assert "        count: 4\n" in said.out
    assert "route.answer == 'no' || count > `5`" in said.out
    assert "small 1.0.0 · decided" in said.out
    assert said.out.endswith("small 1.0.0: 1 proved, 1 false\n")


def test_the_case_can_be_pasted_into_a_case_file_and_fails_until_the_claim_holds(
    call: Call, counting: Path
) -> None:
    said = call("prove", counting, "--format", "json")
    (_, false) = json.loads(said.out)["claims"]
    text = f"policy: small\ncases:\n{false['case']}\n"
    document, mistakes = read(text, "pasted.yaml")
    assert document is not None
    suite = check(document, [*mistakes, *check_shape(document, "cases")])
    policy = backhaul.load(counting)

    (result,) = run(
        suite, policy.model, lambda evaluation, _: backhaul.Decision.of(evaluation).explain()
    )
    (problem,) = result.problems
    assert problem.message == "the invariant `more` does not hold of it"
    assert result.case.name == "more does not hold"
    assert policy.decide(result.case.facts)["route"]["answer"] == "yes"


def test_json_holds_everything(call: Call, counting: Path) -> None:
    said = call("prove", counting, "--format", "json")
    found = json.loads(said.out)
    few, more = found.pop("claims")

    assert said.status == 1
    policy = backhaul.load(counting)
    assert found == {
        "policy": "small",
        "version": "1.0.0",
        "digest": policy.digest,
        "nothing_accepted": False,
    }
    assert few == {
        "id": "few",
        "claim": "route.answer == 'no' || count > `3`",
        "title": "Few are never answered",
        "answer": "proved",
    }
    assert more["answer"] == "false"
    assert more["facts"]["count"] == 4
    decision = policy.decide(more["facts"])
    assert more["decision"] == decision.to_dict()
    assert more["explanation"] == decision.explain()


def test_claims_are_given_on_the_command_line(call: Call, counting: Path) -> None:
    said = call("prove", counting, "--claim", "count > `3` || !flag || flag", "--claim", "flag")

    assert said.status == 1
    assert "proved       claim-1: count > `3` || !flag || flag" in said.out
    assert "false        claim-2: flag" in said.out
    assert call("prove", counting, "--claim", "flag || !flag").status == 0


def test_every_mistake_in_every_claim_is_told_at_its_place(call: Call, counting: Path) -> None:
    said = call.refused("prove", counting, "--claim", "flug", "--claim", "flag && cuont > `3`")

    assert "--claim 1:1:1: error[unknown-name]: nothing is called `flug`" in said
    assert "--claim 2:1:9: error[unknown-name]: nothing is called `cuont`" in said


def test_what_is_not_settled_is_neither_proved_nor_false(call: Call) -> None:
    said = call("prove", POLICY, "--work", "1")

    assert said.status == 3
    assert "not settled  " in said.out
    assert "give it more with `--work N`" in said.out
    assert said.out.splitlines()[-1].endswith("not settled")


def test_where_a_claim_cannot_be_worked_out_is_said(call: Call, counting: Path) -> None:
    claim = "plus(count, `1`) > count"
    said = call("prove", counting, "--claim", claim)

    assert said.status == 0
    assert "it is out of range where `count` is 9223372036854775807" in said.out
    found = json.loads(call("prove", counting, "--claim", claim, "--format", "json").out)
    assert found["claims"][0]["out_of_range"]["count"] == 2**63 - 1


def test_a_policy_that_accepts_no_facts_proves_nothing(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "never.yaml"
    constraints = 'constraints:\n  - {id: never, holds: "flag && !flag"}\n'
    path.write_text(small.text(constraints=constraints, invariants=INVARIANTS), encoding="utf-8")

    assert "no facts at all are accepted by the constraints" in call("prove", path).out


def test_a_policy_without_invariants_needs_a_claim(call: Call, pair: tuple[Path, Path]) -> None:
    said = call.refused("prove", pair[0])

    assert "error[nothing-expected]: `small` has no invariants" in said
    assert "--claim" in said


def test_a_parameter_may_be_another(call: Call) -> None:
    claim = (
        "not_present(hold_ends_at) || hold_ends_at == plus(warehouse_arrived_at, return_time_max)"
    )

    assert call("prove", POLICY, "--claim", claim).status == 1
    assert call("prove", POLICY, "--claim", claim, "--set", "hold_period=15 days").status == 0


def test_words_are_in_the_language_that_is_asked_for(call: Call) -> None:
    said = call("prove", POLICY, "--lang", "zh")

    assert "平台不会同时承担退回运费和重派运费" in said.out
    assert "unknown-language" in call.refused("prove", POLICY, "--lang", "fr")


def test_the_solver_that_is_not_installed_is_named(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    said = call.refused("prove", POLICY)

    assert "error[missing-package]: `prove` needs the package z3" in said
    assert packages.install("analysis") in said


def test_the_page_on_proofs_shows_what_comes(call: Call) -> None:
    texts = {"sh": list[str](), "text": list[str]()}
    for block in blocks(ROOT / "docs" / "prove.md"):
        texts[block.kind].append(block.text)
    calls = [text for text in texts["sh"] if text.startswith("backhaul prove")]
    shown = texts["text"]

    assert len(calls) == len(shown) == 2
    for command, text in zip(calls, shown, strict=True):
        said = call(*shlex.split(command)[1:])
        assert said.out.startswith(text)
