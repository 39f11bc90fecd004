"""A JSON Schema of ours as Python functions: whether a document fits, and nothing else.

Most documents fit, and a validator that could say why not takes longer than all other reading. So it is asked
only where these functions say no. They know the keywords that our schemas use, and are exact for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

Test = Callable[[Any], bool]
Schema = Mapping[str, Any]

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
#: keywords that say nothing about a document
_SILENT = frozenset(("$schema", "$id", "$defs", "title", "description", "then", "else"))
_OF_OBJECTS = (
    "properties",
    "additionalProperties",
    "required",
    "propertyNames",
    "minProperties",
)


def compiled(schema: Schema) -> Test:
    """A function that tells whether plain values fit the schema; raises KeyError for a keyword it does not know."""
    return _Functions(schema).test(schema)


class _Functions:
    """Makes the functions of one schema; each definition once."""

    def __init__(self, schema: Schema) -> None:
        self._definitions = schema.get("$defs", {})
        self._made: dict[str, Test] = {}

    def test(self, schema: Schema | bool) -> Test:
        """The function of a part of the schema."""
        if isinstance(schema, bool):
            return _always if schema else _never
        tests = [*self._tests(schema)]
        if len(tests) < 2:
            return tests[0] if tests else _always
        if len(tests) == 2:
            first, second = tests
            return lambda value: first(value) and second(value)
        return lambda value: all(test(value) for test in tests)

    def _tests(self, schema: Schema) -> Iterator[Test]:
        if "type" in schema:
            yield _of_type(schema["type"])
        if any(word in schema for word in _OF_OBJECTS):
            yield self._object(schema)
        for word, said in schema.items():
            if word not in _SILENT and word != "type" and word not in _OF_OBJECTS:
                yield self._keyword(word, said, schema)

    def _keyword(self, word: str, said: Any, schema: Schema) -> Test:
        match word:
            case "$ref":
                return self._reference(said)
            case "allOf":
                every = [self.test(part) for part in said]
                return lambda value: all(test(value) for test in every)
            case "anyOf":
                some = [self.test(part) for part in said]
                return lambda value: any(test(value) for test in some)
            case "not":
                other = self.test(said)
                return lambda value: not other(value)
            case "if":
                test = self.test(said)
                then, rest = (self.test(schema.get(way, True)) for way in ("then", "else"))
                return lambda value: then(value) if test(value) else rest(value)
            case "items":
                item = self.test(said)
                return lambda value: type(value) is not list or all(map(item, value))
            case _:
                return _SIMPLE[word](said)

    def _reference(self, path: str) -> Test:
        name = path.removeprefix("#/$defs/")
        if name in self._made:
            return self._made[name]

        def itself(value: Any) -> bool:
            return self._made[name](value)

        # a definition may lead to itself: until it is made, it is looked up
        self._made[name] = itself
        self._made[name] = self.test(self._definitions[name])
        return self._made[name]

    def _object(self, schema: Schema) -> Test:
        properties = {name: self.test(part) for name, part in schema.get("properties", {}).items()}
        other = self.test(schema.get("additionalProperties", True))
        name_fits = self.test(schema.get("propertyNames", True))
        required = schema.get("required", ())
        least = schema.get("minProperties", 0)

        def fits(value: Any) -> bool:
            if type(value) is not dict:
                return True
            if len(value) < least:
                return False
            for name in required:
                if name not in value:
                    return False
            for name, part in value.items():
                if not properties.get(name, other)(part):
                    return False
            return name_fits is _always or all(map(name_fits, value))

        return fits


def _always(_value: Any) -> bool:
    return True


def _never(_value: Any) -> bool:
    return False


def _of_type(said: str | list[str]) -> Test:
    names = [said] if isinstance(said, str) else said
    types = frozenset(type for name in names for type in _TYPES[name])
    return lambda value: type(value) in types


def _matches(pattern: str) -> Test:
    fullmatch = re.compile(pattern).fullmatch
    return lambda value: type(value) is not str or fullmatch(value) is not None


def _one_of(options: list[Any]) -> Test:
    known = [(type(option), option) for option in options]
    return lambda value: (type(value), value) in known


_SIMPLE: dict[str, Callable[[Any], Test]] = {
    "pattern": _matches,
    "enum": _one_of,
    "const": lambda said: _one_of([said]),
    "minLength": lambda least: lambda value: type(value) is not str or len(value) >= least,
    "maxLength": lambda most: lambda value: type(value) is not str or len(value) <= most,
    "minItems": lambda least: lambda value: type(value) is not list or len(value) >= least,
}
