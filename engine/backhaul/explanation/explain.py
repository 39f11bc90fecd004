"""The door of the room: an evaluation to its explanation.

A form, and the whole why, are imported when somebody asks for them: a command starts sooner so.
"""

from __future__ import annotations

from typing import Literal, assert_never

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.trace import trace
from backhaul.explanation.answer import answer
from backhaul.explanation.document import FromDocument, sections
from backhaul.explanation.page import Page, page
from backhaul.explanation.values import Speaker

Why = Literal["short", "full"]
Form = Literal["text", "markdown", "html"]


def explain(
    evaluation: Evaluation,
    language: str = "en",
    why: Why = "short",
    form: Form = "text",
    told: FromDocument | None = None,
) -> str:
    """The decision in words: the short answer, or with it every rule that was looked at.

    *told*: what is said of the document that the facts were read from.

    As plain text, as Markdown, or as one page of HTML that needs nothing else. Raises
    BackhaulError (`unknown-language`) for a language that the policy does not have.
    """
    speaker = Speaker.of(evaluation, language)
    traced = trace(evaluation.policy, evaluation.names, evaluation.answers)
    short = answer(evaluation, traced, speaker)
    beside = list(sections(evaluation.policy, language, told, speaker.words)) if told else []
    if why == "short":
        return _written(page(short, speaker.words, beside=beside), form)
    from backhaul.explanation.tree import tree

    return _written(page(short, speaker.words, tree(evaluation, traced, speaker), beside), form)


def _written(page: Page, form: Form) -> str:
    match form:
        case "text":
            from backhaul.explanation.text import text

            return text(page)
        case "markdown":
            from backhaul.explanation.markdown import markdown

            return markdown(page)
        case "html":
            from backhaul.explanation.html import html

            return html(page)
        case _:
            assert_never(form)
