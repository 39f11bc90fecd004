"""A policy is begun: small, commented and right, with a source, cases and the schemas of its first lines."""

import json
from pathlib import Path

import pytest

import backhaul
from backhaul.document.schema import schema_text
from cli.calling import Call


@pytest.fixture
def begun(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    said = call("new", "late-parcel", "--title", 'Late "parcels": {all}')
    assert said.status == 0
    assert "backhaul check policies/late-parcel" in said.out
    return Path("policies") / "late-parcel"


def test_a_new_policy_is_right_and_its_cases_pass(call: Call, begun: Path) -> None:
    assert call("check", "--strict").out == "3 files, no errors, no warnings\n"
    assert call("test").out == "2 passed, 0 failed\n"
    policy = backhaul.load(begun / "1.0.0.yaml")
    assert policy.draft
    assert policy.title["en"] == 'Late "parcels": {all}'
    assert {path.name for path in begun.parent.iterdir()} == {".schemas", "late-parcel"}


def test_its_first_lines_name_schemas_that_are_there(begun: Path) -> None:
    kinds = {"1.0.0.yaml": "policy", "sources/example.yaml": "source", "cases/first.yaml": "cases"}
    for name, kind in kinds.items():
        first, *_ = (begun / name).read_text().splitlines()
        mark, _, place = first.partition("$schema=")
        assert mark == "# yaml-language-server: "
        assert ((begun / name).parent / place).read_text() == schema_text(kind)


def test_it_is_released_drafted_and_changed(call: Call, begun: Path) -> None:
    assert call("release", begun, "1.0.0").status == 0
    assert call("draft", begun, "--from", "2026-06-01").status == 0
    assert call("check", "--strict").status == 0
    assert call("test").out == "4 passed, 0 failed\n"


def test_nothing_that_is_there_is_touched(call: Call, begun: Path) -> None:
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}

    assert "error[already-there]" in call.refused("new", "late-parcel")
    assert "error[bad-name]" in call.refused("new", "Late")
    (begun.parent / "file").write_text("")
    assert "error[output-unwritable]" in call.refused("new", "a", "--directory", "policies/file")
    (begun.parent / "file").unlink()
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_the_directory_is_another_one_and_the_answer_json(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = json.loads(call("new", "a-b", "--directory", "my/rules", "--format", "json").out)

    assert said["policy"] == "a-b"
    assert all(Path(file).is_file() for file in (*said["files"], *said["schemas"]))
    assert "backhaul check my/rules/a-b" in (tmp_path / "my/rules/a-b/1.0.0.yaml").read_text()
