"""The order of keys: that in which the published schema of the file lists them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backhaul.document.schema import Kind, schema
from backhaul.layout.tree import Branch, Written

Json = dict[str, Any]
_PARTS = ("then", "else")
_LISTS = ("allOf", "anyOf", "oneOf")


def arrange(root: Branch, kind: Kind) -> None:
    """Puts the keys of every mapping in order whose keys are all in the schema; names that a file gives stay as they are."""
    whole = schema(kind)
    _arrange(root, [whole], whole)


def _arrange(branch: Branch, schemas: list[Json], whole: Json) -> None:
    shapes = [shape for each in schemas for shape in _shapes(each, whole)]
    for slot in branch.slots:
        if isinstance(slot.value, Branch):
            name = name_of(slot.key) if slot.key else None
            _arrange(slot.value, list(_below(shapes, name)), whole)
    names = [name_of(slot.key) for slot in branch.slots if slot.key]
    for shape in shapes:
        keys = list(shape.get("properties", ()))
        if branch.keyed and set(names) <= set(keys):
            branch.slots.sort(key=lambda slot: keys.index(name_of(slot.key)))
            return


def _shapes(shape: Json, whole: Json) -> Iterator[Json]:
    """The schema itself, and those that it refers to."""
    if "$ref" in shape:
        yield from _shapes(whole["$defs"][shape["$ref"].rpartition("/")[2]], whole)
    yield shape
    for part in _PARTS:
        if isinstance(shape.get(part), dict):
            yield from _shapes(shape[part], whole)
    for part in _LISTS:
        for each in shape.get(part, ()):
            yield from _shapes(each, whole)


def _below(shapes: list[Json], name: str | None) -> Iterator[Json]:
    """The schemas of what stands under a key, or of the items of a list where there is no key."""
    for shape in shapes:
        if name is None:
            part = shape.get("items")
        else:
            part = shape.get("properties", {}).get(name) or shape.get("additionalProperties")
        if isinstance(part, dict):
            yield part


def name_of(key: Written | None) -> str:
    """What a key says, where it is written plainly."""
    return key.lines[0].strip("\"'") if key else ""
