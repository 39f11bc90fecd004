"""The published JSON Schemas of policy, source and case files. Editors use them for completion, too."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache

from backhaul.document.files import read_bytes
from backhaul.static import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from typing import TypeAlias

Kind: TypeAlias = Literal["policy", "source", "cases", "clauses"]

_FOLDER = os.path.dirname(__file__)  # noqa: PTH120 - `pathlib` takes longer than this
_FILES: dict[str, str] = {
    "policy": "policy.schema.json",
    "source": "source.schema.json",
    "cases": "case.schema.json",
    "clauses": "clauses.schema.json",
}


@cache
def schema_text(name: str) -> str:
    """The text of a published schema."""
    return read_bytes(os.path.join(_FOLDER, _FILES[name]), limit=1 << 20).decode()  # noqa: PTH118


def schema(name: Kind) -> dict[str, Any]:
    """The published schema, a fresh copy."""
    loaded: dict[str, Any] = json.loads(schema_text(name))
    return loaded


@cache
def keys() -> frozenset[str]:
    """Every key that the schemas know by its name."""

    def below(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from part.get("properties", ())
        for inner in (
            part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        ):
            yield from below(inner)

    return frozenset(key for name in _FILES for key in below(json.loads(schema_text(name))))
