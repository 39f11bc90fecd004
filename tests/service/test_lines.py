"""Many cases and many receipts: a line in, a line out, in order and within bounds."""

from __future__ import annotations

import json
from typing import Any

import anyio
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient

import backhaul
from backhaul.service.line_answers import TOGETHER, LineAnswers, some_lines
from service.policies import FIRST, SECRET, held, place, shipped

LINES = {"content-type": "application/x-ndjson"}
MANY = place("2.0.0", "decide-many")


def answers(response: Any) -> list[Any]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.content.splitlines()]


def test_each_line_is_answered_by_one_in_order_with_its_number() -> None:
    lines = [
        json.dumps({"facts": held()}),
        "",
        "no json",
        json.dumps({"facts": {"market": "XX"}, "lang": "zh"}),
        "[]",
        json.dumps({"facts": {}}),
    ]
    told = answers(shipped().post(MANY, content="\n".join(lines), headers=LINES))

    assert [each["line"] for each in told] == [1, 3, 4, 5, 6]
    assert told[0]["answer"] == shipped().post(place(), json={"facts": held()}).json()
    assert [each["problem"]["code"] for each in told[1:4]] == [
        "json-syntax",
        "unknown-choice",
        "wrong-kind",
    ]
    assert told[2]["problem"]["pointer"] == "/facts/market"
    assert told[2]["problem"]["detail"] == "买家所在市场 (market)：“XX”不在选项之中"
    assert told[4]["answer"]["status"] == "undetermined"


def test_what_holds_of_all_lines_stands_in_the_query() -> None:
    body = json.dumps({"facts": held()}) + "\n" + json.dumps({"facts": held(), "lang": "en"})
    told = answers(shipped().post(f"{MANY}?want=words&lang=zh", content=body, headers=LINES))

    decision = backhaul.open(FIRST).decide(held())
    assert [each["answer"]["words"] for each in told] == [
        decision.explain("zh"),
        decision.explain("en"),
    ]


@pytest.mark.parametrize(
    ("where", "headers", "status", "code"),
    [
        (f"{MANY}?wants=words", LINES, 422, "unknown-key"),
        (f"{MANY}?want=everything", LINES, 422, "wrong-kind"),
        (MANY, {"content-type": "application/json"}, 415, "wrong-type-of-body"),
        (place("9.9.9", "decide-many"), LINES, 404, "unknown-version"),
    ],
)
def test_what_is_wrong_with_the_whole_is_told_at_once(
    where: str, headers: dict[str, str], status: int, code: str
) -> None:
    told = shipped().post(where, content="{}", headers=headers)

    assert (told.status_code, told.json()["code"]) == (status, code)


def test_a_line_that_is_too_long_is_refused_and_the_next_is_answered() -> None:
    body = b'{"facts": "' + b"x" * (2 << 20) + b'"}\n{"facts": {}}\n'
    told = answers(shipped().post(MANY, content=body, headers=LINES))

    assert told[0] == {"line": 1, "problem": told[0]["problem"]}
    assert told[0]["problem"]["code"] == "unreadable-record"
    assert told[1]["answer"]["status"] == "undetermined"


def test_each_case_falls_under_its_own_version(lent: TestClient) -> None:
    lines = [
        json.dumps({"facts": {"asked_at": f"{year}-03-01T00:00:00Z", "age": 20, "name": SECRET}})
        for year in (2020, 2025, 2026)
    ]
    lines.append(f'{{"facts": {{"name": {SECRET}}}}}')
    response = lent.post(
        place("in-force", "decide-many", "loans") + "?want=outcome,words,receipt",
        content="\n".join(lines),
        headers=LINES,
    )

    told = answers(response)
    assert told[0]["problem"]["code"] == "not-in-force"
    assert [each["answer"]["version"] for each in told[1:3]] == ["1.0.0", "2.0.0"]
    assert SECRET not in response.text


def test_receipts_are_verified_in_a_list_and_a_line() -> None:
    receipt = backhaul.open(FIRST).decide(held()).to_dict()
    other = {**receipt, "outcome": {**receipt["outcome"], "remarks": [{}]}}
    unknown = {**receipt, "version": "9.9.9"}
    listed = shipped().post("/v1/verify", json={"receipts": [receipt, other, {}, unknown]}).json()
    lines = "\n".join(map(json.dumps, (receipt, other, {}, unknown)))
    told = answers(shipped().post("/v1/verify", content=lines, headers=LINES))

    assert listed["found"] == {"same": 1, "differs": 1, "cannot verify": 0, "unreadable": 2}
    assert listed["verdicts"][1]["differences"][0]["path"] == "outcome.remarks[0]"
    assert [each["verdict"] for each in told[:2]] == listed["verdicts"][:2]
    assert [each["problem"] for each in told[2:]] == [v["problem"] for v in listed["verdicts"][2:]]
    assert told[3]["problem"]["code"] == "unknown-version"


def test_a_masked_fact_is_supplied_beside_the_receipts(lent: TestClient) -> None:
    facts = {"asked_at": "2026-03-01T00:00:00Z", "age": 20, "name": SECRET}
    told = lent.post(place(policy="loans"), json={"facts": facts, "want": ["receipt"]})
    receipts = [told.json()["receipt"]]

    right = lent.post("/v1/verify", json={"receipts": receipts, "facts": {"name": SECRET}})
    wrong = lent.post("/v1/verify", json={"receipts": receipts, "facts": {"name": [SECRET]}})
    assert right.json()["verdicts"][0]["finding"] == "same"
    assert wrong.json()["verdicts"][0]["problem"]["pointer"] == "/facts/name"
    assert SECRET not in right.text + wrong.text


def test_lines_are_found_wherever_the_body_is_cut() -> None:
    body = b'{"a": 1}\n\n  \n{"b": 2}\r\n{"c": 3}'
    expected = [(1, b'{"a": 1}'), (4, b'{"b": 2}\r'), (5, b'{"c": 3}')]

    async def found(size: int) -> list[tuple[int, bytes | None]]:
        async def stream() -> Any:
            for start in range(0, len(body), size):
                yield body[start : start + size]

        return [line async for lines in some_lines(stream()) for line in lines]

    assert all(anyio.run(found, size) == expected for size in range(1, len(body) + 1))


def test_no_more_is_answered_than_the_other_side_takes() -> None:
    asked: list[int] = []
    taken: list[int] = []

    def answer(lines: Any) -> bytes:
        asked.append(len(lines))
        return b"x"

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"{}\n" * 500, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            taken.append(len(asked))

    scope = {"type": "http", "method": "POST", "headers": []}
    anyio.run(LineAnswers(Request(scope, receive), answer, {}), scope, receive, send)
    assert sum(asked) == 500
    assert max(asked) == TOGETHER
    # each piece is sent before the next is answered
    assert taken[:-1] == list(range(1, len(asked) + 1))


def test_a_client_that_goes_away_ends_the_answer() -> None:
    async def run() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(_: Any) -> None:
            return None

        scope = {"type": "http", "method": "POST", "headers": []}
        with anyio.fail_after(5), pytest.raises(ClientDisconnect):
            await LineAnswers(Request(scope, receive), lambda _: b"", {})(scope, receive, send)

    anyio.run(run)
