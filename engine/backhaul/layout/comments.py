"""Which entry each comment belongs to.

A comment beside something belongs to what ends on its line, or to the key there. One on a line of its own belongs to what comes after it;
behind the last entry of a list or mapping, to the innermost one that it is indented like. One between a key and its value, or behind a
dash, comes to stand above.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

from backhaul.layout.tree import Branch, Comment, Place, Slot, Tree


def attach(tree: Tree) -> list[str]:
    """Gives every comment and every empty line to a slot; the lines above the first key come back."""
    first = tree.root.slots[0].start if tree.root.slots else tree.root.end
    head = [comment for comment in tree.comments if comment.place < first]
    tree.root.opened = tree.root.flow
    above: list[str] = []
    for comment in head:
        _put(above, comment, tree)
    if above and _is_blank(first[0] - 1, tree):
        above.append("")
    _distribute(tree.root, tree.comments[len(head) :], tree)
    return above


def _distribute(branch: Branch, comments: Sequence[Comment], tree: Tree) -> None:
    """Gives the comments, all within or behind the branch, to its slots or to its end."""
    starts = [slot.start for slot in branch.slots]
    inside: list[list[Comment]] = [[] for _ in starts]
    before: list[list[Comment]] = [[] for _ in (*starts, None)]
    for comment in comments:
        number = bisect(starts, comment.place) - 1
        if number < 0:
            before[0].append(comment)
        elif not before[number + 1] and _is_inside(branch.slots[number], comment, branch):
            inside[number].append(comment)
        else:
            before[number + 1].append(comment)
    for number, slot in enumerate(branch.slots):
        for comment in before[number]:
            _put(slot.above, comment, tree)
        if (number or before[0]) and _is_blank(slot.start[0] - 1, tree):
            slot.above.append("")
        _settle(slot, inside[number], tree)
    for comment in before[-1]:
        _put(branch.tail, comment, tree)


def _is_inside(slot: Slot, comment: Comment, branch: Branch) -> bool:
    """Whether a comment behind the start of a slot belongs to it, and not to what comes after it."""
    value, end = slot.value, slot.value.end
    if comment.place < end or (not comment.alone and comment.place[0] == end[0]):
        return True
    if not isinstance(value, Branch) or value.flow or not comment.alone:
        return False
    column, own = comment.place[1], branch.start[1]
    return column >= value.start[1] if value.start[1] > own else column > own


def _settle(slot: Slot, comments: Sequence[Comment], tree: Tree) -> None:
    """Gives a slot the comments that stand between its key and the end of its value."""
    value = slot.value
    if isinstance(value, Branch) and value.flow and value.slots:
        value.opened = any(comment.place < value.end for comment in comments)
    if isinstance(value, Branch) and value.is_block and value.slots:
        first = value.slots[0].start
        own = next((c for c in comments if _is_beside_key(slot, c, first)), None)
        slot.beside = own.text if own else ""
        _distribute(value, [comment for comment in comments if comment is not own], tree)
        if slot.key is None:
            # the first line of what stands behind a dash is the dash's
            slot.above += value.slots[0].above
            value.slots[0].above = []
        return
    last = next((comment for comment in reversed(comments) if not comment.alone), None)
    slot.beside = last.text if last else ""
    for comment in comments:
        if comment is not last:
            _put(slot.above, comment, tree)


def _is_beside_key(slot: Slot, comment: Comment, first: Place) -> bool:
    """Whether a comment stands on the line of a key, before the first slot of its value."""
    if slot.key is None or comment.alone:
        return False
    return comment.place[0] == slot.key.end[0] and comment.place < first


def _put(lines: list[str], comment: Comment, tree: Tree) -> None:
    """Adds a comment, behind an empty line where there is one above it."""
    if comment.alone and _is_blank(comment.place[0] - 1, tree):
        lines.append("")
    lines.append(comment.text)


def _is_blank(number: int, tree: Tree) -> bool:
    """Whether a line is empty, and no part of a value."""
    return number >= 0 and not tree.lines[number].strip(" ") and number not in tree.kept
