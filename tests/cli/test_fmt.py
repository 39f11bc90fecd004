"""`backhaul fmt`: files in the house style, and no other change of any kind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import backhaul
import small
from cli.calling import HOME, POLICY, Call

UNTIDY = small.text("count > `3`").replace(": {type: integer}", ":   { type: integer }  # how many")
CASES = """\
policy: small
facts: {flag: true}
cases:
- name: 'One'
  expect: {status: undetermined}
"""
TIDY_CASES = """\
policy: small
facts: {flag: true}

cases:
  - name: "One"
    expect: {status: undetermined}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory of a small policy, below `policies` where the command runs."""
    home = tmp_path / "policies" / "small"
    (home / "cases").mkdir(parents=True)
    (home / "1.0.0.yaml").write_text(UNTIDY)
    (home / "cases" / "one.yaml").write_text(CASES)
    monkeypatch.chdir(tmp_path)
    return home


def texts(home: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(home.rglob("*.yaml"))}


@pytest.mark.parametrize("named", [(), ("policies",), ("small",), ("policies/small",)])
def test_every_file_is_formatted_where_it_stands(call: Call, home: Path, named: tuple[str]) -> None:
    before = backhaul.load(home / "1.0.0.yaml")
    said = call("fmt", *named)

    assert (0, "") == (said.status, said.err)
    assert "2 files: 2 formatted" == said.out.splitlines()[-1]
    assert "  count: {type: integer}  # how many\n" in texts(home)["1.0.0.yaml"]
    assert TIDY_CASES == texts(home)["one.yaml"]
    assert before.digest == backhaul.load(home / "1.0.0.yaml").digest
    assert "2 files: 2 in the house style\n" == call("fmt", "--check").out
    assert ["1.0.0.yaml", "cases", "one.yaml"] == sorted(path.name for path in home.rglob("*"))


def test_a_policy_whose_keys_stand_in_another_order_is_formatted(call: Call, home: Path) -> None:
    tidy = small.text("count > `3`")
    (home / "1.0.0.yaml").write_text(tidy)
    call("fmt")
    tidy = texts(home)["1.0.0.yaml"]
    first, rest = tidy.split("\n", 1)
    (home / "1.0.0.yaml").write_text(f"{rest}{first}\n")

    assert (0, "") == (call("fmt").status, call("fmt").err)
    assert tidy == texts(home)["1.0.0.yaml"]


def test_check_writes_nothing_names_the_files_and_exits_with_one(call: Call, home: Path) -> None:
    before = texts(home)
    said = call("fmt", "--check")

    assert (1, "") == (said.status, said.err)
    assert [
        "to be formatted: policies/small/1.0.0.yaml",
        "to be formatted: policies/small/cases/one.yaml",
        "2 files: 2 to be formatted",
    ] == said.out.splitlines()
    assert before == texts(home)


def test_diff_shows_what_would_change_and_writes_nothing(call: Call, home: Path) -> None:
    before = texts(home)
    said = call("fmt", "--diff", home / "cases")

    assert 1 == said.status
    assert "\n-- name: 'One'\n-  expect: {status: undetermined}\n" in said.out
    assert '\n+  - name: "One"\n+    expect: {status: undetermined}\n' in said.out
    assert before == texts(home)


def test_a_file_with_mistakes_is_left_alone_and_they_are_told(call: Call, home: Path) -> None:
    wrong = UNTIDY.replace("count > `3`", "cuont > `3`")
    (home / "1.0.0.yaml").write_text(wrong)
    said = call("fmt")

    assert 2 == said.status
    assert "error[unknown-name]" in said.err
    assert "2 files: 1 formatted, 1 left alone, with mistakes" == said.out.splitlines()[-1]
    assert {"1.0.0.yaml": wrong, "one.yaml": TIDY_CASES} == texts(home)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("cases/one.yaml", CASES.replace("facts", "fatcs"), "unknown-key"),
        ("sources/api.yaml", "language: 1\nsource: api\npolicy: small\n", "missing-key"),
        ("cases/one.yaml", CASES + "  x: &a 1\n", "anchor"),
    ],
)
def test_so_are_those_of_cases_and_sources(
    call: Call, home: Path, name: str, text: str, code: str
) -> None:
    file = home / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    said = call("fmt", file)

    assert (2, f"error[{code}]") == (said.status, said.err.split(": ")[1])
    assert text == file.read_text()


def test_a_released_version_is_passed_over(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / POLICY
    folder.mkdir()
    for name in ("1.0.0.yaml", "released.lock"):
        shutil.copy(HOME / name, folder / name)
    said = call("fmt", folder / "1.0.0.yaml")

    assert (0, "1 file: 1 passed over, since released\n") == (said.status, said.out)
    assert (HOME / "1.0.0.yaml").read_bytes() == (folder / "1.0.0.yaml").read_bytes()
    assert 0 == call("fmt", "--check", folder).status


def test_standard_input_is_written_to_standard_output(call: Call) -> None:
    assert (0, TIDY_CASES, "") == call("fmt", "-", stdin=CASES.encode())
    assert 0 == call("fmt", "-", "--check", stdin=TIDY_CASES.encode()).status
    assert 1 == call("fmt", "-", "--check", stdin=CASES.replace("\n", "\r\n").encode()).status
    assert "+  - name:" in call("fmt", "-", "--diff", stdin=CASES.encode()).out
    assert "usage" in call.refused("fmt", "-", "policies", stdin=b"")
    assert "standard input:1:" in call.refused("fmt", "-", stdin=b"\xff")


def test_a_name_of_nothing_is_refused(call: Call, home: Path) -> None:
    assert "there is no file `smal`" in call.refused("fmt", "smal")


def test_the_rights_of_a_file_stay_and_a_link_stays_a_link(call: Call, home: Path) -> None:
    file, link = home / "cases" / "one.yaml", home / "cases" / "two.yaml"
    file.chmod(0o640)
    file.rename(home / "elsewhere")
    link.symlink_to(home / "elsewhere")

    assert 0 == call("fmt", link).status
    assert link.is_symlink()
    assert TIDY_CASES == (home / "elsewhere").read_text()
    assert 0o640 == (home / "elsewhere").stat().st_mode & 0o777


def test_the_files_that_are_shipped_are_in_the_house_style(call: Call) -> None:
    said = call("fmt", "--check", HOME)

    assert (0, "") == (said.status, said.err)
    assert "2 passed over, since released" in said.out


def test_so_are_a_policy_that_is_begun_and_the_draft_of_its_next_version(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call("new", "late-parcel")
    call("release", "late-parcel", "1.0.0")
    call("draft", "late-parcel", "--from", "2026-06-01")

    said = call("fmt", "--check")

    assert (0, "4 files: 3 in the house style, 1 passed over, since released\n") == said[:2]
