"""Where the conditions of a policy stand: each has a name of its own, such as `rule route.hold/1`."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.language import nodes
from backhaul.language.model import Policy


def conditions(policy: Policy) -> Iterator[tuple[str, nodes.Condition]]:
    """Every condition that a decision may look at, each above its parts, with a name of its own."""
    roots: list[tuple[str, nodes.Expression | None]] = [
        *((f"constraint {c.id}", c.condition) for c in policy.constraints),
        *((f"definition {d.name}", d.expression) for d in policy.definitions.values()),
    ]
    for decision in policy.decisions.values():
        roots.append((f"decision {decision.name}", decision.applies))
        for rule in decision.ladder:
            roots.append((f"rule {decision.name}.{rule.id}", rule.condition))
            roots += ((f"rule {decision.name}.{rule.id} {n}", e) for n, e in rule.outputs.items())
    for name, root in roots:
        if root is not None:
            yield from _conditions(name, root)


def _conditions(name: str, node: nodes.Expression) -> Iterator[tuple[str, nodes.Condition]]:
    if not isinstance(node, nodes.Value):
        yield name, node
    for index, below in enumerate(nodes.operands(node)):
        yield from _conditions(f"{name}/{index}", below)
