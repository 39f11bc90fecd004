"""What a notebook shows of a decision, a timeline and a comparison: the same words, and nothing that runs."""

import html
import re
from typing import Protocol

import pytest

import backhaul
import small

POLICY = backhaul.open("tiktok-shop-sea-failed-delivery")
NASTY = "</iframe><script>alert(1)</script>"


class Shown(Protocol):
    """What a notebook asks of a value."""

    def _repr_html_(self) -> str: ...

    def _repr_markdown_(self) -> str: ...


def _german() -> backhaul.Policy:
    """A policy that speaks no English, and has a title that would like to be markup."""
    text = small.text().replace("title: {en: Small}", f"title: {{de: 'Klein {NASTY}'}}")
    return backhaul.loads(text, "small.yaml")


def _values() -> list[Shown]:
    german = _german()
    return [
        POLICY.decide({"cross_border": False}),
        POLICY.decide({}),
        german.decide(small.COMPLETE),
        POLICY.timeline({"cross_border": False}),
        german.timeline(small.COMPLETE, "start"),
        backhaul.compare(
            small.policy("count > `3`"), small.policy("count > `4`"), generated=40, jobs=1
        ),
    ]


def _page(value: Shown) -> str:
    """The page in the frame."""
    frame = r'<iframe sandbox="" style="[^"<>]*" srcdoc="([^"]*)"></iframe>'
    found = re.fullmatch(frame, value._repr_html_())
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize("value", _values(), ids=lambda value: type(value).__name__)
def test_a_notebook_shows_a_page_in_a_frame_that_runs_nothing(value: Shown) -> None:
    page, text = _page(value), value._repr_markdown_()
    # what is indented is shown as it is
    free = [line for line in text.splitlines() if not line.startswith("    ")]

    assert page.lstrip().startswith(("<!DOCTYPE html>", "<svg"))
    assert "<script" not in page
    assert text.strip()
    assert not [line for line in free if re.search(r"(?<!\\)<script", line)]


def test_it_shows_the_words_of_the_explanation() -> None:
    facts = {"cross_border": False}
    decision, timeline = POLICY.decide(facts), POLICY.timeline(facts)

    assert decision.explain(form="html") == _page(decision)
    assert decision.explain(form="markdown") == decision._repr_markdown_()
    assert timeline.explain(form="svg") == _page(timeline)
    lines = [f"    {line}" for line in timeline.explain().splitlines()]
    assert lines == timeline._repr_markdown_().splitlines()
