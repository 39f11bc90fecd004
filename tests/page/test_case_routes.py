"""What the pages *Try* and *Explain* ask of the server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import backhaul
from backhaul.page.app import application
from backhaul.questions.check import check
from backhaul.receipts.verify import verify
from backhaul.service.served import Served
from page_asks import AMAZON, EXAMPLES, FIRST, HELD, NEWEST, ROOT, SMALL, ask


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(application(Served(ROOT / "policies")))


@pytest.mark.parametrize("policy", NEWEST)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_policy_has_a_form_in_its_languages(
    client: TestClient, policy: str, lang: str
) -> None:
    form = ask(client, "form", policy, lang=lang)

    model = backhaul.open(policy).model
    assert [field["name"] for field in form["fields"]] == list(model.facts)
    titles = [field["title"] for field in form["fields"]]
    assert titles == [fact.title[lang] for fact in model.facts.values() if fact.title]
    for field, fact in zip(form["fields"], model.facts.values(), strict=True):
        assert [each["value"] for each in field.get("choices", ())] == list(fact.type.choices)
    assert [field for field in form["fields"] if field["read_by"]]
    assert sum(len(file["cases"]) for file in form["files"]) > 20


def test_a_form_tells_units_places_and_what_chooses_the_local_time(client: TestClient) -> None:
    form = ask(client, "form", AMAZON)

    fields = {field["name"]: field for field in form["fields"]}
    assert fields["order_value"]["places"] == 2
    assert fields["order_value"]["unit"]["of"]["SA"] == "SAR"
    assert form["local_by"] == "market"
    assert "+05:30" in form["offsets"]
    assert fields["collected_at"]["absent"] == "not collected"


def test_facts_are_answered_in_words_beside_how_they_are_sent(client: TestClient) -> None:
    told = ask(client, "try", facts=HELD)

    assert told["status"] == "decided"
    assert told["headline"] == ["To the provider's warehouse, for a limited time"]
    assert told["facts"] == HELD
    assert told["said"]["as_of"] == "2025-03-15 09:00 (UTC+07:00)"
    assert told["local"] == {"where": "Indonesia", "offset": "+07:00"}
    assert told["mistakes"] == []
    assert "2025-03-25 22:00" in told["html"]
    again = ask(client, "try", entries=told["entries"])
    assert again["facts"] == HELD


def test_what_is_undetermined_names_the_facts_that_it_needs(client: TestClient) -> None:
    facts = {name: value for name, value in HELD.items() if name != "warehouse_arrived_at"}
    told = ask(client, "try", facts={**facts, "as_of": "2025-03-30T09:00:00+07:00"})

    assert told["status"] == "undetermined"
    assert [need["name"] for need in told["needs"]] == ["warehouse_arrived_at"]
    assert told["needs"][0]["title"] == "Arrival at the provider's return warehouse"


def test_a_mistake_is_told_at_its_fact_in_the_language_asked_for(client: TestClient) -> None:
    entry = {"how": "known", "value": {"text": "tomorrow-ish", "offset": "+07:00"}}
    told = ask(client, "try", entries={"as_of": entry}, lang="zh")

    (mistake,) = told["mistakes"]
    assert mistake["facts"] == ["as_of"]
    assert mistake["code"] == "bad-instant"
    assert "tomorrow-ish" in mistake["message"]
    assert not mistake["message"].isascii()
    assert "status" not in told


def test_facts_that_cannot_be_together_are_told_at_all_of_them(client: TestClient) -> None:
    told = ask(client, "try", facts={**HELD, "as_of": "2020-03-15T09:00:00+07:00"})

    assert {mistake["code"] for mistake in told["mistakes"]} == {"broken-constraint"}
    assert all("as_of" in mistake["facts"] for mistake in told["mistakes"])


def test_a_case_and_an_example_fill_the_form(client: TestClient) -> None:
    form = ask(client, "form")
    file = next(file for file in form["files"] if file["file"] == "2-05-held.yaml")
    told = ask(client, "case", file=file["file"], name=file["cases"][0])

    assert told["status"] == "decided"
    assert ask(client, "example", name="facts-held.json")["facts"] == HELD
    assert ask(client, "example", name="refused-and-held.json")["document"].startswith("{")
    names = {example["name"] for example in form["examples"]}
    assert "parcels.jsonl" not in names
    assert "README.md" not in names


@pytest.mark.parametrize("name", ["../2.0.0.yaml", "/etc/passwd", "..", "", "facts-held.json\0"])
def test_no_file_but_an_example_is_read(client: TestClient, name: str) -> None:
    assert ask(client, "example", name=name, status=422)["code"] == "file-not-found"
    assert ask(client, "case", file=name, name="x", status=422)["code"] == "file-not-found"


def test_a_document_tells_facts_and_from_where_each_was_read(client: TestClient) -> None:
    text = (EXAMPLES / "refused-and-held.json").read_text()
    told = ask(client, "read", text=text, source="tiktok-shop-open-api")

    assert told["status"] == "decided"
    assert told["origins"]["market"]["paths"]
    assert told["facts"]["market"] == "TH" or told["facts"]["market"]
    bad = ask(client, "read", text="{", source="tiktok-shop-open-api", status=400)
    assert bad["code"]
    nothing = ask(client, "read", text="{}", source="tiktok-shop-open-api", status=422)
    assert nothing["code"]
    assert (
        ask(client, "read", text="{}", source="../x.yaml", status=422)["code"] == "unknown-source"
    )


def test_a_case_with_a_document_says_where_it_was_read(client: TestClient) -> None:
    form = ask(client, "form")
    file = next(file for file in form["files"] if file["file"] == "14-documents-in-full.yaml")
    told = ask(client, "case", file=file["file"], name=file["cases"][0])

    assert told["origins"]
    assert told["entries"].keys() >= told["origins"].keys()


def test_an_interview_leads_to_an_answer(client: TestClient) -> None:
    asked_for = ("market", "parcel_status", "redelivery_status")
    facts = {name: value for name, value in HELD.items() if name not in asked_for}
    count = len(facts)
    for _ in asked_for:
        told = ask(client, "ask", facts=facts)
        if told["question"] is None:
            break
        assert told["left"] > 0
        assert told["why"]
        facts[told["question"]] = HELD[told["question"]]
    assert ask(client, "ask", facts=facts)["question"] is None
    assert ask(client, "try", facts=facts)["status"] == "decided"
    assert count < len(facts)


def test_a_fact_that_is_not_known_is_not_asked_for_again(client: TestClient) -> None:
    asked_for = ("market", "parcel_status")
    facts = {name: value for name, value in HELD.items() if name not in asked_for}
    first = ask(client, "ask", facts=facts)["question"]

    assert ask(client, "ask", facts=facts, unasked=[first])["question"] != first


def test_a_copied_case_is_one_that_check_accepts(client: TestClient, tmp_path: Path) -> None:
    folder = tmp_path / FIRST
    (folder / "cases").mkdir(parents=True)
    for name in ("2.0.0.yaml", "releases.lock", "1.0.0.yaml"):
        if (ROOT / "policies" / FIRST / name).exists():
            (folder / name).write_bytes((ROOT / "policies" / FIRST / name).read_bytes())
    told = ask(client, "as-case", facts=HELD, name="it: is 'held' — 因为")
    (folder / "cases" / "mine.yaml").write_text(told["text"])
    unnamed = ask(client, "as-case", facts={"market": "TH"}, lang="zh")
    (folder / "cases" / "other.yaml").write_text(unnamed["text"])
    refused = ask(client, "as-case", facts={"market": "XX"})
    (folder / "cases" / "third.yaml").write_text(refused["text"])

    found = check([str(folder / "cases")])
    assert [each.message for each in found.diagnostics] == []
    assert told["name"] in told["text"]
    assert not unnamed["name"].isascii()


def test_a_copied_receipt_is_one_that_verify_accepts(client: TestClient) -> None:
    receipt = ask(client, "as-receipt", facts=HELD)

    verdict = verify(receipt, backhaul.open, {})
    assert verdict.finding == "same"


def test_a_receipt_under_other_numbers_says_which(client: TestClient) -> None:
    receipt = ask(client, "as-receipt", facts=HELD, parameters={"hold_period": "10 days"})

    assert receipt["changed_parameters"] == {"hold_period": "10 days"}
    assert verify(receipt, backhaul.open, {}).finding == "same"


SECRET = """\
language: 1
policy: secrets
version: 1.0.0
draft: true
title: {en: Secrets}
facts:
  name: {type: text, masked: true}
  age: {type: integer, masked: true}
decisions:
  route:
    outputs:
      old: {type: boolean, title: {en: Old}}
    rules:
      - {id: old, when: "age > `60` && name != 'x'", then: {old: true}}
    otherwise: {then: {old: false}}
"""


def test_what_is_masked_is_said_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "1.0.0.yaml").write_text(SECRET)
    client = TestClient(application(Served(tmp_path)))

    def told(what: str, **body: Any) -> Any:
        return client.post(f"/page/policies/secrets/1.0.0/{what}", json=body).json()

    facts = {"name": "Mar-ker", "age": 71}
    assert told("form")["fields"][0]["masked"]
    assert "Mar-ker" not in told("try", facts=facts)["html"]
    assert told("try", facts=facts)["said"] == {"name": "masked", "age": "masked"}
    case = told("as-case", facts=facts)
    assert "Mar-ker" not in case["text"]
    assert case["left_out"] == ["name", "age"]
    assert "Mar-ker" not in json.dumps(told("as-receipt", facts=facts))
    wrong = told("try", facts={"age": "Mar-ker"})
    assert "Mar-ker" not in json.dumps(wrong["mistakes"])
    assert "Mar-ker" not in json.dumps(told("explain", facts=facts)["why"])
    assert "Mar-ker" not in json.dumps(told("read", text="Mar-ker: [", source="none"))


ASKED = (
    "try",
    "ask",
    "as-case",
    "as-receipt",
    "explain",
    "timeline",
    "flip",
    "read",
    "case",
    "example",
)


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"facts": 3}',
        b'{"entries": [1]}',
        b'{"lang": 4, "parameters": 5}',
        b"\xff\xfe",
    ],
)
def test_a_strange_body_is_a_problem_and_never_a_failure(
    client: TestClient, name: str, body: bytes
) -> None:
    response = client.post(
        f"/page/policies/{SMALL}/1.0.0/{name}",
        content=body,
        headers={"content-type": "application/json"},
    )

    assert response.status_code in (200, 400, 422)
    assert str(ROOT) not in response.text


def test_hostile_facts_come_back_as_text(client: TestClient) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    entry = {"how": "known", "value": {"text": hostile, "offset": "<b>"}}
    told = ask(client, "try", entries={"market": entry, "<script>": entry, "as_of": entry})

    assert {fact for each in told["mistakes"] for fact in each["facts"]} == {
        *("market", "as_of", "<script>"),
    }
    assert "html" not in told
