"""A policy with other parameters: what would be decided if a number were another.

The change is made in the document and the document is checked again, so the policy that comes out is
the one that a file with this value would give: also its digest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from backhaul.diagnostics import Diagnostic, PolicyError, listed, nearest
from backhaul.document.node import Document, ListNode, MapNode, Node, Scalar
from backhaul.frozen import with_fields
from backhaul.language.axes import REST, Axis
from backhaul.language.checker import check
from backhaul.language.kinds import Held, Kind, Refusal, Type, written_value
from backhaul.language.model import Parameter, Policy
from backhaul.language.values import read_value, shown
from backhaul.language.written_values import is_percent

#: what differs from the file: a value as JSON holds it, or those of some choices
Changes = Mapping[str, object]
#: a parameter, and the keys of the value that is meant; no keys: the one for all
Spot = tuple[str, tuple[str, ...]]


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
        else:
            yield from _below(policy, parameter, (), value, mistakes)


def _below(
    policy: Policy,
    parameter: Parameter,
    keys: tuple[str, ...],
    given: object,
    mistakes: list[Diagnostic],
) -> Iterator[tuple[Spot, Held]]:
    """What is given for the keys of the next axis, or the value where all are named."""
    axes = parameter.axes[len(keys) :]
    name = ".".join((parameter.name, *keys))
    if not axes:
        yield from _held(policy, parameter, keys, given, mistakes)
        return
    axis = axes[0]
    if not isinstance(given, Mapping):
        message = f"the parameter `{name}` has a value for each choice of `{axis.fact}`"
        if axis.dated:
            message = f"the parameter `{name}` has a value for each of its dates"
        help = f"give those that change, as in `{{{axis.keys[0]}: …}}`"
        mistakes.append(_mistake(parameter, "wrong-kind", message, help))
        return
    for key, value in given.items():
        meant = key if key in axis.keys else _day(axis, str(key))
        if meant is not None:
            yield from _below(policy, parameter, (*keys, str(meant)), value, mistakes)
            continue
        help = nearest(str(key), axis.keys) or "the choices are " + listed(axis.keys)
        message = f"`{shown(key)}` is not one of the choices of `{axis.fact}`"
        if axis.dated:
            help = "the dates are " + listed(axis.keys)
            message = f"`{shown(key)}` is not one of the dates of `{parameter.name}`"
        mistakes.append(_mistake(parameter, "unknown-choice", message, help))


def _day(axis: Axis, key: str) -> str | None:
    """The date that begins so, where there is one alone."""
    meant = [each for each in axis.keys if axis.dated and key and each.startswith(key)]
    return meant[0] if len(meant) == 1 else None


def _held(
    policy: Policy,
    parameter: Parameter,
    keys: tuple[str, ...],
    value: object,
    mistakes: list[Diagnostic],
) -> Iterator[tuple[Spot, Held]]:
    held = read_value(value, parameter.type, policy.named)
    if not isinstance(held, Refusal):
        yield (parameter.name, keys), held
        return
    message = f"parameter `{'.'.join((parameter.name, *keys))}`: {held.message}"
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


def _value(policy: Policy, spot: Spot) -> Held:
    name, keys = spot
    return policy.parameters[name].table[keys]


def _edited(document: Document, policy: Policy, new: Mapping[Spot, Held]) -> Document:
    """The document with these values instead of its own."""
    root: Node = document.root
    for (name, keys), value in new.items():
        parameter = policy.parameters[name]
        path: list[str | int] = ["parameters", name]
        few = keys
        if parameter.axes and parameter.axes[0].dated:
            path += ("dated", "values", parameter.axes[0].keys.index(keys[0]))
            few = keys[1:]
        path += ("values", *few) if few else ("value",)
        root = _replaced(root, path, Scalar(_literal(parameter.type, value), root.span))
    assert isinstance(root, MapNode)  # noqa: S101 - as it was
    return Document(document.name, root, document.bytes_digest, document.suspect)


def _replaced(node: Node, path: Sequence[str | int], value: Scalar) -> Node:
    """The node with another value at the end of the path."""
    if not path:
        return Scalar(value.value, node.span)
    step, rest = path[0], path[1:]
    if isinstance(node, ListNode):
        items = (_replaced(n, rest, value) if i == step else n for i, n in enumerate(node.items))
        return ListNode(tuple(items), node.span)
    assert isinstance(node, MapNode)  # noqa: S101 - what has no value has others below it
    entries = dict(node.entries)
    key, below = node.key(str(step)), node.get(str(step))
    if key is None or below is None:
        # it counts among all that are not named: from now on it is
        rest_of, below = node.key(REST), node.get(REST)
        assert rest_of is not None  # noqa: S101 - the path leads to a value
        assert below is not None  # noqa: S101
        key = with_fields(rest_of, value=str(step))
    entries[key] = _replaced(below, rest, value)
    return MapNode(tuple(entries.items()), node.span)


def _literal(type: Type, value: Held) -> str | int | bool | Decimal:
    """The value as a policy file writes it."""
    written = written_value(type, value)
    return _number(str(written)) if type.kind == Kind.DECIMAL else written


def _number(text: str) -> int | Decimal | str:
    if is_percent(text):
        return text
    return Decimal(text) if "." in text else int(text)


def _as_json(policy: Policy, new: Mapping[Spot, Held]) -> Changes:
    """The changed values in the policy's order, in the form in which they can be given again."""
    changes: dict[str, object] = {}
    for name, parameter in policy.parameters.items():
        for keys in parameter.keys:
            if (name, keys) in new:
                _put(changes, (name, *keys), written_value(parameter.type, new[name, keys]))
    return changes


def _put(changes: dict[str, object], path: Sequence[str], value: object) -> None:
    """Set a value at the end of a path of keys."""
    below: Any = changes
    for key in path[:-1]:
        below = below.setdefault(key, {})
    below[path[-1]] = value


def _marked(policy: Policy, changes: Changes) -> Policy:
    """The same policy, known to be changed and so never a released one."""
    return with_fields(policy, draft=True, changed_parameters=changes)


def merged(earlier: Changes, given: Mapping[str, object]) -> dict[str, object]:
    """What is given over what was changed before; keys that are not spoken of stay changed."""
    changes = {**earlier, **given}
    for name, value in given.items():
        before = earlier.get(name)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            changes[name] = merged(before, value)
    return changes


def changes_of(policy: Policy) -> list[str]:
    """What is not as the policy's file has it: `hold_period=10 days`, `market_offset.ID=9 hours`."""
    return [f"{'.'.join(path)}={held}" for path, held in _leaves((), policy.changed_parameters)]


def _leaves(path: tuple[str, ...], value: object) -> Iterator[tuple[tuple[str, ...], object]]:
    if not isinstance(value, Mapping):
        yield path, value
        return
    for key, below in value.items():
        yield from _leaves((*path, key), below)
