"""The questions that take long: the interview, what would change a decision, its timeline, and comparisons."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from starlette.testclient import TestClient

import backhaul
from backhaul.diagnostics import BackhaulError, Diagnostic
from backhaul.service.problems import RequestRefused
from backhaul.service.workshop import Workshop
from service.policies import FIRST, held, loans, place, shipped

LOAN = {"asked_at": "2026-03-01T00:00:00Z", "age": 19, "name": None, "rate": None}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A client of the shipped policies that keeps its processes."""
    with shipped() as client:
        yield client


def ask(client: TestClient, where: str, /, **body: Any) -> Any:
    response = client.post(where, json=body)
    assert response.status_code == 200, response.text
    return response.json()


def test_an_interview_is_led_by_what_was_told_so_far_until_it_ends_in_the_decision(
    lent: TestClient,
) -> None:
    where = place("2.0.0", "ask", "loans")
    facts: dict[str, Any] = {"asked_at": LOAN["asked_at"]}

    told = ask(lent, where, facts=facts, lang="zh")
    assert {n: told["question"][n] for n in ("fact", "title", "type", "schema")} == {
        "fact": "age",
        "title": "年龄",
        "type": "integer",
        "schema": told["question"]["schema"],
    }
    assert told["question"]["why"] == [
        {
            "decision": "loan",
            "title": "贷款",
            "rules": [{"rule": "grown-up", "clauses": []}],
        }
    ]
    told = ask(lent, where, facts={**facts, "age": 30})
    assert (told["question"]["fact"], told["certain"]) == ("rate", {"loan.granted": True})
    assert told["question"]["absent"] == ""
    told = ask(lent, where, facts={**facts, "age": 30, "rate": "0.5"})
    assert told["question"] is None
    assert told["decision"]["outcome"] == {"loan": {"granted": True, "rate": "0.5"}}


def test_what_is_not_known_is_not_asked_again(lent: TestClient) -> None:
    where = place("2.0.0", "ask", "loans")

    bounded = ask(lent, where, facts={"age": {"from": 10}})
    skipped = ask(lent, where, skipped=["age"])
    assert bounded["question"]["fact"] == skipped["question"]["fact"] == "rate"
    told = ask(lent, where, facts={"age": {"from": 10}}, skipped=["rate"])
    assert (told["question"], told["decision"]["status"]) == (None, "undetermined")


def test_a_skipped_name_that_is_no_fact_is_told_with_its_place() -> None:
    told = shipped().post(place("2.0.0", "ask"), json={"skipped": ["market", "markett"]})

    [mistake] = told.json()["errors"]
    assert (mistake["code"], mistake["pointer"]) == ("unknown-fact", "/skipped/1")
    assert mistake["help"] == "did you mean `market`?"


def test_what_would_change_a_decision_is_that_of_the_library(client: TestClient) -> None:
    wanted = {"disposition": "return_to_seller"}
    told = ask(client, place("2.0.0", "flip"), facts=held(), wanted=wanted, lang="zh")

    flip = backhaul.open(FIRST).decide(held()).flip(wanted)
    assert {name: told[name] for name in ("answer", "changes")} == flip.to_dict()
    assert told["words"] == flip.explain("zh")


@pytest.mark.parametrize(
    ("below", "body", "code", "pointer"),
    [
        ("flip", {"wanted": {"nope": 1}}, "unknown-outcome", "/wanted"),
        ("flip", {"wanted": {}}, "wrong-kind", "/wanted"),
        ("flip", {}, "missing-key", ""),
        ("flip", {"facts": {}, "wanted": {"next_step": "none"}}, "incomplete-facts", "/facts"),
        ("timeline", {"by": "market"}, "wrong-kind", "/by"),
        ("timeline", {"by": "nope"}, "unknown-fact", "/by"),
        ("timeline", {"facts": {"market": "XX"}}, "unknown-choice", "/facts/market"),
        ("ask", {"facts": {"market": "XX"}}, "unknown-choice", "/facts/market"),
    ],
)
def test_a_question_that_cannot_be_answered_says_where(
    client: TestClient, below: str, body: dict[str, Any], code: str, pointer: str
) -> None:
    told = client.post(place("2.0.0", below), json={"facts": held(), **body})

    mistake = told.json()["errors"][0]
    assert (told.status_code, mistake["code"], mistake["pointer"]) == (422, code, pointer)


def test_a_timeline_is_that_of_the_library(client: TestClient) -> None:
    told = ask(client, place("2.0.0", "timeline"), facts=held(), lang="zh")

    timeline = backhaul.open(FIRST).timeline(held())
    expected = timeline.to_dict()
    assert {name: told[name] for name in expected} == expected
    assert told["words"] == timeline.explain("zh")


def test_two_versions_are_compared_on_records_in_the_body(lent: TestClient) -> None:
    records = [{**LOAN, "age": age} for age in (17, 18, 40)]
    told = ask(lent, place("1.0.0", "compare", "loans"), **{"with": "2.0.0"}, records=records)

    assert told["records"]["all"] == 3
    assert told["records"]["changed"] == 1
    assert (told["changed"], told["new"]["version"]) == (True, "2.0.0")
    assert "What changes from 1.0.0 to 2.0.0" in told["words"]


def test_records_may_be_sent_a_line_and_no_answer_names_a_folder(lent: TestClient) -> None:
    lines = "\n".join(json.dumps({**LOAN, "age": age}) for age in (17, 18)) + "\nnone\n"
    told = lent.post(
        place("1.0.0", "compare", "loans") + "?with=2.0.0&lang=zh&examples=1",
        content=lines,
        headers={"content-type": "application/x-ndjson"},
    )

    answer = told.json()
    assert (answer["records"]["changed"], answer["records"]["unreadable"]) == (1, 1)
    assert answer["unreadable"][0]["file"] == "records.jsonl"
    assert "/tmp" not in told.text
    assert told.headers["content-language"] == "zh"


def test_a_version_is_compared_with_the_text_of_a_draft_and_by_proof(lent: TestClient) -> None:
    where = place("2.0.0", "compare", "loans")
    same = loans("3.0.0", 19, "2027-01-01T00:00:00Z", draft=True)
    other = same.replace("`19`", "`21`")

    told = [ask(lent, where, draft=text, prove=True) for text in (same, other)]
    assert [each["changed"] for each in told] == [False, True]
    assert told[1]["proof"]["verdict"] == "different"


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({}, "missing-key", ""),
        ({"with": "9.9.9"}, "unknown-version", "/with"),
        ({"with": "2.0.0", "draft": ""}, "not-allowed", "/draft"),
        ({"draft": "language: 1"}, "missing-key", "/draft"),
        ({"with": "2.0.0", "generated": 0}, "wrong-kind", "/generated"),
        ({"with": "2.0.0", "generated": 10_001}, "wrong-kind", "/generated"),
        ({"with": "2.0.0", "generated": True}, "wrong-kind", "/generated"),
        ({"with": "2.0.0", "records": [1]}, "wrong-kind", "/records"),
        ({"with": "2.0.0", "lang": "fr"}, "unknown-language", "/lang"),
        ({"with": "2.0.0", "source": "/x.yaml"}, "unknown-source", "/source"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_where(
    lent: TestClient, body: dict[str, Any], code: str, pointer: str
) -> None:
    told = lent.post(place("1.0.0", "compare", "loans"), json=body)

    mistake = told.json()["errors"][0]
    assert (told.status_code, mistake["code"], mistake["pointer"]) == (422, code, pointer)


def test_what_is_wrong_with_a_draft_has_its_line(lent: TestClient) -> None:
    text = loans("3.0.0", 19, "2027-01-01T00:00:00Z").replace("`19`", "nineteen")
    told = lent.post(place("1.0.0", "compare", "loans"), json={"draft": text})

    [mistake] = told.json()["errors"]
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "nineteen" in each)
    assert (mistake["line"], mistake["file"]) == (line, "loans/draft.yaml")


async def _waits() -> bool:
    return False


async def _left() -> bool:
    return True


def _pid() -> int:
    return os.getpid()


def _refuse() -> None:
    raise BackhaulError([Diagnostic("usage", "no")])


def _end() -> None:
    os._exit(3)


def test_a_process_is_kept_for_the_next_task_and_given_up_where_it_ends_or_takes_too_long() -> None:
    async def tried() -> None:
        workshop = Workshop(1)
        first = await workshop.do(_waits, _pid)
        assert first != os.getpid()
        with pytest.raises(BackhaulError):
            await workshop.do(_waits, _refuse)
        assert await workshop.do(_waits, _pid) == first
        with pytest.raises(ChildProcessError):
            await workshop.do(_waits, _end)
        assert await workshop.do(_waits, _pid) != first
        workshop.seconds = 0.1
        with pytest.raises(RequestRefused, match="takes too long") as slow:
            await workshop.do(_waits, time.sleep, 60)
        assert slow.value.status == 503
        workshop.seconds = 60
        with pytest.raises(RequestRefused, match="nobody waits"):
            await workshop.do(_left, time.sleep, 60)
        workshop.close()

    anyio.run(tried)


def test_what_is_larger_than_a_pipe_goes_to_a_process_and_back_again_and_again() -> None:
    async def tried() -> None:
        workshop = Workshop(most=1, seconds=60)
        for _ in range(2):
            assert await workshop.do(_waits, len, bytes(4 << 20)) == 4 << 20
            assert len(await workshop.do(_waits, bytes, 4 << 20)) == 4 << 20
        workshop.close()

    anyio.run(tried, backend_options={"use_uvloop": os.name != "nt"})
