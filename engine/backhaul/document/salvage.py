"""What can be read of a text that cannot be read as it stands: the lines that are in the way are passed over.

Somebody who types has a text like that most of the time. What comes is no document to decide by: it tells what
stands around the place where the text is not finished.
"""

from __future__ import annotations

from backhaul.digests import sha256
from backhaul.document import characters
from backhaul.document.builder import Builder
from backhaul.document.node import Document, MapNode
from backhaul.document.reader import SIZE, follow, parser_of
from backhaul.document.stops import Failure

#: lines that are passed over one after the other before all below them is
_TRIALS = 6


def salvaged(text: str, name: str) -> Document | None:
    r"""The document without the lines that are in the way; nothing where there is none all the same.

    Every node keeps its place. Mistakes are not told: `read` tells those of the whole text.

    >>> document = salvaged("facts:\n  weight: {type: integer}\n  mark", "policy.yaml")
    >>> [name for name, _ in document.root], document.root.get("facts").span.line
    (['facts'], 2)
    """
    text, wrong = characters.decode(text, name, SIZE)
    lines = text.split("\n")
    if wrong or any(len(line) > characters.LINE for line in lines):
        return None
    text, _ = characters.clean(text, tuple(lines), name)
    kept = text.split("\n")
    for _ in range(_TRIALS):
        root, failure = _read(kept, lines, name)
        if root is not None:
            digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
            return Document(name, root, digest)
        if failure is None:
            return None
        kept[_in_the_way(failure, kept)] = ""
    root, failure = _read(kept, lines, name)
    if root is None and failure is not None:
        root, _ = _read(kept[: failure.at[0]], lines, name)
    return Document(name, root, "") if root is not None else None


def _read(kept: list[str], lines: list[str], name: str) -> tuple[MapNode | None, Failure | None]:
    """The root of what is kept, or why the parser could not go on."""
    text = "\n".join(kept)
    builder = Builder(name, tuple(lines), text)
    root = follow(parser_of(text), builder)
    return root, builder.failure


def _in_the_way(failure: Failure, kept: list[str]) -> int:
    """The 0-based line without which the text may be read: where a bracket or a quote opens, or else where the parser stopped."""
    opens = any(word in failure.context for word in ("flow", "quoted", "simple key"))
    last = len(kept) - 1
    line = min(failure.context_at[0] if opens else failure.at[0], last)
    return next((n for n in range(line, -1, -1) if kept[n].strip()), 0)
