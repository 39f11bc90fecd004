"""What is proved at a release: the number does not lie, and the verdicts stand in the lock."""

import json
from pathlib import Path
from typing import Any

import pytest

from backhaul import packages
from backhaul.language.function import Function
from backhaul.language.kinds import Kind
from backhaul.language.operators import FUNCTIONS
from backhaul.versions.lock import read_lock
from backhaul.versions.proofs import Proofs, read_proofs
from cli.calling import Call
from versions import loans
from versions.refusing import refused

INVARIANTS = """
invariants:
  - {id: paid-late, holds: "fine.answer != 'pay' || back_at > due_at"}
  - {id: never-paid, holds: "fine.answer != 'pay' || back_at < '2030-01-01T00:00:00Z'"}
"""
TITLED = INVARIANTS.replace("never-paid,", "never-paid, title: {en: Nobody pays},")
WORDS = "It was due {due_at}."


def entry(root: Path, version: str) -> Any:
    releases = json.loads(loans.lock(root).read_text())["releases"]
    return next(each for each in releases if each["version"] == version)


def test_verdicts_stand_in_the_lock_and_change_no_digest(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans.write(tmp_path, "1.0.0", loans.text("1.0.0") + INVARIANTS)
    said = call("release", tmp_path / "loans", "1.0.0")
    proved = entry(tmp_path, "1.0.0")

    assert "invariants: 1 proved, 1 false\n  false: `never-paid`\n" in said.out
    assert proved.pop("proved") == {"invariants": {"paid-late": "proved", "never-paid": "false"}}
    assert call("check", tmp_path).status == 0
    lock = read_lock(tmp_path / "loans")
    assert lock is not None
    assert lock.releases[0].proofs == Proofs({"paid-late": "proved", "never-paid": "false"})
    loans.lock(tmp_path).unlink()
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    said = call("release", tmp_path / "loans", "1.0.0")
    assert f"nothing was proved of it: for that, `{packages.install('analysis')}`" in said.out
    assert entry(tmp_path, "1.0.0") == proved
    assert call("check", tmp_path).status == 0


def test_a_dry_run_names_each_invariant_that_does_not_hold(call: Call, tmp_path: Path) -> None:
    loans.write(tmp_path, "1.0.0", loans.text("1.0.0") + TITLED)
    said = call("release", tmp_path / "loans", "1.0.0", "--dry-run")

    assert "invariants: 1 proved, 1 false\n  false: Nobody pays (`never-paid`)\n" in said.out


def test_a_patch_of_words_is_proved_to_decide_alike(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.write(tmp_path, "1.0.1", loans.text("1.0.1").replace(WORDS, "It was due at {due_at}."))
    said = call("release", tmp_path / "loans", "1.0.1", "--generated", 10)

    assert said.status == 0
    assert "proved to decide every case as 1.0.0" in said.out
    assert entry(tmp_path, "1.0.1")["proved"] == {"against": "1.0.0", "decisions": "alike"}
    assert call("check", tmp_path).status == 0


@pytest.mark.parametrize(
    ("version", "old", "new", "code"),
    [
        ("1.0.1", "14 days", "1209600.000001 seconds", "patch-decides"),
        ("1.0.1", "back_at >= lent_at}", '"back_at >= plus(lent_at, allowed)"}', "case-failed"),
        ("1.1.0", "14 days", "1209600.000001 seconds", "minor-decides"),
        ("1.1.0", "back_at >= lent_at", "back_at > lent_at", "minor-decides"),
    ],
)
def test_a_number_that_lies_is_refused(
    call: Call, tmp_path: Path, version: str, old: str, new: str, code: str
) -> None:
    loans.release(tmp_path, "1.0.0")
    assert old in loans.text(version)
    loans.write(tmp_path, version, loans.text(version).replace(old, new))
    said = refused(call, tmp_path, version, "--generated", 0)

    assert f"error[{code}]" in said
    if code == "minor-decides":
        assert "call it 2.0.0; the plainest facts: {" in said


def test_a_minor_number_may_accept_more_and_ask_more_of_what_it_accepts_anew(
    call: Call, tmp_path: Path
) -> None:
    loans.release(tmp_path, "1.0.0")
    more = loans.text("1.1.0").replace("facts:\n", "facts:\n  member: {type: boolean}\n")
    more = more.replace("holds: back_at >= lent_at", 'holds: "back_at >= lent_at || member"')
    loans.write(tmp_path, "1.1.0", more)
    cases = tmp_path / "loans" / "cases" / "all.yaml"
    cases.write_text(
        cases.read_text()
        .replace("policy: loans\n", "policy: loans\nversions: '>=1.1.0'\n")
        .replace("facts: {lent_at", "facts: {member: false, lent_at")
    )
    said = call("release", tmp_path / "loans", "1.1.0")

    assert (said.status, said.err) == (0, "")
    assert "proved to keep every decision of 1.0.0 on facts that it accepted" in said.out
    assert entry(tmp_path, "1.1.0")["proved"] == {"against": "1.0.0", "decisions": "kept"}


def test_a_major_number_is_free_and_told_from_what_it_changes(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.write(tmp_path, "2.0.0", loans.text("2.0.0", allowed="20 days"))
    said = call("release", tmp_path / "loans", "2.0.0")

    assert said.status == 0
    assert "decides otherwise than 1.0.0" in said.out
    assert entry(tmp_path, "2.0.0")["proved"] == {"against": "1.0.0", "decisions": "different"}


def test_what_hangs_on_an_unknown_function_is_not_sent_to_more_work(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes = (((Kind.DATETIME,), Kind.DATETIME),)
    monkeypatch.setitem(FUNCTIONS, "same", (Function("same", takes, lambda a: a),))
    called = "same(back_at) > due_at"
    loans.release(tmp_path, "1.0.0", loans.text("1.0.0").replace("back_at > due_at", called))
    changed = loans.text("1.1.0").replace("back_at > due_at", "same(back_at) >= due_at")
    loans.write(tmp_path, "1.1.0", changed)
    said = refused(call, tmp_path, "1.1.0")

    assert "error[not-proved]: 1.1.0 is a minor number, and it is not settled" in said
    assert "the solver does not know what `same` gives, so more work does not settle it" in said
    assert "--work" not in said


def test_what_is_not_settled_is_not_released(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    changed = loans.text("1.1.0").replace("back_at > due_at", "back_at >= due_at")
    loans.write(tmp_path, "1.1.0", changed)
    said = refused(call, tmp_path, "1.1.0", "--work", 1)

    assert "error[not-proved]: 1.1.0 is a minor number, and it is not settled" in said
    assert "give it more `--work N`, or call it 2.0.0" in said


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        [],
        {"invariants": {}},
        {"invariants": {"a": "perhaps"}},
        {"invariants": []},
        {"against": "1.0.0"},
        {"decisions": "alike"},
        {"against": "1.0.0", "decisions": "perhaps"},
        {"against": 1, "decisions": "alike"},
        {"decisions": "alike", "against": "1.0.0"},
        {"against": "1.0.0", "decisions": "alike", "more": 1},
    ],
)
def test_verdicts_in_another_form_are_an_edit(given: object) -> None:
    assert read_proofs(given) is None


def test_a_verdict_that_was_edited_is_seen(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.release(tmp_path, "1.0.1", loans.text("1.0.1"))
    text = loans.lock(tmp_path).read_text()
    loans.lock(tmp_path).write_text(text.replace('"alike"', '"surely"'))

    said = call("check", tmp_path)
    assert said.status != 0
    assert "the `proved` of 1.0.1 does not hold verdicts" in said.out + said.err


def test_a_released_version_is_proved_anew_and_changes_in_nothing_else(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans.write(tmp_path, "1.0.0", loans.text("1.0.0") + INVARIANTS)
    with monkeypatch.context() as without:
        without.setattr(packages, "find_spec", lambda _: None)
        assert call("release", tmp_path / "loans", "1.0.0").status == 0
        said = call.refused("release", tmp_path / "loans", "1.0.0", "--prove-again")
        assert "error[missing-package]: `--prove-again` needs the package z3" in said
    before, files = entry(tmp_path, "1.0.0"), sorted((tmp_path / "loans").iterdir())
    lock = loans.lock(tmp_path).read_bytes()

    said = call("release", tmp_path / "loans", "1.0.0", "--prove-again", "--dry-run").out
    assert "loans 1.0.0 may be proved anew, and was not written" in said
    assert loans.lock(tmp_path).read_bytes() == lock
    said = call("release", tmp_path / "loans", "1.0.0", "--prove-again").out
    assert "loans 1.0.0 is proved anew\ninvariants: 1 proved, 1 false" in said
    proved = {"invariants": {"paid-late": "proved", "never-paid": "false"}}
    assert entry(tmp_path, "1.0.0") == {**before, "proved": proved}
    assert sorted((tmp_path / "loans").iterdir()) == files
    assert call("check", tmp_path).status == 0


def test_only_what_was_released_and_stayed_is_proved_anew(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    lock = loans.lock(tmp_path).read_bytes()

    said = call.refused("release", tmp_path / "loans", "1.1.0", "--prove-again")
    assert "error[unknown-version]: 1.1.0 of `loans` was not released" in said
    said = call.refused("release", tmp_path / "loans", "1.0.0", "--prove-again", "--retroactive")
    assert "`--prove-again` releases nothing" in said
    loans.write(tmp_path, "1.0.0", loans.text("1.0.0") + INVARIANTS)
    said = call.refused("release", tmp_path / "loans", "1.0.0", "--prove-again")
    assert "error[released-changed]" in said
    assert loans.lock(tmp_path).read_bytes() == lock
