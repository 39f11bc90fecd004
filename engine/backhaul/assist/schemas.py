"""What the published schemas say of a place in a file: the keys that may stand there, the values, and what each is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from backhaul.assist.trail import Steps
from backhaul.document.schema import Kind, schema

_ONE_OF = ("anyOf", "oneOf", "allOf")


@cache
def _schema(kind: Kind) -> Mapping[str, Any]:
    return schema(kind)


def at_path(kind: Kind, path: Steps) -> tuple[Mapping[str, Any], ...]:
    """Every schema that a value under these keys may have."""
    root = _schema(kind)
    parts = tuple(_alternatives(root, root))
    for step in path:
        parts = tuple(
            found
            for part in parts
            for below in _below(part, step)
            for found in _alternatives(root, below)
        )
    return parts


def _below(part: Mapping[str, Any], step: str | int) -> Iterator[Mapping[str, Any]]:
    """The schema of what stands under a key or in a list."""
    if isinstance(step, int):
        if isinstance(part.get("items"), Mapping):
            yield part["items"]
        return
    properties = part.get("properties", {})
    if step in properties:
        yield properties[step]
    elif isinstance(part.get("additionalProperties"), Mapping):
        yield part["additionalProperties"]


def _alternatives(root: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A schema with what it refers to and what it may be besides."""
    if "$ref" in part:
        name = str(part["$ref"]).rpartition("/")[2]
        about = {"description": part["description"]} if "description" in part else {}
        yield from _alternatives(root, {**root["$defs"][name], **about})
        return
    yield part
    for word in _ONE_OF:
        for other in part.get(word, ()):
            if "properties" in other or "$ref" in other:
                yield from _alternatives(root, other)


def keys_at(kind: Kind, path: Steps) -> dict[str, str]:
    """The keys that may stand in a mapping, each with what it is for.

    >>> list(keys_at("policy", ("in_force",)))
    ['by', 'from']
    """
    keys: dict[str, str] = {}
    for part in at_path(kind, path):
        for name, below in part.get("properties", {}).items():
            if below.get("not") != {}:
                keys.setdefault(name, described(kind, (*path, name)))
    return keys


def described(kind: Kind, path: Steps) -> str:
    """What stands under a key, in a sentence; empty where the schema says nothing, or has no such key of its own."""
    if not path or not any(
        path[-1] in part.get("properties", {}) for part in at_path(kind, path[:-1])
    ):
        return ""
    return next((str(p["description"]) for p in at_path(kind, path) if p.get("description")), "")


def values_at(kind: Kind, path: Steps) -> tuple[str, ...]:
    """The values that may stand under a key where the schema lists them, or says true and false.

    >>> values_at("policy", ("decisions", "route", "hit"))
    ('first', 'unique', 'collect')
    """
    found: dict[str, None] = {}
    for part in at_path(kind, path):
        found |= dict.fromkeys(map(str, part.get("enum", ())))
        if "const" in part:
            found[str(part["const"])] = None
        if part.get("type") == "boolean":
            found |= dict.fromkeys(("true", "false"))
    return tuple(found)


def takes_mapping(kind: Kind, path: Steps) -> bool:
    """Whether a mapping may stand there."""
    return any("object" in types_of(part) for part in at_path(kind, path))


def types_of(part: Mapping[str, Any]) -> tuple[str, ...]:
    """The types that a schema takes."""
    sort = part.get("type", ())
    return (sort,) if isinstance(sort, str) else tuple(sort)
