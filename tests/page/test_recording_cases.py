"""What comes now is recorded of a draft: first it is told what would be written, then that is written, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backhaul.cli.main import main
from backhaul.page.app import application
from backhaul.service.served import Served

Done = Callable[..., dict[str, Any]]


@pytest.fixture
def edited(fees: Path, served: Served) -> Path:
    """The case file of `fees`, of which one case fails with the draft, as it was edited."""
    _edit(fees / "fees" / "2.0.0.yaml", "days > `4` ||", "days > `10` ||")
    served.reload()
    return fees / "fees" / "cases" / "all.yaml"


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def record(client: TestClient, job: object, version: str = "2.0.0") -> Any:
    return client.post(f"/page/policies/fees/{version}/record", json={"job": job})


def test_it_is_told_what_would_be_recorded_and_nothing_is_written(done: Done, edited: Path) -> None:
    before = edited.read_bytes()
    told = done("recording")["result"]

    assert (told["cases"], told["left"]) == (1, 0)
    assert [group["names"] for group in told["groups"]] == [["Ten days late"]]
    assert told["groups"][0]["headline"].startswith("1 case:")
    [file] = told["files"]
    assert file["file"] == "cases/all.yaml"
    assert "+    expect: {outcome: {fee: {paid: false}}}" in file["diff"].splitlines()
    assert told["notes"][0]["message"].endswith("and in a copy for `>=2.0.0`")
    assert "written" not in told
    chinese = done("recording", language="zh")["result"]
    assert "副本" in chinese["notes"][0]["message"]
    assert edited.read_bytes() == before


def test_what_was_told_is_recorded_and_what_the_release_expects_stays(
    client: TestClient, done: Done, edited: Path
) -> None:
    recorded = record(client, done("recording")["job"])

    assert recorded.json() == {"cases": 1, "files": ["cases/all.yaml"]}
    assert main(["test", str(edited.parents[1]), "--version", "all"]) == 0
    text = edited.read_text(encoding="utf-8")
    assert text.count("name: Ten days late") == 2
    assert "expect: {outcome: {fee: {paid: true}}}" in text
    assert [path.name for path in edited.parent.iterdir()] == ["all.yaml"]
    assert done("cases")["result"]["failing"] == []
    assert done("recording")["result"]["files"] == []


@pytest.mark.parametrize("name", ["cases/all.yaml", "cases/new.yaml", "1.0.0.yaml", "2.0.0.yaml"])
def test_nothing_is_recorded_where_a_file_was_changed_meanwhile(
    client: TestClient, done: Done, edited: Path, name: str
) -> None:
    job = done("recording")["job"]
    file = edited.parents[1] / name
    text = file.read_text(encoding="utf-8") if file.exists() else "policy: fees\ncases: []\n"
    file.write_text(text + "# a remark\n", encoding="utf-8")
    before = edited.read_bytes()

    refused = record(client, job)

    assert (refused.status_code, refused.json()["code"]) == (412, "changed-meanwhile")
    assert edited.read_bytes() == before


def test_after_a_change_it_is_told_anew(client: TestClient, done: Done, edited: Path) -> None:
    job = done("recording")["job"]
    _edit(edited.parents[1] / "2.0.0.yaml", "days > `10` ||", "days > `12` ||")
    assert record(client, job).status_code == 412

    again = done("recording")
    assert again["job"] != job
    assert record(client, again["job"]).status_code == 200


def test_it_is_recorded_for_drafts_alone_and_only_where_the_page_may_write(
    client: TestClient, done: Done, edited: Path, fees: Path
) -> None:
    before = edited.read_bytes()
    released = done("recording", "1.0.0")
    assert released["result"]["files"] == []
    refused = record(client, released["job"], "1.0.0")
    assert (refused.status_code, refused.json()["code"]) == (409, "draft-released")

    job = done("recording")["job"]
    refused = record(TestClient(application(Served(fees))), job)
    assert (refused.status_code, refused.json()["code"]) == (403, "read-only")
    assert record(client, job, "7.0.0").status_code == 404
    assert edited.read_bytes() == before


def test_only_what_a_job_told_of_this_version_is_recorded(
    client: TestClient, done: Done, edited: Path
) -> None:
    before = edited.read_bytes()
    for job in (done("recording", "1.0.0")["job"], done("cases")["job"], "0" * 40, "../x"):
        refused = record(client, job)
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown-job")
    for job in (None, "", 1):
        assert record(client, job).json()["code"] == "bad-body"
    assert edited.read_bytes() == before


def test_what_stays_as_it_is_is_told_with_why(done: Done, edited: Path) -> None:
    _edit(
        edited,
        "{days: 10, fragile: false}\n    expect: {outcome: {fee: {paid: true}}}",
        "{days: 20, fragile: false}\n    expect: {outcome: {fee: {paid: false}}}",
    )
    told = done("recording", language="zh")["result"]

    assert (told["cases"], told["left"], told["files"]) == (0, 1, [])
    assert told["notes"][0]["message"].startswith("`Ten days late` 保持不变")


def test_a_case_for_no_version_does_not_open_the_others_to_the_command(edited: Path) -> None:
    nobody = '  - {name: Nobody, versions: "==1.5.0", expect: {outcome: {fee: {paid: true}}}}\n'
    edited.write_text(edited.read_text(encoding="utf-8") + nobody, encoding="utf-8")

    main(["test", "--policy", str(edited.parents[1] / "2.0.0.yaml"), "--record"])

    text = edited.read_text(encoding="utf-8")
    assert text.count("name: Ten days late") == 2
    assert "paid: true" in text.partition("name: In time")[0]
