"""`backhaul test`: which cases run with which version, and what is said of those that fail."""

import json
import re
import shutil
from pathlib import Path

import pytest

import small
from cli.calling import HOME, POLICY, Call

CASES = """\
policy: small
cases:
  - name: The flag is up
    facts: {flag: true}
    expect: {outcome: {route: {answer: yes}}}
  - name: The flag is down
    facts: {flag: false}
    expect: {outcome: {route: {answer: no}}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The directory of a small policy with two cases."""
    home = tmp_path / "small"
    (home / "cases").mkdir(parents=True)
    (home / "1.0.0.yaml").write_text(small.text())
    (home / "cases" / "flag.yaml").write_text(CASES)
    return home


def test_the_shipped_cases_pass(call: Call) -> None:
    said = call("test", HOME)

    assert said.status == 0
    assert re.fullmatch(r"[1-9][0-9]{2} passed, 0 failed\n", said.out)
    assert (
        call("test", "--policy", POLICY, "--version", "1.0.0", "--filter", "01-scope").status == 0
    )


def test_a_case_that_fails_says_where_what_and_why(call: Call, home: Path) -> None:
    file = home / "cases" / "flag.yaml"
    file.write_text(CASES.replace("answer: no}", "answer: yes}"))
    said = call("test", file)

    assert said.status == 1
    assert "FAILED The flag is down (small 1.0.0)\n" in said.out
    assert f"{file}:8:" in said.out
    assert "expected" in said.out
    assert "route.answer" in said.out
    assert "\n  | " in said.out
    assert said.out.endswith("\n\n1 passed, 1 failed\n")


def test_cases_run_with_every_version_that_they_are_for(call: Call, home: Path) -> None:
    newer = small.text().replace('"1.0.0"', '"2.0.0"')
    (home / "2.0.0.yaml").write_text(newer)

    assert call("test", home).out == "4 passed, 0 failed\n"
    assert call("test", home, "--version", "2.0.0").out == "2 passed, 0 failed\n"
    assert call("test", "--policy", home).out == "2 passed, 0 failed\n"
    assert call("test", "--policy", home / "1.0.0.yaml").out == "2 passed, 0 failed\n"
    (home / "cases" / "flag.yaml").write_text('versions: ">=2.0.0"\n' + CASES)
    assert call("test", home).out == "2 passed, 0 failed\n"
    (home / "cases" / "flag.yaml").write_text('versions: ">=3.0.0"\n' + CASES)
    assert "its versions are 1.0.0, 2.0.0" in call("test", home).err


def test_a_filter_chooses_by_the_name_of_the_case_or_of_the_file(call: Call, home: Path) -> None:
    assert call("test", home, "--filter", "IS DOWN").out == "1 passed, 0 failed\n"
    assert call("test", home, "--filter", "flag.y").out == "2 passed, 0 failed\n"


def test_to_find_no_case_is_a_failure(call: Call, home: Path, tmp_path: Path) -> None:
    nothing = "0 passed, 0 failed: no case was found\n"

    assert (1, nothing, "") == call("test", home, "--filter", "nothing")
    assert (1, nothing, "") == call("test", home, "--version", "7.0.0")
    assert (1, nothing, "") == call("test", home, "--policy", POLICY)
    shutil.rmtree(home / "cases")
    assert (1, nothing, "") == call("test", home)
    (tmp_path / "empty").mkdir()
    assert "there is no policy" in call.refused("test", tmp_path / "empty")


def test_what_cannot_be_run_does_not_keep_the_rest_from_running(call: Call, home: Path) -> None:
    (home / "cases" / "broken.yaml").write_text("policy: small\ncases: [")
    said = call("test", home)

    assert said[:2] == (2, "2 passed, 0 failed\n")
    assert "broken.yaml" in said.err
    (home / "1.0.0.yaml").write_text("policy: small")
    assert call("test", home).status == 2


def test_a_policy_file_is_no_case_file(call: Call, home: Path) -> None:
    error = call.refused("test", home / "1.0.0.yaml")

    assert "is not a case file" in error
    assert f"--policy {home / '1.0.0.yaml'}" in error


def test_results_for_programs(call: Call, home: Path) -> None:
    file = home / "cases" / "flag.yaml"
    file.write_text(CASES.replace("answer: no}", "answer: yes}"))
    found = json.loads(call("test", home, "--format", "json").out)

    assert (found["passed"], found["failed"]) == (1, 1)
    assert [case["passed"] for case in found["cases"]] == [True, False]
    assert found["cases"][1]["problems"][0]["code"] == "case-failed"
    assert str(file) == found["cases"][1]["file"]
