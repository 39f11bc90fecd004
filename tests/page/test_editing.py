"""What the page writes: drafts alone, whole, and never over what somebody else wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backhaul.cli.main import main
from backhaul.page.app import application
from backhaul.service.served import Served

ROOT = Path(__file__).parents[2]
ID = "late-parcel"


@pytest.fixture
def policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with one released policy."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    assert main(["new", ID]) == 0
    assert main(["release", ID, "1.0.0"]) == 0
    return tmp_path / "policies"


def client_of(policies: Path, *, write: bool = True) -> TestClient:
    return TestClient(application(Served(policies), write=write), base_url="http://127.0.0.1:8000")


def begun(client: TestClient) -> dict[str, Any]:
    response = client.post(f"/page/policies/{ID}/drafts", json={"begins": "2027-06-01"})
    assert response.status_code == 201
    draft: dict[str, Any] = client.get(f"/page/policies/{ID}/2.0.0/text").json()
    return draft


def save(client: TestClient, text: str, since: str, **headers: str) -> Any:
    match = {"If-Match": f'"{since}"', **headers}
    return client.put(f"/page/policies/{ID}/2.0.0/text", json={"text": text}, headers=match)


def test_a_draft_is_begun_edited_and_saved(policies: Path) -> None:
    client = client_of(policies)
    draft = begun(client)

    assert draft["released"] is False
    text = draft["text"].replace("5 days", "4 days")
    saved = save(client, text, draft["digest"])

    assert saved.status_code == 200
    assert (policies / ID / "2.0.0.yaml").read_text(encoding="utf-8") == text
    again = client.get(f"/page/policies/{ID}/2.0.0/text").json()
    assert again["digest"] == saved.json()["digest"] != draft["digest"]
    assert not list((policies / ID).glob(".*"))


def test_a_draft_with_mistakes_is_saved_and_edited_further(policies: Path) -> None:
    client = client_of(policies)
    saved = save(client, "language: 1\n", begun(client)["digest"])

    assert saved.status_code == 200
    assert client.get(f"/page/policies/{ID}/2.0.0/text").json()["text"] == "language: 1\n"


def test_what_somebody_else_wrote_meanwhile_is_kept_and_shown(policies: Path) -> None:
    client = client_of(policies)
    draft = begun(client)
    file = policies / ID / "2.0.0.yaml"
    file.write_text("theirs\n", encoding="utf-8")

    refused = save(client, "mine\n", draft["digest"])

    assert refused.status_code == 412
    assert refused.json()["code"] == "changed-meanwhile"
    assert refused.json()["text"] == "theirs\n" == file.read_text(encoding="utf-8")
    assert save(client, "mine\n", refused.json()["digest"]).status_code == 200


def test_a_released_version_is_never_written(policies: Path) -> None:
    client = client_of(policies)
    draft = begun(client)
    assert main(["release", ID, "2.0.0"]) == 0
    before = (policies / ID / "2.0.0.yaml").read_bytes()

    assert client.get(f"/page/policies/{ID}/2.0.0/standing").json()["released"] is True
    refused = save(client, draft["text"], draft["digest"])

    assert (refused.status_code, refused.json()["code"]) == (409, "draft-released")
    assert (policies / ID / "2.0.0.yaml").read_bytes() == before


def test_nothing_is_written_without_write_or_by_another_site(policies: Path) -> None:
    reading, writing = client_of(policies, write=False), client_of(policies)
    draft = begun(writing)

    assert save(reading, "x", draft["digest"]).json()["code"] == "read-only"
    assert reading.post(f"/page/policies/{ID}/drafts", json={}).json()["code"] == "read-only"
    foreign = save(writing, "x", draft["digest"], Origin="http://elsewhere.example")
    assert foreign.json()["code"] == "foreign-origin"
    ours = save(writing, "x", draft["digest"], Origin="http://127.0.0.1:8000")
    assert ours.status_code == 200


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, b'{"text": "x"}', "no-digest"),
        ({"If-Match": '"sha256:0"'}, b"{", "bad-body"),
        ({"If-Match": '"sha256:0"'}, b"[]", "bad-body"),
        ({"If-Match": '"sha256:0"'}, b'{"text": 1}', "bad-body"),
        ({"If-Match": '"sha256:0"'}, b"{}", "bad-body"),
        ({"If-Match": '"sha256:0"'}, b'{"text": "x"}', "changed-meanwhile"),
    ],
)
def test_a_request_that_cannot_be_done_says_why(
    policies: Path, headers: dict[str, str], body: bytes, code: str
) -> None:
    client = client_of(policies)
    begun(client)

    headers = {"Content-Type": "application/json", **headers}
    refused = client.put(f"/page/policies/{ID}/2.0.0/text", content=body, headers=headers)

    assert refused.json()["code"] == code
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("version", ["9.9.9", "..%2F..%2Fetc", "released"])
def test_no_other_file_is_read_or_written(policies: Path, version: str) -> None:
    client = client_of(policies)
    at = f"/page/policies/{ID}/{version}/text"

    assert client.get(at).status_code == 404
    answer = client.put(at, json={"text": "x"}, headers={"If-Match": '"sha256:0"'})
    assert answer.status_code == 404


def test_a_draft_without_a_day_says_what_is_missing(policies: Path) -> None:
    answer = client_of(policies).post(f"/page/policies/{ID}/drafts", json={})

    assert answer.status_code == 422
    assert answer.json()["code"] == "no-first-day"
    assert str(policies.parent) not in answer.text
