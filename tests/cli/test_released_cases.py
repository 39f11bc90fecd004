"""What a released version expects stays: no recording and no release of another version overwrites it."""

from pathlib import Path

import pytest

from cli.calling import Call

POLICY = """\
language: 1
policy: p
version: "VERSION"
title: {en: P}
parameters: {limit: {type: decimal, value: LIMIT}}
facts: {price: {type: decimal}}
decisions:
  d:
    outputs: {big: {type: boolean}}
    rules:
      - {id: big, when: price > limit, then: {big: true}}
    otherwise: {then: {big: false}}
"""
CASES = """\
policy: p
versions: ">=1.0.0"
facts: {price: 7}
cases:
  - name: Seven is big
    expect: {outcome: {d: {big: true}}, rules: {d: big}}
  - name: Twenty is big
    facts: {price: 20}
    expect: {outcome: {d: {big: false}}}
"""
OWN = """\
policy: p
versions: ">=2.0.0"
cases:
  - name: Seven is small
    facts: {price: 7}
    expect: {outcome: {d: {big: false}}}
"""
RIGHT = CASES.replace("d: {big: false}", "d: {big: true}")


def write(home: Path, version: str, limit: int, *, draft: bool = False) -> Path:
    text = POLICY.replace("VERSION", version).replace("LIMIT", str(limit))
    file = home / f"{version}.yaml"
    file.write_text(text + ("draft: true\n" if draft else ""))
    return file


@pytest.fixture
def home(tmp_path: Path, call: Call) -> Path:
    home = tmp_path / "p"
    (home / "cases").mkdir(parents=True)
    write(home, "1.0.0", 5)
    (home / "cases" / "all.yaml").write_text(RIGHT)
    assert call("release", home, "1.0.0").status == 0
    return home


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("arguments", [["--policy", "2.0.0.yaml"], [".", "--version", "2.0.0"]])
def test_recording_leaves_what_another_version_expects_and_says_so(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch, draft: bool, arguments: list[str]
) -> None:
    write(home, "2.0.0", 10, draft=draft)
    cases = home / "cases" / "all.yaml"
    cases.write_text(CASES)
    monkeypatch.chdir(home)

    said = call("test", *arguments, "--record")

    # what both versions decide alike is recorded, and the other case fails as before
    assert said.status == 1
    assert cases.read_text() == RIGHT
    assert "`Seven is big` stays as it is: it is for 2.0.0, 1.0.0, which do not" in said.err
    assert "a file with its own `versions`" in said.err
    assert call("test", home, "--version", "1.0.0").status == 0


def test_a_draft_beside_it_hinders_no_recording(call: Call, home: Path) -> None:
    write(home, "2.0.0", 10, draft=True)
    cases = home / "cases" / "all.yaml"
    cases.write_text(CASES)

    assert call("test", "--policy", home / "1.0.0.yaml", "--record").status == 0
    assert cases.read_text() == RIGHT


def test_a_release_runs_the_cases_of_every_released_version(call: Call, home: Path) -> None:
    write(home, "2.0.0", 10)
    cases = home / "cases" / "all.yaml"
    lock = (home / "released.lock").read_text()
    # somebody has made the case fit the new version by hand
    cases.write_text(RIGHT.replace("{d: {big: true}}, rules: {d: big}", "{d: {big: false}}"))

    refused = call.refused("release", home, "2.0.0")

    assert "`d.big`: expected false, came true, with 1.0.0, which was released" in refused
    assert (home / "released.lock").read_text() == lock
    cases.write_text(RIGHT.replace(">=1.0.0", "1.0.0"))
    (home / "cases" / "new.yaml").write_text(OWN)
    assert call("release", home, "2.0.0").status == 0


def test_a_case_file_that_would_be_passed_over_refuses_a_release(call: Call, home: Path) -> None:
    (home / "cases" / "more.yml").write_text(RIGHT)
    write(home, "1.1.0", 5)

    assert "error[wrong-suffix]" in call.refused("release", home, "1.1.0")
