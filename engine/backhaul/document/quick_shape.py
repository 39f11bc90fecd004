"""Whether a value fits one of our schemas, told without `jsonschema`, whose import takes longer than reading a policy.

Only the keywords that our schemas have are known here, and each means exactly what the standard says.
Where it cannot tell, it says no: `jsonschema` then has the word, as it has for every mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from backhaul.static import Any

_SORTS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
_SAYS_NOTHING = frozenset(("$schema", "$id", "$defs", "title", "description", "then", "else"))


class _CannotTell(Exception):
    """A keyword or value that is not known here."""


def fits(schema: Mapping[str, Any], value: object) -> bool:
    """Whether the value certainly fits the schema."""
    try:
        return _Check(schema["$defs"])(schema, value)
    except _CannotTell:
        return False


class _Check:
    """Holds values against schemas that share definitions."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self.definitions = definitions

    def __call__(self, schema: Any, value: Any) -> bool:
        if isinstance(schema, bool):
            return schema
        for keyword, says in schema.items():
            if keyword in _SAYS_NOTHING:
                continue
            check = _KEYWORDS.get(keyword)
            if check is None:
                raise _CannotTell(keyword)
            if not check(self, says, value, schema):
                return False
        return True

    def reference(self, says: str, value: Any, _: Any) -> bool:
        """`$ref`, to a definition of the same schema."""
        name = says.removeprefix("#/$defs/")
        if name not in self.definitions:
            raise _CannotTell(says)
        return self(self.definitions[name], value)

    def condition(self, says: Any, value: Any, schema: Any) -> bool:
        """`if`, with what stands beside it under `then` and `else`."""
        return self(schema.get("then" if self(says, value) else "else", True), value)

    def properties(self, says: Any, value: Any, _: Any) -> bool:
        """`properties`."""
        if not isinstance(value, dict):
            return True
        return all(self(says[key], item) for key, item in value.items() if key in says)

    def others(self, says: Any, value: Any, schema: Any) -> bool:
        """`additionalProperties`."""
        if not isinstance(value, dict):
            return True
        known = schema.get("properties", ())
        return all(self(says, item) for key, item in value.items() if key not in known)


def _constant(_: _Check, says: Any, value: Any, __: Any) -> bool:
    return _equal(says, value)


def _one_of(_: _Check, says: Any, value: Any, __: Any) -> bool:
    return any(_equal(option, value) for option in says)


def _equal(one: Any, other: Any) -> bool:
    if type(one) is not str and type(one) is not type(other):
        raise _CannotTell  # such as 1 and 1.0
    return type(one) is type(other) and bool(one == other)


def _is_of(_: _Check, says: Any, value: Any, __: Any) -> bool:
    names = (says,) if isinstance(says, str) else says
    # a truth value is a whole number to Python, and to no schema
    return any(type(value) in _SORTS[name] for name in names)


def _pattern(_: _Check, says: str, value: Any, __: Any) -> bool:
    return not isinstance(value, str) or re.fullmatch(says, value) is not None


_KEYWORDS: Mapping[str, Callable[[_Check, Any, Any, Any], bool]] = {
    "$ref": _Check.reference,
    "type": _is_of,
    "const": _constant,
    "enum": _one_of,
    "pattern": _pattern,
    "minLength": lambda _, says, value, __: not isinstance(value, str) or len(value) >= says,
    "maxLength": lambda _, says, value, __: not isinstance(value, str) or len(value) <= says,
    "minItems": lambda _, says, value, __: not isinstance(value, list) or len(value) >= says,
    "items": lambda check, says, value, _: (
        not isinstance(value, list) or all(check(says, item) for item in value)
    ),
    "minProperties": lambda _, says, value, __: not isinstance(value, dict) or len(value) >= says,
    "required": lambda _, says, value, __: (
        not isinstance(value, dict) or all(key in value for key in says)
    ),
    "properties": _Check.properties,
    "additionalProperties": _Check.others,
    "propertyNames": lambda check, says, value, _: (
        not isinstance(value, dict) or all(check(says, key) for key in value)
    ),
    "if": _Check.condition,
    "anyOf": lambda check, says, value, _: any(check(option, value) for option in says),
    "allOf": lambda check, says, value, _: all(check(option, value) for option in says),
    "not": lambda check, says, value, _: not check(says, value),
}
