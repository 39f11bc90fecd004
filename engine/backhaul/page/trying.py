"""What the page *Try* asks: what comes of the facts in a form, the next question of an interview, and copies to take away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from backhaul.cases.written_file import Entry, case_file
from backhaul.decision import Decision
from backhaul.diagnostic_words import in_language
from backhaul.diagnostics import Diagnostic, FactError, PolicyError
from backhaul.evaluation.decision import Evaluation, evaluate
from backhaul.evaluation.trace import trace
from backhaul.explanation.answer import answer
from backhaul.explanation.content import Answer
from backhaul.explanation.layout import clauses, foot, head
from backhaul.explanation.refusal import refused
from backhaul.explanation.values import Speaker
from backhaul.language.kinds import Kind
from backhaul.language.model import Fact
from backhaul.language.nodes import Reference
from backhaul.language.zones import offset_text
from backhaul.page.entries import entries_of, facts_of, speaker_of
from backhaul.page.form import chooser
from backhaul.policy import Policy
from backhaul.program.program import facts_under
from backhaul.report.blocks import Badge, Block, Heading
from backhaul.report.html import fragment

if TYPE_CHECKING:
    from backhaul.analysis.asking import Asking
    from backhaul.analysis.interview import Interview
    from backhaul.language.model import Policy as Model

Json = dict[str, Any]
Facts = Mapping[str, object]

#: steps of Z3 for the next question: a person waits for it, and without an answer the definition says what it needs
WORK = 150_000


def tried(policy: Policy, facts: Facts, language: str) -> Json:
    """What comes of facts: the answer in words and what it needs, or every mistake with the facts that it is about.

    Beside it how the facts are sent and what they say, and where the times of the case are local.
    """
    shown: Json = {
        "facts": exact(facts),
        "entries": exact(entries_of(policy.model, facts)),
        "said": _said(policy.model, facts, language),
        "local": _local(policy.model, facts, language),
    }
    try:
        evaluation = evaluate(policy.model, facts)
    except FactError as error:
        told = refused(policy.model, facts, error, language, spoken=True)
        return {**shown, "mistakes": [_mistake(policy.model, each) for each in told.diagnostics]}
    except PolicyError as error:
        told_of = in_language(error.diagnostics, language)
        return {**shown, "mistakes": [_mistake(policy.model, each) for each in told_of]}
    return {**shown, "mistakes": [], **answered(evaluation, language)}


def answered(evaluation: Evaluation, language: str) -> Json:
    """The answer: how it stands, what happens, the rest as a part of a page, and the facts that are needed or follow."""
    speaker = Speaker.of(evaluation, language)
    said = answer(
        evaluation, trace(evaluation.policy, evaluation.names, evaluation.answers), speaker
    )
    return {
        "status": said.status,
        "standing": said.standing,
        "headline": list(said.headline),
        "html": fragment(_blocks(said, speaker)),
        "lines": [{"name": x.name, "title": x.title, "value": x.value} for x in said.lines],
        "needs": [{"name": n.name, "title": n.title, "known": n.known} for n in said.needs],
        "follows": dict(_follows(evaluation, speaker)),
    }


def _blocks(said: Answer, speaker: Speaker) -> Iterator[Block]:
    """The short answer below the heading of a page."""
    for block in head(said, speaker.words):
        if isinstance(block, Heading):
            yield Heading(2, block.line, block.more)
        elif not isinstance(block, Badge) or block.kind != "kicker":
            yield block
    yield from clauses(said, speaker.words)
    yield foot(said, speaker.words, whole=False)


def _follows(evaluation: Evaluation, speaker: Speaker) -> Iterator[tuple[str, str]]:
    """What the constraints say of facts beyond what was given."""
    hidden = evaluation.hidden
    for name, fact in evaluation.policy.facts.items():
        known = evaluation.names[name]
        if known != evaluation.facts[name] and name not in hidden:
            yield name, speaker.named(Reference(name, fact.type), known)


def _said(policy: Model, facts: Facts, language: str) -> dict[str, str]:
    """What is known of each fact, in words; nothing of those that are refused."""
    speaker = speaker_of(policy, facts, language)
    if speaker is None:
        return {}
    return {
        name: speaker.named(Reference(name, policy.facts[name].type), speaker.names[name])
        for name in facts
        if name in policy.facts
    }


def _local(policy: Model, facts: Facts, language: str) -> Json | None:
    """Where times without an offset are local, in words; nothing while that is not known."""
    speaker = speaker_of(policy, facts, language)
    if speaker is None or not speaker.is_local:
        return None
    by = policy.facts.get(chooser(policy) or "")
    where = speaker.named(Reference(by.name, by.type), speaker.names[by.name]) if by else ""
    changes = speaker.place is not None and speaker.place.changes
    return {"where": where, "offset": "" if changes else offset_text(speaker.offset)}


def _mistake(policy: Model, mistake: Diagnostic) -> Json:
    """A mistake with the facts that it is about: the one that is wrong, or those that cannot be so together."""
    spans = [span for _, span in mistake.related]
    broken = [each.condition for each in policy.constraints if each.span in spans]
    together = list(facts_under(policy, *broken))
    facts = together or ([mistake.fact] if mistake.fact else [])
    told = {"code": mistake.code, "message": mistake.message, "help": mistake.help}
    return {**told, "facts": facts}


def exact(value: object) -> Any:
    """A value as JSON holds it: numbers with a point become texts, which are exact."""
    match value:
        case Decimal():
            return str(value)
        case Mapping():
            return {str(key): exact(each) for key, each in value.items()}
        case list() | tuple():
            return [exact(each) for each in value]
        case _:
            return value


def given(policy: Policy, body: Mapping[str, Any]) -> dict[str, object]:
    """The facts of a request: those that it has, or what the entries of its form say."""
    if "entries" in body:
        return facts_of(policy.model, body["entries"])
    return dict(body.get("facts") or {})


def with_parameters(policy: Policy, body: Mapping[str, Any]) -> Policy:
    """The policy with the parameters of a request; raises PolicyError with every mistake in them."""
    parameters = body.get("parameters")
    if not parameters:
        return policy
    return _changed(policy, json.dumps(exact(parameters), sort_keys=True))


@lru_cache(maxsize=32)
def _changed(policy: Policy, parameters: str) -> Policy:
    return policy.with_parameters(**json.loads(parameters))


def as_case(policy: Policy, facts: Facts, name: str, language: str) -> Json:
    """A case file of these facts that expects what comes of them, without the values of masked facts."""
    masked = [fact.name for fact in policy.model.facts.values() if fact.masked]
    kept = {key: value for key, value in exact(facts).items() if key not in masked}
    came = _came(policy, kept)
    name = " ".join(name.split()) or _sentence(came, language)
    title = policy.title.get(language, policy.id)
    text = case_file(policy.model, title, {}, [Entry(kept, [name], came)])
    return {"text": text, "name": name, "left_out": [key for key in facts if key in masked]}


def _came(policy: Policy, facts: Facts) -> Evaluation | str:
    try:
        return evaluate(policy.model, facts)
    except FactError as error:
        return error.diagnostics[0].code


def _sentence(came: Evaluation | str, language: str) -> str:
    """What a case is called that nobody has named: what happens in it."""
    if isinstance(came, str):
        return came.replace("-", " ")
    speaker = Speaker.of(came, language)
    said = answer(came, trace(came.policy, came.names, came.answers), speaker)
    return speaker.words["comma"].join(said.headline)


def as_receipt(policy: Policy, facts: Facts) -> Json:
    """The receipt of the decision on these facts; raises FactError where they are refused."""
    return Decision.of(evaluate(policy.model, facts)).to_dict()


def asked(policy: Policy, facts: Facts, unasked: set[str], language: str) -> Json:
    """The next question about these facts, and why it is asked; without a question no answer matters any more.

    *unasked*: the facts of which it was said that they are not known. Raises FactError where facts are refused.
    """
    with _ASKING:
        from backhaul.analysis.interview import Interview

        interview = Interview(policy.model, facts, _asking(policy))
        names = interview.evaluation.names
        partly = {name for name in facts if not names[name].settled}
        interview.unasked = {*unasked, *partly}
        fact = interview.question()
        first = _first(interview, fact)
        return {
            "question": (first or fact).name if fact else None,
            "for_offset": fact.name if fact and first else None,
            "left": interview.left,
            "why": _why(interview, first or fact, language) if fact else [],
            "exact": _asking(policy) is not None,
        }


_ASKING = Lock()


@lru_cache(maxsize=8)
def _asking(policy: Policy) -> Asking | None:
    from backhaul.packages import installed

    if not installed("z3"):
        return None
    from backhaul.analysis.asking import Asking

    return Asking(policy.model, WORK)


def _first(interview: Interview, fact: Fact | None) -> Fact | None:
    """The fact to ask for before a local time is understood."""
    if fact is None or fact.type.kind is not Kind.DATETIME:
        return None
    by = interview.policy.facts.get(chooser(interview.policy) or "")
    if by is None or by is fact or by.name in interview.unasked:
        return None
    return None if interview.evaluation.names[by.name].settled else by


def _why(interview: Interview, fact: Fact | None, language: str) -> list[Json]:
    """The outputs that are open and go by a fact, each with the values that it may have where they are few."""
    speaker = Speaker.of(interview.evaluation, language)
    found: list[Json] = []
    for name, decision in interview.policy.decisions.items():
        answer_of = interview.evaluation.answers[name]
        read = [each for rule in decision.ladder for each in rule.expressions]
        if answer_of.status != "undetermined" or fact is None:
            continue
        if fact.name not in facts_under(interview.policy, *read, outputs=True):
            continue
        what = [o for o in decision.outputs.values() if o.role == "what"]
        said = [
            speaker.value(o.type, answer_of.outputs[o.name])
            for o in what
            if o.name in answer_of.outputs and not answer_of.outputs[o.name].settled
        ]
        title = speaker.title(decision.title, name)
        found.append({"title": title, "values": [s for s in said if s != speaker.words["unknown"]]})
    return found
