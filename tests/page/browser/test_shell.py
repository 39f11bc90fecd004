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
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="政策", exact=True)).to_be_visible()
