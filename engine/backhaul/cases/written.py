"""Values as a case writes them: read, compared with what is known, and shown to the one who wrote them."""

from __future__ import annotations

from backhaul.document.node import ListNode, MapNode, Node, Scalar, flag
from backhaul.evaluation.known import Known
from backhaul.language.kinds import Held, Kind, Refusal, Type, json_value
from backhaul.language.values import read_value


def held(node: Node, type: Type) -> Held | Refusal | None:
    """The value that a case writes, as the engine holds it; nothing where it is absent."""
    value = node.value if isinstance(node, Scalar) else None
    return None if value is None else read_value(value, type)


def is_value(node: Node, type: Type, known: Known) -> bool:
    """Whether a value as written is the value known."""
    if not isinstance(node, Scalar) or not known.settled:
        return False
    return held(node, type) == known.one and (node.value is None) == (known.one is None)


def plainly_known(type: Type, known: Known) -> object:
    """The one value that is known, as a case may write it; None where it is absent."""
    return None if known.one is None else json_value(type, known.one)


def shown(type: Type, known: Known) -> str:
    """What is known, in one word."""
    return plainly(plainly_known(type, known)) if known.settled else "open"


def possibilities(node: Node, type: Type) -> object:
    """What is written as possible, in the form of `possible`: a list of values, or bounds."""
    if isinstance(node, MapNode):
        ends = {name: _json(value, type) for name, value in node if name != "or_absent"}
        return {**ends, "or_absent": True} if flag(node.get("or_absent")) else ends
    return [_json(item, type) for item in (node.items if isinstance(node, ListNode) else (node,))]


def _json(node: Node, type: Type) -> object:
    value = held(node, type)
    return None if value is None or isinstance(value, Refusal) else json_value(type, value)


def alike(expected: object, came: object) -> bool:
    """Whether two possibilities are the same, in any order."""
    if isinstance(expected, list) and isinstance(came, list):
        return len(expected) == len(came) and all(value in came for value in expected)
    return expected == came


def listed(found: object) -> str:
    """Possibilities in words."""
    if isinstance(found, dict):
        return ", ".join(f"{name} {plainly(value)}" for name, value in found.items())
    values = found if isinstance(found, list) else [found]
    return ", ".join(sorted(map(plainly, values))) or "nothing"


def in_words(node: Node) -> str:
    """What a case writes, in words."""
    match node:
        case Scalar():
            return plainly(node.value)
        case MapNode():
            return ", ".join(in_words(value) for _, value in node)
        case ListNode():
            return ", ".join(map(in_words, node.items)) or "nothing"


def plainly(value: object) -> str:
    """A value as somebody who writes YAML would write it."""
    match value:
        case None:
            return "absent"
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def like(old: object, new: object, kind: Kind | None) -> object:
    """A new value as the old one was written: an instant keeps its offset from UTC."""
    if kind != Kind.DATETIME or not isinstance(old, str) or not isinstance(new, str):
        return new
    from datetime import datetime

    offset = datetime.fromisoformat(old).tzinfo
    moved = datetime.fromisoformat(new).astimezone(offset).isoformat()
    return new if old[-1] in "Zz" else moved
