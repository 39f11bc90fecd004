"""A draft is begun: a copy with its number, mark and day, for which the cases go on to hold."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import backhaul
from cli.calling import Call
from versions import loans


@pytest.fixture
def home(tmp_path: Path) -> Path:
    text = loans.text("1.0.0").replace("Books that were lent", '"Books (1.0.0)"')
    loans.release(tmp_path, "1.0.0", f"# about books\n{text}# 1.0.0 ends here\n")
    return tmp_path / loans.ID


def cases(home: Path, name: str, head: str, own: str = "") -> Path:
    file = home / "cases" / name
    file.write_text(
        f'policy: loans\n{head}facts: {{lent_at: "2026-03-02T10:00:00Z", back_at: "2026-03-03T10:00:00Z"}}\n'
        f"cases:\n  - name: {name}\n{own}    expect: {{status: decided}}\n"
    )
    return file


def test_a_draft_is_a_copy_with_its_number_mark_title_and_day(call: Call, home: Path) -> None:
    before = (home / "1.0.0.yaml").read_text()
    said = call("draft", home, "--from", "2027-06-01")

    assert said.status == 0
    assert (home / "2.0.0.yaml").read_text() == (
        before.replace('version: "1.0.0"', 'version: "2.0.0"\ndraft: true')
        .replace('"Books (1.0.0)"', '"Books (2.0.0)"')
        .replace("2024-01-01T", "2027-06-01T")
    )
    assert "2.0.0 may decide anything otherwise" in said.out
    assert ": # 1.0.0 ends here" in said.out
    assert "cases: 1 file is for 2.0.0 as written" in said.out
    assert call("check", home).status == 0
    assert call("test", home).out == "4 passed, 0 failed\n"
    assert call("release", home, "2.0.0").status == 0


@pytest.mark.parametrize(
    ("asked", "number", "promise"),
    [
        ("patch", "1.0.1", "1.0.1 decides every case as 1.0.0 does"),
        ("minor", "1.1.0", "1.1.0 decides every case that 1.0.0 accepts as 1.0.0 does"),
        ("1.4.0", "1.4.0", "for any other change it is 2.0.0"),
    ],
)
def test_what_decides_alike_keeps_its_day_and_says_what_it_promises(
    call: Call, home: Path, asked: str, number: str, promise: str
) -> None:
    said = call("draft", home, asked)

    assert promise in said.out
    assert "2024-01-01T00:00:00Z, as 1.0.0, whose cases it is for, too" in said.out
    assert call("check", home, "--strict").status == 0
    assert backhaul.load(home / f"{number}.yaml").draft


def test_the_cases_go_on_to_hold_for_it_or_it_is_said_why_not(call: Call, home: Path) -> None:
    loans.write(home.parent, "1.1.0", loans.text("1.1.0") + "draft: true\n")
    one = cases(home, "one.yaml", "versions: '<2.0.0'   # so far\n")
    own = cases(home, "own.yaml", "", '    versions: ">=1.0.0 <=1.1.0"\n')
    alone = cases(home, "alone.yaml", 'versions: "==1.0.0"\n')
    other = cases(home, "other.yaml", 'versions: "==1.1.0"\n')
    kept = {file: file.read_text() for file in (alone, other)}

    said = call("draft", home, "--from", "2027-06-01")

    assert '\nversions: "<=2.0.0"   # so far\n' in one.read_text()
    assert '\n    versions: ">=1.0.0 <=2.0.0"\n' in own.read_text()
    assert {file: file.read_text() for file in kept} == kept
    assert "by a wider `versions`: one.yaml, own.yaml" in said.out
    assert "alone.yaml: `==1.0.0` cannot be widened without 1.1.0" in said.out
    assert "1 file is for other versions alone" in said.out
    assert call("test", home).status == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "no-first-day"),
        (["1.0.0", "--from", "2027-06-01"], "already-there"),
        (["0.9.0", "--from", "2027-06-01"], "unknown-version"),
        (["2.0", "--from", "2027-06-01"], "bad-version"),
        (["--from", "June"], "bad-instant"),
        (["--from", "2027-02-30"], "bad-instant"),
    ],
)
def test_nothing_is_written_where_anything_is_in_the_way(
    call: Call, home: Path, arguments: list[str], code: str
) -> None:
    cases(home, "one.yaml", 'versions: "<2.0.0"\n')
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}

    assert f"error[{code}]" in call.refused("draft", home, *arguments)
    assert {file: file.read_bytes() for file in home.rglob("*") if file.is_file()} == before


def test_a_from_that_was_left_in_a_copy_is_told(call: Call, home: Path) -> None:
    text = (home / "1.0.0.yaml").read_text().replace('"1.0.0"', '"2.0.0"', 1)
    (home / "2.0.0.yaml").write_text(text + "draft: true\n")

    said = call("check", home / "2.0.0.yaml")
    assert "2.0.0.yaml:6:31: warning[reaches-back]: 2.0.0 is in force from 2024-01-01" in said.out
    assert "no later than 1.0.0" in said.out
    (home / "2.0.0.yaml").unlink()
    drafted = call("draft", home, "--from", "2024-01-01").out
    assert "as 1.0.0, whose cases it is for, too: `release` asks for `--retroactive`" in drafted


@pytest.mark.parametrize("name", ["1.0.0 (copy).yaml", "old.yaml", "1.0.0 copy.yml"])
def test_a_copy_by_another_name_is_told(call: Call, home: Path, name: str) -> None:
    (home / name).write_text((home / "1.0.0.yaml").read_text())

    said = call("check", home)
    assert said.status == 1
    assert "error[misplaced-policy]" in said.out
    assert "and is passed over: its name is no version" in said.out


def test_a_source_beside_a_draft_is_right_or_a_warning(call: Call, home: Path) -> None:
    (home / "sources").mkdir()
    source = home / "sources" / "desk.yaml"
    source.write_text("language: 1\nsource: desk\npolicy: loans\nfacts: {lent_at: {read: at}}\n")
    call("draft", home, "--from", "2027-06-01")
    draft = home / "2.0.0.yaml"
    draft.write_text(
        draft.read_text().replace("facts:\n", "facts:\n  damaged: {type: boolean}\n", 1)
    )
    assert "desk.yaml" not in call("check", home, "--strict").out

    source.write_text(source.read_text().replace("{lent_at:", "{damaged: {read: d}, lent_at:"))
    said = call("check", home)
    assert said.status == 0
    assert "warning[unknown-fact]" in said.out
    assert "in 1.0.0; the source is right for 2.0.0, a draft" in said.out
    (home / "1.0.0.yaml").unlink()
    (home / "released.lock").unlink()
    assert "desk.yaml" not in call("check", home, "--strict").out


def test_the_answer_as_json_names_every_file(call: Call, home: Path) -> None:
    said = json.loads(call("draft", home, "minor", "--format", "json").out)

    assert said["version"] == "1.1.0"
    assert said["files"] == [str(home / "1.1.0.yaml")]


def test_a_draft_whose_number_is_too_low_is_drafted_again_with_all_that_was_edited(
    call: Call, home: Path
) -> None:
    call("draft", home, "minor", "--from", "2027-06-01")
    low = home / "1.1.0.yaml"
    low.write_text(low.read_text().replace("value: 14 days", "value: 10 days"))
    cases(home, "new.yaml", 'versions: "==1.1.0"\n')
    assert call("test", home).status == 0

    said = call("draft", home, "2.0.0", "--of", "1.1.0")

    assert said.status == 0
    assert "2.0.0.yaml is a draft, a copy of 1.1.0\n2.0.0 may decide anything" in said.out
    text = (home / "2.0.0.yaml").read_text()
    assert text == low.read_text().replace("1.1.0", "2.0.0")
    assert 'versions: ">=1.1.0 <=2.0.0"' in (home / "cases" / "new.yaml").read_text()
    low.unlink()
    assert call("release", home, "2.0.0").status == 0


def test_schemas_of_another_version_of_backhaul_are_written_anew(call: Call, home: Path) -> None:
    schemas = home.parent / ".schemas"
    schemas.mkdir()
    (schemas / "policy.schema.json").write_text("{}")

    assert call("draft", home, "patch").status == 0
    assert [path.name for path in schemas.iterdir()] == ["policy.schema.json"]
    assert "urn:backhaul:policy" in (schemas / "policy.schema.json").read_text()


def test_on_a_terminal_the_day_is_asked(home: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"2027-06-01\n")
    command = [sys.executable, "-m", "backhaul.cli", "draft", str(home)]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False)
    os.close(ours)
    os.close(theirs)

    assert "From which day, such as 2026-06-01?" in done.stderr
    assert done.returncode == 0
    assert 'from: "2027-06-01T00:00:00Z"' in (home / "2.0.0.yaml").read_text()
