"""A formula that is worked out exactly and rounded once: `round(price * share / 3, 2, 'half_up')` is one function.

The tree of a formula is the place of an operand, or a sign with the two trees that it joins; a quotient stands on top
alone. Whatever a path needs is made of the tree: numbers, ranges, terms, and texts of Python and SQL.
"""

from __future__ import annotations

import operator
from functools import lru_cache

from backhaul.language.function import LETTERS, Function, Range, at_corners
from backhaul.language.kinds import Kind, Type
from backhaul.language.units import Unit
from backhaul.static import Any, Callable, Iterable, Mapping, Sequence

#: the place of an operand, or a sign and what stands on either side of it
Tree = Any
ROUND = "round"
#: how a number between two others is rounded, in words
MODES: Mapping[str, tuple[str, str]] = {
    "half_even": ("half to even", "四舍六入五成双"),
    "half_up": ("half up", "四舍五入"),
    "down": ("towards zero", "截去尾数"),
    "up": ("away from zero", "进一"),
    "floor": ("down", "向下取整"),
    "ceiling": ("up", "向上取整"),
}
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


def rounded_quotient(number: int, by: int, mode: str) -> int:
    """A whole number divided by one above zero, and rounded.

    >>> [rounded_quotient(number, 2, "half_up") for number in (-3, -1, 1, 3)]
    [-2, -1, 1, 2]
    >>> [rounded_quotient(number, 2, "half_even") for number in (-3, -1, 1, 3)]
    [-2, 0, 0, 2]
    """
    size = abs(number)
    match mode:
        case "floor":
            return number // by
        case "ceiling":
            return -(-number // by)
        case "down":
            found = size // by
        case "up":
            found = -(-size // by)
        case "half_up":
            found = (2 * size + by) // (2 * by)
        case _:
            doubled = 2 * size + by
            found = doubled // (2 * by) - (doubled % (4 * by) == 2 * by)
    return found if number >= 0 else -found


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


def _in_python(number: str, by: str, mode: str) -> str:
    """The rounded quotient as Python writes it."""
    doubled, twice = f"(2 * {number} + {by})", f"(2 * {by})"
    match mode:
        case "floor":
            return f"{number} // {by}"
        case "ceiling":
            return f"-(-{number} // {by})"
        case "down":
            return f"{number} // {by} if {number} >= 0 else -(-{number} // {by})"
        case "up":
            return f"-(-{number} // {by}) if {number} >= 0 else {number} // {by}"
        case "half_up":
            under = f"-(({by} - 2 * {number}) // {twice})"
            return f"{doubled} // {twice} if {number} >= 0 else {under}"
        case _:
            return f"{doubled} // {twice} - ({doubled} % (4 * {by}) == {twice})"


def _in_sql(number: str, by: str, mode: str) -> str:
    """The rounded quotient as SQL writes it, whose division rounds towards zero."""

    def size(number: str, *, below: bool) -> str:
        up = mode == "up" or (mode == "floor" and below) or (mode == "ceiling" and not below)
        if mode in ("half_up", "half_even"):
            doubled, twice = f"(2 * {number} + {by})", f"(2 * {by})"
            whole = f"(({doubled} - {doubled} % {twice}) DIV {twice})"
            even = f"CASE WHEN {doubled} % (4 * {by}) = {twice} THEN 1 ELSE 0 END"
            return f"({whole} - {even})" if mode == "half_even" else whole
        number = f"({number} + {by} - 1)" if up else number
        return f"(({number} - {number} % {by}) DIV {by})"

    under = size(f"(0 - {number})", below=True)
    found = f"CASE WHEN {number} >= 0 THEN {size(number, below=False)} ELSE 0 - {under} END"
    return f"CAST({found} AS BIGINT)"


def _term(number: Any, by: Any, mode: str) -> Any:
    """The rounded quotient as a term: Z3 rounds down where the divisor is above zero."""
    from z3 import If

    down, up = number / by, -(-number / by)
    match mode:
        case "floor":
            return down
        case "ceiling":
            return up
        case "down":
            return If(number >= 0, down, up)
        case "up":
            return If(number >= 0, up, down)
        case "half_up":
            return If(number >= 0, (2 * number + by) / (2 * by), -((by - 2 * number) / (2 * by)))
        case _:
            doubled = 2 * number + by
            whole = doubled / (2 * by)
            return If(doubled == 2 * by * whole, whole - whole % 2, whole)


@lru_cache(maxsize=4096)
def rounded(
    tree: Tree, kinds: tuple[str, ...], scales: tuple[int, ...], places: int, mode: str
) -> Function:
    """The row of a formula over operands of these kinds and places, rounded to *places*.

    >>> share = rounded(("*", 0, 1), ("decimal", "decimal"), (2, 4), 2, "half_up")
    >>> share.scalar(1290, 8500)
    1097
    """
    takes = tuple(map(Kind, kinds))
    result = Kind.DECIMAL if places else Kind.INTEGER
    if mode not in MODES or not 0 <= places <= 9 or not _is_formula(tree, len(kinds)):
        raise ValueError("there is no such formula")

    def parts(leaves: Sequence[Any], of: Mapping[str, Binary]) -> tuple[Any, Any]:
        return _parts(tree, leaves, scales, places, of)

    def scalar(*values: int) -> int:
        number, by = parts(values, _NUMBERS)
        return rounded_quotient(number, by, mode)

    def interval(*ranges: Range) -> Range:
        number, by = parts(ranges, _RANGES)
        ends = [rounded_quotient(n, max(b, 1), mode) for n in number for b in by]
        return min(ends), max(ends)

    def widest(*ranges: Range) -> int:
        number, by = parts(ranges, _RANGES)
        return 4 * max(abs(int(end)) for end in (*number, *by))

    number, by = parts(LETTERS[: len(kinds)], _TEXTS)
    wide = parts([f"w{letter}" for letter in LETTERS[: len(kinds)]], _TEXTS)
    english, chinese = MODES[mode]
    shown = formula_text(tree, [f"{{{letter}}}" for letter in LETTERS[: len(kinds)]], _WORDS)
    return Function(
        ROUND,
        ((takes, result),),
        scalar,
        interval=interval,
        python=_in_python(number, by, mode),
        sql=_in_sql(*wide, mode),
        z3=lambda *terms: _term(*parts(terms, _NUMBERS), mode),
        widest=widest,
        words={
            "en": f"{shown}, rounded {english} to {places} places",
            "zh": f"{shown}（{chinese}，保留 {places} 位小数）",
        },
        settings=(tree, kinds, scales, places, mode),
        typed=lambda types: (
            Type(result, places=places or None, unit=_unit(tree, [type.unit for type in types]))
            if tuple(type.scale for type in types) == scales
            else None
        ),
    )


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


def written_formula(settings: Sequence[Any], operands: Sequence[str]) -> str:
    """A rounded formula as the language writes it."""
    tree, _, _, places, mode = settings
    return f"{ROUND}({formula_text(tree, operands, WRITTEN)}, {places}, '{mode}')"
