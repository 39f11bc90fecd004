"""What people type as the answer to a question about a fact."""

from __future__ import annotations

import re

from backhaul.diagnostics import FactError
from backhaul.language.kinds import Kind
from backhaul.language.model import Fact, Policy

#: the answer of somebody who does not know
UNKNOWN = object()
_ABSENT = ("none", "null", "-", "无", "没有")
_TRUTH = {
    **dict.fromkeys(("y", "yes", "true", "是"), True),
    **dict.fromkeys(("n", "no", "false", "否"), False),
}
_OFFSET = r"([+-]\d\d(?::?\d\d)?|[Zz])"
_DAY = re.compile(rf"(\d{{4}}-\d\d-\d\d)(?: |(?=[+Zz]|-\d\d:)){_OFFSET}")
_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{{1,6}})?)? ?{_OFFSET}")
_WHOLE = re.compile(r"-?\d{1,20}")


def answer(policy: Policy, fact: Fact, text: str) -> object:
    """The value that an answer gives, as `decide` takes it, or UNKNOWN; raises FactError where it is none."""
    from backhaul.evaluation.facts import understand

    text = text.strip()
    if text in ("", "?", "？"):
        return UNKNOWN
    if fact.optional and text.lower() in _ABSENT and text not in fact.type.choices:
        return None
    value = _value(fact, text)
    # of one fact alone, so that its own mistakes are told
    understand(policy, {fact.name: value}, "refuse")
    return value


def _value(fact: Fact, text: str) -> object:
    match fact.type.kind:
        case Kind.BOOLEAN:
            return _TRUTH.get(text.lower(), text)
        case Kind.CHOICE:
            return _choice(fact, text)
        case Kind.INTEGER:
            return int(text) if _WHOLE.fullmatch(text) else text
        case Kind.DATETIME:
            return _instant(fact, text)
        case _:
            return text


def _choice(fact: Fact, text: str) -> str:
    """A choice by its name or its number in the list."""
    choices = fact.type.choices
    if text in choices or not text.isascii() or not text.isdigit() or len(text) > 4:
        return text
    number = int(text)
    return choices[number - 1] if 1 <= number <= len(choices) else text


def _instant(fact: Fact, text: str) -> object:
    """A time with its offset; a day with its offset is all that is known of the time."""
    if fact.form and _WHOLE.fullmatch(text):
        return int(text)
    if found := _DAY.fullmatch(text):
        return {"day": found[1], "offset": "+00:00" if found[2] in "Zz" else found[2]}
    if found := _TIME.fullmatch(text):
        return f"{found[1]}T{found[2]}{found[3] or ':00'}{found[4].upper()}"
    return text


def reason(error: FactError) -> str:
    """Why an answer was not taken, in one line."""
    return "; ".join(
        each.message + (f" ({each.help})" if each.help else "") for each in error.diagnostics
    )
