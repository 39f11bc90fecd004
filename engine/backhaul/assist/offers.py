"""The names, values, functions and units that a policy offers, in the order in which they are most likely meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from backhaul.assist.expected import Expected
from backhaul.assist.functions import functions
from backhaul.assist.reading import Reading
from backhaul.document.node import entries, text
from backhaul.frozen import frozen
from backhaul.language.calendars import WEEKDAYS
from backhaul.language.checker import Examined
from backhaul.language.decision_tables import OF_RULES
from backhaul.language.given_values import LITERAL
from backhaul.language.kinds import NAMED, UNITS, Kind, Type, Words
from backhaul.language.model import Policy
from backhaul.language.scope import Meaning

_LEFT = re.compile(r"([A-Za-z_][\w.]*)\s*(?:==|!=|<=?|>=?|[-+*/])\s*$")
_LEFT_OF_TEXT = re.compile(r"([A-Za-z_][\w.]*)\s*[=!]=\s*'[^']*$")
_OF_LIST = re.compile(r"[^\]]*\]\s*,\s*([A-Za-z_][\w.]*)")
_NUMBER = re.compile(r"(?<![\w.'])\d+ $")
_OPERAND = re.compile(r"(?:[\w')\]]|`)\s+$")


@frozen
class Offer:
    """Something that may be written."""

    text: str
    kind: str
    detail: str = ""
    type: str = ""
    #: how it is shown, where that is not as it is written
    label: str = ""
    #: whether it is no text, so that it needs no quotes
    is_bare: bool = False


def is_literal(type: Type | None) -> bool:
    """Whether values of a type are written as they are, and never as expressions."""
    return type is not None and type.kind in LITERAL


def said(words: Words | None, language: str) -> str:
    """Words in a language, or else in their first one."""
    return (words or {}).get(language) or next(iter((words or {}).values()), "")


def _title(policy: Policy, name: str, language: str) -> str:
    declared = policy.facts.get(name) or policy.parameters.get(name) or policy.definitions.get(name)
    if declared is None and name in policy.calendars:
        return said(policy.calendars[name].words, language)
    decision, _, output = name.partition(".")
    if declared is None and decision in policy.decisions:
        of = policy.decisions[decision]
        return said(of.outputs[output].title if output in of.outputs else of.title, language)
    return said(declared.title if declared else None, language)


def _named(examined: Examined, language: str, name: str, meaning: Meaning) -> Offer:
    title = _title(examined.policy, name, language)
    return Offer(name, meaning.role, title, meaning.type.kind.value if meaning.type else "")


def names(
    examined: Examined, expected: Expected, language: str, type: Type | None = None
) -> list[Offer]:
    """Every name that may be read there: those of the type first."""
    order = list(examined.policy.decisions)
    own = order.index(expected.decision) if expected.decision in order else len(order)
    usable = [
        (name, meaning)
        for name, meaning in examined.scope.meanings.items()
        if meaning.role not in ("decision", "zone", "calendar")
        and not (meaning.role == "output" and name.partition(".")[0] in order[own:])
        and (meaning.type is None or meaning.type.kind not in NAMED)
        and not meaning.unreadable
    ]
    if type is not None:
        usable.sort(key=lambda each: each[1].type != type)
    return [_named(examined, language, *each) for each in usable]


def in_expression(
    before: str, expected: Expected, examined: Examined, language: str
) -> Iterator[Offer]:
    """What may go on an expression where no word is begun."""
    if _NUMBER.search(before):
        for unit in UNITS:
            yield Offer(f"{unit}s", "unit")
    left = _LEFT.search(before)
    meaning = examined.scope.meanings.get(left[1]) if left else None
    type = meaning.type if meaning else None
    if type is not None and type.kind is Kind.CHOICE:
        yield from (
            Offer(f"'{choice}'", "choice", said(type.labels.get(choice), language))
            for choice in type.choices
        )
    if (
        not left
        and _OPERAND.search(before)
        and not before.rstrip().endswith(("&&", "||", "(", ","))
    ):
        yield from (Offer(sign, "operator") for sign in _SIGNS)
        return
    yield from names(examined, expected, language, type)
    for function in functions().values():
        does = said(function.does, language)
        shown = function.signature
        yield Offer(f"{function.name}(", "function", does, function.takes, shown)


_SIGNS = ("==", "!=", "<", "<=", ">", ">=", "&&", "||", "+", "-", "*")


def choices(before: str, after: str, examined: Examined, language: str) -> Iterator[Offer]:
    """The choices that a text in quotes may be, by what it is compared with or looked for in."""
    compared = _LEFT_OF_TEXT.search(before) or _OF_LIST.match(after)
    meaning = examined.scope.meanings.get(compared[1]) if compared else None
    type = meaning.type if meaning else None
    for choice in type.choices if type else ():
        yield Offer(choice, "choice", said(type.labels.get(choice) if type else None, language))


def values(expected: Expected, language: str) -> Iterator[Offer]:
    """The values of a type that can be listed."""
    type = expected.type
    if type is None:
        return
    for choice in type.choices:
        yield Offer(choice, "choice", said(type.labels.get(choice), language))
    if type.kind is Kind.BOOLEAN:
        yield from (Offer(each, "value", is_bare=True) for each in ("true", "false"))
    if expected.optional:
        yield Offer("null", "value", is_bare=True)


def of(expected: Expected, examined: Examined, reading: Reading, language: str) -> Iterable[Offer]:
    """What a value of a sort may be."""
    policy, scope = examined.policy, examined.scope
    match expected.sort:
        case "value" | "given":
            named = [
                _named(examined, language, name, meaning)
                for name, meaning in scope.meanings.items()
                if expected.type
                and expected.type.kind in NAMED
                and meaning.role == expected.type.kind.value
            ]
            return [*values(expected, language), *named]
        case "type":
            kinds = [Offer(kind.value, "type") for kind in Kind]
            return [*kinds, *(Offer(name, "type") for name in examined.types)]
        case "clause":
            return [Offer(c.id, "clause", said(c.words, language)) for c in policy.clauses.values()]
        case "weekday":
            return [Offer(day, "value") for day in WEEKDAYS]
        case "policy":
            return [Offer(policy.id, "policy", said(policy.title, language))]
        case "source" | "table":
            return _of_files(expected, reading)
        case _:
            return _of_names(expected, examined, language)


def _of_files(expected: Expected, reading: Reading) -> Iterator[Offer]:
    """The names of the sources beside a file, or of the tables in it."""
    if expected.sort == "table" and reading.standing:
        for name, _, _ in entries(reading.standing.root.get("tables")):
            yield Offer(name, "table")
    for other in reading.others if expected.sort == "source" else ():
        if other.kind == "source" and other.standing:
            yield Offer(text(other.standing.root.get("source")) or "", "source")


def _of_names(expected: Expected, examined: Examined, language: str) -> list[Offer]:
    policy, scope = examined.policy, examined.scope
    decision = policy.decisions.get(expected.decision)

    def named(roles: tuple[str, ...], *kinds: Kind) -> list[Offer]:
        return [
            _named(examined, language, name, meaning)
            for name, meaning in scope.meanings.items()
            if meaning.role in roles
            and (not kinds or (meaning.type and meaning.type.kind in kinds))
        ]

    match expected.sort:
        case "fact":
            return named(("fact",))
        case "choice-fact":
            return named(("fact",), Kind.CHOICE, Kind.BOOLEAN)
        case "dated-fact":
            return named(("fact",), Kind.DATETIME, Kind.DATE)
        case "zone":
            return [*named(("zone",)), *named(("parameter",), Kind.ZONE, Kind.DURATION)]
        case "rule":
            rules = decision.ladder if decision else ()
            return [Offer(rule.id, "rule", _because(rule.because, language)) for rule in rules]
        case "outputs":
            own = decision.outputs.values() if decision else ()
            mine = [Offer(o.name, "output", said(o.title, language)) for o in own]
            return [*mine, *(Offer(each, "key") for each in OF_RULES)]
        case "column":
            cells = [Offer(each, "value") for each in ("-", "absent", "present")]
            outputs = named(("fact", "output"))
            return cells if expected.decision else outputs
        case _:
            return []


def _because(because: object, language: str) -> str:
    pieces = because.get(language) if isinstance(because, dict) else None
    return "".join(p if isinstance(p, str) else f"{{{p.name}}}" for p in pieces or ())


def keys(expected: Expected, examined: Examined, language: str) -> list[Offer]:
    """What the keys of a mapping may be that a policy names."""
    policy = examined.policy
    match expected.sort:
        case "output":
            decision = policy.decisions.get(expected.decision)
            outputs = decision.outputs.values() if decision else ()
            return [
                Offer(o.name, "output", said(o.title, language), o.type.kind.value) for o in outputs
            ]
        case "decision":
            every = policy.decisions.values()
            return [Offer(d.name, "decision", said(d.title, language)) for d in every]
        case "words":
            return [Offer(each, "language") for each in policy.languages]
        case "clause":
            clauses = policy.clauses.values()
            return [
                Offer(c.id, "clause", said(c.words, language))
                for c in clauses
                if c.words_only or c.not_covered
            ]
        case _:
            return _of_names(expected, examined, language)
