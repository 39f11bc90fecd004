"""A tree as text, in the house style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from backhaul.document.schema import Kind
from backhaul.layout.tree import Branch, Slot, Written
from backhaul.report.columns import WIDTH, padded, width

#: columns of a row of a table, of which the cells are aligned
_ROW = 200
#: what has an empty line before it where it, or what stands above it, takes several lines; `*` is any key
_APART: dict[Kind, frozenset[tuple[str, ...]]] = {
    "policy": frozenset(
        [
            *((name,) for name in ("source", "types", "parameters", "facts", "constraints")),
            *((name,) for name in ("definitions", "decisions", "invariants")),
            ("decisions", "*"),
            ("decisions", "*", "rules", "-"),
            ("decisions", "*", "otherwise"),
            ("invariants", "-"),
        ]
    ),
    "source": frozenset((name,) for name in ("sections", "parts", "tables", "facts", "notes")),
    "cases": frozenset([("cases",), ("cases", "-")]),
    "clauses": frozenset([("why",)]),
}
Path = tuple[str, ...]


class Writer:
    """Writes the trees of files of one kind."""

    def __init__(self, kind: Kind) -> None:
        self._apart = _APART[kind]

    def block(self, branch: Branch, indent: int, path: Path = ()) -> list[str]:
        """The lines of a list or mapping with a line, or more, for each slot."""
        lines: list[str] = []
        pad = " " * indent
        long = False
        open = False
        rows = _rows(branch, pad)
        for slot, row in zip_longest(branch.slots, rows):
            below = (*path, _text(slot.key) if slot.key else "-")
            written = (
                [_with(f"{pad}- {row}", slot.beside)] if row else self._slot(slot, indent, below)
            )
            long, before = len(written) > 1, long
            above = slot.above
            if (long or before) and self._is_apart(below):
                above = ["", *above]
            _add(lines, above, pad, open=open)
            lines += written
            open = _is_open(slot.value)
        _add(lines, branch.tail, pad, open=open)
        return lines

    def _is_apart(self, path: Path) -> bool:
        return path in self._apart or (*path[:1], "*", *path[2:]) in self._apart

    def _slot(self, slot: Slot, indent: int, path: Path) -> list[str]:
        pad = " " * indent
        head = f"{pad}{_text(slot.key)}:" if slot.key else f"{pad}-"
        value = slot.value
        if isinstance(value, Branch) and _is_opened(value, head):
            below = self.block(value, indent + 2, path)
            if slot.key:
                return [_with(head, slot.beside), *below]
            return [f"{head} {below[0][indent + 2 :]}", *below[1:]]
        texts = [_inline(value)] if isinstance(value, Branch) else list(value.lines)
        first, *rest = texts
        lines = [f"{head} {first}", *(f"{pad}  {line}" if line else "" for line in rest)]
        place = 0 if isinstance(value, Written) and value.is_block else -1
        lines[place] = _with(lines[place], slot.beside)
        return lines


def _add(lines: list[str], more: Sequence[str], pad: str, *, open: bool) -> None:
    """Adds comments and empty lines, never two empty ones together; *open*: an empty line would belong to the text above."""
    for line in more:
        if line:
            lines.append(pad + line)
            open = False
        elif lines and lines[-1] and not open:
            lines.append("")


def _with(line: str, comment: str) -> str:
    return f"{line}  {comment}" if comment else line


def _text(key: Written | None) -> str:
    return key.lines[0] if key else ""


def _is_open(node: Written | Branch) -> bool:
    """Whether an empty line behind a value would belong to it."""
    if isinstance(node, Branch):
        return (
            node.is_block and not node.tail and bool(node.slots) and _is_open(node.slots[-1].value)
        )
    return node.keeps_breaks


def _is_opened(branch: Branch, head: str) -> bool:
    """Whether a list or mapping gets a line for each slot: also one that stood on several lines, and does not fit in one."""
    if not branch.slots:
        return False
    if branch.flow and not branch.opened and branch.start[0] != branch.end[0]:
        fits = all(len(each.lines) == 1 for each in _scalars(branch))
        branch.opened = not fits or width(f"{head} {_inline(branch)}") > WIDTH
    return branch.is_block


def _scalars(node: Written | Branch) -> Iterator[Written]:
    if isinstance(node, Written):
        yield node
        return
    for slot in node.slots:
        if slot.key:
            yield slot.key
        yield from _scalars(slot.value)


def _inline(node: Written | Branch) -> str:
    """A value in one line."""
    if isinstance(node, Written):
        return node.lines[0]
    parts = [
        f"{_text(slot.key)}: {_inline(slot.value)}" if slot.key else _inline(slot.value)
        for slot in node.slots
    ]
    return f"{{{', '.join(parts)}}}" if node.keyed else f"[{', '.join(parts)}]"


def _rows(branch: Branch, pad: str) -> list[str]:
    """The items of a list of lists of one length, each in one line, with their cells in columns; else nothing."""
    lists = [slot.value for slot in branch.slots if isinstance(slot.value, Branch)]
    if branch.keyed or len(lists) < len(branch.slots) or len(lists) < 2:
        return []
    if len({(each.keyed, len(each.slots)) for each in lists}) > 1 or lists[0].keyed:
        return []
    if any(_is_opened(each, f"{pad}-") for each in lists):
        return []
    cells = [[_inline(slot.value) for slot in each.slots] for each in lists]
    widths = [max(map(width, column)) + 2 for column in zip(*cells, strict=True)]
    if sum(widths) > _ROW or not widths:
        return []
    return ["[" + _aligned(row, widths) + "]" for row in cells]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """The cells of a row, each filled to the width of its column but for the last."""
    *most, last = row
    filled = [padded(f"{cell},", columns) for cell, columns in zip(most, widths, strict=False)]
    return "".join(filled) + last
