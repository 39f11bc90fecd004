"""Rows of the table of operators as somebody adds them, and policies and cases that read one of them."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import backhaul
import small
from backhaul.evaluation.known import Known, anything, exactly
from backhaul.frozen import with_fields
from backhaul.language.calendars import WEEKDAYS, Calendar, Holiday, calendar
from backhaul.language.function import Function, at_corners
from backhaul.language.kinds import DAY, LIMITS, SECOND, Held, Kind, Type, json_value
from backhaul.language.measures import product
from backhaul.language.model import Policy
from backhaul.language.operators import FUNCTIONS
from backhaul.language.zones import Zone, fixed, zone
from generated.facts import Domain

_I, _L, _X, _B = Kind.INTEGER, Kind.DURATION, Kind.TEXT, Kind.BOOLEAN
TIMES = Function("times", (((_I, _I), _I),), operator.mul)
ENDS_WITH = Function("ends_with", (((_X, _X), _B),), str.endswith)
#: rows as somebody adds them: the name, what it takes, what it does
BARE = {
    row.name: row
    for row in (
        Function("double", (((_I,), _I), ((_L,), _L)), lambda a: a * 2),
        Function("half", (((_L,), _L),), lambda a: a // 2),
        TIMES,
        Function("upper", (((_X,), _X),), str.upper),
        ENDS_WITH,
        Function("either", (((_B, _B), _B),), operator.or_),
        Function("length", (((_X,), _I),), len),
        Function("repeated", (((_X, _I), _X),), lambda a, b: a[: b % 3] * 2),
    )
    if row.name not in FUNCTIONS  # a shipped row wins
}
TIMES_IN_COLUMNS = with_fields(
    TIMES,
    name="times_in_columns",
    interval=at_corners(operator.mul),
    python="a * b",
    sql="(a * b)",
    z3=operator.mul,
)
#: the rows of the language, each under its name and, where others share that, the kinds that it takes
SHIPPED = {
    " ".join((name, *(row.signatures[0][0] if len(rows) > 1 else ()))): row
    for name, rows in FUNCTIONS.items()
    for row in rows
}
ROWS = {**SHIPPED, **BARE, TIMES_IN_COLUMNS.name: TIMES_IN_COLUMNS}
#: calendars that know a part of the days on either side of 1970-01-01
CALENDARS = (
    calendar("north", (5, 6), (-350, 330), map(Holiday, (-300, -1, 0, 1, 7, 200, 201, 202, 330))),
    calendar("south", (4,), (-250, 420), map(Holiday, (-250, -2, 3, 4, 5, 6, 300))),
)
_HOUR = 3600 * SECOND
_EVER = (LIMITS[Kind.DATETIME][0], LIMITS[Kind.DATETIME][1] + 1)
#: zones of one offset, and one that skips midnight and goes back over it
ZONES = (
    fixed("+08:00", 8 * _HOUR, _EVER),
    zone("turning", _EVER, (-2 * _HOUR, -_HOUR, -2 * _HOUR), (2 * _HOUR, 9 * DAY + _HOUR)),
)
MEMBERS: dict[Kind, tuple[Held, ...]] = {
    Kind.TEXT: ("", "x", "ax", "AX", "a", "aa"),
    Kind.BOOLEAN: (True, False),
    Kind.CALENDAR: CALENDARS,
    Kind.ZONE: ZONES,
}
SIZES = {
    Kind.INTEGER: 40,
    Kind.DECIMAL: 10**11,
    Kind.DATETIME: 9 * DAY,
    Kind.DATE: 400,
    Kind.DURATION: 5 * DAY,
}

#: what the parameters of each kind are, by choice
SET = {
    Kind.DURATION: ("a: 0 days", "b: 4 days", "c: -90 days"),
    Kind.ZONE: ('a: "+08:00"', 'b: "-03:30"', 'c: "+00:00"'),
}
#: an operand of each kind as it is written, and a bound that the result is above
EXAMPLES = {
    Kind.INTEGER: ("4", "1"),
    Kind.DURATION: ("4 days", "1 day"),
    Kind.DATE: ('"2026-03-02"', '"2026-03-01"'),
    Kind.TEXT: ("AX", "AX"),
    Kind.BOOLEAN: ("true", "true"),
}


def above(kind: Kind, value: str) -> str:
    """A condition on a value and the bound: that it is more, or where there is no more, that it is the same."""
    if kind is Kind.BOOLEAN:
        return f"{value} && bound"
    return f"{value} > bound" if kind in LIMITS else f"{value} == bound"


def written(shown: Calendar) -> str:
    """A calendar as a policy has it."""

    def day(held: int) -> str:
        return str(json_value(Type(Kind.DATE), held))

    weekend = ", ".join(WEEKDAYS[at] for at in shown.weekend)
    holidays = ", ".join(f'"{day(each.day)}": {{en: Closed}}' for each in shown.holidays)
    return (
        f"  {shown.name}: {{weekend: [{weekend}], from: {day(shown.first)}, until: {day(shown.last)},"
        f" holidays: {{{holidays}}}}}\n"
    )


def text(function: Function, takes: tuple[Kind, ...], result: Kind, form: str = "") -> str:
    """A policy that reads the function in a constraint, a definition, a rule, an output and an invariant."""
    facts = [f"a{place}" for place in range(len(takes))]
    call = f"{function.name}({', '.join(facts)})"
    more = above(result, call)
    # a text output takes no expression
    amount, maybe = ("'more'", "'less'") if result is Kind.TEXT else (f'"{call}"', "maybe")
    limits = {Kind.BOOLEAN: f"{call} || !{call}", Kind.TEXT: f"{call} != 'never'"}
    limit = limits.get(result, f"{call} >= bound")
    given = dict(zip(facts, takes, strict=True))
    # what moves a date is known when the policy is read
    set_: dict[str, Kind] = {
        name: kind
        for name, kind in given.items()
        if kind is Kind.ZONE or (function.needs_days and kind is Kind.DURATION)
    }
    # the first operand that may be a fact may also be absent
    asked = next(name for name in facts if name not in set_)
    parameters = "".join(
        f"  {name}: {{type: {kind.value}, by: spot, values: {{{', '.join(SET[kind])}}}}}\n"
        for name, kind in set_.items()
    )
    open_ = [name for name, kind in given.items() if kind is Kind.CALENDAR]
    parameters += "".join(
        f"  {name}: {{type: calendar, by: spot, values: {{a: north, b: south, c: north}}}}\n"
        for name in open_
    )
    set_ |= dict.fromkeys(open_, Kind.CALENDAR)
    declared = "".join(
        f"  {name}: {{type: {kind.value}{form if kind is Kind.DATETIME else ''}}}\n"
        for name, kind in given.items()
        if name not in set_
    )
    declared += "  spot: {type: choice, choices: [a, b, c]}\n" if set_ else ""
    return small.text(
        calendars="calendars:\n" + "".join(map(written, CALENDARS)) if open_ else "",
        parameters=f"parameters:\n{parameters}" if set_ else "",
        facts=f"facts:\n{declared}  bound: {{type: {result.value}{form if result is Kind.DATETIME else ''}}}\n"
        f"  perhaps: {{type: {given[asked].value}, optional: true}}\n",
        constraints=f'constraints:\n  - {{id: limit, holds: "{limit}"}}\n',
        definitions="definitions:\n"
        f'  made: {{value: "{call}"}}\n'
        f'  maybe: {{value: "{function.name}({", ".join("perhaps" if name == asked else name for name in facts)})"}}\n',
        decisions="decisions:\n  route:\n    outputs:\n      answer: {type: choice, choices: [yes, no]}\n"
        f"      amount: {{type: {result.value}, optional: true}}\n"
        "    rules:\n"
        f'      - {{id: more, when: "{more}", then: {{answer: yes, amount: {amount}}}}}\n'
        f"    otherwise: {{then: {{answer: no, amount: {maybe}}}}}\n",
        invariants=f"invariants:\n  - {{id: so, holds: \"route.answer == 'no' || {more}\"}}\n"
        f"  - {{id: never, holds: \"route.answer == 'no'\"}}\n",
    )


def policies(function: Function, *forms: str) -> Iterator[backhaul.Policy]:
    for takes, result in function.signatures:
        if function.typed is product and takes.count(Kind.DECIMAL) > 1:
            continue  # decimals of nine places are not multiplied: products.yaml has some of fewer
        more = (takes[-1],) if function.variadic else ()
        for form in forms or ("",):
            yield backhaul.loads(
                text(function, (*takes, *more), result, form).encode(), "small.yaml"
            )


def cases(policy: Policy, count: int) -> list[dict[str, Any]]:
    """Cases near zero and on either side of it, of which the policy accepts some."""
    random, domain = Random(count), Domain(policy, Random(count))
    found: list[dict[str, Any]] = [{**domain.whole()} for _ in range(count)]
    for case in found[: count * 3 // 4]:
        for name, fact in policy.facts.items():
            if fact.type.kind not in LIMITS:
                options = fact.type.choices or MEMBERS[fact.type.kind]
                case[name] = random.choice(options)
                continue
            size = SIZES[fact.type.kind]
            if policy.calendars and random.random() < 0.8:
                size //= 5  # of so many working days both calendars know
            case[name] = random.randrange(-size, size)
            if name == "bound":
                case[name] -= size
    for case in found:
        for fact in policy.facts.values():
            if fact.form and case[fact.name] is not None:
                case[fact.name] = case[fact.name] // SECOND * SECOND
    return found


def operand_ranges(kinds: tuple[Kind, ...], random: Random) -> list[tuple[int, int]]:
    points = [[random.randrange(-SIZES[kind], SIZES[kind]) for _ in "ab"] for kind in kinds]
    fixed = random.randrange(len(kinds) + 1)
    return [(min(p), max(p)) if i != fixed else (p[0], p[0]) for i, p in enumerate(points)]


def is_known(row: Function, operands: Sequence[Held], result: Held) -> bool:
    """Whether a calendar or a zone among the operands knows what it is asked for."""
    if row.span is None:
        return True
    spans = row.span(*[each for each in operands if isinstance(each, Calendar | Zone)])
    ordered = [each for each in operands if not isinstance(each, Calendar | Zone)]
    return all(
        low <= int(at) <= high for at, (low, high) in zip([*ordered, result], spans, strict=True)
    )


def operand(kind: Kind, random: Random) -> tuple[Known, list[Held]]:
    """What is known of an operand, and some values that it may have."""
    if kind in LIMITS:
        ((low, high),) = operand_ranges((kind,), random)
        return Known(((low, high),)), [low, high, *(random.randint(low, high) for _ in range(9))]
    value = random.choice(MEMBERS[kind])
    if random.random() < 0.5:
        return exactly(value), [value]
    if kind in (Kind.CALENDAR, Kind.ZONE):
        named = CALENDARS if kind is Kind.CALENDAR else ZONES
        return Known(frozenset(named)), [*MEMBERS[kind]]
    return anything(Type(kind), absent=False), [*MEMBERS[kind]]
