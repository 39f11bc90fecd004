"""The parts of an expression, and how much work it is."""

from __future__ import annotations

from backhaul.language import nodes
from backhaul.static import Iterator


def work(node: nodes.Expression) -> int:
    """How much work it is to work an expression out: a unit a node, ten for arithmetic on ranges."""
    own = 10 if isinstance(node, nodes.Arithmetic) else 1
    return own + sum(work(below) for below in nodes.operands(node))


def parts_of(place: str, node: nodes.Expression) -> Iterator[tuple[str, nodes.Expression]]:
    """An expression and all its parts, each with its place: `rule route.hold`, `rule route.hold/1`."""
    yield place, node
    for index, below in enumerate(nodes.operands(node)):
        yield from parts_of(f"{place}/{index}", below)
