"""What people type as the answer to a question about a fact."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from backhaul.diagnostics import Diagnostic, FactError
from backhaul.frozen import frozen
from backhaul.language.kinds import Kind
from backhaul.language.model import Fact, Policy
from backhaul.questions.typed_times import Typed, typed

#: the answer of somebody who does not know
UNKNOWN = object()
_NOT_KNOWN = ("", "?", "？", "unknown", "don't know", "不知道", "不清楚", "未知")
_ABSENT = ("none", "null", "-", "无", "没有")
_TRUTH = {
    **dict.fromkeys(("y", "yes", "true", "是", "是的"), True),
    **dict.fromkeys(("n", "no", "false", "否", "不是"), False),
}
#: what may mean *no* as well as *nobody has said*
_EITHER = ("none", "无", "没有")
_NOW = ("now", "现在")
_WHOLE = re.compile(r"-?\d{1,20}")


@frozen
class Place:
    """The local time of the case, as far as it is known."""

    #: such as `+07:00`
    offset: str
    #: microseconds of that
    shift: int


def local_of(fact: Fact, text: str) -> Typed | None:
    """The time of an answer that says no offset, or nothing."""
    if fact.type.kind is not Kind.DATETIME or (fact.form and _WHOLE.fullmatch(text.strip())):
        return None
    found = typed(text)
    return found if found and found.offset is None else None


def answer(policy: Policy, fact: Fact, text: str, place: Place | None = None) -> object:
    """The value that an answer gives, as `decide` takes it, or UNKNOWN; raises FactError where it is none."""
    from backhaul.evaluation.facts import understand

    text = text.strip()
    said = text.lower()
    if said in _NOT_KNOWN and said not in fact.type.choices:
        return UNKNOWN
    if fact.optional and fact.type.kind is Kind.BOOLEAN:
        return _three(fact, said)
    if fact.optional and said in _ABSENT and text not in fact.type.choices:
        return None
    value = _value(fact, text, place)
    # of one fact alone, so that its own mistakes are told
    understand(policy, {fact.name: value}, "refuse")
    return value


def _three(fact: Fact, said: str) -> bool | None:
    """Yes, no, or that nobody has said; by its word or its place in the list of the three."""
    if said in ("3", "null", "-"):
        return None
    if said in ("1", "2") or said in _TRUTH:
        return _TRUTH.get(said, said == "1")
    message = f"fact `{fact.name}`: `{said[:60]}` is none of the three answers"
    raise FactError([Diagnostic("wrong-kind", message, "choose 1, 2 or 3", fact=fact.name)])


def may_mean_no(fact: Fact, text: str) -> bool:
    """Whether an answer may mean *no* as well as *nobody has said*."""
    three = fact.optional and fact.type.kind is Kind.BOOLEAN
    return three and text.strip().lower() in _EITHER


def _value(fact: Fact, text: str, place: Place | None) -> object:
    match fact.type.kind:
        case Kind.BOOLEAN:
            return _TRUTH.get(text.lower(), text)
        case Kind.CHOICE:
            return _choice(fact, text)
        case Kind.INTEGER:
            return int(text) if _WHOLE.fullmatch(text) else text
        case Kind.DATETIME:
            return _instant(fact, text, place)
        case _:
            return text


def _choice(fact: Fact, text: str) -> str:
    """A choice by its name, its words in any language or its number in the list."""
    choices = fact.type.choices
    if text in choices:
        return text
    if text.isascii() and text.isdigit() and len(text) <= 4:
        number = int(text)
        return choices[number - 1] if 1 <= number <= len(choices) else text
    labelled = [
        choice
        for choice in choices
        if text.lower()
        in {label.lower() for label in (fact.type.labels.get(choice) or {}).values()}
    ]
    return labelled[0] if len(labelled) == 1 else text


def _instant(fact: Fact, text: str, place: Place | None) -> object:
    """A time, or a day, which is all that is known of the time; without an offset it is in the local time."""
    if fact.form and _WHOLE.fullmatch(text):
        return int(text)
    if text.lower() in _NOW:
        # a person says so: nothing else reads the clock
        return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    here = datetime.now(UTC) + timedelta(microseconds=place.shift if place else 0)
    found = typed(text, here.date())
    return text if found is None else found.value(place.offset if place else "")
