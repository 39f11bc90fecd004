"""The sections of a policy whose entries are values with a name of their own: its calendars and its zones."""

from __future__ import annotations

from backhaul.diagnostics import Span
from backhaul.document.node import MapNode, entries
from backhaul.language.calendars import Calendar
from backhaul.language.kinds import Kind, Type
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Meaning
from backhaul.language.zones import Zone
from backhaul.static import Callable, TypeVar

Value = TypeVar("Value", Calendar, Zone)


def read_section(
    root: MapNode,
    kind: Kind,
    reader: Reader,
    make: Callable[[str, Span, MapNode, Reader], Value | None],
) -> dict[str, Value]:
    """The entries, each declared in the scope; one that is wrong in anything is declared and left out."""
    values: dict[str, Value] = {}
    for name, key, node in entries(root.get(f"{kind}s")):
        body = node if isinstance(node, MapNode) else MapNode((), node.span)
        made = make(name, key.span, body, reader)
        type = Type(kind) if made else None
        reader.scope.declare(name, Meaning(kind.value, type, NO_NAMES, key.span, value=made))
        if made:
            values[name] = reader.named[name] = made
    return values
