"""A link that leads out of the served directory is neither read nor written through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backhaul.page.app import application
from backhaul.service.served import Served

LEADS_OUT = "is a link that leads out of its directory"
CASE = "- name: Five days late\n  facts: {days: 5, fragile: true}\n  expect: {outcome: {fee: {paid: true}}}"


@pytest.fixture
def outside(fees: Path, tmp_path: Path) -> Path:
    """A case file outside, to which a link among the cases of `fees` leads."""
    file = tmp_path / "outside.yaml"
    text = (fees / "fees" / "cases" / "all.yaml").read_text("utf-8")
    file.write_text(text.replace("Ten days late", "Of somebody else"), "utf-8")
    (fees / "fees" / "cases" / "linked.yaml").symlink_to(file)
    return file


def test_cases_behind_it_are_not_read(outside: Path, client: TestClient) -> None:
    at = "/page/policies/fees/2.0.0"
    told = [
        client.get("/openapi.json"),
        client.post(f"{at}/form", json={}),
        client.get(f"{at}/cases"),
        client.post(f"{at}/case", json={"file": "linked.yaml", "name": "Of somebody else"}),
    ]

    assert outside.exists()
    assert all("Ten days late" in each.text for each in told[:3])
    assert all("Of somebody else" not in each.text for each in told[:3])
    assert told[3].json()["code"] == "file-not-found"


def test_an_example_behind_it_is_not_read(fees: Path, tmp_path: Path, client: TestClient) -> None:
    (tmp_path / "secret.json").write_text(json.dumps({"days": 3}), "utf-8")
    (fees / "fees" / "examples").mkdir()
    (fees / "fees" / "examples" / "mine.json").symlink_to(tmp_path / "secret.json")

    assert client.post("/page/policies/fees/2.0.0/form", json={}).json()["examples"] == []


@pytest.mark.parametrize("kind", ["findings", "cases", "recording", "mutants", "book"])
def test_a_job_that_reads_the_cases_says_which_file_it_is(
    outside: Path, client: TestClient, kind: str
) -> None:
    asked = {"kind": kind, "id": "fees", "version": "2.0.0"}
    refused = client.post("/page/jobs", json=asked)

    assert outside.exists()
    assert refused.status_code == 422
    assert refused.json()["code"] == "file-unreadable"
    assert LEADS_OUT in refused.json()["detail"]
    assert "linked.yaml" in refused.json()["detail"]


def drafts_of(fees: Path, target: Path) -> TestClient:
    """The application of the directory, in which the draft has become a link."""
    client = TestClient(application(Served(fees), write=True))
    draft = fees / "fees" / "2.0.0.yaml"
    draft.rename(target)
    draft.symlink_to(target)
    return client


def save(client: TestClient, text: str, since: str) -> Any:
    return client.put(
        "/page/policies/fees/2.0.0/text", json={"text": text}, headers={"If-Match": f'"{since}"'}
    )


def test_a_draft_is_not_written_through_it_nor_its_text_told(fees: Path, tmp_path: Path) -> None:
    digest = client_text(fees)["digest"]
    client = drafts_of(fees, tmp_path / "outside.yaml")
    before = (tmp_path / "outside.yaml").read_bytes()

    for since in (digest, "sha256:other"):
        refused = save(client, "changed: true\n", since)
        assert (refused.status_code, refused.json()["code"]) == (422, "file-unreadable")
        assert "language: 1" not in refused.text
    assert (tmp_path / "outside.yaml").read_bytes() == before
    assert (fees / "fees" / "2.0.0.yaml").is_symlink()


def test_a_link_within_the_directory_stays_one_and_its_file_is_written(fees: Path) -> None:
    said = client_text(fees)
    client = drafts_of(fees, fees / "fees" / "next.txt")

    assert save(client, said["text"] + "# more\n", said["digest"]).status_code == 200
    assert (fees / "fees" / "2.0.0.yaml").is_symlink()
    assert (fees / "fees" / "next.txt").read_text("utf-8").endswith("# more\n")


def client_text(fees: Path) -> dict[str, Any]:
    client = TestClient(application(Served(fees), write=True))
    text: dict[str, Any] = client.get("/page/policies/fees/2.0.0/text").json()
    return text


@pytest.mark.parametrize("linked", ["cases", "cases/2.0.0-added.yaml"])
def test_no_case_is_added_through_it(
    client: TestClient, fees: Path, tmp_path: Path, linked: str
) -> None:
    place, outside = fees / "fees" / linked, tmp_path / "elsewhere"
    if place.exists():
        place.rename(outside)
    place.symlink_to(outside)

    refused = client.post("/page/policies/fees/2.0.0/cases", json={"case": CASE})

    assert (refused.status_code, refused.json()["code"]) == (422, "file-unreadable")
    assert not outside.is_file()
    assert not [*outside.glob("*added*")]
