"""The pages *Compare*, *Check* and *Book* in a real browser: what each is for, from its first click to its last."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from backhaul.cli.main import main

#: jobs start processes of their own, on a machine that may be busy
expect.set_options(timeout=40_000)
DRAFT = "/policies/fees/2.0.0"


def test_a_change_is_told_in_words_in_the_text_by_proof_and_on_records(
    page: Page, serve: Callable[..., str], fees: Path, tmp_path: Path
) -> None:
    page.goto(f"{serve(fees)}{DRAFT}/compare")
    shown = page.locator("[role=tabpanel]:not([hidden])")

    expect(shown.locator(".report")).to_contain_text("The changes")
    expect(page.get_by_label("From")).to_have_value("1.0.0")

    page.get_by_role("tab", name="Text").click()
    expect(shown.locator(".cm-mergeView .cm-editor")).to_have_count(2)
    expect(shown.locator(".cm-changedLine").first).to_contain_text("1.0.0")
    page.set_viewport_size({"width": 390, "height": 800})
    expect(shown.locator(".cm-editor")).to_have_count(1)
    expect(shown.locator(".cm-deletedChunk").first).to_contain_text("1.0.0")

    page.get_by_role("tab", name="Proof").click()
    page.get_by_role("button", name="Prove what changes").click()
    expect(shown.get_by_role("alert")).to_contain_text("some cases are decided otherwise")

    file = tmp_path / "parcels.csv"
    file.write_text("days,fragile\n5,false\n50,false\n", encoding="utf-8")
    page.get_by_role("tab", name="Your records").click()
    page.get_by_label("File of records").set_input_files(file)
    page.get_by_role("button", name="Compare on these records").click()
    expect(shown.locator(".report svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_case_that_an_unnoticed_change_asks_for_is_added_with_a_click(
    page: Page, serve: Callable[..., str], fees: Path
) -> None:
    page.goto(f"{serve(fees)}{DRAFT}/check")
    shown = page.locator("[role=tabpanel]:not([hidden])")
    expect(page.get_by_role("tab", name="Cases")).to_contain_text("✓ 2")

    page.get_by_role("tab", name="Unnoticed changes").click()
    page.get_by_role("button", name="Try all changes").click()
    missing = shown.get_by_role("button", name="Add this case")
    expect(missing.first).to_be_visible()
    count = missing.count()
    missing.first.focus()
    page.keyboard.press("Enter")
    expect(shown.get_by_text("Added to cases/2.0.0-added.yaml")).to_be_visible()

    assert main(["test", str(fees / "fees")]) == 0
    page.get_by_role("button", name="Try all changes").click()
    expect(missing).not_to_have_count(count)
    assert missing.count() < count


def test_coverage_is_painted_on_the_text_and_facts_of_a_finding_are_taken_along(
    page: Page, serve: Callable[..., str], fees: Path
) -> None:
    file = fees / "fees" / "2.0.0.yaml"
    text = file.read_text(encoding="utf-8")
    text = text[: text.index("invariants:")].replace(
        "    otherwise: {id: in-time, then: {paid: false}}\n", ""
    )
    file.write_text(text, encoding="utf-8")
    page.goto(f"{serve(fees)}{DRAFT}/check")

    finding = page.locator(".finding", has_text="not-covered")
    expect(finding).to_contain_text("line 10")
    expect(page.get_by_role("tab", name="Findings")).to_contain_text(
        re.compile("1 (mistake|warning)")
    )
    page.get_by_role("tab", name="Coverage").click()
    expect(page.locator(".source .missed").first).to_be_visible()
    page.get_by_role("tab", name="Findings").click()
    finding.get_by_role("button", name="Try these facts").click()
    page.wait_for_url("**/try")
    assert page.evaluate("JSON.parse(sessionStorage['backhaul.facts.fees']).days") == 0


def test_long_work_is_stopped_by_its_button(
    page: Page, serve: Callable[..., str], policies: Path
) -> None:
    page.goto(f"{serve(policies)}/policies/usps-imm-766/1.0.0/check")
    page.get_by_role("tab", name="Unnoticed changes").click()
    page.get_by_role("button", name="Try all changes").click()
    shown = page.locator("[role=tabpanel]:not([hidden])")
    bar = shown.get_by_role("progressbar")
    expect(bar).to_be_visible()

    shown.get_by_role("button", name="Stop").click()
    expect(shown.get_by_text("You stopped it")).to_be_visible()
    expect(bar).to_have_count(0)
    expect(page.get_by_role("button", name="Try all changes")).to_be_visible()


def test_the_book_is_read_by_its_links_and_printed_alone(
    page: Page, serve: Callable[..., str], fees: Path
) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/page/jobs?*", hold)
    page.goto(f"{serve(fees)}{DRAFT}/book#rule-2")
    book = page.locator("article.report")
    expect(page.get_by_role("button", name="Print")).to_be_disabled()
    page.emulate_media(media="print")
    expect(page.get_by_text("This book is not finished")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    page.emulate_media(media="screen")
    waiting[0].continue_()
    page.unroute("**/page/jobs?*")

    expect(book).to_contain_text("Rule 1")
    expect(page.locator("#rule-2")).to_be_in_viewport()
    book.locator("nav a[href='#rule-1']").click()
    expect(page.locator("#rule-1")).to_be_focused()
    assert page.url.endswith("#rule-1")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as Markdown").click()
    assert download.value.path().read_text(encoding="utf-8").startswith("# Fees")

    page.emulate_media(media="print", color_scheme="dark")
    expect(book).to_be_visible()
    expect(page.get_by_text("This book is not finished")).to_be_hidden()
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.get_by_role("heading", name="Policy book")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
    assert page.pdf().count(b"/Type /Page\n") >= 1

    page.emulate_media(media="screen")
    page.get_by_role("button", name="中文").click()
    expect(book).to_contain_text("费用")


def test_what_comes_of_an_edited_draft_is_read_and_recorded_with_the_keyboard(
    page: Page, serve: Callable[..., str], fees: Path
) -> None:
    file = fees / "fees" / "2.0.0.yaml"
    text = file.read_text(encoding="utf-8").replace("days > `4` ||", "days > `10` ||")
    file.write_text(text, encoding="utf-8")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{serve(fees)}{DRAFT}/check")
    tab = page.get_by_role("tab", name="Cases")
    expect(tab).to_contain_text("1/2")
    tab.click()
    page.get_by_role("button", name="Record what comes now").focus()
    page.keyboard.press("Enter")

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 case is rewritten")
    dialog.locator("summary", has_text="cases/all.yaml").focus()
    page.keyboard.press("Enter")
    expect(dialog.locator(".diff .yes").last).to_contain_text("paid: false")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    dialog.get_by_role("button", name="Record", exact=True).focus()
    page.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    expect(tab).to_contain_text("✓ 2")
    assert main(["test", str(fees / "fees"), "--version", "all"]) == 0
