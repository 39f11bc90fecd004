"""The function table that makes stock JMESPath read our conditions, and a document for it.

With all facts known, `jmespath.search(text, as_document(policy, names), options)`, where the options hold
`functions()`, gives the truth value that the definition gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jmespath.functions import Functions

from backhaul.evaluation.known import Known
from backhaul.language.function import Function
from backhaul.language.kinds import Held
from backhaul.language.model import Policy
from backhaul.language.operators import FUNCTIONS, PRESENCE

Document = dict[str, Held | dict[str, Held | None] | None]
_ANYTHING: Mapping[str, list[str]] = {"types": []}


def functions() -> Functions:
    """The stock functions and ours; each of ours gives null where an operand is null."""
    table: dict[str, object] = {
        f"_func_{name}": _lifted(rows[0]) for name, rows in FUNCTIONS.items()
    }
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
    for name in (*policy.facts, *policy.parameters, *policy.definitions):
        if name in names and names[name].settled:
            document[name] = names[name].one
    for decision in policy.decisions.values():
        outputs = ((output, names.get(f"{decision.name}.{output}")) for output in decision.outputs)
        document[decision.name] = {
            output: known.one for output, known in outputs if known and known.settled
        }
    return document


def _lifted(row: Function) -> Callable[..., int | None]:
    """The scalar function of a row as JMESPath calls it, over null as well."""

    def call(_: Functions, *operands: int | None) -> int | None:
        known = [operand for operand in operands if operand is not None]
        return row.scalar(*known) if len(known) == len(operands) else None

    taken: list[Mapping[str, Any]] = [_ANYTHING] * row.arity
    if row.variadic:
        taken[-1] = {**_ANYTHING, "variadic": True}
    call.signature = tuple(taken)  # type: ignore[attr-defined]
    return call


def _presence(*, wanted: bool) -> Callable[[Functions, object], bool]:
    def call(_: Functions, operand: object) -> bool:
        return (operand is not None) == wanted

    call.signature = (_ANYTHING,)  # type: ignore[attr-defined]
    return call
