"""The option `--set parameter=value`: what would be decided if a parameter were another."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from backhaul.diagnostics import Diagnostic, PolicyError

if TYPE_CHECKING:
    from backhaul.language.axes import Axis
    from backhaul.language.model import Parameter
    from backhaul.policy import Policy

_LIKE = "write `--set PARAMETER=VALUE`, or `--set PARAMETER.CHOICE=VALUE` where it varies by a fact"


def add_set_argument(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Declare the option; it may be given several times."""
    parser.add_argument(
        "--set",
        metavar="PARAMETER=VALUE",
        action="append",
        default=[],
        dest="parameters",
        help="what if: another value of a parameter (PARAMETER.CHOICE=VALUE where it varies by a fact, PARAMETER.DATE=VALUE where it has dates)",
    )


def apply(policy: Policy, given: Iterable[str]) -> Policy:
    """The policy with the parameters that the options set; without any, the policy itself.

    Raises PolicyError with every mistake in them.
    """
    mistakes: list[Diagnostic] = []
    changes: dict[str, object] = {}
    for written in given:
        name, equals, text = written.partition("=")
        if not equals or not text:
            mistakes.append(_usage(f"`--set {written}` gives no value", _LIKE))
        else:
            _add(policy, changes, name.strip(), text.strip(), mistakes)
    if not changes and not mistakes:
        return policy
    try:
        changed = policy.with_parameters(**changes)
    except PolicyError as error:
        raise PolicyError([*mistakes, *error.diagnostics]) from None
    if mistakes:
        raise PolicyError(mistakes)
    return changed


def _add(
    policy: Policy, changes: dict[str, object], name: str, text: str, mistakes: list[Diagnostic]
) -> None:
    """Note one option among the changes."""
    name, point, rest = name.partition(".")
    parameter = policy.model.parameters.get(name)
    value = _value(parameter, text)
    if parameter is None and name.partition("[")[0] in policy.model.parameters:
        name, _, choice = name.partition("[")
        like = f"{name}.{choice.rstrip(']')}"
        mistakes.append(
            _usage(f"a choice of `{name}` stands after a point", f"write `--set {like}={text}`")
        )
        return
    if parameter is not None and point and not parameter.axes:
        message = f"the parameter `{name}` has one value for all"
        mistakes.append(_usage(message, f"write `--set {name}={text}`"))
        return
    axes = parameter.axes if parameter else ()
    keys = _keys(axes, rest) if point else []
    if missing := axes[len(keys) :]:
        name, fact = ".".join([name, *keys]), missing[0].fact
        message = f"the parameter `{name}` has a value for each choice of `{fact}`"
        if missing[0].dated:
            message = f"the parameter `{name}` has a value for each of its dates"
        like = shlex.quote(".".join([name, *(axis.keys[0] for axis in missing)]) + f"={text}")
        mistakes.append(_usage(message, f"write `--set {like}`, and so for each that changes"))
        return
    *above, last = name, *keys
    below: object = changes
    for key in above:
        below = below.setdefault(key, {}) if isinstance(below, dict) else None
    # a mapping and a plain value of one parameter: it is named twice
    if not isinstance(below, dict) or last in below:
        said = f"{name}.{rest}" if point else name
        message = f"the options speak more than once of the parameter `{said}`"
        mistakes.append(_usage(message, "say it once"))
    else:
        below[last] = value


def _keys(axes: Sequence[Axis], text: str) -> list[str]:
    """The keys that a text names, a point between two; a key may have points of its own."""
    if len(axes) < 2:
        return [text]
    own = [key for key in axes[0].keys if f"{text}.".startswith(f"{key}.")]
    key = max(own, key=len) if own else text.partition(".")[0]
    rest = text[len(key) + 1 :]
    return [key, *_keys(axes[1:], rest)] if rest else [key]


def _value(parameter: Parameter | None, text: str) -> object:
    """The value as a policy file would read it where the type has no texts of its own."""
    from backhaul.document.scalars import NotOneMeaning, resolve
    from backhaul.language.kinds import Kind

    if parameter is None or parameter.type.kind not in (Kind.BOOLEAN, Kind.INTEGER, Kind.DECIMAL):
        return text
    try:
        return resolve(text)
    except NotOneMeaning:
        return text


def _usage(message: str, help: str) -> Diagnostic:
    return Diagnostic("usage", message, help)
