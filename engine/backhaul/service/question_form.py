"""One question of an interview as a form shows it: what is asked, what can be answered, and why it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backhaul.explanation.values import Speaker
from backhaul.language.fact_schema import fact_schema
from backhaul.language.kinds import instant_text, json_value
from backhaul.program.program import facts_under

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backhaul.analysis.interview import Interview
    from backhaul.language.model import Fact

Json = dict[str, Any]


def form_of(interview: Interview, fact: Fact, language: str) -> Json:
    """The form of a question; a time may be given at the `offset` of the case, where that is known."""
    speaker = Speaker.of(interview.evaluation, language)
    kind = fact.type.kind.value
    form: Json = {"fact": fact.name, "title": _told(fact.title, language, fact.name), "type": kind}
    if fact.type.choices:
        labels = fact.type.labels
        form["choices"] = [
            {"value": choice, "title": _told(labels.get(choice), language, choice)}
            for choice in fact.type.choices
        ]
    if fact.optional:
        form["absent"] = _told(fact.absent, language, "")
    if kind == "datetime" and speaker.is_local:
        form["offset"] = instant_text(0, speaker.offset)[19:]
    if fact.type.unit is not None:
        form["unit"] = str(fact.type.unit)
    if fact.masked:
        form["masked"] = True
    schema = fact_schema(interview.policy)
    own = schema["properties"][fact.name]
    used = {name: held for name, held in schema["$defs"].items() if f"#/$defs/{name}'" in str(own)}
    form["schema"] = own | ({"$defs": used} if used else {})
    return {**form, "why": [*_why(interview, fact, language)]}


def _why(interview: Interview, fact: Fact, language: str) -> Iterator[Json]:
    """The decisions that are open and hang on the fact: for each the rules that may still answer and read it."""
    policy = interview.policy
    for name, answer in interview.evaluation.answers.items():
        if answer.status != "undetermined":
            continue
        decision = policy.decisions[name]
        reading = [
            rule
            for rule in decision.ladder
            if fact.name in facts_under(policy, *rule.expressions, outputs=True)
        ]
        applies = decision.applies
        if reading or (applies and fact.name in facts_under(policy, applies, outputs=True)):
            yield {
                "decision": name,
                "title": _told(decision.title, language, name),
                "rules": [{"rule": rule.id, "clauses": list(rule.cites)} for rule in reading],
            }


def certain_of(interview: Interview) -> Json:
    """The outputs that are the same whatever else is told, as JSON holds them."""
    policy, hidden = interview.policy, interview.evaluation.hidden
    found: Json = {}
    for name, held in interview.certain().items():
        decision, _, output = name.partition(".")
        if name not in hidden:
            type = policy.decisions[decision].outputs[output].type
            found[name] = None if held is None else json_value(type, held)
    return found


def _told(words: Mapping[str, str] | None, language: str, otherwise: str) -> str:
    return (words or {}).get(language) or otherwise
