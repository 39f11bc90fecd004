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
from backhaul.frozen import with_fields
from backhaul.static import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from typing import TypeAlias

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

Kind: TypeAlias = Literal["policy", "source", "cases", "clauses"]

#: misspelt keys inside misspelt keys
_ROUNDS = 8
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


def check_shape(document: Document, kind: Kind) -> list[Diagnostic]:
    """Where the document's shape is not that of its kind, in file order; not on suspect lines."""
    return as_meant(document, kind)[1]


def as_meant(document: Document, kind: Kind) -> tuple[Document, list[Diagnostic]]:
    """The document with misspelt keys as they are meant, and where its shape is not that of its kind.

    So what stands under such a key is checked, too, and what reads it is not wrong.
    """
    mistakes: list[Diagnostic] = []
    for _ in range(_ROUNDS):
        # decimals are numbers to the validator, though not to the types that describe it
        instance: Any = plain(document.root)
        if _fits(kind)(instance):
            break
        from backhaul.document.misspelt import misplaced, misspelt, renamed
        from backhaul.document.shape import diagnose

        errors = list(_validator(kind).iter_errors(instance))
        wrong = list(misspelt(document, errors))
        if not wrong:
            document, moved = misplaced(document, errors, schema(kind)["properties"])
            mistakes += moved
            if moved:
                continue
            mistakes += [each for error in errors for each in diagnose(document, error)]
            break
        mistakes += [mistake for _, _, mistake in wrong]
        meant = {id(key): name for key, name, _ in wrong}
        document = with_fields(document, root=renamed(document.root, meant))
    return document, in_file_order(document.apart_from_suspect(mistakes))


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
