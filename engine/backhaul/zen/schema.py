"""A document that fits a JSON Schema, by which facts are typed where no test has them."""

from __future__ import annotations

from typing import Any

#: a value of each type
_VALUES: dict[str, Any] = {"string": "", "number": 0.5, "integer": 0, "boolean": False, "array": []}


def documents_of(schema: Any) -> list[Any]:
    """A document with everything that the schema names, and where something is not required one without it.

    >>> documents_of({"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"]})
    [{'a': False}]
    """
    whole = _example(schema, required_only=False)
    least = _example(schema, required_only=True)
    return [whole] if whole == least else [whole, least]


def _example(schema: Any, *, required_only: bool) -> Any:
    if not isinstance(schema, dict):
        return None
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        required = schema.get("required") or ()
        return {
            name: _example(part, required_only=required_only)
            for name, part in (schema.get("properties") or {}).items()
            if name in required or not required_only
        }
    return _VALUES.get(kind) if isinstance(kind, str) else None
