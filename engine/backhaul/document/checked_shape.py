"""Whether a document has the shape of a policy, source or case file, by its published JSON Schema.

Editors use the same schemas for completion: what they underline is what is refused here.
Nothing is fetched: references stay within one schema, and the registry of others is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from backhaul.diagnostics import Diagnostic, in_file_order
from backhaul.document.fast_schema import Test, compiled
from backhaul.document.node import Document, plain
from backhaul.document.schema import Kind, schema
from backhaul.frozen import with_fields
from backhaul.static import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

#: misspelt keys inside misspelt keys
_ROUNDS = 8


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
