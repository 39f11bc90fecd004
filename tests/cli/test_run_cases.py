"""`backhaul test`: which cases run with which version, and what is said of those that fail."""

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

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

    assert said[:2] == (2, "2 passed, 0 failed; files with mistakes were not run\n")
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


def wrong(home: Path) -> Path:
    """The case file, with one expectation that fails."""
    file = home / "cases" / "flag.yaml"
    file.write_text(CASES.replace("answer: no}", "answer: yes}") + "# the end\n")
    return file


def test_results_for_junit_hold_every_case_and_any_character(call: Call, home: Path) -> None:
    file = wrong(home)
    file.write_text(file.read_text().replace("is up", 'is up & <b>"up"</b>'))
    (home / "cases" / "broken.yaml").write_text("policy: small\ncases: [")
    said = call("test", home, "--format", "junit")
    root = ET.fromstring(said.out)

    assert said.status == 2
    assert (root.get("tests"), root.get("failures")) == (str(len(root.findall(".//testcase"))), "1")
    assert int(root.get("errors", "0")) == len(root.findall(".//error")) > 0
    assert [case.get("name") for case in root.iter("testcase")][:2] == [
        'The flag is up & <b>"up"</b>',
        "The flag is down",
    ]
    (failure,) = root.iter("failure")
    assert failure.get("message") == "`route.answer`: expected yes, came no"
    assert f"{file}:8:" in str(failure.text)


def test_results_for_github_stand_at_the_lines_of_the_file(call: Call, home: Path) -> None:
    file = wrong(home)
    lines = call("test", home, "--format", "github").out.splitlines()

    assert lines[0].startswith(f"::error file={file},line=8,col=")
    assert "::The flag is down (1.0.0): `route.answer`" in lines[0]
    assert lines[1:] == ["1 passed, 1 failed"]


def test_coverage_below_the_threshold_fails(call: Call, home: Path) -> None:
    whole = call("test", home, "--coverage")

    assert whole.status == 0
    assert "  rules       2 of 2    100\n" in whole.out
    assert call("test", home, "--threshold", "100").status == 0
    said = call("test", home, "--threshold", "99.5", "--filter", "is up")
    assert said.status == 1
    assert "coverage too low: 50.0 percent of the rules of small 1.0.0, not 99.5\n" in said.out
    assert "is no percentage" in call.refused("test", home, "--threshold", "most")
    assert "is no percentage" in call.refused("test", home, "--threshold", "NaN")
    assert "is no percentage" in call.refused("test", home, "--threshold", "101")


def test_coverage_for_programs_and_over_the_source(call: Call, home: Path, tmp_path: Path) -> None:
    page = tmp_path / "coverage.html"
    found = json.loads(call("test", home, "--format", "json", "--coverage").out)
    said = call("test", home, "--coverage-source", "--coverage-html", page)

    assert found["coverage"][0]["measures"]["rules"] == {
        "covered": 2,
        "count": 2,
        "percent": "100",
    }
    assert "|       - id: rule\n" in said.out
    assert "policy: small" in page.read_text()


def test_what_differs_is_recorded_and_shown(call: Call, home: Path) -> None:
    file = wrong(home)
    said = call("test", home, "--record")

    assert said.status == 0
    assert "-    expect: {outcome: {route: {answer: yes}}}\n" in said.out
    assert "+    expect: {outcome: {route: {answer: no}}}\n" in said.out
    assert said.out.endswith("2 passed, 0 failed\n")
    assert CASES + "# the end\n" == file.read_text()
    assert [file] == list(file.parent.iterdir())


def test_a_file_that_does_not_load_is_never_recorded(call: Call, home: Path) -> None:
    file = wrong(home)
    file.write_text(file.read_text() + "  - {name: Nothing, expect: {}}\n")
    before = file.read_bytes()

    assert call("test", home, "--record").status == 2
    assert before == file.read_bytes()


def test_a_file_that_is_no_text_is_never_recorded(call: Call, home: Path) -> None:
    (home / "cases" / "odd.yaml").write_bytes(b"policy: loans\ncases: [\xff]\n")

    assert call("test", home, "--record").status == 2
    assert (home / "cases" / "odd.yaml").read_bytes() == b"policy: loans\ncases: [\xff]\n"


def test_nothing_is_recorded_where_the_policy_does_not_load(call: Call, home: Path) -> None:
    file = wrong(home)
    before = file.read_bytes()
    (home / "1.0.0.yaml").write_text("policy: small")

    assert call("test", home, "--record").status == 2
    assert before == file.read_bytes()


def test_what_comes_of_other_parameters_is_not_recorded(call: Call, home: Path) -> None:
    wrong(home)

    assert "leave out `--set`" in call.refused("test", home, "--record", "--set", "a=1")


def test_a_policy_is_run_in_all_its_versions(call: Call, home: Path) -> None:
    (home / "2.0.0.yaml").write_text(small.text().replace('"1.0.0"', '"2.0.0"'))

    assert call("test", "--policy", home, "--version", "all").out == "4 passed, 0 failed\n"
    assert call("test", home, "--version", "all").out == "4 passed, 0 failed\n"


def test_what_if_a_parameter_were_another(call: Call) -> None:
    said = call("test", HOME, "--filter", "04-provider", "--set", "hold_period=13 days")

    assert said.status == 1
    assert "FAILED The parcel waits for fourteen days" in said.out
