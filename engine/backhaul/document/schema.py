"""Whether a document has the shape of a policy, source or case file, by its published JSON Schema.

Editors use the same schemas for completion: what they underline is what is refused here.
Nothing is fetched: references stay within one schema, and the registry of others is empty.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache

from backhaul.diagnostics import Diagnostic, in_file_order
from backhaul.document.fast_schema import Test, compiled
from backhaul.document.files import read_bytes
from backhaul.document.node import Document, plain
from backhaul.static import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from typing import TypeAlias

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

Kind: TypeAlias = Literal["policy", "source", "cases"]

_FOLDER = os.path.dirname(__file__)  # noqa: PTH120 - `pathlib` takes longer than this
_FILES: dict[str, str] = {
    "policy": "policy.schema.json",
    "source": "source.schema.json",
    "cases": "case.schema.json",
}


@cache
def _text(name: str) -> str:
    return read_bytes(os.path.join(_FOLDER, _FILES[name]), limit=1 << 20).decode()  # noqa: PTH118


def schema(name: Kind) -> dict[str, Any]:
    """The published schema, a fresh copy."""
    loaded: dict[str, Any] = json.loads(_text(name))
    return loaded


def check_shape(document: Document, kind: Kind) -> list[Diagnostic]:
    """Where the document's shape is not that of its kind, in file order; not on suspect lines."""
    # decimals are numbers to the validator, though not to the types that describe it
    instance: Any = plain(document.root)
    if _fits(kind)(instance):
        return []
    from backhaul.document.shape import diagnose

    mistakes: list[Diagnostic] = []
    for error in _validator(kind).iter_errors(instance):
        mistakes += diagnose(document, error)
    return in_file_order(document.apart_from_suspect(mistakes))


@cache
def _fits(kind: Kind) -> Test:
    """What tells whether a document has the shape of its kind."""
    return compiled(schema(kind))


@cache
def _validator(kind: Kind) -> Validator:
    """The validator of a kind of document."""
    # importing it takes longer than reading a policy, so it waits until it is needed
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry

    extend: Any = validators.extend
    strict = extend(Draft202012Validator, {"pattern": _pattern})
    made: Validator = strict(schema(kind), registry=Registry())
    return made


def _pattern(
    _validator: Validator, pattern: str, instance: object, _schema: object
) -> Iterator[ValidationError]:
    """As the standard has it: `$` is the end, and not what is before a last line feed."""
    from jsonschema import ValidationError

    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError("pattern")
