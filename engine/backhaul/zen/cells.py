"""The rows of a table of ZEN as cells of a decision table, where each of them is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from backhaul.zen.policy import Told, Unsaid
from backhaul.zen.saying import TRUE, Saying
from backhaul.zen.syntax import DOLLAR, ZenTree, cell, expression

#: a text that is a cell as it is
_PLAIN = re.compile(r"(?!not |absent$|present$)[A-Za-z][A-Za-z0-9_ -]*")


def as_table(
    content: Mapping[str, Any],
    saying: Saying,
    rules: list[dict[str, Any]],
    outputs: Mapping[str, Any],
    reached: Told,
) -> dict[str, Any]:
    """The table of these rules; raises Unsaid where a cell is none of the language, and a ladder says it."""
    columns = [_column(column, saying) for column in content["inputs"]]
    inputs = [said.text for said in columns]
    rows: list[list[Any]] = []
    for rule in rules:
        number = int(str(rule["id"]).removeprefix("row-"))
        if number != len(rows) + 1:
            raise Unsaid("rows that never hold")
        row = content["rules"][number - 1]
        ids = [column["id"] for column in content["inputs"]]
        cells = [
            _cell(str(row.get(id) or "").strip(), said)
            for id, said in zip(ids, columns, strict=True)
        ]
        given = [rule["then"][name] for name in outputs]
        if "-" in given:
            raise Unsaid("a text that is a sign in tables")
        rows.append([*cells, *([] if reached == TRUE else [True]), *given])
    if reached != TRUE:
        inputs.append(reached.text)
    return {"inputs": inputs, "outputs": list(outputs), "rows": rows}


def _column(column: Mapping[str, Any], saying: Saying) -> Told:
    field = str(column.get("field") or "").strip()
    if not field:
        raise Unsaid("a column of conditions")
    saying.column = saying.column_tree = None
    said = saying.value(expression(field))
    if said.literal is not None:
        raise Unsaid("a column of one value")
    return said


def _cell(text: str, column: Told) -> Any:
    """A cell as YAML has it."""
    if text in ("", "-"):
        return "-"
    match cell(text):
        case ("binary", "==", left, ("value", value)) if left == DOLLAR and value is not None:
            return _value(value, column)
        case ("binary", ("<" | "<=" | ">" | ">=") as sign, left, ("value", Decimal() as value)) if (
            left == DOLLAR
        ):
            return f"{sign} {value:f}"
        case ("binary", "!=", left, ("value", str() | Decimal() as value)) if (
            left == DOLLAR and not column.absent
        ):
            return f"!= {_value(value, column)}"
        case ("binary", "in", left, ("list", items)) if left == DOLLAR and items:
            return [_value(_literal(item), column) for item in items]
        case ("binary", "in", left, ("range", ("value", low), ("value", high), least, most)) if (
            left == DOLLAR
        ):
            ends = f"{low:f}..{high:f}"
            return (
                ends if least and most else f"{'[' if least else '('}{ends}{']' if most else ')'}"
            )
        case ("binary", "or", *_) as tree:
            return [_value(value, column) for value in _either(tree)]
    raise Unsaid("a cell that is none of the language")


def _either(tree: ZenTree) -> list[object]:
    match tree:
        case ("binary", "or", left, right):
            return [*_either(left), *_either(right)]
        case ("binary", "==", left, ("value", value)) if left == DOLLAR and value is not None:
            return [value]
    raise Unsaid("a cell that is none of the language")


def _literal(tree: ZenTree) -> object:
    if tree[0] != "value" or tree[1] is None:
        raise Unsaid("a list of other than values")
    return tree[1]


def _value(value: object, column: Told) -> object:
    if isinstance(value, str):
        escaped = value.replace("'", "\\'")
        return value if _PLAIN.fullmatch(value) else f"'{escaped}'"
    if isinstance(value, bool) and column.kind != "boolean":
        raise Unsaid("a boolean beside another kind")
    return value
