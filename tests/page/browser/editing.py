"""What a person does in the text of the page *Edit*."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from backhaul.cli.main import main

ID = "late-parcel"


def draft_of(small: Path) -> Path:
    assert main(["draft", ID, "--from", "2027-06-01"]) == 0
    return small / ID / "2.0.0.yaml"


def edit(page: Page, base: str, version: str = "2.0.0", id: str = ID) -> None:
    page.goto(f"{base}/policies/{id}/{version}/edit")
    expect(page.locator(".outline .entry").first).to_be_visible()


def put_cursor(page: Page, text: str) -> None:
    """The cursor behind the first place of a text, found as a person finds it."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+f")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")


def replace(page: Page, old: str, new: str) -> None:
    put_cursor(page, old)
    for _ in old:
        page.keyboard.press("Backspace")
    page.keyboard.type(new)
