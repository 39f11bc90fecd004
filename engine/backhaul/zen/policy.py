"""A policy that is made piece by piece: each piece is checked when it is added, and taken back where it is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from backhaul.diagnostics import PolicyError
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.opening import loads

_OUTPUT = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class Unsaid(ValueError):
    """What the language of policies cannot say, or what is not translated here; the text says which."""


@frozen
class Told:
    """A value or condition in the language: its text, its kind, and the names without which it is absent."""

    text: str
    kind: str
    absent: frozenset[str] = frozenset()
    #: a literal's own value
    literal: object = None
    #: digits behind the point of a number
    places: int = 0

    @property
    def is_output(self) -> bool:
        """Whether it is an output, as `decision.output`."""
        return self.literal is None and _OUTPUT.fullmatch(self.text) is not None


def type_of(kind: str, places: int, *, optional: bool = False) -> dict[str, Any]:
    """The declaration of a fact or output."""
    said: dict[str, Any] = {"type": kind}
    if kind == "decimal":
        said["places"] = max(1, min(places, 9))
    return {**said, "optional": True} if optional else said


def places_of(value: object) -> int:
    """The digits behind the point of a number."""
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


class PolicyDraft:
    """The sections of a policy as they grow."""

    def __init__(self, name: str, title: str) -> None:
        self.head: dict[str, Any] = {
            "language": 1,
            "policy": name,
            "version": "1.0.0",
            "draft": True,
            "title": {"en": title},
        }
        self.facts: dict[str, Any] = {}
        self.definitions: dict[str, Any] = {}
        self.decisions: dict[str, Any] = {}

    def data(self) -> dict[str, Any]:
        """The whole policy."""
        decisions = self.decisions or {
            "nothing": {
                "outputs": {"said": {"type": "boolean"}},
                "rules": [{"id": "always", "then": {"said": True}}],
            }
        }
        sections = {
            "facts": self.facts or {"any": {"type": "boolean"}},
            "definitions": self.definitions,
            "decisions": decisions,
        }
        return {**self.head, **{key: value for key, value in sections.items() if value}}

    def text(self) -> str:
        """The policy as YAML."""
        return dumped(self.data())

    def checked(self) -> Policy:
        """The policy, checked; raises PolicyError."""
        return loads(self.text().encode(), str(self.head["policy"])).model

    def add(self, section: dict[str, Any], name: str, body: Any) -> str:
        """Add a part under a name that is free; raises Unsaid, with nothing added, where the policy would be refused."""
        name = self.free(name)
        section[name] = body
        try:
            self.checked()
        except PolicyError as error:
            del section[name]
            raise Unsaid(f"{error.diagnostics[0].message}") from None
        return name

    def free(self, name: str) -> str:
        """A name like this one that nothing has yet."""
        base = snake(name)
        taken = {*self.facts, *self.definitions, *self.decisions}
        number, free = 2, base
        while free in taken:
            free, number = f"{base}_{number}", number + 1
        return free


def snake(name: str) -> str:
    """A name as policies have it.

    >>> snake("Check Eligibility"), snake("creditScore"), snake("2x")
    ('check_eligibility', 'credit_score', 'n2x')
    """
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    plain = re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")[:50] or "value"
    return plain if plain[0].isalpha() else f"n{plain}"


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _number(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    said = f"{value:f}"
    return dumper.represent_scalar(
        "tag:yaml.org,2002:float" if "." in said else "tag:yaml.org,2002:int", said
    )


_Plain.add_representer(Decimal, _number)
_Plain.add_multi_representer(str, lambda dumper, value: dumper.represent_str(str(value)))


def dumped(data: Mapping[str, Any]) -> str:
    """The YAML text of plain data."""
    said: str = yaml.dump(
        data,
        Dumper=_Plain,
        sort_keys=False,
        allow_unicode=True,
        width=4000,
        default_flow_style=None,
    )
    return said
