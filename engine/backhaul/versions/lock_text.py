"""The one form in which a lock is written."""

from __future__ import annotations


def written(value: object, margin: str = "\n") -> str:
    """JSON as `json.dumps` gives it with an indent of two, without importing that."""
    inner = margin + "  "
    match value:
        case dict() if value:
            items = (f'{inner}"{key}": {written(item, inner)}' for key, item in value.items())
            return "{" + ",".join(items) + margin + "}"
        case list() if value:
            return "[" + ",".join(inner + written(item, inner) for item in value) + margin + "]"
        case str() if value.isascii() and value.isprintable() and not set('"\\') & set(value):
            return f'"{value}"'
        case int() if not isinstance(value, bool):
            return str(value)
        case None:
            return "null"
    import json

    return json.dumps(value, ensure_ascii=False)
