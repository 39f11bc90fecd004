"""`backhaul release`: everything is checked, and a number that lies about its change is refused."""

import json
from pathlib import Path

import pytest

import backhaul
from backhaul.digests import digest_of
from backhaul.language.stored import COMPILER, form_of
from backhaul.versions.lock import read_lock
from cli.calling import HOME, Call
from versions import loans
from versions.refusing import refused

STARTS_FIRST = "2023-12-31T23:59:59.999999Z"


def test_a_release_is_an_entry_with_both_digests_and_the_date(call: Call, tmp_path: Path) -> None:
    file = loans.write(tmp_path, "1.0.0")
    said = call("release", tmp_path / "loans", "1.0.0")
    policy = backhaul.load(file)
    lock = read_lock(tmp_path / "loans")
    form = tmp_path / "loans" / "1.0.0.compiled.json"

    assert (0, "") == (said.status, said.err)
    assert said.out.splitlines() == [
        "loans 1.0.0 is released",
        "in force by `lent_at`, from 2024-01-01T00:00:00Z",
        f"meaning {policy.digest}",
        f"bytes   {policy.bytes_digest}",
        "2 cases passed, 0 sources checked",
    ]
    assert lock is not None
    assert json.loads(loans.lock(tmp_path).read_text())["releases"] == [
        {
            "version": "1.0.0",
            "meaning": policy.digest,
            "bytes": policy.bytes_digest,
            "from": "2024-01-01T00:00:00Z",
            "compiled": {"by": COMPILER, "digest": digest_of(form.read_bytes())},
        }
    ]
    assert form_of(policy.model) == form.read_bytes()


def test_a_release_says_how_many_warnings_were_passed_over(call: Call, tmp_path: Path) -> None:
    source = "source: {title: {en: Terms}, clauses: {C1: {en: Nothing rests on it.}}}\n"
    loans.write(tmp_path, "1.0.0", loans.text("1.0.0") + source)
    folder = tmp_path / "loans"

    said = call("release", folder, "1.0.0", "--dry-run").out
    shown = call("check", folder).out

    assert f"1 warning was passed over: `backhaul check {folder}` shows" in said.splitlines()
    assert "warning[uncited-clause]" in shown


def test_a_dry_run_checks_and_writes_nothing(call: Call, tmp_path: Path) -> None:
    loans.write(tmp_path, "1.0.0")
    said = call("release", tmp_path / "loans", "1.0.0", "--dry-run")

    assert said.status == 0
    assert "this was a dry run" in said.out
    assert not loans.lock(tmp_path).exists()
    assert {"loans", "1.0.0.yaml", "cases", "all.yaml"} == {p.name for p in tmp_path.rglob("*")}


def test_the_shipped_policy_may_be_released(call: Call) -> None:
    released = read_lock(HOME)
    if released is None:
        assert call("release", HOME, "1.0.0", "--dry-run").status == 0
    else:
        assert "already-released" in call.refused("release", HOME, "1.0.0", "--dry-run")


def test_a_policy_is_named_by_its_directory_or_below_policies(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans.write(tmp_path / "policies", "1.0.0")
    monkeypatch.chdir(tmp_path)
    assert call("release", "loans", "1.0.0", "--dry-run").status == 0
    monkeypatch.chdir(tmp_path / "policies")
    assert call("release", "loans", "1.0.0", "--dry-run").status == 0
    monkeypatch.chdir(tmp_path / "policies" / "loans")
    assert call("release", ".", "1.0.0", "--dry-run").status == 0
    assert "unknown-policy" in call.refused("release", "lones", "1.0.0")
    assert "unknown-version" in call.refused("release", ".", "1.0.1")


def test_a_file_with_mistakes_is_not_released(call: Call, tmp_path: Path) -> None:
    loans.write(
        tmp_path, "1.0.0", loans.text("1.0.0").replace("back_at > due_at", "back_at > du_at")
    )

    assert "did you mean `due_at`?" in refused(call, tmp_path, "1.0.0")


def test_a_file_under_another_number_is_not_released(call: Call, tmp_path: Path) -> None:
    loans.write(tmp_path, "1.0.0", loans.text("1.0.1"))

    assert "misplaced-policy" in refused(call, tmp_path, "1.0.0")


def test_a_release_takes_the_draft_mark_out_and_nothing_else(call: Call, tmp_path: Path) -> None:
    text = loans.text("1.0.0")
    marked = text.replace("title:", "draft: true  # until May\ntitle:", 1)
    file = loans.write(tmp_path, "1.0.0", marked)

    assert call("release", tmp_path / loans.ID, "1.0.0", "--dry-run").status == 0
    assert file.read_text() == marked
    assert call("release", tmp_path / loans.ID, "1.0.0").status == 0
    assert file.read_text() == text
    assert call("check", tmp_path).status == 0


def test_a_draft_whose_mark_is_no_line_of_its_own_is_not_released(
    call: Call, tmp_path: Path
) -> None:
    loans.write(tmp_path, "1.0.0", loans.text("1.0.0") + "draft:\n  true\n")

    assert "draft-version" in refused(call, tmp_path, "1.0.0")


def test_a_version_is_released_once(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    said = refused(call, tmp_path, "1.0.0")

    assert "already-released" in said
    assert "such as 1.1.0" in said


def test_a_version_whose_cases_fail_is_not_released(call: Call, tmp_path: Path) -> None:
    loans.write(tmp_path, "1.0.0", loans.text("1.0.0", allowed="1000 days"))

    assert "case-failed" in refused(call, tmp_path, "1.0.0")


def test_a_version_that_no_case_is_for_is_not_released(call: Call, tmp_path: Path) -> None:
    file = loans.write(tmp_path, "1.0.0")
    cases = file.parent / "cases" / "all.yaml"
    cases.write_text(cases.read_text() + 'versions: ">=2.0.0"\n')

    assert "no-cases" in refused(call, tmp_path, "1.0.0")
    cases.unlink()
    assert "no-cases" in refused(call, tmp_path, "1.0.0")


def test_mistakes_in_cases_and_sources_are_told_with_all_others(call: Call, tmp_path: Path) -> None:
    folder = loans.write(tmp_path, "1.0.0", loans.text("1.0.0") + "draft:\n  true\n").parent
    (folder / "cases" / "more.yaml").write_text("policy: loans\ncases: []\n")
    (folder / "sources").mkdir()
    (folder / "sources" / "desk.yaml").write_text(
        "language: 1\nsource: desk\npolicy: loans\nfacts: {lended_at: {read: at}}\n"
    )
    said = refused(call, tmp_path, "1.0.0")

    for code in ("draft-version", "too-few", "unknown-fact"):
        assert f"error[{code}]" in said


def test_a_higher_version_may_begin_on_the_same_instant_and_no_earlier(
    call: Call, tmp_path: Path
) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.write(tmp_path, "1.1.0", loans.text("1.1.0", start=STARTS_FIRST))
    said = refused(call, tmp_path, "1.1.0")

    assert "error[version-goes-back]: 1.1.0 is in force from 2023-12-31T23:59:59.999999Z" in said
    loans.release(tmp_path, "1.1.0", loans.text("1.1.0", start="2024-01-01T08:00:00+08:00"))


def test_a_version_between_two_others_begins_between_them(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.release(tmp_path, "2.0.0")
    loans.write(tmp_path, "1.1.0", loans.text("1.1.0", start="2026-01-01T00:00:01Z"))

    assert "version-goes-back" in refused(call, tmp_path, "1.1.0")
    loans.release(tmp_path, "1.1.0", loans.text("1.1.0", start="2026-01-01T00:00:00Z"))
    lock = read_lock(tmp_path / "loans")
    assert lock is not None
    assert ["1.0.0", "1.1.0", "2.0.0"] == [release.version for release in lock.releases]


@pytest.mark.parametrize("dates", ["", 'in_force: {by: back_at, from: "2027-01-01T00:00:00Z"}'])
def test_the_fact_that_chooses_the_version_stays(call: Call, tmp_path: Path, dates: str) -> None:
    loans.release(tmp_path, "1.0.0")
    usual = f'in_force: {{by: lent_at, from: "{loans.FROM["2.0.0"]}"}}'
    loans.write(tmp_path, "2.0.0", loans.text("2.0.0").replace(usual, dates))

    assert "error[in-force-changed]" in refused(call, tmp_path, "2.0.0")


def test_a_major_number_is_free(call: Call, tmp_path: Path) -> None:
    loans.release(tmp_path, "1.0.0")
    loans.release(tmp_path, "2.0.0", loans.text("2.0.0", allowed="20 days"))
    loans.release(tmp_path, "3.0.0", loans.text("3.0.0", allowed="30 days"))

    assert call("check", tmp_path).status == 0


def test_nothing_is_released_beside_a_released_file_that_was_changed(
    call: Call, tmp_path: Path
) -> None:
    file = loans.release(tmp_path, "1.0.0")
    loans.write(tmp_path, "1.1.0")
    file.write_text(file.read_text().replace("14 days", "15 days"))

    assert "released-changed" in refused(call, tmp_path, "1.1.0")


def test_other_versions_that_are_not_released_do_not_stand_in_the_way(tmp_path: Path) -> None:
    loans.write(tmp_path, "3.0.0")
    loans.release(tmp_path, "1.0.0")


def test_a_lock_that_cannot_be_written_is_one_sentence(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loans.write(tmp_path, "1.0.0")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert "error[output-unwritable]" in refused(call, tmp_path, "1.0.0")
    assert [] == [p.name for p in (tmp_path / "loans").iterdir() if p.name.startswith(".")]
