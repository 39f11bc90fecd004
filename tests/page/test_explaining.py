"""What the page *Explain* asks of the server."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from backhaul.page.app import application
from backhaul.service.served import Served
from page_asks import HELD, ROOT, ask


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(application(Served(ROOT / "policies")))


def test_the_whole_why_names_rules_with_their_lines_and_clauses(client: TestClient) -> None:
    told = ask(client, "explain", facts=HELD)

    assert "2.0.0.yaml:" in told["why"]
    assert told["clauses"]["R13"].startswith("The provider")
    assert "changed" not in told


def test_other_parameters_change_the_answer_and_say_what_is_otherwise(client: TestClient) -> None:
    told = ask(client, "explain", facts=HELD, parameters={"hold_period": "10 days"})

    changed = {each["name"]: each for each in told["changed"]}
    assert changed["deadlines.hold_ends_at"]["before"] == "2025-03-26 18:30 (UTC+07:00)"
    assert changed["deadlines.hold_ends_at"]["after"] == "2025-03-22 18:30 (UTC+07:00)"
    assert "route.disposition" not in changed
    ask(client, "explain", facts=HELD, parameters={"hold_period": "soon"}, status=422)


def test_a_timeline_has_chapters_that_can_be_gone_to(client: TestClient) -> None:
    told = ask(client, "timeline", facts=HELD)

    looks = [chapter["look"] for chapter in told["chapters"]]
    assert looks == ["refused", "decided", "decided", "decided"]
    last = told["chapters"][-1]
    assert last["from"] == "2025-03-26T17:00:00Z"
    assert last["until"] is None
    at = ask(client, "try", facts={**HELD, told["by"]: last["at"]})
    assert at["headline"] == last["headline"]
    assert "<svg" in told["html"]
    ask(client, "timeline", facts=HELD, by="market", status=422)


def test_what_would_change_it_is_told_with_the_facts_as_they_would_be(client: TestClient) -> None:
    told = ask(client, "flip", facts=HELD, wanted={"route.disposition": "return_to_seller"})

    assert told["answer"] == "found"
    assert ask(client, "try", facts=told["facts"])["headline"] != []
    ask(client, "flip", facts={}, wanted={"route.disposition": "return_to_seller"}, status=422)
    ask(client, "flip", facts=HELD, wanted={"nothing": 1}, status=422)
