"""Rows of the table of operators as somebody adds them, and policies and cases that read one of them."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from random import Random
from typing import Any

import backhaul
import small
from backhaul.frozen import with_fields
from backhaul.language.function import Function, at_corners
from backhaul.language.kinds import DAY, LIMITS, SECOND, Held, Kind
from backhaul.language.model import Policy
from backhaul.language.operators import FUNCTIONS
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
MEMBERS: dict[Kind, tuple[Held, ...]] = {
    Kind.TEXT: ("", "x", "ax", "AX", "a", "aa"),
    Kind.BOOLEAN: (True, False),
}
SIZES = {
    Kind.INTEGER: 40,
    Kind.DECIMAL: 10**11,
    Kind.DATETIME: 9 * DAY,
    Kind.DATE: 400,
    Kind.DURATION: 5 * DAY,
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
    set_ = [name for name, kind in given.items() if function.needs_days and kind is Kind.DURATION]
    parameters = "".join(
        f"  {name}: {{type: duration, by: spot, values: {{a: 0 days, b: 4 days, c: -90 days}}}}\n"
        for name in set_
    )
    declared = "".join(
        f"  {name}: {{type: {kind.value}{form if kind is Kind.DATETIME else ''}}}\n"
        for name, kind in given.items()
        if name not in set_
    )
    declared += "  spot: {type: choice, choices: [a, b, c]}\n" if set_ else ""
    return small.text(
        parameters=f"parameters:\n{parameters}" if set_ else "",
        facts=f"facts:\n{declared}  bound: {{type: {result.value}{form if result is Kind.DATETIME else ''}}}\n"
        f"  perhaps: {{type: {takes[0].value}, optional: true}}\n",
        constraints=f'constraints:\n  - {{id: limit, holds: "{limit}"}}\n',
        definitions="definitions:\n"
        f'  made: {{value: "{call}"}}\n'
        f'  maybe: {{value: "{function.name}({", ".join(["perhaps", *facts[1:]])})"}}\n',
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
            case[name] = random.randrange(-size, size)
            if name == "bound":
                case[name] -= size
    for case in found:
        for fact in policy.facts.values():
            if fact.form and case[fact.name] is not None:
                case[fact.name] = case[fact.name] // SECOND * SECOND
    return found
