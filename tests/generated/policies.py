"""Random policies as YAML text, valid by construction, over few facts with few telling values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from random import Random

import yaml

import backhaul
from backhaul.language import model
from generated.authors import Author, dumped
from generated.declarations import Node
from generated.whole import by_calls_and_as_written

__all__ = ["Generated", "dumped", "generated"]
#: from this seed on, policies are drawn from the whole language
WHOLE = 1_000_000


@dataclass(frozen=True)
class Generated:
    """One random policy: as text, as plain data, and checked."""

    seed: int
    text: str
    #: the same in calls and ladders alone, where the text is written otherwise
    calls: Node | None = None

    @cached_property
    def raw(self) -> Node:
        """The file as PyYAML reads it: nothing of the engine stands between."""
        raw: Node = yaml.safe_load(self.text)
        return raw

    @property
    def by_calls(self) -> Node:
        """The policy as data of calls and ladders alone."""
        return self.calls or self.raw

    @cached_property
    def policy(self) -> backhaul.Policy:
        """The policy behind the door."""
        return backhaul.loads(self.text.encode(), f"generated-{self.seed}.yaml")

    @property
    def model(self) -> model.Policy:
        """The checked policy."""
        return self.policy.model


@cache
def generated(seed: int) -> Generated:
    """The random policy of a seed."""
    if seed >= WHOLE:
        calls, text = by_calls_and_as_written(seed)
        return Generated(seed, text, calls)
    return Generated(seed, dumped(Author(Random(seed)).policy()))
