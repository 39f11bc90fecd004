"""`decide` over HTTP: the library's own decision, and every mistake with its place in the body."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

import backhaul
from backhaul.receipts.verify import verify
from effort import trials
from service.policies import EXAMPLES, FIRST, JSON, ROOT, SECRET, held, place, shipped, worked_cases

POLICIES = [
    backhaul.open(id) for id in sorted(p.name for p in (ROOT / "policies").iterdir() if p.is_dir())
]
LOAN = {"asked_at": "2026-03-01T00:00:00Z", "age": 19, "name": None, "rate": "0.50"}


def ask(client: TestClient, where: str, /, **body: Any) -> Any:
    response = client.post(where, json=body)
    assert response.status_code == 200, response.text
    return response.json()


@pytest.mark.parametrize("policy", POLICIES, ids=lambda each: each.id)
def test_the_answer_is_that_of_the_library_for_worked_cases(policy: backhaul.Policy) -> None:
    where = place(policy.version, policy=policy.id)
    for facts in worked_cases(policy, trials(12)):
        told = shipped().post(where, json={"facts": facts})
        try:
            decision = policy.decide(facts)
        except backhaul.FactError as error:
            refused = {(each.code, each.fact) for each in error.diagnostics}
        else:
            refused = set()
            expected = json.loads(decision.to_json())
            assert {name: told.json().get(name) for name in expected} == expected
        mistakes = told.json().get("errors", [])
        assert {(each["code"], each.get("fact")) for each in mistakes} == refused


def test_an_undetermined_case_is_an_answer() -> None:
    answer = ask(shipped(), place(), facts={})

    assert answer["status"] == "undetermined"
    assert "market" in answer["needs"]


def test_what_is_wanted_comes_and_nothing_else() -> None:
    words = ask(shipped(), place(), facts=held(), want=["words"], lang="zh")

    decision = backhaul.open(FIRST).decide(held())
    assert [*words] == ["policy", "version", "digest", "status", "words"]
    assert words["words"] == decision.explain("zh")
    whole = ask(shipped(), place(), facts=held(), want=["outcome", "trace", "receipt"])
    assert whole["trace"] == json.loads(decision.trace_json())
    assert whole["receipt"] == decision.to_dict()


def test_a_receipt_comes_out_the_same_again() -> None:
    receipt = ask(shipped(), place(), facts=held(), want=["receipt"])["receipt"]

    assert verify(receipt, backhaul.open, {}).finding == "same"


@pytest.mark.parametrize(
    ("header", "language"),
    [("zh-CN,en;q=0.5", "zh"), ("fr, en;q=0.9", "en"), ("fr", "en"), ("en;q=0, zh;q=0.1", "zh")],
)
def test_without_lang_the_words_are_in_the_language_that_the_request_likes(
    header: str, language: str
) -> None:
    told = shipped().post(
        place(), json={"facts": held(), "want": ["words"]}, headers={"accept-language": header}
    )

    assert told.headers["content-language"] == language
    assert told.json()["words"] == backhaul.open(FIRST).decide(held()).explain(language)


def test_a_document_is_read_by_a_source_and_it_is_told_from_where() -> None:
    document = json.loads((EXAMPLES / "refused-and-held.json").read_bytes())
    answer = ask(shipped(), place(), document=document, source="tiktok-shop-open-api")

    read = backhaul.open(FIRST).read(document, "tiktok-shop-open-api")
    assert answer["outcome"] == json.loads(backhaul.open(FIRST).decide(read).to_json())["outcome"]
    assert answer["read"] == read.to_dict()


def test_as_of_takes_the_place_of_the_fact() -> None:
    later = "2025-04-15T09:00:00+07:00"

    answer = ask(shipped(), place(), facts=held(), as_of=later)
    assert answer == ask(shipped(), place(), facts={**held(), "as_of": later})
    assert answer != ask(shipped(), place(), facts=held())


@pytest.mark.parametrize(("date", "version"), [("2025-03-01", "1.0.0"), ("2026-03-01", "2.0.0")])
def test_the_date_of_the_case_chooses_the_version(
    lent: TestClient, date: str, version: str
) -> None:
    facts = {**LOAN, "asked_at": f"{date}T00:00:00Z"}

    answer = ask(lent, place("in-force", policy="loans"), facts=facts)
    assert answer["version"] == version


def test_a_draft_answers_by_its_number_and_says_that_it_is_one(lent: TestClient) -> None:
    assert ask(lent, place("3.0.0", policy="loans"), facts=LOAN)["draft"] is True
    assert ask(lent, place("newest", policy="loans"), facts=LOAN)["version"] == "2.0.0"


def test_decimals_come_exact(lent: TestClient) -> None:
    where = place(policy="loans")
    number = b'{"facts": {"asked_at": "2026-03-01T00:00:00Z", "age": 19, "rate": 0.1}}'

    assert lent.post(where, content=number, headers=JSON).json()["outcome"]["loan"]["rate"] == "0.1"
    assert ask(lent, where, facts=LOAN)["outcome"]["loan"]["rate"] == "0.5"


def test_every_mistake_has_its_code_its_place_and_a_way_out() -> None:
    facts = {**held(), "market": "XX", "as_of": 5, "a/b~c": 1}
    told = shipped().post(place(), json={"facts": facts})

    problem = told.json()
    assert told.status_code == 422
    assert [(each["code"], each["pointer"]) for each in problem["errors"]] == [
        ("unknown-fact", "/facts/a~1b~0c"),
        ("unknown-choice", "/facts/market"),
        ("wrong-kind", "/facts/as_of"),
    ]
    assert problem["errors"][1]["help"] == "the choices are ID, MY, PH, SG, TH, VN, other"
    assert {name: problem[name] for name in ("type", "title", "status", "code", "pointer")} == {
        "type": "urn:backhaul:diagnostic:unknown-fact",
        "title": "unknown fact",
        "status": 422,
        "code": "unknown-fact",
        "pointer": "/facts/a~1b~0c",
    }


def test_mistakes_are_told_in_the_language_that_is_asked_for() -> None:
    told = shipped().post(place(), json={"facts": {"market": "XX"}, "lang": "zh"})

    assert told.json()["detail"] == "买家所在市场 (market)：“XX”不在选项之中"
    assert told.headers["content-language"] == "zh"


@pytest.mark.parametrize(
    ("body", "code", "pointers"),
    [
        ({}, "missing-key", [""]),
        ([], "wrong-kind", [""]),
        ({"factz": {}, "want": ["all"]}, "unknown-key", ["/factz", "/want"]),
        ({"facts": {}, "document": {}}, "not-allowed", ["/document"]),
        ({"document": {}}, "missing-key", [""]),
        ({"facts": {}, "source": "x"}, "missing-key", [""]),
        ({"document": {}, "source": "nope"}, "unknown-source", ["/source"]),
        ({"document": {}, "source": "/etc/passwd.yaml"}, "unknown-source", ["/source"]),
        ({"document": {}, "source": "../../x"}, "unknown-source", ["/source"]),
        (
            {"document": {"a": 1}, "source": "tiktok-shop-open-api"},
            "unreadable-document",
            ["/document"],
        ),
        ({"facts": {}, "lang": "fr"}, "unknown-language", ["/lang"]),
        ({"facts": {}, "lang": 1}, "wrong-kind", ["/lang"]),
        ({"facts": {}, "as_of": "x"}, "bad-instant", ["/as_of"]),
        ({"facts": {}, "as_of": None}, "wrong-kind", ["/as_of"]),
        ({"facts": {}, "want": []}, "wrong-kind", ["/want"]),
    ],
)
def test_what_cannot_be_answered_says_where(body: object, code: str, pointers: list[str]) -> None:
    told = shipped().post(place(), json=body)

    assert (told.status_code, told.json()["code"]) == (422, code)
    assert [each["pointer"] for each in told.json()["errors"]] == pointers


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty-file"),
        (b"{", "json-syntax"),
        (b'{"facts": {"a": NaN}}', "json-number"),
        (b'{"facts": {"a": -Infinity}}', "json-number"),
        (b'{"facts": {"a": 1e400}}', "json-number"),
        (b'{"facts": {"a": ' + b"9" * 5000 + b"}}", "json-number"),
        (b'{"facts": {}, "facts": {}}', "duplicate-key"),
        (b'{"facts": {"a": 1, "a": 2}}', "duplicate-key"),
        (b'{"facts": "\\ud800"}', "hidden-character"),
        (b'{"facts": "\xff"}', "not-utf8"),
        ('{"facts": {}}'.encode("utf-16"), "not-utf8"),
        (b"[" * 100_000, "too-deep"),
        (b'{"facts":' * 5000, "too-deep"),
        (b'{"facts": {}} trailing', "json-syntax"),
        (b"{'facts': {}}", "json-syntax"),
    ],
)
def test_a_body_that_has_no_one_meaning_is_refused(body: bytes, code: str) -> None:
    told = shipped().post(place(), content=body, headers=JSON)

    assert (told.status_code, told.json()["code"]) == (400, code)


def test_a_hidden_character_of_a_name_stays_in_its_place() -> None:
    told = shipped().post(place(), json={"facts": {"\u202e\n\x1b[31m": "<script>"}})

    assert told.status_code == 422
    assert "\x1b" not in told.text
    assert "\n" not in told.text


@pytest.mark.parametrize("sent", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_of_another_type_is_refused(sent: str) -> None:
    headers = {"content-type": sent} if sent else {}
    told = shipped().post(place(), content=b'{"facts": {}}', headers=headers)

    assert (told.status_code, told.json()["code"]) == (415, "wrong-type-of-body")
    assert told.json()["help"] == "send `Content-Type: application/json`"


def test_a_masked_fact_stands_in_no_answer_and_no_problem(lent: TestClient) -> None:
    where = place(policy="loans")
    facts = {**LOAN, "name": SECRET}
    every = ["outcome", "words", "trace", "receipt"]
    bodies: list[bytes] = [
        json.dumps({"facts": facts, "want": every}).encode(),
        json.dumps({"facts": {**facts, "name": [SECRET]}}).encode(),
        f'{{"facts": {{"name": {SECRET}}}}}'.encode(),
        f'{{"facts": {{"{SECRET}": 1, "{SECRET}": 2}}}}'.encode(),
    ]
    answers = [lent.post(where, content=body, headers=JSON) for body in bodies]

    assert [each.status_code for each in answers] == [200, 422, 400, 400]
    assert all(SECRET not in each.text for each in answers)


def test_no_answer_names_a_folder_of_the_server(lent: TestClient) -> None:
    folder = str(lent.app_state["folder"])
    for where in (place("4.0.0", policy="loans"), place("9.9.9", policy="loans")):
        told = lent.post(where, json={"facts": {}})
        assert told.status_code in (404, 409)
        assert folder not in told.text


def test_a_method_that_is_not_taken_says_which_is() -> None:
    told = shipped().get(place())

    assert (told.status_code, told.headers["allow"]) == (405, "POST")
    assert told.json()["help"] == "it takes POST"
