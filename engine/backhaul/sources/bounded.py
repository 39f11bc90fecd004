"""JMESPath with an end: what the expressions of a source may do with one document is counted, and bounded.

A step is a node that is visited, an item that is copied, or a character that a function takes. The size
of a value is bounded as it would be written out, for a list may hold another a thousand times and take no
more room. Both bounds grow with the document, and time plays no part: what is refused is so everywhere.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from jmespath.visitor import TreeInterpreter

from backhaul.sources.numbers import OPTIONS

#: steps for one document, and how many more there are for each value and character of it
MOST_STEPS, MORE_STEPS = 200_000, 4
#: values and characters in one value, likewise
MOST_SIZE, MORE_SIZE = 1 << 20, 4
#: functions that look at a value and not into it
_SHALLOW = {"length", "look_up", "not_null", "to_array", "type"}


class TooMuch(Exception):
    """An expression does more than is allowed for a document."""


class Meter:
    """What may still be done with one document."""

    def __init__(self, document: object) -> None:
        self._document = document
        #: steps that are left, and the greatest size of a value
        self.steps, self._limit = MOST_STEPS, MOST_SIZE
        self._grown = False
        #: sizes by identity; the values are kept, so that none takes the place of another
        self._sizes: dict[int, tuple[object, int]] = {}

    def spend(self, steps: int) -> None:
        """Count steps; raises TooMuch where there are not as many."""
        self.steps -= steps
        if self.steps < 0:
            self._grow()
        if self.steps < 0:
            raise TooMuch("too-many-steps")

    def weigh(self, value: object) -> int:
        """The size of a value; raises TooMuch where it is too large."""
        size = self._size(value)
        if size > self._limit:
            self._grow()
        if size > self._limit:
            raise TooMuch("too-large")
        return size

    def forget(self, value: object) -> None:
        """Weigh a value anew the next time: it has changed."""
        self._sizes.pop(id(value), None)

    def _grow(self) -> None:
        """Add what there is for the document itself, which is weighed only where that is needed."""
        if not self._grown:
            self._grown = True
            size = self._size(self._document)
            self.steps += MORE_STEPS * size
            self._limit += MORE_SIZE * size

    def _size(self, value: Any) -> int:
        if isinstance(value, str):
            return 1 + len(value)
        if isinstance(value, int):
            return 1 + value.bit_length() // 3
        if isinstance(value, Decimal):
            return 1 + abs(value.adjusted())
        if not isinstance(value, list | dict):
            return 1
        known = self._sizes.get(id(value))
        if known is None:
            parts = chain(value, value.values()) if isinstance(value, dict) else value
            known = self._sizes[id(value)] = (value, 1 + sum(map(self._size, parts)))
        return known[1]


if TYPE_CHECKING:

    class _Stock(TreeInterpreter):
        _functions: Any
        _method_cache: dict[str, Any]
else:
    _Stock = TreeInterpreter


class Interpreter(_Stock):
    """The interpreter of JMESPath, on a meter; gives what that gives, or raises TooMuch."""

    def __init__(self, meter: Meter) -> None:
        super().__init__(OPTIONS)
        self.meter = meter

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:
        """One step; the rest is as it is in stock, without a frame more on the stack."""
        self.meter.steps -= 1
        if self.meter.steps < 0:
            self.meter.spend(0)
        kind = node["type"]
        method = self._method_cache.get(kind)
        if method is None:
            method = self._method_cache[kind] = getattr(self, f"visit_{kind}", self.default_visit)
        return method(node, *args, **kwargs)

    def visit_function_expression(self, node: Any, value: Any) -> Any:
        """A call, which is paid for before it is made."""
        arguments = [self.visit(child, value) for child in node["children"]]
        if node["value"] not in _SHALLOW:
            sizes = [self.meter.weigh(argument) for argument in arguments]
            if node["value"] == "join" and isinstance(arguments[-1], list):
                # the text between any two stands there as often as there are two
                sizes.append(sizes[0] * len(arguments[-1]))
            self.meter.spend(sum(sizes))
        return self._functions.call_function(node["value"], arguments)

    def visit_flatten(self, node: Any, value: Any) -> Any:
        """The items of lists in one list, which are counted before they are copied."""
        base = self.visit(node["children"][0], value)
        if not isinstance(base, list):
            return None
        parts = [item if isinstance(item, list) else [item] for item in base]
        self.meter.spend(sum(map(len, parts)))
        return list(chain.from_iterable(parts))

    def visit_slice(self, node: Any, value: Any) -> Any:
        """A part of a list."""
        self.meter.spend(len(value) if isinstance(value, list) else 0)
        return super().visit_slice(node, value)

    def visit_comparator(self, node: Any, value: Any) -> Any:
        """A comparison, which is paid for before it is made where it goes into lists or objects."""
        if node["value"] not in ("eq", "ne"):
            return super().visit_comparator(node, value)
        left, right = (self.visit(child, value) for child in node["children"])
        if isinstance(left, list | dict) and isinstance(right, list | dict):
            self.meter.spend(self.meter.weigh(left) + self.meter.weigh(right))
        return self.COMPARATOR_FUNC[node["value"]](left, right)
