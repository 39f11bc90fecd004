"""The templates of every sentence that a diagnostic of the engine can hold, read from its source.

A sentence is an f-string where it is made. From each place that makes a diagnostic the texts are followed back: through locals,
constants, tables, parameters and what functions give back. A value in a sentence is a hole, named as the source names it; where
it is itself one of our texts, and not the user's, that text is a template, too.
"""

import ast
import json
from collections.abc import Iterator
from typing import Any

from backhaul.document.shape import sentence
from backhaul.language.kinds import Kind
from diagnostics.sentences import Sentences, escaped
from diagnostics.source_files import ENGINE, modules

#: a table of sentences with holes
TABLE = "backhaul.explanation.refusal_words", "ENGLISH"
#: what systems say of files
SYSTEM = (
    "file exists",
    "file name too long",
    "input/output error",
    "is a directory",
    "no space left on device",
    "no such file or directory",
    "not a directory",
    "operation not permitted",
    "permission denied",
    "read-only file system",
    "too many levels of symbolic links",
)
#: what stands between sentences
BETWEEN = (
    ", ",
    " and ",
    " or ",
    "; ",
    " ",
    ": ",
    "error",
    "warning",
    "note",
    "help",
    "the same on other lines",
)


def templates() -> dict[str, str]:
    """Every template, with the place of a diagnostic that can hold it, as `file:line`."""
    files = modules()
    found = Sentences(files).run() | _of_schemas() | dict.fromkeys(BETWEEN, "diagnostics")
    found |= {kind.value: "language.kinds" for kind in Kind} | dict.fromkeys(SYSTEM, "the system")
    name, table = TABLE
    found |= dict.fromkeys(ast.literal_eval(files[name].constants[table]).values(), name)
    return dict(sorted(found.items()))


def _of_schemas() -> dict[str, str]:
    """What the schemas say of keys that may be missing, and of what may not stand together."""
    found: dict[str, str] = {}
    for path in sorted((ENGINE / "document").glob("*.schema.json")):
        for schema in _schemas(json.loads(path.read_bytes())):
            keys = schema.get("properties", {})
            needed = [
                keys.get(name, {}).get("description", "") for name in schema.get("required", ())
            ]
            found |= {escaped(sentence(text)): path.name for text in needed if text}
            if "not" in schema and "description" in schema["not"]:
                found[escaped(schema["not"]["description"])] = path.name
            elif "not" in schema and "description" in schema:
                found[escaped(schema["description"])] = path.name
    return found


def _schemas(node: object) -> Iterator[dict[str, Any]]:
    """Every part of a schema."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _schemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from _schemas(value)
