"""A decision table of ZEN as a table of a policy; as a ladder where a cell is no cell of the language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backhaul.zen.cells import as_table
from backhaul.zen.policy import PolicyDraft, Told, Unsaid, snake, type_of
from backhaul.zen.saying import TRUE, Path, Saying
from backhaul.zen.syntax import cell, expression


def read_table(
    node: Mapping[str, Any], saying: Saying, reached: Told, draft: PolicyDraft
) -> dict[Path, Told]:
    """The outputs of a table that becomes a decision; raises Unsaid where any part of it cannot be said."""
    content = node["content"]
    if content.get("hitPolicy", "first") != "first":
        raise Unsaid("a table that collects: nothing can read its list")
    fields = {each["id"]: str(each["field"]) for each in content["outputs"] if each.get("field")}
    names = dict(zip(fields, _names(list(fields.values())), strict=True))
    rows = [_row(row, content, saying, fields) for row in content["rules"]]
    kinds = {id: _kind_of([row[1].get(id) for row in rows]) for id in fields}
    whole = bool(rows) and rows[-1][0].literal is True and reached == TRUE
    outputs = {
        names[id]: type_of(kind, _places(rows, id), optional=not (whole and _every(rows, id)))
        for id, kind in kinds.items()
        if kind
    }
    if not outputs:
        raise Unsaid("a table that gives nothing")
    rules, otherwise = _rules(rows, names, outputs, reached)
    name = snake(str(node.get("name") or "table"))
    try:
        table = as_table(content, saying, rules, outputs, reached)
        body = {"outputs": outputs, "table": table, "otherwise": otherwise}
        decision = draft.add(draft.decisions, name, body)
    except Unsaid:
        ladder = {"outputs": outputs, "rules": rules, "otherwise": otherwise}
        decision = draft.add(draft.decisions, name, ladder)
    said = {}
    for id, field in fields.items():
        if names[id] not in outputs:
            continue
        full = f"{decision}.{names[id]}"
        optional = "optional" in outputs[names[id]]
        absent = frozenset((full,)) if optional else frozenset[str]()
        places = _places(rows, id)
        said[tuple(field.split("."))] = Told(full, str(kinds[id]), absent, None, places)
    return said


def _rules(
    rows: list[Row], names: Mapping[str, str], outputs: Mapping[str, Any], reached: Told
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rules of a ladder, and what is given where none of them holds; a row that always holds is that."""
    absent = {name: None for name, output in outputs.items() if output.get("optional")}
    rules: list[dict[str, Any]] = []
    otherwise: dict[str, Any] = {"then": absent}
    for number, (condition, given) in enumerate(rows, 1):
        said = {names[id]: written(value) for id, value in given.items() if names[id] in outputs}
        then = {**absent, **said}
        parts = [part for part in (reached, condition) if part.literal is not True]
        if any(part.literal is False for part in parts):
            continue
        if not parts:
            otherwise = {"then": then}
            break
        when = " && ".join(part.text for part in parts)
        rules.append({"id": f"row-{number}", "when": when, "then": then})
    if not rules:
        raise Unsaid("a table of one row that always holds")
    return rules, otherwise


def _names(fields: list[str]) -> list[str]:
    names: list[str] = []
    for field in fields:
        name = snake(field)
        while name in names:
            name += "_2"
        names.append(name)
    return names


Row = tuple[Told, dict[str, Told]]


def _row(
    row: Mapping[str, str], content: Mapping[str, Any], saying: Saying, fields: Mapping[str, str]
) -> Row:
    """The condition of a row and what it gives, by the id of the column."""
    condition = TRUE
    for column in content["inputs"]:
        text = str(row.get(column["id"]) or "").strip()
        if text in ("", "-"):
            continue
        asked = _asked(text, str(column.get("field") or "").strip(), saying)
        if condition.literal is True:
            condition = asked
        elif asked.literal is False or condition.literal is False:
            condition = Told("FALSE", "boolean", literal=False)
        elif asked.literal is None:
            condition = Told(f"{condition.text} && {asked.text}", "boolean")
    given: dict[str, Told] = {}
    for id in fields:
        text = str(row.get(id) or "").strip()
        if not text:
            continue
        saying.column = saying.column_tree = None
        value = saying.value(expression(text)) if text != "null" else None
        if value is None:
            continue
        if value.literal is None and value.kind == "text":
            raise Unsaid(f"the output `{fields[id]}` is a text that is worked out")
        given[id] = value
    return condition, given


def _asked(text: str, field: str, saying: Saying) -> Told:
    saying.column = saying.column_tree = None
    if not field:
        return saying.condition(expression(text))
    tree = expression(field)
    saying.column_tree = tree
    return saying.condition(_substituted(cell(text), tree))


def _substituted(tree: Any, column: Any) -> Any:
    if tree == ("path", "$", ()):
        return column
    if isinstance(tree, tuple) and tree[:1] == ("path",) and tree[1] == "$" and column[0] == "path":
        return ("path", column[1], (*column[2], *tree[2]))
    return tuple(_substituted(part, column) for part in tree) if isinstance(tree, tuple) else tree


def _kind_of(values: list[Told | None]) -> str:
    kinds = {value.kind for value in values if value is not None}
    if len(kinds) > 1:
        raise Unsaid("an output of several kinds")
    return kinds.pop() if kinds else ""


def _places(rows: list[Row], id: str) -> int:
    return max((given[id].places for _, given in rows if id in given), default=0)


def written(value: Told) -> object:
    """A value as `then` has it."""
    return value.literal if value.literal is not None else value.text


def _every(rows: list[Row], id: str) -> bool:
    return all(id in given and not given[id].absent for _, given in rows)
