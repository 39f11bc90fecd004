"""Keys that nobody knows but that are near to one that is known: which is meant, and the document as it is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backhaul.diagnostics import Diagnostic, closest
from backhaul.document.mistakes import short
from backhaul.document.node import Document, ListNode, MapNode, Node, Scalar
from backhaul.document.shape import PlaceOfError
from backhaul.frozen import with_fields
from backhaul.way_out import WayOut

if TYPE_CHECKING:
    from jsonschema import ValidationError

#: keys of what is declared, which is never called so itself
_ATTRIBUTES = (
    "title",
    "type",
    "value",
    "choices",
    "optional",
    "cites",
    "absent",
    "changeable",
    "masked",
)
#: words that people write for a key; the nearest by its letters may mean the opposite
_MEANT = {
    **dict.fromkeys(("and", "both", "every"), "all"),
    **dict.fromkeys(("or", "either", "some"), "any"),
    **dict.fromkeys(("if", "condition", "conditions"), "when"),
    **dict.fromkeys(("else", "default"), "otherwise"),
    **dict.fromkeys(("reason", "why"), "because"),
    **dict.fromkeys(("result", "output", "gives"), "then"),
    "name": "id",
    "no": "not",
}


#: a key that nobody knows, the one that is meant, and the mistake that it is
Misspelt = tuple[Scalar, str, Diagnostic]


def misspelt(document: Document, errors: Sequence[ValidationError]) -> Iterator[Misspelt]:
    """The keys that nobody knows but that are near to one that may stand there, each with its mistake."""
    for error in errors:
        place = PlaceOfError(document, error.absolute_path)
        if error.validator != "additionalProperties" or not isinstance(place.node, MapNode):
            continue
        required = (e for e in errors if e.validator == "required" and e.path == error.path)
        wanted = {str(name) for each in required for name in _names(each.validator_value)}
        known = set(
            (error.schema if isinstance(error.schema, Mapping) else {}).get("properties", {})
        )
        for key, close in _near(place.node, known, wanted):
            message = f"{place.name} has no key `{short(str(key.value))}`"
            help = WayOut(f"did you mean `{close}`?", (None, close))
            yield key, close, Diagnostic("unknown-key", message, help, key.span)


def _names(wanted: Any) -> list[str]:
    return list(wanted)


def _near(node: MapNode, known: set[str], wanted: set[str]) -> Iterator[tuple[Scalar, str]]:
    """Each key of a mapping that is not known but near to one that does not stand there."""
    free = known - {str(key.value) for key, _ in node.entries}
    unknown = [key for key, _ in node.entries if str(key.value) not in known]
    missing = [name for name in wanted if name in free]
    for key in unknown:
        name = str(key.value)
        meant = _MEANT.get(name.lower(), "")
        close = meant if meant in free else closest(name, free)
        if not close and len(unknown) == len(missing) == 1:
            close = missing[0]  # it is not known, and is the one that is missing
        if close:
            free.discard(close)
            yield key, close


def renamed(node: Any, meant: Mapping[int, str]) -> Any:
    """The node with other texts in some of its keys."""
    match node:
        case MapNode():
            entries = tuple(
                (with_fields(key, value=meant[id(key)]) if id(key) in meant else key, below)
                for key, below in ((key, renamed(value, meant)) for key, value in node.entries)
            )
            index = {str(key.value): (key, value) for key, value in entries} if node.index else {}
            return MapNode(entries, node.span, index)
        case ListNode():
            return ListNode(tuple(renamed(item, meant) for item in node.items), node.span)
        case _:
            return node


def misplaced(
    document: Document, errors: Sequence[ValidationError], sections: Collection[str]
) -> tuple[Document, list[Diagnostic]]:
    """The document with what is indented too far or too little where it belongs, and the mistakes that this is."""
    wrong = {tuple(error.absolute_path)[:2] for error in errors}
    entries: list[tuple[Scalar, Node]] = []
    lifted: list[tuple[Scalar, Node]] = []
    mistakes: list[Diagnostic] = []
    for key, node in document.root.entries:
        kept: list[tuple[Scalar, Node]] = []
        for inner, value in node.entries if isinstance(node, MapNode) else ():
            name, above = str(inner.value), kept[-1] if kept else None
            help = ""
            if (key.value, name) not in wrong:
                pass
            elif name in sections and document.root.get(name) is None:
                message = f"`{name}` is a section of the file, and stands inside `{key.value}`"
                help = "begin it in the first column"
                lifted.append((inner, value))
            elif (
                above
                and isinstance(above[1], MapNode)
                and name in _ATTRIBUTES
                and above[1].get(name) is None
                and above[1].entries
            ):
                message = f"`{name}` stands beside `{above[0].value}`, and not in it"
                below = above[1].entries
                first = below[0][0]
                help = f"begin it in column {first.span.column}, as line {first.span.line} does"
                kept[-1] = (above[0], MapNode((*below, (inner, value)), above[1].span))
            if help:
                mistakes.append(Diagnostic("misplaced-key", message, help, inner.span))
            else:
                kept.append((inner, value))
        entries.append(
            (key, MapNode(tuple(kept), node.span) if isinstance(node, MapNode) else node)
        )
    root = MapNode((*entries, *lifted), document.root.span)
    return with_fields(document, root=root), mistakes
