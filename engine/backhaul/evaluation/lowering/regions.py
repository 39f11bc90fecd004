"""Where a condition over one name is true: the part of a rule's condition that an index can look up.

A *subject* is a name whose value is compared with constants: a fact, a definition that is worked out, an output
of an earlier decision. What compares two of them, or adds, is no region and stays a condition.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime, timedelta
from operator import and_, or_
from typing import Any

from backhaul.evaluation.lowering.python_expressions import Expressions
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Type

#: parts of one rule's condition that are taken apart
_PARTS = 64
#: definitions inside one another that are looked through
_LEVELS = 8


@frozen
class Named:
    """Some values of a kind without order: those named, or all but those; and whether *absent* is with them."""

    names: frozenset[object]
    inside: bool
    absent: bool

    def opposite(self) -> Named:
        """All other values."""
        return Named(self.names, not self.inside, not self.absent)

    def joined(self, other: Any, join: Callable[[bool, bool], bool]) -> Named:
        """What lies in both, or in either."""
        others = join(not self.inside, not other.inside)
        every = self.names | other.names
        names = {name for name in every if join(self.has(name), other.has(name)) is not others}
        return Named(frozenset(names), not others, join(self.absent, other.absent))

    def has(self, name: object) -> bool:
        """Whether a value lies in it."""
        return (name in self.names) is self.inside


@frozen
class Spans:
    """Some values of a kind with an order: whether the least is one, and the values at which that changes."""

    first: bool
    cuts: tuple[Any, ...]
    absent: bool

    def opposite(self) -> Spans:
        """All other values."""
        return Spans(not self.first, self.cuts, not self.absent)

    def joined(self, other: Any, join: Callable[[bool, bool], bool]) -> Spans:
        """What lies in both, or in either."""
        mine, theirs = self.first, other.first
        first = now = join(mine, theirs)
        my_cuts, their_cuts = set(self.cuts), set(other.cuts)
        cuts = []
        for cut in sorted(my_cuts | their_cuts):
            mine ^= cut in my_cuts
            theirs ^= cut in their_cuts
            if join(mine, theirs) is not now:
                now = not now
                cuts.append(cut)
        return Spans(first, tuple(cuts), join(self.absent, other.absent))


Region = Named | Spans


@frozen
class Parts:
    """What a condition asks of each subject alone, as a region and as conditions, and the rest of it."""

    regions: dict[str, Region]
    asked: dict[str, list[nodes.Condition]]
    rest: list[nodes.Condition]

    def unsettled(self, settled: Container[str]) -> tuple[nodes.Condition, ...]:
        """What is still to be asked where the regions of some subjects are known to hold."""
        left = [each for name, every in self.asked.items() if name not in settled for each in every]
        return (*left, *self.rest)


class Regions:
    """Takes conditions of one policy apart; constants are as the writer's domain holds them."""

    def __init__(self, writer: Expressions) -> None:
        self._writer = writer
        self._program = writer.program
        self._known: dict[str, tuple[str, Region] | None] = {}
        self._level = 0

    def parts(self, condition: nodes.Condition) -> Parts:
        """The parts of a condition."""
        found: dict[str, Region] = {}
        asked: dict[str, list[nodes.Condition]] = {}
        rest: list[nodes.Condition] = []
        pending, taken = [condition], 0
        while pending:
            node = pending.pop()
            taken += 1
            inner = self._inner(node)
            if taken < _PARTS and inner is not None:
                pending.append(inner)
            elif taken < _PARTS and isinstance(node, nodes.All):
                pending += reversed(node.children)
            elif (pair := self._region(node)) is None:
                rest.append(node)
            else:
                name, region = pair
                found[name] = found[name].joined(region, and_) if name in found else region
                asked.setdefault(name, []).append(node)
        return Parts(found, asked, rest)

    def _inner(self, node: nodes.Condition) -> nodes.Condition | None:
        """The condition that a name stands for."""
        name = self._program.behind(node) if isinstance(node, nodes.Truth) else None
        return name.condition if name else None

    def _region(self, node: nodes.Condition) -> tuple[str, Region] | None:
        """The subject that a condition is about, if it is one alone, and where it is true."""
        inner = self._inner(node)
        if inner is not None:
            return self._defined(node.operand.name, inner)  # type: ignore[union-attr]
        match node:
            case nodes.Truth():
                return self._named(node.operand, frozenset((True,)))
            case nodes.Contains():
                return self._named(node.operand, frozenset(node.options))
            case nodes.Compare():
                return self._compared(node)
            case nodes.Present() | nodes.Absent():
                subject = self._subject(node.operand)
                present = _everything(node.operand.type)
                region = present if isinstance(node, nodes.Present) else present.opposite()
                return (subject, region) if subject else None
            case nodes.Not():
                pair = self._region(node.child)
                return pair and (pair[0], pair[1].opposite())
            case nodes.All() | nodes.Any():
                return self._joined(node)

    def _defined(self, name: str, inner: nodes.Condition) -> tuple[str, Region] | None:
        if name not in self._known:
            self._known[name] = None
            self._level += 1
            if self._level <= _LEVELS:
                self._known[name] = self._region(inner)
            self._level -= 1
        return self._known[name]

    def _joined(self, node: nodes.All | nodes.Any) -> tuple[str, Region] | None:
        whole: tuple[str, Region] | None = None
        for child in node.children:
            pair = self._region(child)
            if pair is None or (whole and whole[0] != pair[0]):
                return None
            join = and_ if isinstance(node, nodes.All) else or_
            whole = (pair[0], whole[1].joined(pair[1], join)) if whole else pair
        return whole

    def _named(self, operand: nodes.Value, names: frozenset[object]) -> tuple[str, Region] | None:
        subject = self._subject(operand)
        return (subject, Named(names, inside=True, absent=False)) if subject else None

    def _compared(self, node: nodes.Compare) -> tuple[str, Region] | None:
        symbol, operand, other = node.comparison.symbol, node.left, node.right
        if self._constant(other) is None:
            symbol, operand, other = node.comparison.mirrored, other, operand
        subject, value = self._subject(operand), self._constant(other)
        if subject is None or value is None:
            return None
        if not operand.type.ordered:
            return subject, Named(frozenset((value,)), inside=symbol == "==", absent=False)
        return subject, _spans(symbol, value)

    def _subject(self, node: nodes.Value) -> str | None:
        """The name under which a value stands in a local."""
        while isinstance(node, nodes.Reference):
            name = self._program.of(node)
            if not isinstance(name.value, nodes.Reference):
                return None if name.role == "constant" else name.name
            node = name.value
        return None

    def _constant(self, node: nodes.Value) -> Any:
        """The value of a literal or parameter, as the domain holds it."""
        held = self._program.constant(node)
        return None if held is None else self._writer.domain.lowered(node.type.kind, held)


def _everything(type: Type) -> Region:
    """All values that are there."""
    if type.ordered:
        return Spans(first=True, cuts=(), absent=False)
    return Named(frozenset(), inside=False, absent=False)


def _spans(symbol: str, value: Any) -> Spans:
    """Where a comparison with a value is true."""
    step = timedelta(microseconds=1) if isinstance(value, datetime | timedelta) else 1
    match symbol:
        case "<" | ">=":
            cuts: tuple[Any, ...] = (value,)
        case "<=" | ">":
            cuts = (value + step,)
        case _:
            cuts = (value, value + step)
    return Spans(symbol in ("<", "<=", "!="), cuts, absent=False)
