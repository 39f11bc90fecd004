"""The door of the room: an evaluation to its explanation.

A form, and the whole why, are imported when somebody asks for them: a command starts sooner so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.trace import Trace, trace
from backhaul.explanation.answer import answer
from backhaul.explanation.document import FromDocument, notes, origins
from backhaul.explanation.layout import clauses, foot, head
from backhaul.explanation.values import Speaker
from backhaul.report.blocks import Block
from backhaul.report.writing import Form, written

Why = Literal["short", "full"]


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
    told = told or FromDocument()

    def blocks() -> Iterator[Block]:
        yield from head(short, speaker.words)
        yield from notes(told, speaker.words)
        # on a terminal the whole why names the clauses beside the rules; the short answer has their words
        if why == "short" or form != "text":
            yield from clauses(short, speaker.words)
        yield from origins(evaluation.policy, language, told, speaker.words)
        if why == "full":
            from backhaul.explanation.reasons import known

            yield from _rules(traced, speaker, form)
            yield from known(evaluation, speaker)
        yield foot(short, speaker.words, whole=why == "full")

    title = f"{speaker.words['comma'].join(short.headline)} – {short.title}"
    return written(blocks(), form, title, language)


def _rules(traced: Trace, speaker: Speaker, form: Form) -> Iterator[Block]:
    """Every rule: on a page each with its conditions, otherwise folded."""
    if form == "html":
        from backhaul.explanation.whole import whole

        return whole(traced, speaker)
    from backhaul.explanation.folded_why import folded_why

    return folded_why(traced, speaker)
