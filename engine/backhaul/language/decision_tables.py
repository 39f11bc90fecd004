"""A decision's rules written as a table: each row becomes the rule that a ladder would have.

What comes of it is that ladder, and nothing behind the checker knows of tables, save the words that show one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backhaul.diagnostics import Diagnostic, Span, closest, listed, nearest
from backhaul.document.node import ListNode, MapNode, Node, Scalar, entries, mapping, maps, text
from backhaul.frozen import frozen
from backhaul.language import nodes, syntax
from backhaul.language.cells import ANY, Asked, Cells
from backhaul.language.model import DecisionTable, TableInput
from backhaul.language.operators import CONTAINS, PRESENCE
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, unique
from backhaul.language.typed_nodes import Checked, Typer
from backhaul.way_out import WayOut

#: what a row says of its rule beside the outputs
OF_RULES = ("id", "because", "cites", "title", "leads")
_ID = re.compile(r"[a-z][a-z0-9_.-]{0,62}")
#: functions that give a condition
CONDITIONS = (*PRESENCE, CONTAINS)


@frozen
class Row:
    """A row as the rule that it stands for, and its cells."""

    rule: MapNode
    cells: tuple[Node, ...]
    #: words for its condition
    title: Node | None
    span: Span


def written_rules(decision: MapNode) -> tuple[MapNode, ...]:
    """The rules of a decision as they are written, in a ladder or in a table, first to last."""
    table = mapping(decision.get("table"))
    if table is not None:
        return tuple(row.rule for row in _rows(table, decision))
    return tuple(maps(decision.get("rules")))


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, ListNode) else ()


def _column_name(column: Node) -> str:
    """What a column is called: the name or expression that it shows."""
    return text(column) or text(column.get("read") if isinstance(column, MapNode) else None) or ""


def _of_rules(table: MapNode, decision: MapNode) -> tuple[bool, ...]:
    """For each column whether it says something of the rule beside its condition and its outputs."""
    outputs = {name for name, _, _ in entries(decision.get("outputs"))}
    return (
        *(text(column) in OF_RULES for column in _items(table.get("inputs"))),
        *(
            (name := _column_name(column)) in OF_RULES and name not in outputs
            for column in _items(table.get("outputs"))
        ),
    )


def _rows(table: MapNode, decision: MapNode) -> Iterator[Row]:
    """Every row; cells beyond the last column, and columns without a cell, are passed over."""
    inputs, outputs = _items(table.get("inputs")), _items(table.get("outputs"))
    of_rules = _of_rules(table, decision)
    declared = {name for name, _, _ in entries(decision.get("outputs"))}
    for number, row in enumerate(_items(table.get("rows")), 1):
        said: dict[str, Node] = {}
        then: list[tuple[Scalar, Node]] = []
        for place, cell in enumerate(_items(row)[: len(of_rules)]):
            name = _column_name((*inputs, *outputs)[place])
            if isinstance(cell, Scalar) and cell.value == ANY:
                continue
            if of_rules[place]:
                one_clause = name == "cites" and isinstance(cell, Scalar)
                said[name] = ListNode((cell,), cell.span) if one_clause else cell
            elif place >= len(inputs) and name in declared:
                then.append((Scalar(name, cell.span), cell))
        title = said.pop("title", None)
        id = said.setdefault("id", Scalar(f"row-{number}", row.span))
        said["then"] = MapNode(tuple(then), row.span)
        keys = (
            (Scalar(key, (id if key == "id" else row).span), node) for key, node in said.items()
        )
        yield Row(MapNode(tuple(keys), row.span), _items(row), title, row.span)


class TableReader:
    """Reads the table of one decision; mistakes go to the scope, with row and column."""

    def __init__(self, table: MapNode, decision: MapNode, reader: Reader) -> None:
        self.table, self.decision, self.reader = table, decision, reader
        self.scope = reader.scope
        self.of_rules = _of_rules(table, decision)
        self.columns = (*_items(table.get("inputs")), *_items(table.get("outputs")))
        self.asked = [self._asked(c) for c in _items(table.get("inputs"))]
        self._check_outputs()
        #: of each row how many conditions each column of inputs asks
        self.asks: list[tuple[int, ...]] = []

    def rows(self) -> Iterator[Row]:
        """Each row as a rule."""
        yield from _rows(self.table, self.decision)

    def read(self) -> DecisionTable:
        """What shows the rules as a table."""
        inputs = tuple(
            TableInput(asked.written, self.reader.words(_title(column)), asked.value is None)
            for asked, column in zip(self.asked, self.columns, strict=False)
            if asked
        )
        return DecisionTable(inputs, tuple(self.asks))

    def _asked(self, column: Node) -> Asked | None:
        """What the cells of a column ask of; nothing where that is wrong, or they say something of the rule."""
        name = _column_name(column)
        place = column.get("read") if isinstance(column, MapNode) else column
        if text(column) in OF_RULES:
            if name in self.scope.meanings:
                message = f"`{name}` names something of the policy, and a column that says something of the rules"
                words = f"write {{read: {name}}} for what the policy calls so"
                help = WayOut(words, (None, f"{{read: {name}}}"))
                self.scope.say("text-or-name", message, column.span, help)
            return None
        tree = self.reader.expression(place)
        if tree is None:
            return None
        typer = Typer(self.scope)
        if isinstance(tree, syntax.Name | syntax.Text | syntax.Number) or (
            isinstance(tree, syntax.Call) and tree.function not in CONDITIONS
        ):
            value = typer.value(tree)
            return Asked(name, value, Checked(None)) if value else None
        checked = typer.condition(tree, NO_NAMES)
        return Asked(name, None, checked) if checked.node else None

    def _check_outputs(self) -> None:
        """Note the columns that give nothing, or what another one gives."""
        outputs = [name for name, _, _ in entries(self.decision.get("outputs"))]
        places = [(_column_name(c), c.span) for c in _items(self.table.get("outputs"))]
        named = [(text(c) or "", c.span) for c in self.columns if text(c) in OF_RULES]
        unique([*places, *(each for each in named if each not in places)], "columns", self.scope)
        given = [name for name, _ in places]
        for name, span in places:
            if name and name not in outputs and name not in OF_RULES:
                message = f"there is no output `{name}`"
                help = nearest(name, outputs) or "its outputs are " + listed(outputs)
                if closest(name, outputs) in given:
                    help = str(help)  # to write it would be one column too many
                self.scope.say("unknown-output", message, span, help)

    def checked(self, row: Row) -> Checked:
        """The condition that the cells of a row make, and what is there where it holds."""
        conditions: list[nodes.Condition] = []
        present, counts, wrong = NO_NAMES, [], False
        self._check_length(row)
        self._check_id(row)
        for asked, cell, of_rule in zip(self.asked, row.cells, self.of_rules, strict=False):
            if asked is None:
                wrong |= not of_rule
                continue
            asks = Cells(asked, self.reader).conditions(cell, present)
            if asks is None:
                wrong = True
                continue
            conditions += asks[0]
            present |= asks[1]
            counts.append(len(asks[0]))
        self.asks.append(tuple(counts))
        title = self.reader.words(row.title)
        if wrong or not conditions:
            return Checked(None, present)
        if len(conditions) == 1 and not title:
            return Checked(conditions[0], present)
        return Checked(nodes.All(tuple(conditions), row.span, title), present)

    def _check_length(self, row: Row) -> None:
        if len(row.cells) == len(self.columns):
            return
        names = listed([_column_name(column) for column in self.columns], "`")
        message = f"there are too many cells: {len(row.cells)} for {len(self.columns)} columns"
        if len(row.cells) < len(self.columns):
            message = f"there are too few cells: {len(row.cells)} for {len(self.columns)} columns"
        help = f"the columns are {names}; `-` is any value"
        self.scope.say("row-length", message, row.span, help)

    def _check_id(self, row: Row) -> None:
        """Note an id that no rule can have."""
        id = row.rule.get("id")
        name = id.value if isinstance(id, Scalar) else None
        if isinstance(name, str) and _ID.fullmatch(name):
            return
        message = "the id of a row begins with a small letter and goes on with small letters, digits and `_`, `.`, `-`"
        like = re.sub(r"[^a-z0-9]+", "-", str(name).lower()).strip("-")
        way_out = WayOut(f"write `{like}`", (None, like))
        help = way_out if _ID.fullmatch(like) else "`-` numbers the row"
        self.scope.say("bad-name", message, id.span if id else row.span, help)

    def name_cells(self, row: Row, told: int) -> None:
        """Say row and column in all that was noted since there were so many mistakes."""
        id, noted = text(row.rule.get("id")) or "", self.scope.diagnostics[told:]
        del self.scope.diagnostics[told:]
        short = any(each.code == "row-length" for each in noted)
        for each in noted:
            if short and each.code == "missing-output":
                continue  # its cell is among those that are missing
            column = self._column_at(row, each.span)
            said = each.message.removeprefix(f"`{column}`: ")
            message = f"row `{id}`: {said}"
            if column:
                message = f"row `{id}`, column `{column}`: {said}"
            self.scope.diagnostics.append(
                Diagnostic(each.code, message, each.help, each.span, related=each.related)
            )

    def _column_at(self, row: Row, span: Span | None) -> str:
        """The column in whose cell a place lies; nothing for the row itself."""
        at = (span.line, span.column) if span else (0, 0)
        name = ""
        for column, cell in zip(self.columns, row.cells, strict=False):
            if (cell.span.line, cell.span.column) <= at:
                name = _column_name(column)
        return name


def _title(column: Node) -> Node | None:
    return column.get("title") if isinstance(column, MapNode) else None
