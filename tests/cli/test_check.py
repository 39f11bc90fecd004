"""`backhaul check`: which files it finds, what it says of them, and in which form."""

import json
import shutil
from pathlib import Path

import pytest

import backhaul
import small
from backhaul import packages
from cli.calling import ESCAPE, HOME, POLICY, Call

NOTES = "16 notes (`--notes` shows them)"


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A copy of the shipped policies, where a mistake can be made."""
    shutil.copytree(HOME, tmp_path / "policies" / POLICY)
    # what was released could not be edited without a word about that
    (tmp_path / "policies" / POLICY / "released.lock").unlink(missing_ok=True)
    return tmp_path / "policies"


def _break(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_shipped_has_no_mistakes(call: Call) -> None:
    files = len(list(HOME.rglob("*.yaml"))) - len(list((HOME / "examples").glob("*.yaml")))

    assert (0, f"{files} files, no errors, no warnings, {NOTES}\n", "") == call("check", HOME)


def test_without_a_path_the_policies_here_are_checked(
    call: Call, policies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = len(list(HOME.parent.rglob("*.yaml"))) - len(list(HOME.parent.rglob("examples/*.yaml")))
    monkeypatch.chdir(policies)
    assert call("check", "--no-proof").out.startswith(f"{files} files, no errors, no warnings")
    monkeypatch.chdir(policies.parent)
    shutil.rmtree(policies / POLICY / "cases")
    assert call("check").out == f"4 files, no errors, no warnings, {NOTES}\n"


def test_all_mistakes_of_all_files_are_told_with_their_places(call: Call, policies: Path) -> None:
    home = policies / POLICY
    _break(home / "1.0.0.yaml", "market != 'other'", "market != 'othr'")
    _break(home / "sources" / "tiktok-shop-open-api.yaml", "facts:", "fcts:")
    _break(home / "cases" / "01-scope.yaml", "expect:", "expct:")
    said = call("check", policies)

    assert said.status == 1
    assert "did you mean `other`?" in said.out
    assert "^^^^^^" in said.out
    for name in ("1.0.0.yaml:", "tiktok-shop-open-api.yaml:", "01-scope.yaml:"):
        assert name in said.out
    assert " errors, no warnings" in said.out


@pytest.mark.parametrize("typed", ["1.1.0.yaml", "./1.1.0.yaml", "."])
def test_a_version_in_the_folder_of_another_policy_is_told_where_it_says_so(
    call: Call, policies: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    home = policies / POLICY
    text = (home / "1.0.0.yaml").read_text(encoding="utf-8").replace('"1.0.0"', '"1.1.0"', 1)
    (home / "1.1.0.yaml").write_text(text.replace(f"policy: {POLICY}", "policy: loans"), "utf-8")
    monkeypatch.chdir(home)
    said = call("check", typed)

    assert said.status == 1
    assert "1.1.0.yaml:3:9: error[misplaced-policy]" in said.out
    assert "1 error," in said.out


@pytest.mark.parametrize("folder", ["cases", "sources"])
def test_an_empty_folder_beside_a_policy_makes_no_mistake_of_its_name(
    call: Call, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "mine.yaml").write_text(small.text())
    (tmp_path / folder).mkdir()
    (tmp_path / folder / ".gitkeep").touch()
    empty = call("check", tmp_path / "mine.yaml")
    (tmp_path / folder / "one.yaml").write_text("policy: small\n")

    assert (empty.status, "no errors" in empty.out) == (0, True)
    assert "error[misplaced-policy]" in call("check", tmp_path / "mine.yaml").out


def test_the_kind_of_a_file_alone_is_found_from_what_it_holds(call: Call, policies: Path) -> None:
    home = policies / POLICY
    (home / "sources" / "tiktok-shop-open-api.yaml").rename(policies / "a.yaml")
    (home / "cases" / "01-scope.yaml").rename(policies / "b.yaml")
    (home / "1.0.0.yaml").rename(policies / "c.yaml")
    said = call("check", policies / "a.yaml", policies / "b.yaml", policies / "c.yaml")

    assert said[:2] == (0, "3 files, no errors, no warnings, 8 notes (`--notes` shows them)\n")


def test_other_yaml_and_what_is_hidden_is_passed_over(call: Call, policies: Path) -> None:
    (policies / "compose.yaml").write_text("services: {}")
    (policies / ".hidden").mkdir()
    (policies / ".hidden" / "1.0.0.yaml").write_text("policy: no")

    assert call("check", policies).status == 0
    assert call("check", policies / "compose.yaml").status == 1


def test_a_source_whose_policy_is_nowhere_says_so_in_its_place(call: Call, policies: Path) -> None:
    file = policies / POLICY / "sources" / "tiktok-shop-open-api.yaml"
    _break(file, f"policy: {POLICY}", "policy: nowhere")
    said = call("check", file)

    assert said.status == 1
    assert "error[unknown-policy]: there is no policy `nowhere`" in said.out
    assert f"{file}:" in said.out


def test_warnings_count_when_that_is_asked_for(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "1.0.0.yaml"
    file.write_text(small.text())
    warned = call("check", file)

    assert warned.status == 0
    assert "warning[unused-fact]" in warned.out
    assert "1 file, no errors, 9 warnings\n" in warned.out
    assert call("check", "--strict", file).status == 1


def test_a_file_is_counted_once(call: Call) -> None:
    file = HOME / "1.0.0.yaml"

    assert call("check", file, file, "--no-proof").out == "1 file, no errors, no warnings\n"


def test_a_directory_with_nothing_in_it_is_bad_input(call: Call, tmp_path: Path) -> None:
    assert "there is no policy, source or case file" in call.refused("check", tmp_path)


def test_forms_for_programs(call: Call, tmp_path: Path, policies: Path) -> None:
    _break(policies / POLICY / "1.0.0.yaml", "market != 'other'", "market != 'othr'")
    file = policies / POLICY / "1.0.0.yaml"
    found = json.loads(call("check", file, "--format", "json").out)
    log = json.loads(call("check", file, "--format", "sarif").out)
    lines = call("check", file, "--format", "github").out.splitlines()

    assert (found["errors"], found["warnings"]) == (1, 0)
    assert found["diagnostics"][0]["code"] == "unknown-choice"
    assert log["runs"][0]["results"][0]["ruleId"] == "unknown-choice"
    assert log["runs"][0]["tool"]["driver"]["version"] == backhaul.__version__
    assert lines[0].startswith("::error file=")
    assert lines[1] == "1 file, 1 error, no warnings"
    assert call("check", file, "--format", "sarif", "--output", tmp_path / "log").out == ""
    assert log == json.loads((tmp_path / "log").read_text())


def test_colours_change_no_word(call: Call, policies: Path) -> None:
    _break(policies / POLICY / "1.0.0.yaml", "market != 'other'", "market != 'othr'")
    from rich.text import Text

    some = policies / POLICY
    plain = call("check", some, "--no-proof").out
    painted = call("check", some, "--no-proof", "--color", "always").out

    assert ESCAPE not in plain
    assert ESCAPE in painted
    assert plain.splitlines() == Text.from_ansi(painted).plain.splitlines()


PARTIAL = """\
decisions:
  route:
    outputs: {answer: {type: choice, choices: [yes, no]}}
    rules:
      - {id: few, when: "count < `3` && count < `9`", then: {answer: yes}}
      - {id: fewer, when: "count < `2`", then: {answer: no}}
    otherwise: {then: {answer: no}}
"""


@pytest.fixture
def partial(tmp_path: Path) -> Path:
    """A policy with a rule that never answers, and a part that makes no difference."""
    path = tmp_path / "1.0.0.yaml"
    path.write_text(small.text(facts="facts:\n  count: {type: integer}\n", decisions=PARTIAL))
    return path


def test_what_is_proved_is_told_and_notes_are_counted(call: Call, partial: Path) -> None:
    said = call("check", partial)

    assert said.status == 0
    assert "warning[never-answers]: `fewer` can never answer: `few` above it" in said.out
    assert "makes-no-difference" not in said.out
    closing = "1 file, no errors, 1 warning, 1 note"
    assert said.out.endswith(f"\n{closing} (`--notes` shows them)\n")
    noted = call("check", partial, "--notes").out
    assert "note[makes-no-difference]: `count < `9`` makes no difference" in noted
    assert noted.endswith(f"\n{closing}\n")


def test_what_it_fails_on_is_said(call: Call, partial: Path) -> None:
    assert call("check", partial, "--fail-on", "error").status == 0
    assert call("check", partial, "--fail-on", "warning").status == 1
    assert call("check", partial, "--strict").status == 1
    assert call("check", HOME, "--no-proof", "--fail-on", "warning").status == 0
    noted = call("check", HOME / "1.0.0.yaml", "--fail-on", "note")
    assert noted.status == 1
    assert noted.out.count("note[makes-no-difference]") == 8


def test_only_what_is_plain_is_told_where_a_proof_is_not_wanted_or_cannot_be(
    call: Call, partial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = call("check", partial, "--no-proof").out

    # a rule that one above plainly hides is told all the same
    assert "warning[never-answers]: `fewer` can never answer" in plain
    assert plain.endswith("1 file, no errors, 1 warning\n")
    monkeypatch.setattr(packages, "find_spec", lambda _: None)
    said = call("check", partial)
    assert (said.status, said.err) == (0, "")
    assert said.out == f"{plain}nothing was proved; for that run `{packages.install('analysis')}`\n"
    assert json.loads(call("check", partial, "--format", "json").out)["warnings"] == 1


def test_nothing_is_proved_of_a_policy_with_errors(call: Call, partial: Path) -> None:
    _break(partial, "count < `2`", "cuont < `2`")
    said = call("check", partial)

    assert said.status == 1
    assert "error[unknown-name]" in said.out
    assert "never-answers" not in said.out


def test_forms_for_programs_have_the_notes(call: Call, partial: Path) -> None:
    found = json.loads(call("check", partial, "--format", "json").out)
    log = json.loads(call("check", partial, "--format", "sarif").out)
    lines = call("check", partial, "--format", "github").out.splitlines()

    assert (found["errors"], found["warnings"], found["notes"]) == (0, 1, 1)
    assert {each["severity"] for each in found["diagnostics"]} == {"warning", "note"}
    assert {each["level"] for each in log["runs"][0]["results"]} == {"warning", "note"}
    assert [line.split(" ")[0] for line in lines[:2]] == ["::notice", "::warning"]


def test_constraints_that_contradict_each_other_are_an_error(call: Call, partial: Path) -> None:
    constraints = (
        'constraints:\n  - {id: few, holds: "count < `3`"}\n  - {id: many, holds: "count > `3`"}\n'
    )
    partial.write_text(small.text(constraints=constraints))
    said = call("check", partial)

    assert said.status == 1
    assert (
        "error[constraints-contradict]: no facts are accepted: `few`, `many` contradict" in said.out
    )
