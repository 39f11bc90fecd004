"""The values that a policy tells apart: its numbers, choices and texts, and what lies beside them."""

from __future__ import annotations

from datetime import UTC, datetime

from backhaul.language import model, nodes
from backhaul.language.axes import FIRST
from backhaul.language.kinds import DAY, LIMITS, SECOND, Held, Kind, held_instant
from backhaul.program.program import program_of

#: an instant for policies that name none
SOME_DAY = held_instant(datetime(2026, 3, 2, 10, tzinfo=UTC))
#: a text that no policy is likely to name
ANOTHER_TEXT = "another text"


class BoundaryValues:
    """The values worth trying for each fact of a policy."""

    def __init__(self, policy: model.Policy) -> None:
        #: every expression of the policy with all below it, in file order
        self.nodes = tuple(node for _, node in program_of(policy).parts)
        self._numbers = {kind: _numbers(policy, self.nodes, kind) for kind in LIMITS}
        self._texts = _texts(policy, self.nodes)
        start = policy.in_force.start if policy.in_force else None
        named = [*self._numbers[Kind.DATETIME], *([] if start is None else [start])]
        after = SOME_DAY if start is None else start + 400 * DAY
        self.instants: tuple[int, ...] = tuple(dict.fromkeys([after, *named]))
        days = [*self._numbers[Kind.DATE], *(instant // DAY for instant in self.instants)]
        self.days: tuple[int, ...] = tuple(dict.fromkeys(days))
        self._of = {name: self._values(fact) for name, fact in policy.facts.items()}

    def of(self, fact: model.Fact) -> tuple[Held, ...]:
        """The values of a fact that the policy tells apart, some beside them, none absent."""
        return self._of[fact.name]

    def around(self, moment: int) -> tuple[int, ...]:
        """An instant with those a little or one of the policy's durations away, and ends of its day."""
        lengths = self._numbers[Kind.DURATION]
        moved = [moment, *(moment + sign * d for d in lengths for sign in (1, -1))]
        found = [m + step for m in moved for step in (0, 1, -1, SECOND, -SECOND)]
        for offset in (0, *(length for length in lengths if abs(length) < DAY)):
            start = (moment + offset) // DAY * DAY - offset
            found += [start, start - 1, start + DAY, start + DAY - 1]
        found += [moment + 3600 * SECOND, moment - 3600 * SECOND, moment + DAY, moment - DAY]
        return tuple(v for v in dict.fromkeys(found) if _fits(Kind.DATETIME, v))

    def around_day(self, day: int) -> tuple[int, ...]:
        """A date with those a little or one of the policy's durations away."""
        lengths = (0, *(length // DAY for length in self._numbers[Kind.DURATION]))
        moved = [day + sign * length for length in lengths for sign in (1, -1)]
        near = [m + step for m in moved for step in (0, 1, -1)] + [day + 7, day - 7, day + 31]
        return tuple(v for v in dict.fromkeys(near) if _fits(Kind.DATE, v))

    def _values(self, fact: model.Fact) -> tuple[Held, ...]:
        match fact.type.kind:
            case Kind.BOOLEAN:
                return (True, False)
            case Kind.CHOICE:
                return fact.type.choices
            case Kind.TEXT:
                return self._texts
            case Kind.DATETIME:
                return tuple(m for i in self.instants for m in self.around(i))
            case Kind.DATE:
                return tuple(dict.fromkeys(d for day in self.days for d in self.around_day(day)))
            case kind:
                unit = SECOND if kind == Kind.DURATION else 1
                found = [n + step for n in (*self._numbers[kind], 0) for step in (0, 1, -1, unit)]
                return tuple(v for v in dict.fromkeys(found) if _fits(kind, v))


def _fits(kind: Kind, held: int) -> bool:
    low, high = LIMITS[kind]
    return low <= held <= high


def _numbers(
    policy: model.Policy, below: tuple[nodes.Expression, ...], kind: Kind
) -> tuple[int, ...]:
    """The numbers of a kind in parameters and written in place, each once."""
    found: list[Held | None] = []
    for parameter in policy.parameters.values():
        for axis in parameter.axes:
            if axis.dated and policy.facts[axis.fact].type.kind == kind:
                found += axis.held[axis.keys[0] == FIRST :]
        if parameter.type.kind == kind:
            found += parameter.cells
    for node in below:
        if isinstance(node, nodes.Literal) and node.type.kind == kind:
            found.append(node.value)
    return tuple(dict.fromkeys(int(held) for held in found if held is not None))


def _texts(policy: model.Policy, below: tuple[nodes.Expression, ...]) -> tuple[str, ...]:
    """The texts in parameters and written in place, each once, and one that is none of them."""
    found: list[str] = [
        str(held)
        for parameter in policy.parameters.values()
        for held in parameter.cells
        if parameter.type.kind == Kind.TEXT
    ]
    for node in below:
        if isinstance(node, nodes.Literal) and node.type.kind == Kind.TEXT and node.value:
            found.append(str(node.value))
        elif isinstance(node, nodes.Contains) and nodes.type_of(node.operand).kind == Kind.TEXT:
            found += node.options
    return tuple(dict.fromkeys([*found, ANOTHER_TEXT]))
