"""The function table that makes stock JMESPath read our conditions, and a document for it.

With all facts known, `jmespath.search(text, as_document(policy, names), options)`, where the options hold
`functions()`, gives the truth value that the definition gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jmespath.functions import Functions

from backhaul.evaluation.known import Known
from backhaul.language.calendars import Calendar
from backhaul.language.function import Function
from backhaul.language.kinds import Held, Kind, Type
from backhaul.language.model import Policy
from backhaul.language.operators import FUNCTIONS, PRESENCE
from backhaul.language.zones import Zone
from backhaul.program.program import program_of

Document = dict[str, Held | dict[str, Held | None] | None]
_ANYTHING: Mapping[str, list[str]] = {"types": []}


class Day(int):
    """A date as a document holds it: told apart from other numbers, so that a function knows its row."""


def functions() -> Functions:
    """The stock functions and ours; each of ours gives null where an operand is null."""
    table: dict[str, object] = {f"_func_{name}": _lifted(rows) for name, rows in FUNCTIONS.items()}
    for name in PRESENCE:
        table[f"_func_{name}"] = _presence(wanted=name == "present")
    made: Functions = type("PolicyFunctions", (Functions,), table)()
    return made


def as_document(policy: Policy, names: Mapping[str, Known]) -> Document:
    """What is known exactly of every name, as numbers, texts and truth values; null is absent.

    Instants and durations are in microseconds, decimals in units of 0.000000001; an output stands in an
    object under the name of its decision. What is not known exactly is left out.
    """
    document: Document = {}
    program = program_of(policy)
    for name in (*policy.facts, *policy.parameters, *policy.definitions):
        if name in names and names[name].settled:
            document[name] = _told(program.names[name].type, names[name].one)
    document |= {**policy.calendars, **policy.zones}
    for decision in policy.decisions.values():
        outputs = ((output, names.get(f"{decision.name}.{output}")) for output in decision.outputs)
        document[decision.name] = {
            output: _told(decision.outputs[output].type, known.one)
            for output, known in outputs
            if known and known.settled
        }
    return document


def _told(type: Type, held: Held | None) -> Held | None:
    return Day(held) if type.kind is Kind.DATE and held is not None else held


#: the kinds that a value of a document shows by its class
_TOLD_APART: Mapping[type, Kind] = {
    Day: Kind.DATE,
    Calendar: Kind.CALENDAR,
    Zone: Kind.ZONE,
}


def _told_apart(operand: object) -> Kind | None:
    return _TOLD_APART.get(type(operand))


def _lifted(rows: tuple[Function, ...]) -> Callable[..., int | None]:
    """The scalar functions under a name as JMESPath calls them, over null as well."""

    def call(_: Functions, *operands: int | None) -> int | None:
        known = [operand for operand in operands if operand is not None]
        if len(known) < len(operands):
            return None
        given = [_told_apart(operand) for operand in known]
        row, result = next(
            (row, result)
            for row in rows
            for takes, result in row.signatures
            if [
                kind if kind in _TOLD_APART.values() else None
                for kind in (*takes, *takes[-1:] * (len(given) - len(takes)))
            ]
            == given
        )
        value = row.scalar(*known)
        return Day(value) if result is Kind.DATE else value

    taken: list[Mapping[str, Any]] = [_ANYTHING] * rows[0].arity
    if rows[0].variadic:
        taken[-1] = {**_ANYTHING, "variadic": True}
    call.signature = tuple(taken)  # type: ignore[attr-defined]
    return call


def _presence(*, wanted: bool) -> Callable[[Functions, object], bool]:
    def call(_: Functions, operand: object) -> bool:
        return (operand is not None) == wanted

    call.signature = (_ANYTHING,)  # type: ignore[attr-defined]
    return call
