"""What an expression of ZEN comes to over a JSON document: for values that a policy is given and does not work out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from typing import Any

from backhaul.zen.syntax import ZenTree


class Unknown(ValueError):
    """What is not worked out here."""


def worked_out(tree: ZenTree, document: Any, dollar: Any = None, item: Any = None) -> Any:
    """The value of a tree: a Decimal, text, boolean, list, mapping or None; raises Unknown."""

    def of(part: ZenTree, item: Any = item) -> Any:
        return worked_out(part, document, dollar, item)

    match tree:
        case ("value", value):
            return value
        case ("path", root, names):
            return _below({"": document, "$": dollar, "#": item}.get(root, document), names)
        case ("list", items):
            return [of(part) for part in items]
        case ("not", part):
            return not of(part)
        case ("negative", part):
            return -_number(of(part))
        case ("if", condition, yes, no):
            return of(yes) if of(condition) else of(no)
        case ("binary", "and", left, right):
            return bool(of(left) and of(right))
        case ("binary", "or", left, right):
            return bool(of(left) or of(right))
        case ("binary", "??", left, right):
            value = of(left)
            return of(right) if value is None else value
        case ("binary", "in", left, ("range", low, high, least, most)):
            return _between(of(left), of(low), of(high), least=least, most=most)
        case ("binary", "in", left, right):
            return of(left) in of(right)
        case ("binary", sign, left, right) if sign in _OPERATORS:
            return _applied(_OPERATORS[sign], of(left), of(right))
        case ("call", name, (many, each)) if name in _OVER:
            items = of(many)
            if isinstance(items, list):
                return _over(name, items, [of(each, one) for one in items])
        case ("call", name, arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(of(part) for part in arguments))
    raise Unknown(str(tree[0]))


def _between(value: Any, low: Any, high: Any, *, least: bool, most: bool) -> bool:
    above = value >= low if least else value > low
    return bool(above and (value <= high if most else value < high))


#: functions that ask something of every item of a list
_OVER = ("map", "filter", "some", "all", "count", "none")


def _below(value: Any, names: tuple[str, ...]) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return (
        Decimal(str(value))
        if isinstance(value, int | float) and value is not True and value is not False
        else value
    )


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Unknown("a number is needed")
    return Decimal(str(value))


def _applied(function: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    try:
        return function(left, right)
    except (TypeError, DecimalException) as failure:
        raise Unknown("the operands do not fit") from failure


def _over(name: str, items: list[Any], results: list[Any]) -> Any:
    match name:
        case "map":
            return results
        case "filter":
            return [item for item, fits in zip(items, results, strict=True) if fits]
        case "count":
            return Decimal(sum(map(bool, results)))
        case "none":
            return not any(results)
        case _:
            return (any if name == "some" else all)(results)


def _contains(value: Any, part: Any) -> bool:
    if isinstance(value, list):
        return part in [_below(each, ()) for each in value]
    if isinstance(value, str) and isinstance(part, str):
        return part in value
    raise Unknown("contains")


def _length(value: Any) -> Decimal:
    if not isinstance(value, list | str):
        raise Unknown("len")
    return Decimal(len(value))


def _every(values: Any, *more: Any) -> list[Decimal]:
    return [_number(each) for each in (values if isinstance(values, list) else [values, *more])]


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: _number(a) < _number(b),
    "<=": lambda a, b: _number(a) <= _number(b),
    ">": lambda a, b: _number(a) > _number(b),
    ">=": lambda a, b: _number(a) >= _number(b),
    "+": lambda a, b: a + b if isinstance(a, str) else _number(a) + _number(b),
    "-": lambda a, b: _number(a) - _number(b),
    "*": lambda a, b: _number(a) * _number(b),
    "/": lambda a, b: _number(a) / _number(b),
    "%": lambda a, b: _number(a) % _number(b),
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": _length,
    "contains": _contains,
    "startsWith": lambda a, b: str(a).startswith(str(b)),
    "endsWith": lambda a, b: str(a).endswith(str(b)),
    "upper": lambda a: str(a).upper(),
    "lower": lambda a: str(a).lower(),
    "trim": lambda a: str(a).strip(),
    "sum": lambda a, *more: sum(_every(a, *more), Decimal(0)),
    "min": lambda a, *more: min(_every(a, *more)),
    "max": lambda a, *more: max(_every(a, *more)),
    "abs": lambda a: abs(_number(a)),
    "floor": lambda a: _number(a).to_integral_value("ROUND_FLOOR"),
    "ceil": lambda a: _number(a).to_integral_value("ROUND_CEILING"),
    "round": lambda a, places=0: round_half_up(_number(a), int(places)),
    "number": lambda a: Decimal(str(a)),
}


def round_half_up(value: Decimal, places: int) -> Decimal:
    """The number with so many places, half away from zero.

    >>> round_half_up(Decimal("2.345"), 2)
    Decimal('2.35')
    """
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
