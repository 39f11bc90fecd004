"""Numbers of a document as exact decimals, in whichever way it was read, and JMESPath's functions over them.

A reader of JSON makes a float of `99.90` or a decimal. So that both tell the same, every number with a point
is held as the shortest decimal that gives it, in a document and in an expression, and counted exactly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from math import isfinite
from operator import is_not
from typing import TYPE_CHECKING, Any

from jmespath import Options
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions, signature

from backhaul.document.scalars import json_number
from backhaul.language.values import kind_words, shown

#: digits of a sum or quotient; a document has forty at most
CONTEXT = Context(prec=120)
#: powers of ten beyond those of any float; what has more is left as it is
_MOST = 400
#: a number as JSON writes it
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class WrongElement(JMESPathError):
    """An element of a list that a function cannot take; `key` is the sentence, as `refusals` knows it."""

    def __init__(self, key: str, function: str, index: int, element: object, first: object) -> None:
        super().__init__(key)
        self.key = key
        self.parts = {
            "function": function,
            "place": str(index + 1),
            "value": kind_words(element),
            "first": kind_words(first),
        }


def exact(value: Any) -> Any:
    """The value of a document with every number that has a point as a decimal in its shortest form.

    Raises RecursionError for one that is nested too deep.
    """
    match value:
        case dict():
            made = {k: new for k, below in value.items() if (new := exact(below)) is not below}
            return {**value, **made} if made else value
        case list():
            items = [exact(below) for below in value]
            return items if any(map(is_not, items, value)) else value
        case float() if isfinite(value):
            return _shortest(Decimal(float.__repr__(value)))
        case Decimal() if value.is_finite() and abs(value.adjusted()) <= _MOST:
            return _shortest(value)
        case _:
            return value


def is_number(text: str) -> bool:
    """Whether JSON writes a number so.

    >>> [is_number(text) for text in ("12.50", "-3", "1e3", "010", ".5", "1_000", "1,299.00")]
    [True, True, True, False, False, False, False]
    """
    return _NUMBER.fullmatch(text) is not None


def _shortest(value: Decimal) -> Decimal:
    whole, _, part = f"{value:f}".partition(".")
    return Decimal(f"{whole}.{part.rstrip('0') or '0'}")


if TYPE_CHECKING:

    class _Stock(Functions):
        def _get_allowed_pytypes(self, types: Any) -> Any: ...
        def _convert_to_jmespath_type(self, pyobject: str) -> Any: ...
        def _func_type(self, arg: Any) -> Any: ...
else:
    _Stock = Functions


class _ExactFunctions(_Stock):
    """The stock functions, for which a decimal is a number."""

    def _get_allowed_pytypes(self, types: Any) -> tuple[list[str], list[tuple[str, ...]]]:
        allowed, below = super()._get_allowed_pytypes(types)
        return [*_with_decimal(allowed)], [_with_decimal(each) for each in below]

    def _convert_to_jmespath_type(self, pyobject: str) -> Any:
        return "number" if pyobject == "Decimal" else super()._convert_to_jmespath_type(pyobject)

    def _subtype_check(self, current: Any, allowed: Any, _types: Any, function: str) -> None:
        """Raises WrongElement for a list with an element of a kind that the function does not take."""
        takes = [self._convert_to_jmespath_type(each[0]) for each in allowed]
        for index, element in enumerate(current):
            self._fits(function, takes, index, element, current[0])

    def _create_key_func(self, expref: Any, takes: Sequence[str], function: str) -> Any:
        """What an element of a list is ordered by; raises WrongElement for one that has no such value."""
        values: list[Any] = []

        def key(element: Any) -> Any:
            values.append(expref.visit(expref.expression, element))
            self._fits(function, takes, len(values) - 1, values[-1], values[0])
            return values[-1]

        return key

    def _fits(
        self, function: str, takes: Sequence[str], index: int, element: Any, first: Any
    ) -> None:
        kind, other = (self._convert_to_jmespath_type(type(v).__name__) for v in (element, first))
        if kind not in takes:
            key = "not-ordered" if len(takes) > 1 else f"not-{takes[0]}"
            raise WrongElement(key, function, index, element, first)
        if kind != other:
            raise WrongElement("mixed", function, index, element, first)

    @signature({"types": ["array"]}, {"types": ["expref"]})
    def _func_sort_by(self, array: list[Any], expref: Any) -> list[Any]:
        return sorted(array, key=self._create_key_func(expref, ("number", "string"), "sort_by"))

    @signature({"types": ["array-number"]})
    def _func_avg(self, arg: list[Any]) -> Decimal | None:
        return _shortest(Decimal(sum(arg)) / len(arg)) if arg else None

    @signature({"types": []})
    def _func_to_number(self, arg: Any) -> Any:
        if isinstance(arg, str):
            return exact(json_number(arg)) if is_number(arg) else None
        return arg if isinstance(arg, int | Decimal) and not isinstance(arg, bool) else None

    @signature({"types": []})
    def _func_to_string(self, arg: Any) -> str:
        return arg if isinstance(arg, str) else _written(arg)

    @signature({"types": ["array", "null"]}, {"types": ["expref"]}, {"types": ["array", "null"]})
    def _func_filter_by(self, items: Any, key: Any, values: Any) -> list[Any] | None:
        wanted = {single(value) for value in values or ()} - {None}
        if items is None:
            return None
        return [item for item in items if single(key.visit(key.expression, item)) in wanted]

    @signature({"types": ["object"]}, {"types": []})
    def _func_look_up(self, table: Any, value: Any) -> Any:
        return looked_up(table, value)

    @signature({"types": []})
    def _func_type(self, arg: Any) -> Any:
        return "number" if isinstance(arg, Decimal) else super()._func_type(arg)


def _with_decimal(names: Any) -> tuple[str, ...]:
    return (*names, "Decimal") if "float" in names else tuple(names)


def _written(value: Any) -> str:
    """The value as JSON without spaces."""
    match value:
        case Decimal():
            return f"{value:f}"
        case dict():
            entries = (f"{json.dumps(key)}:{_written(below)}" for key, below in value.items())
            return f"{{{','.join(entries)}}}"
        case list():
            return f"[{','.join(map(_written, value))}]"
        case _:
            return json.dumps(value, default=str)


def looked_up(table: Mapping[str, object], value: object) -> object:
    """The entry of a table for a single value of a document, or else that for `*`; nothing where there is none."""
    key = single(value)
    return None if key is None else table.get(key, table.get("*"))


def single(value: object) -> str | None:
    """How a single value is written in the document; nothing for lists and objects."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float() | Decimal():
            return shown(value)
        case _:
            return None


#: the functions that an expression may call, with what they take
FUNCTIONS: Mapping[str, Any] = _ExactFunctions.FUNCTION_TABLE
OPTIONS = Options(custom_functions=_ExactFunctions())
