"""A policy with other parameters: what would be decided if a number were another.

The change is made in the document and the document is checked again, so the policy that comes out is
the one that a file with this value would give: also its digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from backhaul.diagnostics import Diagnostic, PolicyError, listed, nearest
from backhaul.document.node import Document, MapNode, Node, Scalar
from backhaul.frozen import with_fields
from backhaul.language.checker import check
from backhaul.language.kinds import Held, Kind, Refusal, json_value
from backhaul.language.model import Parameter, Policy
from backhaul.language.values import read_value, shown

#: what differs from the file: a value as JSON holds it, or those of some choices
Changes = Mapping[str, object]
#: a parameter, and the choice for which the value is meant; no choice: for all
Spot = tuple[str, str | None]


def with_parameters(document: Document, original: Policy, given: Mapping[str, object]) -> Policy:
    """The policy of the document with these parameters; a value given as it was changes nothing.

    Raises PolicyError with every mistake in what is given.
    """
    mistakes: list[Diagnostic] = []
    held = dict(_read(original, given, mistakes))
    if mistakes:
        raise PolicyError(mistakes)
    new = {spot: value for spot, value in held.items() if value != _value(original, spot)}
    if not new:
        return original
    changed = check(_edited(document, original, new))
    return _marked(changed, _as_json(original, new))


def _read(
    policy: Policy, given: Mapping[str, object], mistakes: list[Diagnostic]
) -> Iterator[tuple[Spot, Held]]:
    """Every value given that is one of its type; what is wrong with the others goes to *mistakes*."""
    for name, value in given.items():
        parameter = policy.parameters.get(name)
        if parameter is None:
            mistakes.append(_unknown(policy, name))
        elif parameter.by is None:
            yield from _held(parameter, None, value, mistakes)
        elif not isinstance(value, Mapping):
            message = f"the parameter `{name}` has a value for each choice of `{parameter.by}`"
            help = f"give those that change, as in `{{{next(iter(parameter.values))}: …}}`"
            mistakes.append(_mistake(parameter, "wrong-kind", message, help))
        else:
            yield from _by_choice(parameter, value, mistakes)


def _by_choice(
    parameter: Parameter, given: Mapping[object, object], mistakes: list[Diagnostic]
) -> Iterator[tuple[Spot, Held]]:
    for choice, value in given.items():
        if choice in parameter.values:
            yield from _held(parameter, str(choice), value, mistakes)
            continue
        help = nearest(str(choice), parameter.values)
        help = help or "the choices are " + listed(parameter.values)
        message = f"`{shown(choice)}` is not one of the choices of `{parameter.by}`"
        mistakes.append(_mistake(parameter, "unknown-choice", message, help))


def _held(
    parameter: Parameter, choice: str | None, value: object, mistakes: list[Diagnostic]
) -> Iterator[tuple[Spot, Held]]:
    held = read_value(value, parameter.type)
    if not isinstance(held, Refusal):
        yield (parameter.name, choice), held
        return
    name = parameter.name if choice is None else f"{parameter.name}.{choice}"
    message = f"parameter `{name}`: {held.message}"
    mistakes.append(_mistake(parameter, held.code, message, held.help))


def _unknown(policy: Policy, name: str) -> Diagnostic:
    known = policy.parameters
    help = nearest(name, known) or (
        "the parameters are " + listed(known) if known else f"`{policy.id}` has no parameters"
    )
    return Diagnostic("unknown-parameter", f"there is no parameter `{shown(name)}`", help)


def _mistake(parameter: Parameter, code: str, message: str, help: str) -> Diagnostic:
    declared = (f"`{parameter.name}` is declared here", parameter.span)
    return Diagnostic(code, message, help, related=(declared,))


def _value(policy: Policy, spot: Spot) -> Held | None:
    name, choice = spot
    parameter = policy.parameters[name]
    return parameter.value if choice is None else parameter.values[choice]


def _edited(document: Document, policy: Policy, new: Mapping[Spot, Held]) -> Document:
    """The document with these values instead of its own."""
    root = document.root
    for (name, choice), value in new.items():
        kind = policy.parameters[name].type.kind
        path = (name, "value") if choice is None else (name, "values", choice)
        root = _replaced(root, ("parameters", *path), _literal(kind, value))
    return Document(document.name, root, document.bytes_digest, document.suspect)


def _replaced(node: MapNode, path: tuple[str, ...], value: str | int | bool | Decimal) -> MapNode:
    """The mapping with another value at the end of the path."""
    entries = (
        (key, _below(old, path[1:], value) if key.value == path[0] else old)
        for key, old in node.entries
    )
    return MapNode(tuple(entries), node.span)


def _below(old: Node, path: tuple[str, ...], value: str | int | bool | Decimal) -> Node:
    if path and isinstance(old, MapNode):
        return _replaced(old, path, value)
    return Scalar(value, old.span)


def _literal(kind: Kind, value: Held) -> str | int | bool | Decimal:
    """The value as a policy file writes it."""
    written = json_value(kind, value)
    return _number(str(written)) if kind == Kind.DECIMAL else written


def _number(text: str) -> int | Decimal:
    return Decimal(text) if "." in text else int(text)


def _as_json(policy: Policy, new: Mapping[Spot, Held]) -> Changes:
    """The changed values in the policy's order, in the form in which they can be given again."""
    changes: dict[str, object] = {}
    for name, parameter in policy.parameters.items():
        kind = parameter.type.kind
        if (name, None) in new:
            changes[name] = json_value(kind, new[name, None])
        chosen = {c: json_value(kind, new[name, c]) for c in parameter.values if (name, c) in new}
        if chosen:
            changes[name] = chosen
    return changes


def _marked(policy: Policy, changes: Changes) -> Policy:
    """The same policy, known to be changed and so never a released one."""
    return with_fields(policy, draft=True, changed_parameters=changes)


def merged(earlier: Changes, given: Mapping[str, object]) -> dict[str, object]:
    """What is given over what was changed before; choices that are not spoken of stay changed."""
    changes = {**earlier, **given}
    for name, value in given.items():
        before = earlier.get(name)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            changes[name] = {**before, **value}
    return changes


def changes_of(policy: Policy) -> list[str]:
    """What is not as the policy's file has it: `hold_period=10 days`, `market_offset.ID=9 hours`."""
    changes: list[str] = []
    for name, value in policy.changed_parameters.items():
        if isinstance(value, Mapping):
            changes += (f"{name}.{choice}={held}" for choice, held in value.items())
        else:
            changes.append(f"{name}={value}")
    return changes
