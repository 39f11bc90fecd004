"""Which paths of a document an expression reads: found in its tree, without a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backhaul.frozen import frozen
from backhaul.sources.model import Query

#: a step from a list, or from an object whatever its keys, to what is in it
EACH = "[]"
Path = tuple[str, ...]
Tree = Mapping[str, Any]

_LIST = {"projection", "filter_projection", "value_projection"}


@frozen
class Value:
    """Where a value of an expression may stand in the document, and what may stand below it by name."""

    paths: frozenset[Path] = frozenset()
    fields: Mapping[str, Value] | None = None

    def step(self, name: str) -> Value:
        """What stands one step below."""
        own = (self.fields or {}).get(name)
        if own is not None:
            return own
        below = frozenset((*path, name) for path in self.paths)
        # an item of a list of objects that an expression makes has their fields
        return Value(below, self.fields if name == EACH else None)

    def either(self, other: Value) -> Value:
        """This value or that."""
        if not self.fields or not other.fields:
            return Value(self.paths | other.paths, self.fields or other.fields)
        nothing = Value()
        names = {**self.fields, **other.fields}
        fields = {
            name: self.fields.get(name, nothing).either(other.fields.get(name, nothing))
            for name in names
        }
        return Value(self.paths | other.paths, fields)


_ROOT, _PARTS = Value(frozenset({()})), Value()


class PathReader:
    """Follows expressions over the document, through the parts that they name."""

    def __init__(self, parts: Mapping[str, Query]) -> None:
        self._read: set[Path] = set()
        #: the value of each part, and what is read for it
        self._parts: dict[str, tuple[Value, frozenset[Path]]] = {}
        for name, query in parts.items():
            self._parts[name] = self.of(query)

    def of(self, query: Query) -> tuple[Value, frozenset[Path]]:
        """Where the value of an expression stands, and the paths that it is compared or made of."""
        self._read = set()
        value = self._visit(query.compiled.parsed, _ROOT)
        self._note(value)
        return value, frozenset(self._read)

    def _note(self, value: Value) -> None:
        self._read |= value.paths
        for below in (value.fields or {}).values():
            self._note(below)

    def _part(self, name: str) -> Value:
        """The value of a part; one that is only true or false stands for what it was concluded from."""
        value, read = self._parts.get(name, (Value(), frozenset[Path]()))
        if not value.paths and not value.fields:
            self._read |= read
        return value

    def _visit(self, tree: Tree, here: Value) -> Value:
        kind, children = tree["type"], tree.get("children", [])
        match kind:
            case "field" if here is _PARTS:
                return self._part(tree["value"])
            case "field":
                return (
                    _PARTS
                    if here is _ROOT and tree["value"] == "parts"
                    else here.step(tree["value"])
                )
            case "identity" | "current":
                return here
            case "subexpression" | "index_expression" | "pipe":
                return self._along(children, here)
            case "index":
                return here.step(EACH)
            case "slice":
                return here
            case "flatten":
                return self._visit(children[0], here)
            case "or_expression":
                left, right = (self._visit(child, here) for child in children)
                return left.either(right)
            case "and_expression":
                self._note(self._visit(children[0], here))
                return self._visit(children[1], here)
            case "multi_select_dict":
                made = {c["value"]: self._visit(c["children"][0], here) for c in children}
                return Value(frozenset(), made)
            case "function_expression":
                return self._call(tree["value"], children, here)
            case _ if kind in _LIST:
                return self._projection(children, here)
            case _:
                return self._rest(kind, children, here)

    def _along(self, children: list[Tree], here: Value) -> Value:
        for child in children:
            here = self._visit(child, here)
        return here

    def _projection(self, children: list[Tree], here: Value) -> Value:
        of, then, *conditions = children
        item = self._visit(of, here).step(EACH)
        for condition in conditions:
            self._note(self._visit(condition, item))
        return self._visit(then, item)

    def _call(self, name: str, children: list[Tree], here: Value) -> Value:
        """A call gives one of its arguments, or something made of them."""
        plain = [child for child in children if child["type"] != "expref"]
        if name == "filter_by":
            self._note(self._visit(plain.pop(), here))
        value = Value()
        for child in plain:
            value = value.either(self._visit(child, here))
        for child in children:
            if child["type"] == "expref":
                key = self._visit(child["children"][0], value.step(EACH))
                self._note(key)
                value = key if name == "map" else value
        self._note(value)
        return value

    def _rest(self, kind: str, children: list[Tree], here: Value) -> Value:
        """Lists, comparisons and what negates: read, and for a list its items."""
        values = [self._visit(child, here) for child in children if isinstance(child, dict)]
        joined = Value()
        for value in values:
            joined = joined.either(value)
        self._note(joined)
        return joined if kind == "multi_select_list" else Value()
