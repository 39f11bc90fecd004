"""What is told of the policies that are served: versions, digests, schemas and texts, each with a tag for caches."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

import backhaul
from service.policies import FIRST, ROOT, shipped

VERSION = f"/v1/policies/{FIRST}/2.0.0"


def test_every_policy_is_listed_with_its_versions_and_digests() -> None:
    listed = shipped().get("/v1/policies").json()["policies"]

    policy = backhaul.open(FIRST)
    first = next(each for each in listed if each["policy"] == FIRST)
    assert [each["policy"] for each in listed] == sorted(each["policy"] for each in listed)
    assert first["newest"] == "2.0.0"
    assert first["title"] == dict(policy.title)
    assert first["versions"][1]["digest"] == policy.digest
    assert shipped().get(f"/v1/policies/{FIRST}").json() == first


def test_a_version_tells_its_facts_languages_and_sources() -> None:
    told = shipped().get(VERSION).json()

    assert told["languages"] == ["en", "zh"]
    assert told["sources"] == ["tiktok-shop-open-api"]
    assert told["facts"]["market"]["title"] == {"en": "Market of the buyer", "zh": "买家所在市场"}
    assert told["in_force"] == {
        "by": "first_order_created_at",
        "from": "2023-07-05T00:00:00+08:00",
    }


@pytest.mark.parametrize("kind", ["facts", "decision"])
def test_the_schemas_are_those_of_the_library(kind: str) -> None:
    told = shipped().get(f"{VERSION}/schema", params={"of": kind})

    policy = backhaul.open(FIRST)
    assert told.json() == policy.schema("facts" if kind == "facts" else "decision")


def test_the_source_is_the_file_byte_for_byte() -> None:
    told = shipped().get(f"{VERSION}/source")

    assert told.content == (ROOT / "policies" / FIRST / "2.0.0.yaml").read_bytes()
    assert told.headers["content-type"] == "application/yaml"


@pytest.mark.parametrize("below", ["", "/schema", "/schema?of=decision", "/source"])
def test_what_a_cache_has_is_not_sent_again(below: str) -> None:
    first = shipped().get(VERSION + below)
    tag = first.headers["etag"]

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = shipped().get(VERSION + below, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert shipped().get(VERSION + below, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_tag_of_a_version_is_the_digest_of_its_meaning() -> None:
    assert shipped().get(VERSION).headers["etag"] == f'"{backhaul.open(FIRST).digest}"'


def test_a_head_says_how_long_the_answer_is_and_sends_none() -> None:
    whole, head = shipped().get(VERSION), shipped().head(VERSION)

    assert head.content == b""
    assert head.headers["content-length"] == str(len(whole.content))
    assert head.headers["etag"] == whole.headers["etag"]


def test_newest_is_the_highest_version_that_was_released(lent: TestClient) -> None:
    assert lent.get("/v1/policies/loans/newest").json()["version"] == "2.0.0"


def test_a_draft_is_listed_and_told_by_its_number_alone(lent: TestClient) -> None:
    versions = lent.get("/v1/policies/loans").json()["versions"]

    assert [each.get("draft", False) for each in versions] == [False, False, True, True]
    assert versions[3] == {"version": "4.0.0", "draft": True, "errors": 1}
    assert lent.get("/v1/policies/loans/3.0.0").json()["draft"] is True


def test_a_draft_with_mistakes_tells_them_with_their_places(lent: TestClient) -> None:
    told = lent.get("/v1/policies/loans/4.0.0")

    [mistake] = told.json()["errors"]
    assert told.status_code == 409
    assert mistake["file"] == "loans/4.0.0.yaml"
    assert mistake["line"] > 1
    assert lent.get("/v1/policies/loans/4.0.0/source").status_code == 200


@pytest.mark.parametrize(("date", "version"), [("2025-03-01", "1.0.0"), ("2026-03-01", "2.0.0")])
def test_the_version_in_force_is_told_by_the_date_of_the_case(
    lent: TestClient, date: str, version: str
) -> None:
    told = lent.get("/v1/policies/loans/in-force", params={"asked_at": f"{date}T00:00:00Z"})

    assert told.json()["version"] == version


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "several-in-force"),
        ({"asked_at": "2020-01-01T00:00:00Z"}, "not-in-force"),
        ({"asked_at": "yesterday"}, "bad-instant"),
        ({"as_of": "2026-01-01T00:00:00Z"}, "unknown-parameter"),
    ],
)
def test_where_no_single_version_is_in_force_it_is_said_why(
    lent: TestClient, query: dict[str, str], code: str
) -> None:
    told = lent.get("/v1/policies/loans/in-force", params=query)

    assert (told.status_code, told.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("place", "status", "code"),
    [
        ("/v1/policies/nothing", 404, "unknown-policy"),
        ("/v1/policies/nothing/newest", 404, "unknown-policy"),
        ("/v1/policies/loans/9.9.9", 404, "unknown-version"),
        ("/v1/policies/loans/..%2Floans", 404, "not-found"),
        ("/v1/policies/loans/2.0.0/schema?of=rules", 422, "not-allowed"),
        ("/v1/policies/loans/2.0.0?of=facts", 422, "unknown-parameter"),
        ("/v1/policies/loans/2.0.0/schema?of=facts&of=facts", 422, "not-allowed"),
        ("/v1/nothing", 404, "not-found"),
    ],
)
def test_what_is_not_there_is_a_problem(
    lent: TestClient, place: str, status: int, code: str
) -> None:
    told = lent.get(place)

    assert (told.status_code, told.json()["code"]) == (status, code)
    assert told.json()["type"] == f"urn:backhaul:diagnostic:{code}"
    assert told.headers["content-type"] == "application/problem+json"
