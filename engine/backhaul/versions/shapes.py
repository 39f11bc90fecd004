"""Files whose shape was checked against the schema when the library was built.

Checking a shape costs more than deciding, so a shipped file is not checked again: its bytes are known by
their digest, which counts only beside the digest of the very schema that it was checked against. Any
other file, and any changed one, is checked.
"""

from __future__ import annotations

import json
import os

from backhaul.diagnostics import Diagnostic, PolicyError
from backhaul.digests import sha256
from backhaul.document.files import bytes_if_any, read_bytes
from backhaul.document.node import Document
from backhaul.document.reader import read
from backhaul.static import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from backhaul.document.schema import Kind

LIST = os.path.join(os.path.dirname(__file__), "shapes.json")
_SCHEMAS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "document")


def read_document(data: bytes, name: str, kind: Kind) -> tuple[Document, list[Diagnostic]]:
    """The document in the bytes of a file, with the mistakes in its text and in its shape.

    Raises PolicyError where the text is so wrong that there is no document.
    """
    document, mistakes = read(data, name)
    if document is None:
        raise PolicyError(mistakes)
    if mistakes or not is_known(document):
        from backhaul.document.schema import check_shape

        mistakes = [*mistakes, *check_shape(document, kind)]
    return document, mistakes


def is_known(document: Document) -> bool:
    """Whether the shape of a file with these bytes has been checked."""
    data = bytes_if_any(LIST, limit=1 << 20)
    if data is None:
        return False
    listed = json.loads(data)
    return document.bytes_digest in listed["files"] and listed["schema"] == schema_digest()


def listing(folder: Path) -> dict[str, object]:
    """What the list holds for the policies and sources below a folder, all of whose shapes are right."""
    files = sorted(path for path in folder.glob("*/*.yaml")) + sorted(
        folder.glob("*/sources/*.yaml")
    )
    digests = [sha256(path.read_bytes()).hexdigest() for path in files]
    return {"schema": schema_digest(), "files": digests}


def schema_digest() -> str:
    """SHA-256 of the schemas."""
    whole = sha256()
    for name in sorted(os.listdir(_SCHEMAS)):
        if name.endswith(".schema.json"):
            whole.update(read_bytes(os.path.join(_SCHEMAS, name), limit=1 << 20))
    return whole.hexdigest()
