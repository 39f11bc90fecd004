"""The facts of one case as they were given, to what is known of each; every mistake in one run.

A fact is exact, `null` (known to be absent), bounds, or left out (unknown). Nothing is guessed.
"""

from __future__ import annotations

from datetime import date

from backhaul.diagnostics import MOST, Diagnostic, FactError, nearest
from backhaul.evaluation.known import ABSENT, Known, anything, exactly
from backhaul.frozen import frozen
from backhaul.language.foreign import is_missing, plain, type_name, whole
from backhaul.language.kinds import (
    DATETIME,
    DAY,
    LIMITS,
    SECOND,
    Held,
    Kind,
    Refusal,
    Type,
    instant_text,
    json_value,
    within,
)
from backhaul.language.model import Fact, Policy
from backhaul.language.values import EXAMPLES, read_value
from backhaul.language.values import shown as text_of
from backhaul.language.written_values import parse_instant, parse_offset
from backhaul.static import Iterable, Iterator, Literal, Mapping

Extra = Literal["refuse", "ignore"]
#: what NaN, NaT and NA say of a fact; of one that is not optional "absent" says that it is not known
Missing = Literal["refuse", "absent", "unknown"]
_EPOCH_UNITS = {"epoch_seconds": SECOND, "epoch_millis": 1000}
_UNIT_WORDS = {"epoch_seconds": "seconds", "epoch_millis": "milliseconds"}
_BOUNDS, _DAY = {"from", "before"}, {"day", "offset"}


def understand(policy: Policy, given: Mapping[str, object], extra: Extra) -> dict[str, Known]:
    """What is known of every fact of the policy; raises FactError with all that is wrong."""
    given = by_name(given)
    mistakes: list[Diagnostic] = []
    for name in given:
        if name not in policy.facts and extra != "ignore":
            near = nearest(name, policy.facts) if len(mistakes) < MOST else ""
            help = near or f"`{policy.id}` knows no such fact"
            mistakes.append(
                Diagnostic("unknown-fact", f"there is no fact `{name}`", help, fact=name)
            )
    known = {}
    for fact in policy.facts.values():
        if fact.name not in given:
            known[fact.name] = anything(fact.type, absent=fact.optional)
            continue
        found = _known(fact, given[fact.name])
        if isinstance(found, Refusal):
            mistakes.append(_mistake(fact, found, given[fact.name]))
        else:
            known[fact.name] = found
    if mistakes:
        raise FactError(mistakes)
    return known


def by_name(given: object) -> dict[str, object]:
    """The facts of a case by their names; raises FactError where they are no mapping."""
    facts = plain(given)
    if isinstance(facts, dict):
        return facts
    message = "the facts of a case are a mapping from names to values"
    refused = isinstance(facts, Refusal)
    help = facts.message if refused else f"make a dict of the `{type_name(given)}`"
    raise FactError([Diagnostic("wrong-kind", message, help)])


def taken_as(
    policy: Policy, cases: Iterable[Mapping[str, object]], extra: Extra, missing: Missing
) -> Iterator[Mapping[str, object]]:
    """The cases with *extra* names passed over and marks of *missing* values replaced, as is said; what is no mapping as it is."""
    for case in cases:
        facts = plain(case)
        if not isinstance(facts, dict):
            yield case
            continue
        if extra == "ignore":
            facts = {name: facts[name] for name in policy.facts if name in facts}
        yield facts if missing == "refuse" else dict(_replaced(policy, facts, missing))


def _replaced(
    policy: Policy, facts: dict[str, object], missing: Missing
) -> Iterator[tuple[str, object]]:
    """The facts without marks of missing values; an end of bounds that is one is left out."""
    for name, value in facts.items():
        fact, read = policy.facts.get(name), plain(value)
        if fact is not None and is_missing(value):
            if missing == "absent" and fact.optional:
                yield name, None
        elif isinstance(read, dict):
            yield name, {key: end for key, end in read.items() if not is_missing(end)}
        else:
            yield name, value


def _mistake(fact: Fact, refusal: Refusal, value: object) -> Diagnostic:
    if fact.masked:
        # a masked value stands in no error text, nor does a hint that is derived from it; its type may
        message = f"the masked fact `{fact.name}` has a value that is refused"
        if type(plain(value)) is not type(value):
            message += f", a `{type_name(value)}`"
        help = refusal.help if is_missing(value) else EXAMPLES[fact.type.kind]
        return Diagnostic(refusal.code, message, help, fact=fact.name)
    message = f"fact `{fact.name}`: {refusal.message}"
    return Diagnostic(refusal.code, message, refusal.help, fact=fact.name)


def _known(fact: Fact, value: object) -> Known | Refusal:
    read = plain(value)
    if read is None:
        if fact.optional:
            return ABSENT
        help = "leave it out if it is not known"
        return Refusal("not-optional", "it is always there and cannot be null", help)
    if type(read) is dict:
        return _bounded(fact, read)
    held = exact(fact, value)
    return held if isinstance(held, Refusal) else exactly(held)


def exact(fact: Fact, value: object) -> Held | Refusal:
    """The value held for a given one of this fact, or why it is refused."""
    read = plain(value)
    if isinstance(read, Refusal) or not (fact.form or fact.type.kind is Kind.INTEGER):
        return read_value(value, fact.type)
    number = whole(read)
    if type(number) is not int:
        held = read_value(value, fact.type)
        if fact.form and isinstance(held, Refusal) and held.code == "wrong-kind":
            help = f"give the whole number of {_UNIT_WORDS[fact.form]} since 1970, or a text"
            return Refusal(held.code, held.message, help)
        return held
    if fact.form:
        micro = number * _EPOCH_UNITS[fact.form] if number.bit_length() < 64 else number
        return within(DATETIME, micro, text_of(number))
    return read_value(number, fact.type)


def _bounded(fact: Fact, value: dict[str, object]) -> Known | Refusal:
    keys = set(value)
    if keys == _DAY and fact.type.kind == Kind.DATETIME:
        return _day(value["day"], value["offset"])
    if not keys:
        return anything(fact.type, absent=False)
    if not keys <= _BOUNDS or not fact.type.ordered:
        help = "bounds are {from: ..., before: ...}, either may be missing"
        if fact.type.kind == Kind.DATETIME:
            help += '; a day is {day: "2026-03-02", offset: "+07:00"}'
        if not fact.type.ordered:
            help = EXAMPLES[fact.type.kind]
        return Refusal("wrong-kind", "the mapping is not bounds", help)
    low, high = LIMITS[fact.type.kind]
    for key in ("from", "before"):
        if key not in keys:
            continue
        end = exact(fact, value[key])
        if isinstance(end, Refusal):
            return Refusal(end.code, f"`{key}`: {end.message}", end.help)
        if key == "from":
            low = int(end)
        else:
            high = int(end) - 1
    if low > high:
        help = "`from` is included and `before` is not, so `from` must be the smaller"
        return Refusal("empty-bounds", "no value lies within these bounds", help)
    return Known(((low, high),))


def _day(day: object, offset: object) -> Known | Refusal:
    import re

    like = 'write {day: "2026-03-02", offset: "+07:00"}'
    day, offset = plain(day), plain(offset)
    if type(day) is date:
        day = day.isoformat()
    if not isinstance(day, str) or not isinstance(offset, str):
        return Refusal("wrong-kind", "a day and its offset are texts", like)
    shift = parse_offset(offset)
    if isinstance(shift, Refusal):
        return shift
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        return Refusal("bad-instant", f"`{day[:40]}` is not a day", like)
    start = parse_instant(f"{day}T00:00:00Z")
    if isinstance(start, Refusal):
        return start
    low, high = LIMITS[Kind.DATETIME]
    first, last = max(low, start - shift), min(high, start - shift + DAY - 1)
    return Known(((first, last),))


@frozen
class Bounds:
    """A value that is not known exactly: not before `start`, and before `before`; None: no end."""

    start: object
    before: object
    #: whether the value may also be absent
    or_absent: bool = False


def as_json(type: Type, known: Known) -> object:
    """What is known of one value, in the form in which facts are given: exact, null or bounds."""
    if known.settled:
        return None if known.one is None or known.never_present else json_value(type, known.one)
    if isinstance(known.values, tuple) and known.values:
        low, high = known.values[0][0], known.values[-1][1]
        least, most = LIMITS[type.kind]
        bounds: dict[str, object] = {}
        if low > least:
            bounds["from"] = json_value(type, low)
        if high < most:
            bounds["before"] = json_value(type, high + 1)
        return bounds
    return {}


def shown(fact: Fact, known: Known) -> str:
    """What is known of a fact, for a sentence; a masked value is not shown."""
    if fact.masked and not (known.absent and known.never_present):
        return "masked"
    if known.settled:
        return "absent" if known.one is None else str(json_value(fact.type, known.one))
    if isinstance(known.values, tuple) and known.values:
        (low, _), (_, high) = known.values[0], known.values[-1]
        least, most = LIMITS[fact.type.kind]
        parts = [f"not before {_point(fact, low)}"] if low > least else []
        parts += [f"before {_point(fact, high + 1)}"] if high < most else []
        return " and ".join(parts) or "not known"
    if isinstance(known.values, frozenset) and 0 < len(known.values) < len(fact.type.choices):
        return " or ".join(sorted(str(value) for value in known.values))
    return "not known"


def _point(fact: Fact, held: int) -> str:
    if fact.type.kind == Kind.DATETIME:
        return instant_text(held)
    return str(json_value(fact.type, held))
