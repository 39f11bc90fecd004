"""The form of a row of the table of operators, and the ranges of functions that rise or fall steadily."""

from __future__ import annotations

from itertools import product

from backhaul.frozen import apart, frozen
from backhaul.language.kinds import NUMBERS, Kind, Type, Words
from backhaul.static import Any, Callable, Sequence

Signature = tuple[tuple[Kind, ...], Kind]
#: the least and the greatest of some whole numbers
Range = tuple[int, int]
#: what JSON holds of a setting of a row
Setting = int | str | tuple["Setting", ...]
#: at most so many operands has a function that takes any number of them
MOST_OPERANDS = 16
#: what stands for the operands in a text of SQL or Python, in order; `...` stands for all of them
LETTERS = "abcdefghijklmnop"


#: a text of SQL or Python, or what makes it of the operands that are named
Column = str | Callable[..., "str | None"] | None


@frozen
class Function:
    """A function of values; absent when an operand is.

    The result is of any kind but a choice. Where an operand or the result has no order, as a text or a boolean has
    none, the row has no `interval`, `narrowing` or `z3`, but for operands that a section of the policy names, as zones
    and calendars: of such an operand there are few values, and every column is given each of them as it is held, in
    the place of a range or term. `python` and `sql` are then made of these values, or are nothing for some of them.

    Times are counted in microseconds, or where a path holds them so in another unit: `python` and `sql` give the
    same in every unit. A text of SQL may give names to what it works out on the way, whatever the operands are and
    without ever failing: `x := a * b; x + x`. In them stand the operands as `a`, `b` and so on, `day` as the length of a day, and `epoch`
    as the instant from which instants are counted; in SQL `i5000000` as a time of so many microseconds.
    """

    name: str
    signatures: tuple[Signature, ...]
    scalar: Callable[..., Any]
    #: of a range for each operand, the range in which the results lie
    interval: Callable[..., Range] | None = apart(default=None)
    #: of the range of the result and that of each operand, the ranges outside of which no operand can be
    narrowing: Callable[..., tuple[Range, ...]] | None = apart(default=None)
    python: Column = apart(default=None)
    sql: Column = apart(default=None)
    #: the scalar function over terms of Z3
    z3: Callable[..., Any] | None = apart(default=None)
    #: of the values of the operands that are named, the range of each other operand and of the result outside of which
    #: no value is known, so that facts are refused
    span: Callable[..., tuple[Range, ...]] | None = apart(default=None)
    #: of each operand that has an order, the range for which compiled forms are made; the definition decides beyond
    usual: tuple[Range, ...] = apart(default=())
    #: how it is said, by language, of the operands `{a}` and `{b}`, or of `{all}`
    words: Words | None = apart(default=None)
    #: whether the last operand may be repeated
    variadic: bool = False
    #: whether it moves the first operand on by the second, so that words may count the days between
    moves_on: bool = False
    #: whether its durations must be whole numbers of days, known when the policy is read
    needs_days: bool = False
    #: whether it gives such a duration where all its durations are such, and no operand is an instant
    keeps_days: bool = False
    #: what stands in the call beside its operands, as places and a rounding mode do, for the maker in `MAKERS`
    settings: tuple[Setting, ...] = ()
    #: the type of a number by those of the operands, or nothing where these do not go together; None: its kind is all
    typed: Callable[[Sequence[Type]], Type | None] | None = apart(default=None)
    #: whether the result may be beyond the limits of its kind: it is only compared
    unlimited: bool = apart(default=False)
    #: of a range for each operand, the greatest whole number that is met on the way to the result; None: the result is
    widest: Callable[..., int] | None = apart(default=None)

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

    def told(self, column: Column, named: tuple[Any, ...]) -> str | None:
        """The text of a column, where the operands that are named have these values."""
        return column(*named) if callable(column) else column

    def type_of(self, types: Sequence[Type]) -> Type | None:
        """The type of the result for operands of these types, or nothing where there is none."""
        kind = self.result(tuple(type.kind for type in types))
        if kind not in NUMBERS or self.typed is None:
            return None if kind is None else Type(kind)
        return self.typed(types)

    def text(self, template: str, count: int) -> str:
        """The text of SQL or Python for so many operands."""
        return template.replace("...", ", ".join(LETTERS[:count]))


#: the name of the row that brings a decimal to more places; nobody writes it
LIFTED = "places"
#: the greatest whole number that columns work with on the way to a result
WIDEST = 10**38 - 1
#: beyond every limit
FAR = 10**30


def rising(of: Callable[..., int]) -> Callable[..., Range]:
    """The ranges of a function that falls with none of its operands.

    >>> rising(max)((1, 5), (3, 4))
    (3, 5)
    """
    return lambda *ranges: (of(*[low for low, _ in ranges]), of(*[high for _, high in ranges]))


def factor_of(product: Range, other: Range) -> Range:
    """The range of what gives these products with factors of the other range.

    >>> factor_of((7, 20), (2, 3)), factor_of((7, 20), (-2, 3)) == (-FAR, FAR)
    ((3, 10), True)
    """
    if other[0] <= 0 <= other[1]:
        return -FAR, FAR
    corners = [(of, by) for of in product for by in other]
    return min(-(-of // by) for of, by in corners), max(of // by for of, by in corners)


def at_corners(of: Callable[..., int]) -> Callable[..., Range]:
    """The ranges of a function that rises or falls steadily with each operand, whatever the others are.

    >>> at_corners(int.__mul__)((-2, 3), (-5, 4))
    (-15, 12)
    """

    def within(*ranges: Range) -> Range:
        results = [of(*corner) for corner in product(*ranges)]
        return min(results), max(results)

    return within
