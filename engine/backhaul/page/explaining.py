"""What the page *Explain* asks: the whole why, the answer as time goes on, what would change it, and other parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from backhaul.decision import Decision
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.timeline import FIRST, course
from backhaul.evaluation.trace import trace
from backhaul.explanation.reasons import known
from backhaul.explanation.timeline_content import story
from backhaul.explanation.values import Speaker
from backhaul.explanation.whole import whole
from backhaul.flip import flip
from backhaul.language.kinds import instant_text
from backhaul.page.trying import Facts, Json, exact, tried, with_parameters
from backhaul.policy import Policy
from backhaul.report.blocks import Block, Story
from backhaul.report.html import fragment

#: steps of Z3 that a person waits for
WORK = 20_000_000


def explained(policy: Policy, facts: Facts, body: Mapping[str, Any], language: str) -> Json:
    """What `tried` tells, and the whole why and why not, under the parameters of the request.

    Where these are not the policy's own: what comes otherwise than under its own.
    """
    changed = with_parameters(policy, body)
    shown = tried(changed, facts, language)
    if "status" not in shown:
        return shown
    evaluation = evaluate(changed.model, facts)
    speaker = Speaker.of(evaluation, language)
    traced = trace(evaluation.policy, evaluation.names, evaluation.answers)
    blocks: list[Block] = [*whole(traced, speaker), *known(evaluation, speaker)]
    shown["why"] = fragment(blocks)
    clauses = changed.model.clauses.items()
    shown["clauses"] = {id: speaker.title(clause.words, id) for id, clause in clauses}
    if changed is not policy:
        shown["changed"] = list(_differences(policy, facts, language, shown["lines"]))
    return shown


def _differences(policy: Policy, facts: Facts, language: str, lines: list[Json]) -> Iterator[Json]:
    """The outputs that come otherwise under the policy's own parameters, and what they are there."""
    own = tried(policy, facts, language)
    before = {line["name"]: line for line in own.get("lines", ())}
    after = {line["name"]: line for line in lines}
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name, {}).get("value"), after.get(name, {}).get("value")
        if old != new:
            title = (after.get(name) or before[name])["title"]
            yield {"name": name, "title": title, "before": old, "after": new}


def over_time(policy: Policy, facts: Facts, body: Mapping[str, Any], language: str) -> Json:
    """The timeline as a picture, and its chapters with their ends, so that one can be gone to.

    Raises FactError where other facts are wrong, and BackhaulError where there are no intervals to tell.
    """
    found = course(with_parameters(policy, body).model, facts, str(body.get("by") or "as_of"))
    told = story(found, language)
    return {
        "by": found.by,
        "at": None if found.given is None else instant_text(found.given),
        "moves": told.moves,
        "html": fragment([told]),
        "chapters": list(_chapters(told)),
    }


def _chapters(told: Story) -> Iterator[Json]:
    for chapter in told.chapters:
        first = FIRST if chapter.start is None else chapter.start
        yield {
            "from": None if chapter.start is None else instant_text(chapter.start),
            "until": None if chapter.end is None else instant_text(chapter.end + 1),
            "at": instant_text(first),
            "when": chapter.when,
            "look": chapter.look,
            "headline": list(chapter.headline),
            "notes": list(chapter.notes),
        }


def flipped(policy: Policy, facts: Facts, body: Mapping[str, Any], language: str) -> Json:
    """What would have given other outputs: the changes in words, and the facts as they would be.

    Raises BackhaulError where the facts are not complete, an output is unknown, or nothing can be influenced.
    """
    evaluation = evaluate(with_parameters(policy, body).model, facts)
    found = flip(evaluation, body.get("wanted") or {}, Decision.of, WORK)
    changed = {name: each["to"] for name, each in found.to_dict()["changes"].items()}
    # what is masked is told nowhere, so it cannot be tried either
    hidden = any(isinstance(value, dict) for value in changed.values())
    return {
        "answer": found.answer.replace(" ", "_"),
        "html": fragment(found.blocks(language)),
        "facts": None if hidden or not changed else exact({**facts, **changed}),
    }
