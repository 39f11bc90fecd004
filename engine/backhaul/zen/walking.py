"""The order of the nodes of a graph, and the edges between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]


def in_order(nodes: Mapping[str, Node], edges: Sequence[Node]) -> list[Node]:
    """The nodes so that each stands behind those that lead to it; of a circle none."""
    order: list[Node] = []
    done: set[str] = set()
    waiting = dict(nodes)
    while waiting:
        ready = [
            id
            for id, node in waiting.items()
            if all(
                edge["sourceId"] in done or edge["sourceId"] not in nodes
                for edge in incoming(node, edges)
            )
        ]
        if not ready:
            return order
        for id in ready:
            order.append(waiting.pop(id))
            done.add(id)
    return order


def incoming(node: Node, edges: Sequence[Node]) -> Iterator[Node]:
    """The edges that lead to a node."""
    return (edge for edge in edges if edge["targetId"] == node["id"])
