"""The page *Edit* in a real browser: its main deed, and what may come between."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from backhaul.cli.main import main
from page.browser.editing import ID, draft_of, edit, put_cursor, replace

Serve = Callable[..., str]


def test_a_draft_is_begun_edited_saved_and_released_meanwhile(
    page: Page, serve: Serve, small: Path
) -> None:
    edit(page, serve(small), "1.0.0")

    expect(page.get_by_text("A released version never changes")).to_be_visible()
    page.get_by_role("button", name="New draft").click()
    page.get_by_label("In force from").fill("2027-06-01")
    page.get_by_role("button", name="Begin the draft").click()
    expect(page).to_have_url(re.compile("/2.0.0/edit$"))
    replace(page, "value: 5 days", "value: 4 days")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("All is saved.")).to_be_visible()
    file = small / ID / "2.0.0.yaml"
    assert "value: 4 days" in file.read_text(encoding="utf-8")
    page.get_by_role("tab", name="Changed cases").click()
    expect(page.locator(".changes").get_by_text("beside 1.0.0")).to_be_visible()

    assert main(["test", str(small / ID), "--record"]) == 0
    assert main(["release", ID, "2.0.0"]) == 0
    released = file.read_bytes()

    expect(page.get_by_text("2.0.0 was released meanwhile")).to_be_visible()
    page.locator(".cm-content").focus()
    page.keyboard.type("nothing of this is taken")
    expect(page.locator(".cm-content")).not_to_contain_text("nothing of this")
    assert file.read_bytes() == released


def test_what_somebody_else_wrote_meanwhile_is_shown_and_not_written_over(
    page: Page, serve: Serve, small: Path
) -> None:
    file = draft_of(small)
    edit(page, serve(small))
    replace(page, "value: 5 days", "value: 4 days")
    theirs = file.read_text(encoding="utf-8").replace("value: 5 days", "value: 3 days")
    file.write_text(theirs, encoding="utf-8")

    page.keyboard.press("Control+s")
    page.get_by_role("button", name="See the difference").click()
    window = page.get_by_role("dialog")
    expect(window.locator(".cm-merge-a")).to_contain_text("value: 3 days")
    expect(window.locator(".cm-merge-b")).to_contain_text("value: 4 days")
    assert file.read_text(encoding="utf-8") == theirs
    window.get_by_role("button", name="Keep mine").click()
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+s")

    expect(page.get_by_text("All is saved.")).to_be_visible()
    assert "value: 4 days" in file.read_text(encoding="utf-8")


def test_a_draft_that_is_changed_elsewhere_shows_its_new_text(
    page: Page, serve: Serve, small: Path
) -> None:
    file = draft_of(small)
    edit(page, serve(small))
    text = file.read_text(encoding="utf-8")
    file.write_text(f"# from elsewhere\n{text}", encoding="utf-8")

    expect(page.locator(".cm-content")).to_contain_text("# from elsewhere")
    expect(page.get_by_text("All is saved.")).to_be_visible()


def test_what_is_not_saved_is_there_again_and_leaving_asks(
    page: Page, serve: Serve, small: Path
) -> None:
    file = draft_of(small)
    before = file.read_text(encoding="utf-8")
    edit(page, serve(small))
    replace(page, "value: 5 days", "value: 4 days")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(page.get_by_text("did not save is here again")).to_be_visible()
    put_cursor(page, "value: 4 days")
    expect(page.locator(".cm-activeLine")).to_contain_text("value: 4 days")
    book = page.get_by_role("navigation", name="Pages of this version").get_by_text("Book")
    book.click()
    page.get_by_role("button", name="Stay here").click()
    expect(page).to_have_url(re.compile("/edit$"))
    book.click()
    page.get_by_role("button", name="Leave without saving").click()
    expect(page).to_have_url(re.compile("/book$"))
    page.go_back()
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("All is saved.")).to_be_visible()
    assert file.read_text(encoding="utf-8") == before


def test_the_case_beside_the_text_is_answered_as_it_is_typed(
    page: Page, serve: Serve, small: Path
) -> None:
    draft_of(small)
    edit(page, serve(small))
    case = page.get_by_role("region", name="Case", exact=True)
    case.get_by_role("combobox").select_option(index=0)

    expect(case).to_contain_text("refund.late")
    case.get_by_role("button", name="refund.late").click()
    expect(page.locator(".answer-rule.yes").first).to_be_attached()
    expect(page.locator(".answer-sign.yes").first).to_have_attribute("aria-label", "true")
    replace(page, "value: 5 days", "value: 9 days")
    expect(case).to_contain_text("refund.not-late")
    page.get_by_role("tab", name="Changed cases").click()
    changed = page.locator(".changes")
    expect(changed).to_contain_text("A parcel that comes a day late gives the freight back")
    expect(changed).to_contain_text("its expectation fails")
    case.get_by_role("button", name="refund.not-late").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("otherwise")


def test_nothing_is_written_without_write_and_the_text_may_be_taken_away(
    page: Page, serve: Serve, small: Path
) -> None:
    file = draft_of(small)
    before = file.read_bytes()
    edit(page, serve(small, write=False))
    expect(page.get_by_text("This service does not write")).to_be_visible()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    replace(page, "value: 5 days", "value: 4 days")
    expect(page.get_by_text("Changed in this browser only")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()

    assert "value: 4 days" in download.value.path().read_text(encoding="utf-8")
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "hostile", ["<img src=x onerror=alert(1)>", "</script><b>x</b>", "javascript:alert(1)//𠮷"]
)
def test_hostile_words_of_a_policy_are_text(
    page: Page, serve: Serve, small: Path, hostile: str
) -> None:
    file = draft_of(small)
    text = file.read_text(encoding="utf-8")
    text = text.replace("{en: My policy}", f'{{en: "{hostile}"}}')
    text = text.replace("{en: The freight}", f'{{en: "{hostile}"}}')
    file.write_text(
        re.sub(r"title: \{en: Late parcel\}", f'title: {{en: "{hostile}"}}', text), encoding="utf-8"
    )

    edit(page, serve(small))
    page.get_by_role("region", name="Case", exact=True).get_by_role("combobox").select_option(
        index=0
    )
    expect(page.locator(".edit-case")).to_contain_text("refund.late")
    page.goto(page.url.partition("/policies")[0])

    expect(page.locator("article")).to_have_count(1)
    assert page.locator("img, article b").count() == 0


def test_chinese_is_typed_as_an_input_method_types_it(
    page: Page, serve: Serve, small: Path
) -> None:
    draft_of(small)
    edit(page, serve(small))
    put_cursor(page, "C1: {en: A parcel arrives within 5 days after it was shipped.")
    page.keyboard.insert_text("，包裹𠮷会在五天内送达")
    put_cursor(page, "C2: {en: Whoever")
    page.keyboard.insert_text("。")

    page.keyboard.press("Control+s")
    expect(page.get_by_text("All is saved.")).to_be_visible()
    text = (small / ID / "2.0.0.yaml").read_text(encoding="utf-8")
    assert "after it was shipped.，包裹𠮷会在五天内送达}" in text
    assert "C2: {en: Whoever。 waited longer" in text


def test_every_control_has_a_name_in_both_languages(page: Page, serve: Serve, small: Path) -> None:
    draft_of(small)
    edit(page, serve(small))
    for _ in range(2):
        for control in page.locator("button:visible, select:visible, input:visible").all():
            assert control.aria_snapshot().count('"') >= 2, control.evaluate("e => e.outerHTML")
        page.locator(".switches button[lang]").click()
        expect(page.locator(".outline .entry").first).to_be_visible()


def test_a_mistake_is_mended_by_a_quick_fix_with_the_keyboard_alone(
    page: Page, serve: Serve, small: Path
) -> None:
    file = draft_of(small)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("arrived_at > due_at", "arived_at > due_at"), encoding="utf-8")
    edit(page, serve(small))
    expect(page.get_by_role("tab", name="Problems")).to_contain_text("1")

    page.locator(".cm-content").focus()
    page.keyboard.press("F8")
    expect(page.locator(".cm-activeLine")).to_contain_text("arived_at")
    page.keyboard.press("Control+.")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Problems")).to_contain_text("0")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Control+s")

    expect(page.get_by_text("All is saved.")).to_be_visible()
    assert file.read_text(encoding="utf-8") == text


def test_a_name_is_completed_found_and_renamed(page: Page, serve: Serve, small: Path) -> None:
    file = draft_of(small)
    edit(page, serve(small))
    put_cursor(page, "arrived_at > due_at")
    page.keyboard.type(" && pre")
    expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("present(x)")
    page.keyboard.press("Escape")
    for _ in " && pre":
        page.keyboard.press("Backspace")

    page.keyboard.press("F12")
    expect(page.locator(".cm-activeLine")).to_contain_text("due_at: {value:")
    page.keyboard.press("F2")
    page.get_by_label("New name").fill("promised_for")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-activeLine")).to_contain_text("promised_for: {value:")
    page.keyboard.press("Control+s")

    expect(page.get_by_text("All is saved.")).to_be_visible()
    text = file.read_text(encoding="utf-8")
    assert "due_at" not in text
    assert text.count("promised_for") >= 3


def test_what_a_code_means_is_told_in_the_page(page: Page, serve: Serve, small: Path) -> None:
    file = draft_of(small)
    file.write_text(file.read_text(encoding="utf-8").replace("> due_at", "> du_at"), "utf-8")
    edit(page, serve(small))

    page.get_by_role("button", name="unknown-name").first.click()

    expect(page.get_by_role("dialog")).to_contain_text("Usual cause:")


def test_the_first_case_is_one_that_changes_and_a_draft_is_saved_wherever_the_focus_is(
    page: Page, serve: Serve, small: Path
) -> None:
    file = draft_of(small)
    text = file.read_text(encoding="utf-8")
    text = text.replace("then: {answer: nothing}", "then: {answer: freight}")
    file.write_text(text, encoding="utf-8")
    edit(page, serve(small))
    chosen = page.get_by_role("region", name="Case", exact=True).get_by_role("combobox")

    expect(chosen.locator("option:checked")).to_have_text(
        "A parcel that is still under way gives nothing back"
    )
    replace(page, "value: 5 days", "value: 4 days")
    chosen.focus()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("All is saved.")).to_be_visible()
    assert "value: 4 days" in file.read_text(encoding="utf-8")
    page.get_by_role("button", name="Differences").click()
    expect(page.get_by_role("dialog")).to_contain_text("There is no difference")
    expect(page.get_by_role("dialog").locator(".cm-editor")).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_label("Find in the outline").fill("arriv")
    shown = page.locator(".outline .entry:visible")
    boxes = [shown.filter(has_text=name).first.bounding_box() for name in ("facts", "arrived_at")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] < boxes[1]["x"]
