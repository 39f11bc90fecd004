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
SPLIT = """\
policy: p
versions: ">=1.0.0"
facts: {price: 7}
cases:
  - name: Seven is big
    versions: "<2.0.0"
    expect: {outcome: {d: {big: true}}, rules: {d: big}}
  - name: Seven is big
    versions: ">=2.0.0"
    expect: {outcome: {d: {big: false}}, rules: {d: otherwise}}
  - name: Twenty is big
    facts: {price: 20}
    expect: {outcome: {d: {big: true}}}
"""
TABLES = """\
policy: p
cases:
  # all of them
  - name: Of many
    expect: {status: decided}
    table:
      columns: [price, d.big]
      rows:
        - [8,   true]   # eight
        - [20, true]

  - name: Of versions
    expect: {status: decided}
    table:
      columns: [price, versions, d.big]
      rows:
        - [9,   ...,    true]   # nine
        - [20, "<2.0.0", true]
        - [21, ">=1.0.0", true]
# the end
"""
TABLES_SPLIT = """\
policy: p
cases:
  # all of them
  - name: Of many
    versions: "<2.0.0"
    expect: {status: decided}
    table:
      columns: [price, d.big]
      rows:
        - [8,   true]   # eight
        - [20, true]

  - name: Of many
    versions: ">=2.0.0"
    expect: {status: decided}
    table:
      columns: [price, d.big]
      rows:
        - [8,   false]   # eight
        - [20, true]

  - name: Of versions
    expect: {status: decided}
    table:
      columns: [price, versions, d.big]
      rows:
        - [9,   "<2.0.0",    true]   # nine
        - [9,   ">=2.0.0",    false]   # nine
        - [20, "<2.0.0", true]
        - [21, ">=1.0.0", true]
# the end
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
@pytest.mark.parametrize(
    "arguments", [["--policy", "2.0.0.yaml"], ["."], [".", "--version", "2.0.0"]]
)
def test_recording_splits_what_a_released_version_decides_otherwise(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch, draft: bool, arguments: list[str]
) -> None:
    write(home, "2.0.0", 10, draft=draft)
    monkeypatch.chdir(home)

    said = call("test", *arguments, "--record")

    assert said.status == 0
    assert (home / "cases" / "all.yaml").read_text() == SPLIT
    assert (
        "`Seven is big`: as expected so far for `<2.0.0`, and in a copy for `>=2.0.0`" in said.err
    )
    assert call("test", home).out == "4 passed, 0 failed\n"
    # what is for the new version alone is recorded in its place
    write(home, "2.0.0", 6, draft=draft)
    assert call("test", *arguments, "--record").status == 0
    again = SPLIT.replace(
        "{d: {big: false}}, rules: {d: otherwise}", "{d: {big: true}}, rules: {d: big}"
    )
    assert (home / "cases" / "all.yaml").read_text() == again


@pytest.mark.parametrize("arguments", [["--policy", "1.0.0.yaml"], ["."]])
def test_what_a_released_version_expects_is_never_recorded(
    call: Call, home: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    cases = home / "cases" / "all.yaml"
    cases.write_text(CASES)
    write(home, "2.0.0", 5, draft=True)
    monkeypatch.chdir(home)

    said = call("test", *arguments, "--record")

    assert said.status == 1
    assert cases.read_text() == CASES
    assert (
        "`Twenty is big` stays as it is: it fails with 1.0.0, which decides as it did when"
        in said.err
    )


def test_a_draft_that_was_not_asked_for_keeps_what_it_expects(call: Call, home: Path) -> None:
    write(home, "2.0.0", 5, draft=True)
    write(home, "3.0.0", 10, draft=True)

    assert call("test", "--policy", home / "3.0.0.yaml", "--record").status == 0
    assert (home / "cases" / "all.yaml").read_text() == SPLIT.replace("2.0.0", "3.0.0")
    assert call("test", home).out == "6 passed, 0 failed\n"


def test_what_was_recorded_is_told_in_words_with_the_names(call: Call, home: Path) -> None:
    write(home, "2.0.0", 10, draft=True)

    said = call("test", "--policy", home / "2.0.0.yaml", "--record")

    assert "recorded, to be read before it is kept:\n" in said.err
    assert "  1 case: d.big: no instead of yes\n    Seven is big\n" in said.err


def test_half_a_case_is_not_recorded(call: Call, home: Path) -> None:
    cases = home / "cases" / "all.yaml"
    cases.write_text(RIGHT.replace("rules: {d: big}", "rules: {d: big}, says: {en: Big}"))
    write(home, "2.0.0", 10, draft=True)
    file = home / "1.0.0.yaml"
    assert call("test", "--policy", file).status == 1  # nothing says so, in any version
    text = cases.read_text()

    call("test", "--policy", home / "2.0.0.yaml", "--record")
    assert cases.read_text() == text
    cases.write_text(text.replace('">=1.0.0"', '">=2.0.0"'))
    said = call("test", "--policy", home / "2.0.0.yaml", "--record")
    assert said.status == 1
    assert cases.read_text() == text.replace('">=1.0.0"', '">=2.0.0"')
    assert (
        "all.yaml: `Seven is big` stays as it is: what comes of it has to be written by" in said.err
    )


def test_versions_that_no_range_can_part_keep_one_case(call: Call, home: Path) -> None:
    write(home, "2.0.0", 10, draft=True)
    write(home, "3.0.0", 5, draft=True)

    said = call("test", "--policy", home / "2.0.0.yaml", "--record")

    assert said.status == 1
    assert (home / "cases" / "all.yaml").read_text() == RIGHT
    assert "it is for 1.0.0, 2.0.0, 3.0.0, and 2.0.0 cannot be told from the others" in said.err


def test_a_table_is_split_whole_and_a_row_with_versions_by_itself(call: Call, home: Path) -> None:
    cases = home / "cases" / "all.yaml"
    cases.write_text(TABLES)
    write(home, "2.0.0", 10, draft=True)

    assert call("test", "--policy", home / "2.0.0.yaml", "--record").status == 0
    assert cases.read_text() == TABLES_SPLIT
    assert call("test", home).out == "9 passed, 0 failed\n"


def test_a_list_in_one_line_is_not_split_and_that_is_said(call: Call, home: Path) -> None:
    cases = home / "cases" / "all.yaml"
    text = "policy: p\ncases: [{name: A, facts: {price: 7}, expect: {outcome: {d: {big: true}}}}]\n"
    cases.write_text(text)
    write(home, "2.0.0", 10, draft=True)

    said = call("test", "--policy", home / "2.0.0.yaml", "--record")

    assert said.status == 1
    assert cases.read_text() == text
    assert "`A`: not split, as the file is not written in lines" in said.err


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


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("policy: p", "policy: q", "unknown-policy"),
        ('">=1.0.0"', '"1.0.1"', "unknown-version"),
        ("expect:", 'versions: "3.1.0"\n    expect:', "unknown-version"),
    ],
)
def test_cases_that_would_never_run_refuse_a_release(
    call: Call, home: Path, old: str, new: str, code: str
) -> None:
    write(home, "2.0.0", 5, draft=True)
    assert call("release", home, "2.0.0", "--dry-run").status == 0
    (home / "cases" / "more.yaml").write_text(RIGHT.replace(old, new, 1))

    assert f"more.yaml:{1 if code.endswith('policy') else 2 if 'versions' not in new else 6}:" in (
        refused := call.refused("release", home, "2.0.0")
    )
    assert f"error[{code}]" in refused
