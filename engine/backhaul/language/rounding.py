"""How the quotient of two whole numbers is rounded: as numbers, as terms, and as texts of Python and SQL."""

from __future__ import annotations

from backhaul.static import Any, Mapping

#: how a number between two others is rounded, in words
MODES: Mapping[str, tuple[str, str]] = {
    "half_even": ("half to even", "四舍六入五成双"),
    "half_up": ("half up", "四舍五入"),
    "down": ("towards zero", "截去尾数"),
    "up": ("away from zero", "进一"),
    "floor": ("down", "向下取整"),
    "ceiling": ("up", "向上取整"),
}


def rounded_quotient(number: int, by: int, mode: str) -> int:
    """A whole number divided by another, and rounded; this one is not zero.

    >>> [rounded_quotient(number, 2, "half_up") for number in (-3, -1, 1, 3)]
    [-2, -1, 1, 2]
    >>> [rounded_quotient(number, 2, "half_even") for number in (-3, -1, 1, 3)]
    [-2, 0, 0, 2]
    """
    if by < 0:
        number, by = -number, -by
    size = abs(number)
    match mode:
        case "floor":
            return number // by
        case "ceiling":
            return -(-number // by)
        case "down":
            whole = size // by
        case "up":
            whole = -(-size // by)
        case "half_up":
            whole = (2 * size + by) // (2 * by)
        case _:
            doubled = 2 * size + by
            whole = doubled // (2 * by) - (doubled % (4 * by) == 2 * by)
    return whole if number >= 0 else -whole


def in_python(number: str, by: str, mode: str, *, signed: bool) -> str:
    """The rounded quotient as Python writes it; *signed*: the divisor may be below zero."""
    if signed:
        number, by = f"({number} if {by} > 0 else -{number})", f"abs({by})"
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


#: a quotient of numbers of this size can be worked out in 64 bits
_QUICK = 1 << 60


def in_sql(number: str, by: str | int, mode: str, *, signed: bool) -> str:
    """The rounded quotient as SQL writes it, whose division rounds towards zero; *signed*: as above.

    Numbers of 64 bits are divided in a fraction of the time of longer ones.
    """
    by = str(by)
    steps, few = [("x", number)], f"x BETWEEN -{_QUICK} AND {_QUICK}"
    if by.isdigit():
        exact, quick = (_quotient(name, by, mode) for name in ("x", "u"))
        if int(by) > _QUICK:
            return f"x := {number}; CAST({exact} AS BIGINT)"
    else:
        if signed:
            steps = [("x", f"CASE WHEN {by} < 0 THEN 0 - {number} ELSE {number} END")]
            by = f"ABS({by})"
        # whoever divides by zero asks for it first, but what is worked out on the way never fails
        few += f" AND y <= {_QUICK}"
        steps += [("y", f"NULLIF({by}, 0)"), ("v", f"CASE WHEN {few} THEN CAST(y AS BIGINT) END")]
        exact, quick = _quotient("x", "y", mode), _quotient("u", "v", mode)
    steps.append(("u", f"CASE WHEN {few} THEN CAST(x AS BIGINT) END"))
    named = "".join(f"{name} := {text}; " for name, text in steps)
    return f"{named}CASE WHEN NOT u IS NULL THEN {quick} ELSE CAST({exact} AS BIGINT) END"


def _quotient(number: str, by: str, mode: str) -> str:
    """A rounded quotient of two names, or of a name and a number written in place."""

    def times(factor: int) -> str:
        # the product of two numbers written in place may be too large for their type
        return str(factor * int(by)) if by.isdigit() else f"({factor} * {by})"

    def size(number: str, *, below: bool) -> str:
        up = mode == "up" or (mode == "floor" and below) or (mode == "ceiling" and not below)
        if mode in ("half_up", "half_even"):
            doubled, twice = f"(2 * {number} + {by})", times(2)
            whole = f"(({doubled} - {doubled} % {twice}) DIV {twice})"
            even = f"CASE WHEN {doubled} % {times(4)} = {twice} THEN 1 ELSE 0 END"
            return f"({whole} - {even})" if mode == "half_even" else whole
        number = f"({number} + {by} - 1)" if up else number
        return f"(({number} - {number} % {by}) DIV {by})"

    under = size(f"(0 - {number})", below=True)
    return f"CASE WHEN {number} >= 0 THEN {size(number, below=False)} ELSE 0 - {under} END"


def in_z3(number: Any, by: Any, mode: str, *, signed: bool) -> Any:
    """The rounded quotient as a term: Z3 rounds down where the divisor is above zero."""
    from z3 import If

    if signed:
        number, by = If(by < 0, -number, number), If(by < 0, -by, by)
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
