"""Two conditions held side by side: what was added, dropped or replaced in them, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from backhaul.comparison.change import Edit
from backhaul.comparison.wording import condition_text
from backhaul.language import nodes

Family = Literal["all", "any"]
#: both families of a list of conditions, and how they are called
_LISTS: dict[type, Family] = {nodes.All: "all", nodes.Any: "any"}


def edits(old: nodes.Condition | None, new: nodes.Condition | None) -> Iterator[Edit]:
    """What was done to the old condition to make the new one; none if nothing."""
    before, after = condition_text(old), condition_text(new)
    if before == after:
        return
    if old is None or new is None:
        yield _replaced(old, new)
        return
    yield from _steps(old, new)


def _replaced(old: nodes.Condition | None, new: nodes.Condition | None) -> Edit:
    return Edit("replaced", old, new, "", condition_text(old), condition_text(new))


def _steps(old: nodes.Condition, new: nodes.Condition) -> Iterator[Edit]:
    if isinstance(old, nodes.Not) and isinstance(new, nodes.Not):
        yield from _steps(old.child, new.child)
        return
    family = next((f for f in _LISTS if isinstance(old, f) or isinstance(new, f)), None)
    others = [node for node in (old, new) if type(node) in _LISTS and type(node) is not family]
    if family is None or others:
        yield _replaced(old, new)
        return
    yield from _lists(_children(old, family), _children(new, family), _LISTS[family])


def _children(node: nodes.Condition, family: type) -> list[nodes.Condition]:
    """The parts of a list; what is no list is a list of one."""
    if isinstance(node, nodes.All | nodes.Any) and isinstance(node, family):
        return list(node.children)
    return [node]


def _lists(
    old: list[nodes.Condition], new: list[nodes.Condition], family: Family
) -> Iterator[Edit]:
    kept = {condition_text(node) for node in old} & {condition_text(node) for node in new}
    gone = [node for node in old if condition_text(node) not in kept]
    come = [node for node in new if condition_text(node) not in kept]
    for before in list(gone):
        alike = next((node for node in come if _alike(before, node)), None)
        if alike is not None:
            gone.remove(before)
            come.remove(alike)
            yield from _steps(before, alike)
    if len(gone) == len(come) == 1 and kept:
        yield from _steps(gone[0], come[0])
        return
    for node in gone:
        yield Edit("dropped", node, None, family, condition_text(node))
    for node in come:
        yield Edit("added", None, node, family, "", condition_text(node))
    order = [condition_text(node) for node in old if condition_text(node) in kept]
    if (
        not gone
        and not come
        and order != [condition_text(n) for n in new if condition_text(n) in kept]
    ):
        yield Edit("reordered", among=family)


def _alike(old: nodes.Condition, new: nodes.Condition) -> bool:
    """Whether one was made of the other: the same kind, over some of the same names."""
    same = set(nodes.names(old)) & set(nodes.names(new))
    return type(old) is type(new) and bool(same)
