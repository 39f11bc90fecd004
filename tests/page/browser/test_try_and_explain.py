"""The pages *Try* and *Explain* in a real browser."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from backhaul.questions.check import check

ROOT = Path(__file__).parents[3]
FIRST = "tiktok-shop-sea-failed-delivery"
EXAMPLES = ROOT / "policies" / FIRST / "examples"
HELD = json.loads((EXAMPLES / "facts-held.json").read_text())
HOSTILE = "<img src=x onerror=\"document.title='taken'\">"
Serve = Callable[..., str]


@pytest.fixture
def here(serve: Serve) -> str:
    return f"{serve(ROOT / 'policies', write=False)}/policies/{FIRST}/2.0.0"


def behind(facts: object, **more: str) -> str:
    """The part of an address that holds facts."""
    said = {"facts": json.dumps(facts), **more}
    return "#" + "&".join(f"{key}={quote(value)}" for key, value in said.items())


def test_a_case_is_tried_from_what_is_needed_to_what_is_settled(page: Page, here: str) -> None:
    facts = {key: value for key, value in HELD.items() if key != "warehouse_arrived_at"}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{here}/try{behind(facts | {'as_of': '2025-03-30T09:00:00+07:00'})}")

    answer = page.locator("#answer")
    expect(answer.get_by_text("Still needed")).to_be_visible()
    arrival = page.locator("#fact-warehouse_arrived_at")
    expect(arrival.get_by_text("needed", exact=True)).to_be_visible()
    answer.get_by_role("button", name="Arrival at the provider's return warehouse").click()
    # the keyboard is in the field now, and a local time is one of the market
    page.keyboard.type("2025-03-12 18:30")
    expect(answer.get_by_role("heading", name="To be destroyed or abandoned")).to_be_visible()
    expect(arrival).to_contain_text("2025-03-12T18:30:00+07:00")
    expect(arrival.get_by_role("combobox")).to_contain_text("local time (Indonesia UTC+07:00)")
    arrival.get_by_role("radio", name="not yet").click()
    expect(arrival).to_contain_text("Sent as null")
    page.reload()
    expect(arrival.get_by_role("radio", name="not yet")).to_be_checked()
    page.get_by_role("button", name="Clear all").click()
    expect(answer.get_by_text("Still needed")).to_be_visible()
    expect(page.locator(".fact.needed")).to_have_count(0)
    # no fact stands in an address that a server sees
    assert not any("2025-03" in url for url in asked)


def test_the_form_is_filled_by_keyboard_and_a_mistake_is_told_at_its_field(
    page: Page, here: str
) -> None:
    page.goto(f"{here}/try")
    market = page.locator("#fact-market")
    market.get_by_role("radio", name="not known").focus()
    page.keyboard.press("ArrowRight")
    expect(market.get_by_role("radio", name="Indonesia")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(market.get_by_role("radio", name="not known")).to_be_checked()
    returns = page.locator("#fact-earlier_free_returns")
    returns.get_by_label("value").fill("many")
    expect(returns.get_by_role("alert")).to_contain_text("give a whole number")
    expect(page.locator("#answer")).to_contain_text("This cannot be so yet")
    returns.get_by_role("radio", name="between").click()
    returns.get_by_label("at least").fill("1")
    expect(returns).to_contain_text('{"from":1}')
    page.get_by_role("button", name="中文").click()
    expect(returns.get_by_label("不小于")).to_have_value("1")
    page.get_by_role("button", name="全部清空").click()
    expect(returns.get_by_role("radio", name="不知道")).to_be_checked()


def test_every_fact_of_a_case_goes_into_the_form_and_out_again(page: Page, here: str) -> None:
    page.goto(f"{here}/try{behind(HELD)}")
    expect(page.locator("#answer").get_by_text("decided", exact=True)).to_be_visible()
    # touched without a change, the form itself says what it holds
    page.locator("#fact-cross_border").get_by_role("radio", name="no", exact=True).click()
    page.locator("#fact-cross_border").get_by_role("radio", name="yes", exact=True).click()
    expect(page.locator("#answer[aria-busy=false]")).to_contain_text("provider's warehouse")
    page.get_by_role("button", name="as curl").click()
    command = page.locator("dialog pre").inner_text()
    body = json.loads(command.split("-d '")[1].rsplit("'", 1)[0].replace("'\\''", "'"))
    assert body["facts"] == HELD


def test_an_interview_asks_until_nothing_matters_any_more(page: Page, here: str) -> None:
    asked_for = ("cross_border", "market", "parcel_status", "return_status")
    facts = {key: value for key, value in HELD.items() if key not in asked_for}
    page.goto(f"{here}/try{behind(facts)}")
    expect(page.locator("#answer").get_by_text("Still needed")).to_be_visible()
    page.get_by_role("button", name="Ask me").click()

    questions = page.locator(".interview")
    expect(questions.get_by_role("heading", name="Question 1")).to_be_visible()
    expect(questions.get_by_text("Asked because it may change")).to_be_visible()
    assert questions.locator(".fact").get_attribute("id") == "fact-parcel_status"
    questions.get_by_role("radio", name="delivery failed", exact=True).click()
    page.keyboard.press("Enter")
    expect(questions.locator("#fact-return_status")).to_be_visible()
    questions.get_by_role("button", name="Ask me later").click()
    expect(questions.locator("#fact-cross_border")).to_be_visible()
    questions.get_by_role("button", name="Back").click()
    expect(questions.locator("#fact-return_status")).to_be_visible()
    questions.get_by_role("radio", name="not started").click()
    page.keyboard.press("Enter")
    questions.get_by_role("radio", name="yes", exact=True).click()
    page.keyboard.press("Enter")
    expect(questions.locator("#fact-market")).to_be_visible()
    questions.get_by_role("button", name="I do not know").click()
    expect(questions.get_by_role("heading", name="Nothing more to ask")).to_be_visible()
    questions.get_by_role("button", name="Back to the form").click()
    status = page.locator("#fact-parcel_status")
    expect(status.get_by_role("radio", name="delivery failed", exact=True)).to_be_checked()
    unknown = page.locator("#fact-market").get_by_role("radio", name="not known")
    expect(unknown).to_be_checked()


def test_a_pasted_document_fills_the_form_and_says_from_where(page: Page, here: str) -> None:
    page.goto(f"{here}/try")
    page.get_by_role("button", name="Paste a document").click()
    window = page.get_by_role("dialog")
    window.get_by_label("The document").fill("{")
    window.get_by_role("button", name="Read it").click()
    expect(window.get_by_role("alert")).to_contain_text("never closed")
    document = (EXAMPLES / "refused-and-held.json").read_text()
    window.get_by_label("The document").fill(document)
    window.get_by_role("button", name="Read it").click()

    expect(window).to_have_count(0)
    expect(page.locator("#fact-market .origin")).to_contain_text("Read from")
    expect(page.locator("#answer").get_by_text("decided", exact=True)).to_be_visible()


def test_a_copied_case_checks_clean_and_a_copied_command_runs(
    page: Page, serve: Serve, policies: Path
) -> None:
    base = serve(policies, write=False)
    page.goto(f"{base}/policies/{FIRST}/2.0.0/try{behind(HELD)}")
    expect(page.locator("#answer").get_by_text("decided", exact=True)).to_be_visible()
    page.get_by_role("button", name="as a case").click()
    window = page.get_by_role("dialog")
    window.get_by_label("in one sentence").fill(f"It's kept: {HOSTILE}")
    expect(window.locator("pre")).to_contain_text("It's kept")
    case = policies / FIRST / "cases" / "copied.yaml"
    case.write_text(window.locator("pre").inner_text())
    assert [each.message for each in check([str(case)]).diagnostics] == []
    window.get_by_role("button", name="Close").click()

    page.get_by_role("button", name="as curl").click()
    command = page.locator("dialog pre").inner_text()
    ran = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, timeout=20, check=True
    )
    assert json.loads(ran.stdout)["status"] == "decided"


def test_time_and_numbers_change_the_answer_that_is_explained(page: Page, here: str) -> None:
    page.goto(f"{here}/explain{behind(HELD)}")
    slider = page.get_by_role("slider", name="The instant that is looked at")
    answer = page.get_by_role("region", name="The answer")
    expect(answer).to_contain_text("To the provider's warehouse")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute(
        "aria-valuetext", "From 2025-03-27 00:00: To be destroyed or abandoned"
    )
    expect(answer.get_by_role("heading", name="To be destroyed or abandoned")).to_be_visible()
    page.get_by_role("button", name="Back to the time of the case").click()
    expect(answer.get_by_role("heading", name="To the provider's warehouse")).to_be_visible()

    kept = page.get_by_label("Time a parcel is kept at the provider's warehouse (days)")
    kept.fill("10")
    expect(answer).to_contain_text("2025-03-22 18:30 (UTC+07:00) instead of 2025-03-26 18:30")
    expect(answer.locator(".otherwise")).to_have_count(3)
    page.reload()
    expect(answer.locator(".otherwise")).to_have_count(3)
    page.get_by_role("button", name="Back to the policy's numbers").click()
    expect(answer.locator(".otherwise")).to_have_count(0)
    rule = page.locator(".why-tree .rule.yes .place a").first
    assert (rule.get_attribute("href") or "").startswith(f"/policies/{FIRST}/2.0.0/edit?line=")
    clause = page.locator(".why-tree .rule.yes a.clause").first
    assert clause.get_attribute("title")
    assert "/book#clause-" in (clause.get_attribute("href") or "")


def test_what_would_change_it_is_found_and_taken_over(page: Page, here: str) -> None:
    page.goto(f"{here}/explain{behind(HELD)}")
    page.get_by_label("this instead").select_option("To go back to the seller's return address")
    page.get_by_role("button", name="Find the changes").click()
    expect(page.get_by_text("had to be otherwise")).to_be_visible()
    page.get_by_role("button", name="Take these facts over").click()
    expect(page.get_by_role("region", name="The answer")).to_contain_text("return address")


def test_hostile_facts_are_shown_as_text(page: Page, here: str) -> None:
    page.goto(f"{here}/try{behind({'market': HOSTILE, HOSTILE: 1})}")
    expect(page.locator("#answer")).to_contain_text("onerror")
    assert page.locator("#answer img").count() == 0
    page.goto(f"{here}/explain{behind({'market': HOSTILE})}")
    expect(page.get_by_role("region", name="The answer")).to_contain_text("onerror")
    assert page.locator("main img").count() == 0
    assert "taken" not in page.title()
