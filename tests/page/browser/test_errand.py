"""The whole errand of somebody who changes a number, without a terminal: draft, edit, see, add a case, read, print."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

FIRST = "tiktok-shop-sea-failed-delivery"
#: where pictures of the steps are put, if somebody wants to look at them
PICTURES = os.environ.get("BACKHAUL_PICTURES")
LONG = 240_000
KEPT = ("2-01-scope.yaml", "2-05-held.yaml")


def test_ten_days_instead_of_fourteen_from_a_day_on(
    page: Page, serve: Callable[..., str], policies: Path
) -> None:
    cases = policies / FIRST / "cases"
    for path in cases.glob("*.yaml"):
        # the cases that are shipped notice every change; those of a few files leave some to be noticed
        if path.name not in KEPT:
            path.unlink()
    address = serve(policies)
    page.goto(f"{address}/policies/{FIRST}/2.0.0/edit")
    _begin_a_draft(page)
    draft = policies / FIRST / "3.0.0.yaml"
    assert '"2027-01-01' in draft.read_text(encoding="utf-8")

    _write_ten_days(page)
    assert "    value: 10 days\n" in draft.read_text(encoding="utf-8")
    _see_which_cases_change(page)
    before = {path: path.read_text(encoding="utf-8") for path in cases.rglob("*.yaml")}
    _add_the_case_that_a_mutant_asks_for(page)
    after = {path: path.read_text(encoding="utf-8") for path in cases.rglob("*.yaml")}
    assert len(after) > len(before) or after != before

    _read_the_note(page)
    assert _printed_book(page, policies.parent / "book.pdf") > 20_000


def _begin_a_draft(page: Page) -> None:
    page.get_by_role("button", name="New draft").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("In force from").fill("2027-01-01")
    _picture(page, "1-draft")
    dialog.get_by_role("button", name="Begin the draft").click()
    page.wait_for_url("**/3.0.0/edit")
    expect(page.get_by_text("All is saved.")).to_be_visible()


def _write_ten_days(page: Page) -> None:
    outline = page.get_by_label("Outline")
    outline.get_by_label("Find in the outline").fill("hold_period")
    outline.get_by_text("hold_period", exact=True).click()
    page.locator(".cm-content").focus()
    page.keyboard.press("ControlOrMeta+f")
    page.keyboard.type("value: 14 days")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.type("value: 10 days")
    _picture(page, "2-edit")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("All is saved.")).to_be_visible()


def _see_which_cases_change(page: Page) -> None:
    page.get_by_role("tab", name="Changed cases").click()
    expect(page.get_by_text(re.compile(r"\d+ cases, beside"))).to_be_visible(timeout=LONG)
    _picture(page, "3-changes")


def _add_the_case_that_a_mutant_asks_for(page: Page) -> None:
    page.get_by_role("link", name="Check").click()
    page.get_by_role("tab", name="Unnoticed changes").click()
    page.get_by_role("button", name=re.compile(r"Try \d+ changes")).click()
    add = page.get_by_role("button", name="Add this case").first
    expect(add).to_be_visible(timeout=LONG)
    _picture(page, "4-mutants")
    add.click()
    expect(page.get_by_text(re.compile("It passes, and notices the change"))).to_be_visible()
    _picture(page, "5-added")


def _read_the_note(page: Page) -> None:
    page.get_by_role("link", name="Compare").click()
    note = page.locator(".report").first
    expect(note).to_contain_text("10 days instead of 14", timeout=LONG)
    _picture(page, "6-note")


def _printed_book(page: Page, path: Path) -> int:
    page.get_by_role("link", name="Book").click()
    expect(page.locator(".report h1").first).to_be_visible(timeout=LONG)
    _picture(page, "7-book")
    page.pdf(path=str(path))
    return path.stat().st_size


def _picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))
