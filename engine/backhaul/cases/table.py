"""A table of cases: one line for each, and a column for each fact that varies or thing expected.

A column is called as the value is elsewhere: a fact by its name, an output as `route.disposition`, and
what else a case may expect as under `expect`, such as `rules.route` or `says.en`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from backhaul.diagnostics import Diagnostic, Span
from backhaul.document.node import ListNode, MapNode, Node, Scalar, plain
from backhaul.frozen import frozen

#: where an expectation stands below `expect`
Path = tuple[str, ...]
#: facts as they are written: the place of each name, and its value
Given = Mapping[str, tuple[Scalar, Node]]
Role = Literal["name", "fact", "without", "versions", "expect"]

#: the place of a row's own versions among its cells
VERSIONS: Path = ("versions",)
#: a cell that changes nothing: the fact is as above the table, and nothing is expected
AS_ABOVE = "..."
#: words that begin the name of a column, and how many names follow
_LONG = {"facts": 1, "rules": 1, "says": 1, "explains": 1, "possible": 2, "outcome": 2}
_ROLES: Mapping[str, Role] = {"name": "name", "without": "without", "versions": "versions"}
_ALONE = ("status", "needs", "refused", "exact")


@frozen
class Column:
    """What the cells of a column say."""

    role: Role
    #: the fact, or the path of the expectation
    path: Path
    key: Scalar


@frozen
class Row:
    """One line of a table."""

    index: int
    name: str
    facts: Given
    without: Node | None
    versions: Node | None
    #: what all rows expect, and what this one does
    expect: MapNode
    cells: Mapping[Path, int]
    span: Span


def rows(table: MapNode | None, shared: MapNode, mistakes: list[Diagnostic]) -> Iterator[Row]:
    """The rows of a table; what is wrong with its columns, and with rows that do not fit, is noted."""
    heads = table.get("columns") if table else None
    lines = table.get("rows") if table else None
    if not isinstance(heads, ListNode) or not isinstance(lines, ListNode):
        return
    columns = [_column(head, mistakes) for head in heads.items]
    seen: dict[Path, Scalar] = {}
    for column in columns:
        if column is None:
            continue
        first = seen.setdefault((column.role, *column.path), column.key)
        if first is not column.key:
            message = f"two columns are called `{column.key.value}`"
            related = (("the first is here", first.span),)
            at = column.key.span
            mistakes.append(
                Diagnostic("duplicate-id", message, "leave one out", at, related=related)
            )
    if None in columns:
        return
    for index, line in enumerate(lines.items):
        if not isinstance(line, ListNode):
            continue
        if len(line.items) == len(columns):
            yield _row(index, columns, line, shared)
            continue
        cells = _counted(len(line.items), "cell", "cells")
        width = _counted(len(columns), "column", "columns")
        message = f"the row has {cells}, and the table {width}"
        help = f"give each column a cell; `{AS_ABOVE}` is one that changes nothing"
        mistakes.append(Diagnostic("row-does-not-fit", message, help, line.span))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"


def _column(head: Node, mistakes: list[Diagnostic]) -> Column | None:
    if not isinstance(head, Scalar) or not isinstance(head.value, str):
        return None
    first, *rest = parts = head.value.split(".")
    if role := _ROLES.get(head.value):
        return Column(role, (), head)
    if head.value in _ALONE:
        return Column("expect", (first,), head)
    if len(rest) == _LONG.get(first) or (first == "outcome" and len(rest) == 1):
        return Column("fact", (rest[0],), head) if first == "facts" else _expecting(parts, head)
    if not rest and first not in _LONG:
        return Column("fact", (first,), head)
    if len(rest) == 1 and all(parts):
        return _expecting(["outcome", *parts], head)
    words = ", ".join(f"`{word}`" for word in (*_ROLES, *_ALONE))
    help = f"a column is a fact, an output as `decision.output`, or one of {words}, `rules.DECISION`, `says.LANGUAGE`"
    message = f"`{head.value}` is no column"
    mistakes.append(Diagnostic("unknown-column", message, help, head.span))
    return None


def _expecting(path: list[str], head: Scalar) -> Column:
    return Column("expect", tuple(path), head)


def _row(index: int, columns: list[Column | None], line: ListNode, shared: MapNode) -> Row:
    name, expect = "", shared
    without: Node | None = None
    versions: Node | None = None
    facts: dict[str, tuple[Scalar, Node]] = {}
    told: list[str] = []
    cells: dict[Path, int] = {}
    for number, (column, cell) in enumerate(zip(columns, line.items, strict=True)):
        if column and column.role == "versions":
            cells[VERSIONS] = number
        if column is None or (isinstance(cell, Scalar) and cell.value == AS_ABOVE):
            continue
        match column.role:
            case "name":
                name = called(plain(cell))
            case "fact":
                facts[column.path[0]] = column.key, cell
                told.append(f"{column.path[0]} {called(plain(cell))}")
            case "without":
                without = _list(cell)
            case "versions":
                versions = cell
            case "expect":
                cells[column.path] = number
                value = _list(cell) if _is_list(column.path) else cell
                expect = _with(expect, column.path, value, column.key)
    name = name or ", ".join(told) or f"row {index + 1}"
    return Row(index, name, facts, without, versions, expect, cells, line.span)


def _is_list(path: Path) -> bool:
    """Whether what is expected there is a list, so that one value alone may be written without one."""
    whole = path[0] == "outcome" and len(path) == 2
    return whole or path[0] in ("needs", "refused", "says", "explains", "possible")


def _list(cell: Node) -> Node:
    """The cell as a list; a value alone is a list of one, bounds stay what they are."""
    return ListNode((cell,), cell.span) if isinstance(cell, Scalar) else cell


def _with(node: MapNode, path: Path, value: Node, key: Scalar) -> MapNode:
    """The mapping with a value at the end of the path."""
    old = node.get(path[0])
    below = value
    if len(path) > 1:
        inner = old if isinstance(old, MapNode) else MapNode((), key.span)
        below = _with(inner, path[1:], value, key)
    rest = tuple((k, v) for k, v in node.entries if k.value != path[0])
    return MapNode((*rest, (Scalar(path[0], key.span), below)), node.span)


def called(value: object) -> str:
    """The value of a cell as the name of its row tells it."""
    if isinstance(value, dict):
        return " ".join(f"{name} {held}" for name, held in value.items()) or "unknown"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "absent" if value is None else str(value)
