"""The section `zones` of a policy: the changes of a clock, between two instants."""

from __future__ import annotations

from backhaul.diagnostics import Span
from backhaul.document.node import MapNode, Node, text, texts
from backhaul.language.kinds import Kind, Refusal
from backhaul.language.named_sections import read_section
from backhaul.language.policy_parts import Reader
from backhaul.language.written_values import offset_of, parse_instant
from backhaul.language.zones import Zone, zone

#: an instant, and the offset with which it is written
Turn = tuple[int, int]


def read_zones(root: MapNode, reader: Reader) -> dict[str, Zone]:
    """The zones, each declared in the scope; one that is wrong in anything is declared and left out."""
    return read_section(root, Kind.ZONE, reader, _zone)


def _zone(name: str, place: Span, body: MapNode, reader: Reader) -> Zone | None:
    first, last = (_turn(body.get(key), reader) for key in ("from", "until"))
    turns: list[Turn | None] = []
    for _, node in texts(body.get("changes")):
        turn = _turn(node, reader)
        before = turns[-1] if turns else first
        if turn and before and turn[0] <= before[0]:
            message = f"`{text(node)}` is not after what stands before it"
            help = "write the changes in the order of time, after `from` and before `until`"
            reader.scope.say("dates-not-rising", message, node.span, help)
            turn = None
        turns.append(turn)
    known = [turn for turn in (first, *turns) if turn]
    if first is None or last is None or len(known) <= len(turns):
        return None
    if last[0] <= known[-1][0]:
        message = f"the zone `{name}` ends before its last change"
        help = "`until` is the instant from which on nothing is known"
        reader.scope.say("empty-bounds", message, reader.at(body, "until"), help)
        return None
    offsets, changes = [offset for _, offset in known], [instant for instant, _ in known[1:]]
    ends = (first[0], last[0])
    return zone(name, ends, offsets, changes, known_as=text(body.get("zone")), span=place)


def _turn(node: Node | None, reader: Reader) -> Turn | None:
    written = text(node)
    if node is None or written is None:
        return None
    held = parse_instant(written)
    if isinstance(held, Refusal):
        reader.scope.say(held.code, held.message, node.span, held.help)
        return None
    return held, offset_of(written)
