"""The one table of operators: a row says what an operator takes and gives, and what each path makes of it.

Every path reads these rows, and no other file names a function. Several rows may share a written name, each for
operands of other kinds: `row` picks the one. A row needs its name, its signatures and its
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

from backhaul.frozen import frozen
from backhaul.language.day_rows import DAY_ROWS
from backhaul.language.formulas import ROUND, rounded
from backhaul.language.function import (
    LIFTED,
    MOST_OPERANDS,
    Function,
    Range,
    Setting,
    Signature,
    at_corners,
    factor_of,
    rising,
)
from backhaul.language.kinds import DAY, LIMITS, Kind
from backhaul.language.measures import alike, lifted, product
from backhaul.language.parts_of_texts import PARTS_OF_TEXTS
from backhaul.language.working_days import WORKING_DAYS
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


def _by_name(rows: tuple[Function, ...]) -> dict[str, tuple[Function, ...]]:
    names = dict.fromkeys(each.name for each in rows)
    return {name: tuple(each for each in rows if each.name == name) for name in names}


_I, _D, _T, _L = Kind.INTEGER, Kind.DECIMAL, Kind.DATETIME, Kind.DURATION
_ON_A_DAY: tuple[Signature, ...] = (((_T, _L), _T),)
_OF_ONE_KIND: tuple[Signature, ...] = tuple(((kind, kind), kind) for kind in LIMITS)
_DAY_START_SQL = "(a - (((a + b) % day + day) % day))"

#: the rows under each written name; no two of a name take the same kinds
FUNCTIONS: Mapping[str, tuple[Function, ...]] = _by_name(
    (
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
            typed=alike,
            moves_on=True,
            keeps_days=True,
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
            keeps_days=True,
            typed=alike,
        ),
        Function(
            "times",
            (
                ((_I, _I), _I),
                ((_I, _D), _D),
                ((_D, _I), _D),
                ((_D, _D), _D),
                ((_I, _L), _L),
                ((_L, _I), _L),
            ),
            operator.mul,
            interval=at_corners(operator.mul),
            narrowing=lambda r, a, b: (factor_of(r, b), factor_of(r, a)),
            python="a * b",
            sql="(a * b)",
            z3=operator.mul,
            words={"en": "{a} times {b}", "zh": "{a}乘以{b}"},
            keeps_days=True,
            typed=product,
        ),
        *PARTS_OF_TEXTS,
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
            typed=alike,
            variadic=True,
            keeps_days=True,
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
            typed=alike,
            variadic=True,
            keeps_days=True,
        ),
        *WORKING_DAYS,
        *DAY_ROWS,
    )
)
#: what makes the row of these settings, by its name; the same settings give the same row
MAKERS: Mapping[str, Callable[..., Function]] = {LIFTED: lifted, ROUND: rounded}


def row(name: str, kinds: tuple[Kind, ...], settings: tuple[Setting, ...] = ()) -> Function | None:
    """The row of this name that takes operands of these kinds, or nothing where none does.

    >>> row("plus", (Kind.DATETIME, Kind.DURATION)).name
    'plus'
    >>> row("plus", (Kind.TEXT, Kind.TEXT)) is None
    True
    """
    rows = (MAKERS[name](*settings),) if settings and name in MAKERS else FUNCTIONS.get(name, ())
    return next((each for each in rows if each.result(kinds) is not None), None)


def arity(name: str) -> tuple[int, int]:
    """How many operands a function takes at least and at most.

    >>> arity("plus"), arity("min_of")
    ((2, 2), (2, 16))
    """
    rows = FUNCTIONS[name]
    most = max(MOST_OPERANDS if each.variadic else each.arity for each in rows)
    return min(each.arity for each in rows), most


def takes_in_words(name: str) -> str:
    """What a function takes, as a diagnostic helps with it.

    >>> takes_in_words("day_start")
    'it takes datetime and duration'
    """
    rows = FUNCTIONS[name]
    if rows[0].variadic:
        return "it takes values of one kind that has an order"
    return "it takes " + ", or ".join(
        " and ".join(kind.value for kind in takes) for each in rows for takes, _ in each.signatures
    )


#: the signs of arithmetic, those that bind more tightly last, and the function that each calls
INFIX_LEVELS = (("+", "-"), ("*", "/"))
INFIX: Mapping[str, str] = {"+": "plus", "-": "minus", "*": "times", "/": "divided_by"}
#: the sign of each such function, and how tightly it binds, from 1
SIGNS: Mapping[str, tuple[str, int]] = {
    INFIX[sign]: (sign, level) for level, signs in enumerate(INFIX_LEVELS, 1) for sign in signs
}
#: functions that are nodes of their own
PRESENCE = ("present", "not_present")
CONTAINS = "contains"
#: how a value by cases is written where it stands as one expression
CASES = "cases"
NOT_NULL = "not_null"
FUNCTION_NAMES = (*FUNCTIONS, *PRESENCE, CONTAINS, NOT_NULL, ROUND)
