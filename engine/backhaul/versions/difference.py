"""Whether two versions of a policy decide differently on the same facts.

What is decided is what each decision says: its status, its outputs, what is still possible, and which facts are
needed. Words, and which rule it was, may differ between two versions that decide alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from backhaul.diagnostics import BackhaulError
from backhaul.evaluation import outcome
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.reads import masked_names
from backhaul.evaluation.sampling import samples
from backhaul.frozen import frozen
from backhaul.language.model import Policy

Facts = Mapping[str, object]
#: of every so many generated cases one has a fact taken away
INCOMPLETE = 4


@frozen
class Difference:
    """The first facts on which two versions differ, and in what."""

    #: where the facts come from, as in `line 3 of parcels.jsonl`
    place: str
    #: one plain sentence
    words: str
    facts: Facts
    #: whether nobody has given these facts, so that they may be shown
    generated: bool


def first_difference(
    old: Policy, new: Policy, given: Iterable[tuple[str, Facts]], count: int, *, decided: bool
) -> Difference | None:
    """The first difference on given facts, each with its place, or on generated ones; or nothing.

    Facts that only the newer version knows are left out: nobody gives them to the older one. *decided*: of what
    the older one has decided, and not of what it refuses or leaves open.
    """
    for place, facts in given:
        if words := _differs(old, new, facts, decided=decided):
            return Difference(place, words, facts, generated=False)
    for facts in generated(old, new, count):
        if words := _differs(old, new, facts, decided=decided):
            return Difference("generated facts", words, facts, generated=True)
    return None


def generated(old: Policy, new: Policy, count: int) -> Iterator[Facts]:
    """Facts made of both versions, as many of each, some of them incomplete."""
    for policy in (new, old):
        for place, facts in enumerate(samples(policy, count)):
            known = {name: value for name, value in facts.items() if name in old.facts}
            if place % INCOMPLETE == INCOMPLETE - 1:
                names = list(known)
                del known[names[place // INCOMPLETE % len(names)]]
            yield known


def _differs(old: Policy, new: Policy, facts: Facts, *, decided: bool) -> str:
    """In what two versions differ on some facts, as a sentence; empty where they do not."""
    known = {name: value for name, value in facts.items() if name in old.facts}
    before, after = _said(old, known), _said(new, known)
    statuses = [before.get(f"the status of `{name}`") for name in old.decisions]
    if decided and any(status != "decided" for status in statuses):
        return ""
    for what in dict.fromkeys((*before, *after)):
        if before.get(what) != after.get(what):
            shown = [
                _shown(policy, what, said.get(what))
                for policy, said in ((old, before), (new, after))
            ]
            return f"{what} is {shown[0]} in {old.version}, and {shown[1]} in {new.version}"
    return ""


def _said(policy: Policy, facts: Facts) -> dict[str, object]:
    """Everything that a version says of some facts, under the words for it."""
    try:
        evaluation = evaluate(policy, facts)
    except BackhaulError as error:
        codes = sorted({diagnostic.code for diagnostic in error.diagnostics})
        return {"the answer": "refused: " + ", ".join(codes)}
    said: dict[str, object] = {"the answer": "a decision"}
    for name, found in outcome.outcome(evaluation, as_text=True).items():
        said |= _flat("`{}`", name, found)
    for name, answer in evaluation.answers.items():
        said[f"the status of `{name}`"] = answer.status
    for name, found in outcome.still_possible(evaluation, as_text=True).items():
        said |= _flat("what is possible for `{}`", name, found)
    said["what is needed"] = list(evaluation.needs)
    return said


def _flat(words: str, name: str, found: object) -> dict[str, object]:
    if not isinstance(found, dict):
        return {words.format(name): found}
    return {words.format(f"{name}.{output}"): value for output, value in found.items()}


def _shown(policy: Policy, what: str, value: object) -> str:
    if any(f"`{name}`" in what for name in masked_names(policy)):
        return "masked"
    match value:
        case None:
            return "absent"
        case str():
            return f"`{value}`" if "`" in what else value
        case [] | {}:
            return "nothing"
        case _:
            return "`" + json.dumps(value, ensure_ascii=False) + "`"
