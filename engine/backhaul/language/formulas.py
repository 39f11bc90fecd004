"""A formula that is worked out exactly and rounded once: `round(price * share / 3, 2, 'half_up')` is one function.

The tree of a formula is the place of an operand, or a sign with the two trees that it joins; a quotient stands on top
alone. Whatever a path needs is made of the tree: numbers, ranges, terms, and texts of Python and SQL.
"""

from __future__ import annotations

import operator

from backhaul.language.function import LETTERS, Function, Range, at_corners
from backhaul.language.kinds import Kind, Type
from backhaul.language.rounding import MODES, in_python, in_sql, in_z3, rounded_quotient
from backhaul.language.units import Unit
from backhaul.static import Any, Callable, Iterable, Iterator, Mapping, Sequence, lru_cache

#: the place of an operand, or a sign and what stands on either side of it
Tree = Any
ROUND = "round"
_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2}
#: signs as the language writes them, and as words have them
WRITTEN = {"+": " + ", "-": " - ", "*": " * ", "/": " / "}
_WORDS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
Binary = Callable[[Any, Any], Any]


def are_above_zero(cells: Iterable[object]) -> bool:
    """Whether all values of a parameter are numbers above zero, so that others may be divided by it.

    >>> are_above_zero([1, 3]), are_above_zero([1, 0]), are_above_zero(["1"])
    (True, False, False)
    """
    return all(isinstance(held, int) and held > 0 for held in cells)


def _parts(
    tree: Tree, leaves: Sequence[Any], scales: Sequence[int], places: int, of: Mapping[str, Binary]
) -> tuple[Any, Any]:
    """What is divided by what, so that the quotient is the formula in units of the last of its places."""
    top, below = (tree[1], tree[2]) if isinstance(tree, tuple) and tree[0] == "/" else (tree, None)
    number, scale = _fold(top, leaves, scales, of)
    by, more = (1, 0) if below is None else _fold(below, leaves, scales, of)
    shift = places + more - scale
    if shift > 0:
        number = of["*"](number, of["="](10**shift, 0))
    if shift < 0:
        by = of["*"](by, of["="](10**-shift, 0)) if below is not None else 10**-shift
    return number, (of["="](by, 0) if below is None else by)


def _fold(
    tree: Tree, leaves: Sequence[Any], scales: Sequence[int], of: Mapping[str, Binary]
) -> tuple[Any, int]:
    """A formula without a quotient as a whole number, and how many places it has."""
    if isinstance(tree, int):
        return leaves[tree], scales[tree]
    sign, left, right = tree
    (one, places), (other, more) = (_fold(each, leaves, scales, of) for each in (left, right))
    if sign == "*":
        return of["*"](one, other), places + more
    most = max(places, more)
    if places < most:
        one = of["*"](one, of["="](10 ** (most - places), 0))
    if more < most:
        other = of["*"](other, of["="](10 ** (most - more), 0))
    return of[sign](one, other), most


_NUMBERS: Mapping[str, Binary] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "=": lambda a, _: a,
}
_RANGES: Mapping[str, Binary] = {
    "+": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "-": lambda a, b: (a[0] - b[1], a[1] - b[0]),
    "*": at_corners(operator.mul),
    "=": lambda a, _: (a, a),
}
_TEXTS: Mapping[str, Binary] = {
    "+": lambda a, b: f"({a} + {b})",
    "-": lambda a, b: f"({a} - {b})",
    "*": lambda a, b: f"({a} * {b})",
    "=": lambda a, _: str(a),
}


def rounded(
    tree: Tree,
    kinds: tuple[str, ...],
    scales: tuple[int, ...],
    places: int,
    mode: str,
    signed: int = 0,
) -> Function:
    """The row of a formula over operands of these kinds and places, rounded to *places*.

    *signed*: 1 where the divisor may be below zero; it is never zero. The row is the same object again, also
    where a 0 is left out, as the settings of a row leave it out.

    Raises ValueError where there is no such formula.

    >>> share = rounded(("*", 0, 1), ("decimal", "decimal"), (2, 4), 2, "half_up")
    >>> share.scalar(1290, 8500)
    1097
    >>> rounded(*share.settings) is share is rounded(*share.settings, 0)
    True
    """
    return _row(tree, kinds, scales, places, mode, signed=bool(signed))


@lru_cache(maxsize=4096)
def _row(
    tree: Tree,
    kinds: tuple[str, ...],
    scales: tuple[int, ...],
    places: int,
    mode: str,
    *,
    signed: bool,
) -> Function:
    takes = tuple(map(Kind, kinds))
    result = Kind.DECIMAL if places else Kind.INTEGER
    if mode not in MODES or not 0 <= places <= 9 or not _is_formula(tree, len(kinds)):
        raise ValueError("there is no such formula")

    def parts(leaves: Sequence[Any], of: Mapping[str, Binary]) -> tuple[Any, Any]:
        return _parts(tree, leaves, scales, places, of)

    letters = LETTERS[: len(kinds)]
    wide = parts([f"w{letter}" for letter in letters], _TEXTS)
    interval, widest = _of_ranges(parts, mode)
    english, chinese = MODES[mode]
    shown = formula_text(tree, [f"{{{letter}}}" for letter in letters], _WORDS)
    return Function(
        ROUND,
        ((takes, result),),
        lambda *values: rounded_quotient(*parts(values, _NUMBERS), mode),
        interval=interval,
        python=in_python(*parts(letters, _TEXTS), mode, signed=signed),
        sql=in_sql(*wide, mode, signed=signed),
        z3=lambda *terms: in_z3(*parts(terms, _NUMBERS), mode, signed=signed),
        widest=widest,
        words={
            "en": f"{shown}, rounded {english} to {places} places",
            "zh": f"{shown}（{chinese}，保留 {places} 位小数）",
        },
        settings=(tree, kinds, scales, places, mode, *((1,) if signed else ())),
        typed=lambda types: _type_of(tree, scales, places, types),
    )


def _type_of(
    tree: Tree, scales: tuple[int, ...], places: int, types: Sequence[Type]
) -> Type | None:
    if tuple(type.scale for type in types) != scales:
        return None
    unit = _unit(tree, [type.unit for type in types])
    return Type(Kind.DECIMAL, places=places, unit=unit) if places else Type(Kind.INTEGER, unit=unit)


def _of_ranges(
    parts: Callable[[Sequence[Any], Mapping[str, Binary]], tuple[Any, Any]], mode: str
) -> tuple[Callable[..., Range], Callable[..., int]]:
    """The range of the results of ranges, and the greatest number on the way to them."""

    def interval(*ranges: Range) -> Range:
        number, (least, most) = parts(ranges, _RANGES)
        below = (least, min(most, -1)) if least < 0 else ()
        above = (max(least, 1), most) if most > 0 else ()
        ends = [rounded_quotient(n, by, mode) for n in number for by in (*below, *above)]
        return min(ends, default=0), max(ends, default=0)

    def widest(*ranges: Range) -> int:
        return 4 * max(abs(int(end)) for part in parts(ranges, _RANGES) for end in part)

    return interval, widest


def _is_formula(tree: Any, count: int, *, top: bool = True) -> bool:
    if isinstance(tree, int):
        return 0 <= tree < count <= len(LETTERS)
    signs = "+-*/" if top else "+-*"
    return (
        isinstance(tree, tuple)
        and len(tree) == 3
        and tree[0] in tuple(signs)
        and all(_is_formula(each, count, top=False) for each in tree[1:])
    )


def _unit(tree: Tree, units: Sequence[Unit | None]) -> Unit | None:
    """The unit of a formula whose units go together."""
    if isinstance(tree, int):
        return units[tree]
    sign, *sides = tree
    one, other = (_unit(each, units) for each in sides)
    if sign == "/":
        return None if one == other else one
    return one or other


def formula_text(tree: Tree, operands: Sequence[str], signs: Mapping[str, str]) -> str:
    """A formula as it is written, with the brackets that it needs.

    >>> formula_text(("/", ("*", 0, ("+", 1, 2)), 3), "abcd", {"*": " * ", "+": " + ", "/": " / "})
    'a * (b + c) / d'
    """
    if isinstance(tree, int):
        return operands[tree]
    sign, left, right = tree
    level = _LEVELS[sign]
    one, other = (formula_text(each, operands, signs) for each in (left, right))
    one = f"({one})" if isinstance(left, tuple) and _LEVELS[left[0]] < level else one
    other = f"({other})" if isinstance(right, tuple) and _LEVELS[right[0]] <= level else other
    return f"{one}{signs[sign]}{other}"


def divided_by(settings: Sequence[Any]) -> Iterator[int]:
    """The places of the operands by which a rounded formula divides."""
    below = [settings[0][2]] if isinstance(settings[0], tuple) and settings[0][0] == "/" else []
    for tree in below:
        if isinstance(tree, int):
            yield tree
        else:
            below += tree[1:]


def written_formula(settings: Sequence[Any], operands: Sequence[str]) -> str:
    """A rounded formula as the language writes it."""
    tree, _, _, places, mode, *_ = settings
    return f"{ROUND}({formula_text(tree, operands, WRITTEN)}, {places}, '{mode}')"
