"""Help with a text over HTTP: what is found of it, at places as browsers count them, and what of the cases changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from backhaul.cli.main import main
from backhaul.page.app import application
from backhaul.service.served import Served

ID = "late-parcel"
LATE = "first.yaml#A parcel that comes a day late gives the freight back"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The page of a directory with one released policy."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    assert main(["new", ID]) == 0
    assert main(["release", ID, "1.0.0"]) == 0
    return TestClient(application(Served(tmp_path / "policies")))


@pytest.fixture
def text(tmp_path: Path, client: TestClient) -> str:
    """The text of that policy."""
    del client
    return (tmp_path / "policies" / ID / "1.0.0.yaml").read_text(encoding="utf-8")


def ask(client: TestClient, what: str, text: str, **more: object) -> Any:
    body = {"id": ID, "version": "1.0.0", "text": text, **more}
    answer = client.post(f"/page/assist/{what}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def place_of(text: str, piece: str) -> dict[str, int]:
    before = text[: text.index(piece)]
    return {"line": before.count("\n") + 1, "column": len(before.rpartition("\n")[2]) + 1}


def test_mistakes_have_their_place_in_utf16_units(client: TestClient, text: str) -> None:
    wrong = text.replace("{en: Time promised}", "{en: 𠮷𠮷}, tilte: {en: x}")

    [mistake] = ask(client, "look", wrong)["diagnostics"]

    line = wrong.split("\n")[mistake["line"] - 1]
    units = line.encode("utf-16-le")
    first = 2 * (mistake["column"] - 1)
    assert units[first : first + 2 * mistake["length"]].decode("utf-16-le") == "tilte"
    assert "file" not in mistake


def test_mistakes_are_told_in_the_language_of_the_page(client: TestClient, text: str) -> None:
    [told] = ask(client, "look", text.replace("> due_at", "> du_at"), language="zh")["diagnostics"]

    assert told["code"] == "unknown-name"
    assert "du_at" in told["message"]
    assert not told["message"].isascii()


def test_a_mistake_comes_with_the_edits_that_mend_it(client: TestClient, text: str) -> None:
    wrong = text.replace("> due_at", "> du_at")
    [mistake] = ask(client, "look", wrong)["diagnostics"]

    [edit] = mistake["fixes"][0]["edits"]

    assert edit["text"] == "due_at"
    assert edit["from"] == {"line": mistake["line"], "column": mistake["column"]}


def test_a_name_is_given_another_one_in_the_whole_text(client: TestClient, text: str) -> None:
    at = place_of(text, "shipped_at: {type")

    renamed = ask(client, "rename", text, name="sent_at", **at)

    assert len(renamed["edits"]) == text.count("shipped_at")
    assert renamed["elsewhere"] == 2
    body = {"id": ID, "version": "1.0.0", "text": text, "name": "Not a name", **at}
    assert client.post("/page/assist/rename", json=body).status_code == 422


def test_the_outline_has_the_decisions_and_their_rules(client: TestClient, text: str) -> None:
    outline = ask(client, "look", text)["outline"]

    decisions = next(each for each in outline if each["name"] == "decisions")
    assert [rule["name"] for rule in decisions["below"][0]["below"]] == ["late", "not-late"]


def test_what_stands_at_a_place_is_known(client: TestClient, text: str) -> None:
    at = place_of(text, "due_at}, and it came")

    assert ask(client, "hover", text, **at)["hover"]["name"] == "due_at"
    [place] = ask(client, "definition", text, **at)["places"]
    assert text.split("\n")[place["from"]["line"] - 1].startswith("  due_at:")
    assert len(ask(client, "references", text, **at)["places"]) > 2
    behind = {"line": at["line"], "column": at["column"] + 3}
    assert "due_at" in [o["label"] for o in ask(client, "complete", text, **behind)["options"]]


def test_a_case_is_answered_by_the_text_as_it_is_typed(client: TestClient, text: str) -> None:
    answer = ask(client, "answer", text, case=LATE)
    other = ask(client, "answer", text.replace("value: 5 days", "value: 9 days"), case=LATE)

    assert [rule["rule"] for rule in answer["answer"]["rules"]["refund"]] == ["late"]
    assert "The freight" in answer["html"]
    assert {mark["outcome"] for mark in answer["answer"]["marks"]} <= {
        "true",
        "false",
        "cannot tell",
    }
    assert [rule["rule"] for rule in other["answer"]["rules"]["refund"]] == ["not-late"]
    assert ask(client, "answer", text + "\nnonsense", case=LATE) == {"answer": None}


def test_facts_that_are_refused_say_why(client: TestClient, text: str) -> None:
    facts = {"shipped_at": "2026-03-02T10:00:00Z", "arrived_at": "2026-03-01T10:00:00Z"}

    answer = ask(client, "answer", text, facts=facts)["answer"]

    assert [each["code"] for each in answer["refused"]] == ["broken-constraint"]


def changes(client: TestClient, text: str, **more: object) -> list[dict[str, Any]]:
    body = {"id": ID, "version": "1.0.0", "text": text, "against": "released", **more}
    answer = client.post("/page/assist/changes", json=body)
    return [json.loads(line) for line in answer.text.splitlines()]


def test_the_cases_that_change_are_told_with_what_they_were(client: TestClient, text: str) -> None:
    *found, end = changes(client, text.replace("value: 5 days", "value: 9 days"))

    [change] = [each["change"] for each in found if "change" in each]
    assert change["key"] == LATE
    assert change["fails"] is True
    assert {"before": "The freight", "after": "Nothing"}.items() <= change["outputs"][0].items()
    assert end == {"cases": 2, "left": 0, "base": "1.0.0"}


def test_nothing_changes_by_the_same_text_and_a_wrong_one_is_not_run(
    client: TestClient, text: str
) -> None:
    assert changes(client, text)[-1] == {"cases": 2, "left": 0, "base": "1.0.0"}
    assert not any("change" in line for line in changes(client, text))
    assert changes(client, text + "nonsense") == [{"mistakes": True}]


def test_what_a_code_means_is_told(client: TestClient) -> None:
    assert "Way out" in client.get("/page/diagnostics/unknown-name").json()["text"]
    assert client.get("/page/diagnostics/nothing").status_code == 404


@pytest.mark.parametrize(
    ("what", "body", "status"),
    [
        ("look", {}, 400),
        ("look", {"id": ID, "version": "1.0.0", "text": 1}, 400),
        ("hover", {"id": ID, "version": "1.0.0", "text": "a"}, 400),
        ("nothing", {"id": ID, "version": "1.0.0", "text": "a"}, 404),
        ("look", {"id": "other", "version": "1.0.0", "text": "a"}, 404),
        ("look", {"id": ID, "version": "9.9.9", "text": "a"}, 404),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    client: TestClient, what: str, body: dict[str, object], status: int
) -> None:
    answer = client.post(f"/page/assist/{what}", json=body)

    assert answer.status_code == status
    assert answer.json()["detail"]
