"""The case that a change of the rules asks for is added to a draft: it passes, and notices the change."""

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
CASE = "- name: Five days late\n  facts: {days: 5, fragile: true}\n  expect: {outcome: {fee: {paid: true}}}"


def add(client: TestClient, case: object, version: str = "2.0.0") -> Any:
    return client.post(
        f"/page/policies/fees/{version}/cases", json={"case": case, "language": "zh"}
    )


def files(fees: Path) -> list[str]:
    return sorted(path.name for path in (fees / "fees" / "cases").iterdir())


def test_an_added_case_passes_and_its_change_survives_no_longer(
    client: TestClient, done: Done, fees: Path
) -> None:
    before = done("mutants")["result"]
    wanted = [each for each in before["survivors"] if each.get("case")]
    assert wanted

    for survivor in wanted:
        added = add(client, survivor["case"])
        assert (added.status_code, added.json()["file"]) == (201, "cases/2.0.0-added.yaml")

    assert main(["test", str(fees / "fees")]) == 0
    after = done("mutants")["result"]
    assert {each["change"] for each in after["survivors"]} == {
        each["change"] for each in before["survivors"] if not each.get("case")
    }
    assert after["noticed"] == before["noticed"] + len(wanted)


def test_a_case_stands_behind_those_that_were_added_before(client: TestClient, fees: Path) -> None:
    assert add(client, CASE).status_code == 201
    assert add(client, CASE.replace("Five", "5")).json()["name"] == "5 days late"
    text = (fees / "fees" / "cases" / "2.0.0-added.yaml").read_text(encoding="utf-8")
    assert text.startswith('policy: fees\nversions: ">=2.0.0"\ntitle: "在网页上添加的案例"\n')
    assert files(fees) == ["2.0.0-added.yaml", "all.yaml"]


def test_a_case_of_a_draft_before_another_version_is_for_that_draft_alone(
    fees: Path, served: Served, client: TestClient
) -> None:
    draft = (fees / "fees" / "2.0.0.yaml").read_text(encoding="utf-8")
    later = draft.replace("2.0.0", "3.0.0").replace("in-time", "on-time")
    (fees / "fees" / "3.0.0.yaml").write_text(later, encoding="utf-8")
    served.reload()

    assert add(client, CASE).status_code == 201
    text = (fees / "fees" / "cases" / "2.0.0-added.yaml").read_text(encoding="utf-8")
    assert 'versions: "==2.0.0"' in text


def test_a_file_that_somebody_made_otherwise_is_left_alone(client: TestClient, fees: Path) -> None:
    mine = fees / "fees" / "cases" / "2.0.0-added.yaml"
    mine.write_text("policy: fees\ncases: []\ntitle: Mine\n", encoding="utf-8")

    assert add(client, CASE).json()["file"] == "cases/2.0.0-added-2.yaml"
    assert mine.read_text(encoding="utf-8") == "policy: fees\ncases: []\ntitle: Mine\n"


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (None, "bad-body"),
        ("", "bad-body"),
        (CASE.replace("true}}}", "false}}}"), "case-failed"),
        (CASE + "\n" + CASE.replace("Five", "5"), "not-one-case"),
        ("- name: x\n  facts: {dayz: 1}\n  expect: {outcome: {fee: {paid: true}}}", None),
        ("- name: x\n  facts: &a {days: 1}\n  expect: *a", None),
        ("- name: x\nversions: '*'\npolicy: other", None),
        ("- [" * 2000, None),
        ("\u2028- name: x", None),
        ("# nothing", None),
    ],
)
def test_a_case_that_fails_or_is_none_is_refused_and_nothing_is_written(
    client: TestClient, fees: Path, case: object, code: str | None
) -> None:
    refused = add(client, case)

    assert 400 <= refused.status_code < 500
    assert code in (None, refused.json()["code"])
    assert files(fees) == ["all.yaml"]


def test_a_case_that_is_there_already_is_refused(client: TestClient, fees: Path) -> None:
    assert add(client, CASE).status_code == 201
    assert add(client, CASE).json()["code"] == "duplicate-id"


def test_cases_are_added_to_drafts_alone_and_only_where_the_page_may_write(
    client: TestClient, fees: Path
) -> None:
    assert add(client, CASE, "1.0.0").json()["code"] == "draft-released"
    assert add(client, CASE, "7.0.0").status_code == 404
    reading = TestClient(application(Served(fees)))
    refused = add(reading, CASE)
    assert (refused.status_code, refused.json()["code"]) == (403, "read-only")
    assert files(fees) == ["all.yaml"]


def test_the_newest_release_takes_no_case_and_an_empty_file_is_left_alone(
    client: TestClient, fees: Path
) -> None:
    empty = fees / "fees" / "cases" / "2.0.0-added.yaml"
    empty.touch()
    refused = add(client, CASE, "newest")
    assert (refused.status_code, refused.json()["code"]) == (409, "draft-released")
    assert add(client, CASE).json()["file"] == "cases/2.0.0-added-2.yaml"
    assert empty.read_bytes() == b""
    for what in ("sides", "standing", "text", "cases"):
        answers = (client.get(f"/page/policies/fees/{v}/{what}") for v in ("newest", "1.0.0"))
        by_word, by_number = (answer.json() for answer in answers)
        assert by_word == by_number


@pytest.mark.parametrize("version", ["in-force", "%00", "%ff", "01.0.0"])
def test_a_version_that_there_is_not_is_no_fault_of_the_service(
    client: TestClient, version: str
) -> None:
    for what in ("sides", "standing", "text", "cases"):
        for id, code in (("fees", "unknown-version"), ("%00", "unknown-policy")):
            answer = client.get(f"/page/policies/{id}/{version}/{what}")
            assert (answer.status_code, answer.json()["code"]) == (404, code)
    written = client.put(
        f"/page/policies/%00/{version}/text", json={"text": "x"}, headers={"If-Match": "x"}
    )
    assert written.json()["code"] == "unknown-policy"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("fees/drafts", "{}"),
        ("fees/2.0.0/cases", '{"case": "- name: x"}'),
        ("fees/2.0.0/record", "{}"),
    ],
)
@pytest.mark.parametrize("sent", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_form_of_another_site_can_send_is_not_read(
    client: TestClient, fees: Path, path: str, body: str, sent: str
) -> None:
    before = sorted(fees.rglob("*"))
    headers = {"Content-Type": sent} if sent else {}
    refused = client.post(f"/page/policies/{path}", content=body, headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (415, "wrong-type-of-body")
    assert sorted(fees.rglob("*")) == before


@pytest.mark.parametrize("how", ["absolute", "up", "link"])
def test_a_case_names_no_document_outside_the_directory(
    client: TestClient, fees: Path, tmp_path: Path, how: str
) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"password": "hunter2"}', encoding="utf-8")
    (fees / "fees" / "linked.json").symlink_to(secret)
    names = {"absolute": str(secret), "up": "../../../secret.json", "link": "../linked.json"}
    expect = "expect: {refused: [unknown-fact]}"
    case = f"- name: Read\n  source: mine\n  document: {names[how]}\n  {expect}"
    refused = add(client, case)

    assert (refused.status_code, refused.json()["code"]) == (422, "file-unreadable")
    assert "outside the directory" in refused.json()["detail"]
    assert "hunter2" not in refused.text
    assert files(fees) == ["all.yaml"]
