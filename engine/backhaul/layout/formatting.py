"""A text in the house style, which says what it said: that is read back before anybody gets it."""

from __future__ import annotations

from collections import Counter

from backhaul.diagnostics import PolicyError
from backhaul.document.characters import decode
from backhaul.document.node import ListNode, MapNode, Node
from backhaul.document.reader import SIZE, read
from backhaul.document.schema import Kind
from backhaul.layout.comments import attach
from backhaul.layout.order import arrange, name_of
from backhaul.layout.tree import Branch, Tree
from backhaul.layout.writing import Writer


def formatted(data: bytes, name: str, kind: Kind) -> str:
    """The file in the house style: every value and every comment that it has, in a layout that is the same for all.

    Raises PolicyError with the mistakes in its text, and where a line would come to be longer than a line may be.
    """
    document, mistakes = read(data, name)
    if document is None or any(mistake.severity == "error" for mistake in mistakes):
        raise PolicyError(mistakes)
    before = Tree(decode(data, name, SIZE)[0])
    text = _written(before, kind)
    again, mistakes = read(text, name)
    if again is None or mistakes:
        raise PolicyError(mistakes)
    after = Tree(text)
    same = _said(document.root) == _said(again.root) and _names(before.root) == _names(after.root)
    if not same or _comments(before) != _comments(after):
        raise AssertionError(f"`{name}` would not say the same in the house style")
    return text


def _written(tree: Tree, kind: Kind) -> str:
    head = attach(tree)
    arrange(tree.root, kind)
    lines = [*head, *Writer(kind).block(tree.root, 0)]
    return "\n".join(lines) + "\n"


def _said(node: Node) -> object:
    """What a node says: the kind of each value counts, and the order of keys does not."""
    if isinstance(node, MapNode):
        return {name: _said(value) for name, value in node}
    if isinstance(node, ListNode):
        return [_said(item) for item in node.items]
    return type(node.value), str(node.value)


def _names(branch: Branch) -> list[object]:
    """The keys of a branch and of all below it, in their order."""
    below = (_names(slot.value) for slot in branch.slots if isinstance(slot.value, Branch))
    return [*(slot.key and name_of(slot.key) for slot in branch.slots), *below]


def _comments(tree: Tree) -> Counter[str]:
    return Counter(comment.text for comment in tree.comments)
