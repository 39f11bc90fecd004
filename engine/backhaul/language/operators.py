"""The one table of operators: a row says what an operator takes and gives, and what each path makes of it.

Every path reads these rows, and no other file names a function. A row needs its name, its signatures and its
scalar function; where another column is missing, that path hands the work over and is never wrong:

=============  ===================================================================================
`interval`     the result is known where every operand is, and is else any value of its kind; one with limits (a
               number, an instant, a duration) may then be out of range for any facts, so `compile()` and
               `decide_table` leave them all to the definition, and `to_sql` refuses the policy
`narrowing`    the result says nothing of the operands
`python`       a compiled function calls the scalar function
`sql`          no row is settled in columns, so the definition decides each
`z3`           the result is some value: what does not depend on it is proved, the rest is not settled
`words`        an explanation writes the function as the policy does
=============  ===================================================================================
"""

from __future__ import annotations

import operator
from itertools import product

from backhaul.frozen import apart, frozen
from backhaul.language.kinds import DAY, LIMITS, Kind, Words
from backhaul.static import Any, Callable, Mapping


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
#: the least and the greatest of some whole numbers
Range = tuple[int, int]
#: at most so many operands has a function that takes any number of them
MOST_OPERANDS = 16
#: what stands for the operands in a text of SQL or Python, in order; `...` stands for all of them
LETTERS = "abcdefghijklmnop"


@frozen
class Function:
    """A function of values; absent when an operand is.

    The result is of any kind but a choice. Where an operand or the result has no order, as a text or a boolean has
    none, the row has no `interval`, `narrowing` or `z3`.

    Times are counted in microseconds, or where a path holds them so in another unit: `python` and `sql` give the
    same in every unit. In them stand the operands as `a`, `b` and so on, `day` as the length of a day, and `epoch`
    as the instant from which instants are counted.
    """

    name: str
    signatures: tuple[Signature, ...]
    scalar: Callable[..., Any]
    #: of a range for each operand, the range in which the results lie
    interval: Callable[..., Range] | None = apart(default=None)
    #: of the range of the result and that of each operand, the ranges outside of which no operand can be
    narrowing: Callable[..., tuple[Range, ...]] | None = apart(default=None)
    python: str | None = apart(default=None)
    sql: str | None = apart(default=None)
    #: the scalar function over terms of Z3
    z3: Callable[..., Any] | None = apart(default=None)
    #: how it is said, by language, of the operands `{a}` and `{b}`, or of `{all}`
    words: Words | None = apart(default=None)
    #: whether the last operand may be repeated
    variadic: bool = False
    #: whether it moves the first operand on by the second, so that words may count the days between
    moves_on: bool = False

    @property
    def arity(self) -> int:
        """How many operands it takes; of a variadic one, how many at least."""
        return len(self.signatures[0][0])

    def result(self, kinds: tuple[Kind, ...]) -> Kind | None:
        """The kind of the result for operands of these kinds, or nothing where there is none."""
        for takes, result in self.signatures:
            more = takes[-1:] * (len(kinds) - len(takes)) if self.variadic else ()
            if (*takes, *more) == kinds:
                return result
        return None

    def text(self, template: str, count: int) -> str:
        """The text of SQL or Python for so many operands."""
        return template.replace("...", ", ".join(LETTERS[:count]))


#: beyond every limit
FAR = 10**19


def rising(of: Callable[..., int]) -> Callable[..., Range]:
    """The ranges of a function that falls with none of its operands.

    >>> rising(max)((1, 5), (3, 4))
    (3, 5)
    """
    return lambda *ranges: (of(*[low for low, _ in ranges]), of(*[high for _, high in ranges]))


def at_corners(of: Callable[..., int]) -> Callable[..., Range]:
    """The ranges of a function that rises or falls steadily with each operand, whatever the others are.

    >>> at_corners(operator.mul)((-2, 3), (-5, 4))
    (-15, 12)
    """

    def within(*ranges: Range) -> Range:
        results = [of(*corner) for corner in product(*ranges)]
        return min(results), max(results)

    return within


def _day_start(instant: int, offset: int) -> int:
    return (instant + offset) // DAY * DAY - offset


def _day_end(instant: int, offset: int) -> int:
    return _day_start(instant, offset) + DAY


def _day_within(of: Callable[[int, int], int], least: int, most: int) -> Callable[..., Range]:
    """The ranges of a day's end, which lies so far from the instant where the offset is not known."""

    def within(instant: Range, offset: Range) -> Range:
        if offset[0] == offset[1]:
            return of(instant[0], offset[0]), of(instant[1], offset[0])
        return instant[0] + least, instant[1] + most

    return within


def _day_start_term(instant: Any, offset: Any) -> Any:
    # Z3 rounds a quotient down, before 1970 too
    return (instant + offset) / DAY * DAY - offset


def _least(*terms: Any) -> Any:
    from functools import reduce

    from z3 import If

    return reduce(lambda a, b: If(b < a, b, a), terms)


def _greatest(*terms: Any) -> Any:
    from functools import reduce

    from z3 import If

    return reduce(lambda a, b: If(b > a, b, a), terms)


_I, _D, _T, _L = Kind.INTEGER, Kind.DECIMAL, Kind.DATETIME, Kind.DURATION
_ON_A_DAY: tuple[Signature, ...] = (((_T, _L), _T),)
_OF_ONE_KIND: tuple[Signature, ...] = tuple(((kind, kind), kind) for kind in LIMITS)
_DAY_START_SQL = "(a - (((a + b) % day + day) % day))"

FUNCTIONS: Mapping[str, Function] = {
    row.name: row
    for row in (
        Function(
            "plus",
            (((_T, _L), _T), ((_L, _T), _T), ((_L, _L), _L), ((_I, _I), _I), ((_D, _D), _D)),
            operator.add,
            interval=lambda a, b: (a[0] + b[0], a[1] + b[1]),
            narrowing=lambda r, a, b: ((r[0] - b[1], r[1] - b[0]), (r[0] - a[1], r[1] - a[0])),
            python="a + b",
            sql="(a + b)",
            z3=operator.add,
            words={"en": "{a} plus {b}", "zh": "{a}加{b}"},
            moves_on=True,
        ),
        Function(
            "minus",
            (((_T, _T), _L), ((_T, _L), _T), ((_L, _L), _L), ((_I, _I), _I), ((_D, _D), _D)),
            operator.sub,
            interval=lambda a, b: (a[0] - b[1], a[1] - b[0]),
            narrowing=lambda r, a, b: ((r[0] + b[0], r[1] + b[1]), (a[0] - r[1], a[1] - r[0])),
            python="a - b",
            sql="(a - b)",
            z3=operator.sub,
            words={"en": "{a} minus {b}", "zh": "{a}减{b}"},
        ),
        Function(
            "day_start",
            _ON_A_DAY,
            _day_start,
            interval=_day_within(_day_start, 1 - DAY, 0),
            narrowing=lambda r, *_: ((r[0], r[1] + DAY - 1),),
            python="a - (a + b - epoch) % day",
            sql=_DAY_START_SQL,
            z3=_day_start_term,
            words={"en": "the start of the day of {a}", "zh": "{a}当日的开始"},
        ),
        Function(
            "day_end",
            _ON_A_DAY,
            _day_end,
            interval=_day_within(_day_end, 1, DAY),
            narrowing=lambda r, *_: ((r[0] - DAY, r[1] - 1),),
            python="a - (a + b - epoch) % day + day",
            sql=f"({_DAY_START_SQL} + day)",
            z3=lambda instant, offset: _day_start_term(instant, offset) + DAY,
            words={"en": "the end of the day of {a}", "zh": "{a}当日的结束"},
        ),
        Function(
            "min_of",
            _OF_ONE_KIND,
            min,
            interval=rising(min),
            python="min(...)",
            sql="LEAST(...)",
            z3=_least,
            words={"en": "the least of {all}", "zh": "{all}中最小的"},
            variadic=True,
        ),
        Function(
            "max_of",
            _OF_ONE_KIND,
            max,
            interval=rising(max),
            python="max(...)",
            sql="GREATEST(...)",
            z3=_greatest,
            words={"en": "the greatest of {all}", "zh": "{all}中最大的"},
            variadic=True,
        ),
    )
}

#: functions that are nodes of their own
PRESENCE = ("present", "not_present")
CONTAINS = "contains"
NOT_NULL = "not_null"
FUNCTION_NAMES = (*FUNCTIONS, *PRESENCE, CONTAINS, NOT_NULL)
