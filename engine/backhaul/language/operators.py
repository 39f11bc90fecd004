"""The one table of operators: a row says what an operator takes, gives and does.

The definition, the trace, the checker and the function table for stock JMESPath all read these rows;
nobody else knows an operator by name.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from backhaul.frozen import frozen
from backhaul.language.kinds import DAY, LIMITS, Kind
from backhaul.static import Any


@frozen
class Comparison:
    """A comparison of two values of one type."""

    symbol: str
    #: the comparison that is true exactly when this one is not
    negated: str
    #: the comparison with its operands exchanged
    mirrored: str
    holds: Callable[[Any, Any], bool]
    needs_order: bool


COMPARISONS: Mapping[str, Comparison] = {
    row.symbol: row
    for row in (
        Comparison("==", "!=", "==", operator.eq, needs_order=False),
        Comparison("!=", "==", "!=", operator.ne, needs_order=False),
        Comparison("<", ">=", ">", operator.lt, needs_order=True),
        Comparison("<=", ">", ">=", operator.le, needs_order=True),
        Comparison(">", "<=", "<", operator.gt, needs_order=True),
        Comparison(">=", "<", "<=", operator.ge, needs_order=True),
    )
}

Signature = tuple[tuple[Kind, ...], Kind]


@frozen
class Function:
    """Arithmetic over values that have an order; absent when any operand is."""

    name: str
    signatures: tuple[Signature, ...]
    scalar: Callable[..., int]
    #: how the result moves with each operand: 1 rises, -1 falls, 0 neither
    moves: tuple[int, ...]
    variadic: bool = False
    #: where an operand that moves neither way is not exact: the result less the first operand, at
    #: least and at most
    slack: tuple[int, int] = (0, 0)

    def result(self, kinds: tuple[Kind, ...]) -> Kind | None:
        """The kind of the result for operands of these kinds, or nothing where there is none."""
        if self.variadic:
            same = len(kinds) >= len(self.moves) and len(set(kinds)) == 1 and kinds[0] in LIMITS
            return kinds[0] if same else None
        return next((result for takes, result in self.signatures if takes == kinds), None)

    def move(self, index: int) -> int:
        """How the result moves with the operand at this place."""
        return self.moves[min(index, len(self.moves) - 1)]


def _day_start(instant: int, offset: int) -> int:
    return (instant + offset) // DAY * DAY - offset


def _day_end(instant: int, offset: int) -> int:
    return _day_start(instant, offset) + DAY


_I, _D, _T, _L = Kind.INTEGER, Kind.DECIMAL, Kind.DATETIME, Kind.DURATION
_ON_A_DAY: tuple[Signature, ...] = (((_T, _L), _T),)

FUNCTIONS: Mapping[str, Function] = {
    row.name: row
    for row in (
        Function(
            "plus",
            (((_T, _L), _T), ((_L, _T), _T), ((_L, _L), _L), ((_I, _I), _I), ((_D, _D), _D)),
            operator.add,
            (1, 1),
        ),
        Function(
            "minus",
            (((_T, _T), _L), ((_T, _L), _T), ((_L, _L), _L), ((_I, _I), _I), ((_D, _D), _D)),
            operator.sub,
            (1, -1),
        ),
        Function("day_start", _ON_A_DAY, _day_start, (1, 0), slack=(1 - DAY, 0)),
        Function("day_end", _ON_A_DAY, _day_end, (1, 0), slack=(1, DAY)),
        Function("min_of", (), min, (1, 1), variadic=True),
        Function("max_of", (), max, (1, 1), variadic=True),
    )
}

#: functions that are nodes of their own, with the number of their operands
PRESENCE = {"present": 1, "not_present": 1}
CONTAINS = "contains"
NOT_NULL = "not_null"
FUNCTION_NAMES = (*FUNCTIONS, *PRESENCE, CONTAINS, NOT_NULL)
