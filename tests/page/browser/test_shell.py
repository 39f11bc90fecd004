"""The shell of the page in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect


def test_the_first_page_lists_every_policy_and_speaks_both_languages(
    page: Page, serve: Callable[..., str], policies: Path
) -> None:
    page.goto(serve(policies))

    expect(page.get_by_role("heading", name="Policies")).to_be_visible()
    names = page.locator("article").all_inner_texts()
    assert len(names) == len([folder for folder in policies.iterdir() if folder.is_dir()])
    superseded = page.get_by_text("superseded by 2.0.0 since 1 May 2019")
    expect(page.locator("tr", has=superseded)).to_contain_text("released")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_text("2019年5月1日起被 2.0.0 取代")).to_be_visible()
    expect(page.get_by_role("heading", name="政策", exact=True)).to_be_visible()
