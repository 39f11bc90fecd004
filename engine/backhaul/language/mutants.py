"""A policy or a source with a single change, each with a name of its own."""

from __future__ import annotations

from collections.abc import Iterable

from backhaul.diagnostics import Span
from backhaul.frozen import frozen, with_fields
from backhaul.static import Any


@frozen
class Mutant:
    """What is there after one change."""

    kind: str
    #: what it was changed in, such as `rule route.hold`
    place: str
    #: what was changed, the same in every run
    name: str
    #: the policy or the source with the change
    changed: Any
    #: what was changed in it: a parameter, a rule, a part
    span: Span


def numbered(mutants: Iterable[Mutant]) -> list[Mutant]:
    """The mutants; of several of one name each but the first has its number behind it."""
    by_name: dict[str, Mutant] = {}
    for mutant in mutants:
        name, count = mutant.name, 2
        while name in by_name:
            name, count = f"{mutant.name} ({count})", count + 1
        by_name[name] = with_fields(mutant, name=name)
    return list(by_name.values())
