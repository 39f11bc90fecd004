"""One cell of a decision table to the conditions that it asks of its column.

A cell asks nothing (`-`), or that its value is there and is what the cell says; `absent` alone asks for its absence.
"""

from __future__ import annotations

import re

from backhaul.document.node import ListNode, MapNode, Node, Scalar
from backhaul.frozen import frozen, with_fields
from backhaul.language import nodes
from backhaul.language.cell_values import QUOTED, held_in, part_of, text_of, turned
from backhaul.language.cell_ways_out import way_out
from backhaul.language.kinds import BOOLEAN, Kind, Refusal, Type
from backhaul.language.operators import COMPARISONS
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Names
from backhaul.language.typed_nodes import Checked, Typer, Valued
from backhaul.language.values import read_value
from backhaul.language.written_values import is_percent
from backhaul.way_out import WayOut

#: the cell that asks nothing, and in a column of outputs gives nothing
ANY = "-"
ABSENT, PRESENT = "absent", "present"
_WRITE = "write `-`, a value, a list of values, a range, or {not: …} around one of them"
_COMPARED = re.compile(r"(<=|>=|!=|<|>)\s*(.*)", re.DOTALL)
_TRUTHS: dict[object, bool] = {"not true": False, "not false": True}
_NOT = re.compile(r"not\s+(.*)", re.DOTALL)
#: a text that is worked out: a name, or a function
_READ = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[.( ].*)?", re.DOTALL)

Conditions = tuple[nodes.Condition, ...]


@frozen
class Asked:
    """What the cells of a column ask of: a value, or a condition that is true or false."""

    written: str
    value: Valued | None
    condition: Checked

    @property
    def type(self) -> Type:
        """The type of what the cells say."""
        return self.value.node.type if self.value else BOOLEAN


class Cells:
    """Reads the cells of one column; mistakes go to the scope."""

    def __init__(self, asked: Asked, reader: Reader) -> None:
        self.asked, self.reader = asked, reader
        self.scope, self.typer = reader.scope, Typer(reader.scope)
        self.type = asked.type

    def conditions(self, cell: Node, present: Names) -> tuple[Conditions, Names] | None:
        """What a cell asks, and the names that are there where it holds; nothing where it is wrong."""
        if self._is(cell, ANY):
            return (), NO_NAMES
        value = self.asked.value
        if value is None:
            return self._of_condition(cell)
        inner = cell.get("not") if isinstance(cell, MapNode) and len(cell.entries) == 1 else None
        for word, other in ((ABSENT, PRESENT), (PRESENT, ABSENT)):
            turned_round = self._is(cell, f"not {other}") or (inner and self._is(inner, other))
            if self._is(cell, word) or turned_round:
                return self._presence(value, cell, wanted=word == PRESENT)
        parts = cell.items if isinstance(cell, ListNode) else ()
        absent = [part for part in parts if self._is(part, ABSENT)]
        asks = self._asks(cell, present | value.absent_with)
        if asks is None or (absent and not self._may_be_absent(value, absent[0])):
            return None
        if absent:
            none = nodes.Absent(value.node, absent[0].span)
            return (nodes.Any((none, *asks), cell.span) if asks else none,), NO_NAMES
        guard = (nodes.Present(value.node, cell.span),) if value.absent_with - present else ()
        return (*guard, *asks), value.absent_with

    def _is(self, cell: Node, word: str) -> bool:
        return isinstance(cell, Scalar) and cell.value == word

    def _of_condition(self, cell: Node) -> tuple[Conditions, Names] | None:
        checked = self.asked.condition
        holds = _truth(cell)
        if checked.node is None or holds is None:
            self._wrong_kind(cell)
            return None
        if holds:
            return (with_fields(checked.node, span=cell.span),), checked.if_true
        return (nodes.Not(checked.node, cell.span),), checked.if_false

    def _presence(
        self, value: Valued, cell: Node, *, wanted: bool
    ) -> tuple[Conditions, Names] | None:
        if not self._may_be_absent(value, cell):
            return None
        if wanted:
            return (nodes.Present(value.node, cell.span),), value.absent_with
        return (nodes.Absent(value.node, cell.span),), NO_NAMES

    def _may_be_absent(self, value: Valued, cell: Node) -> bool:
        if str(cell.value if isinstance(cell, Scalar) else "") in self.type.choices:
            message = f"`{nodes.written(value.node)}` has the choice `{ABSENT}`, and the cell means that there is none"
            way_out = WayOut("write \"'absent'\" for the choice", (None, "\"'absent'\""))
            self.scope.say("text-or-name", message, cell.span, way_out)
            return False
        if not value.absent_with:
            message = f"`{nodes.written(value.node)}` is never absent"
            help = f"write `{ANY}`, or declare the fact `optional: true`"
            self.scope.say("never-absent", message, cell.span, help)
        return bool(value.absent_with)

    def _asks(self, cell: Node, present: Names) -> Conditions | None:
        """The conditions that all hold where the value is there and is what the cell says."""
        match cell:
            case ListNode():
                return self._one_of(cell, present)
            case MapNode():
                return self._negated(cell, cell.get("not"), present)
            case Scalar():
                text = cell.value if isinstance(cell.value, str) else ""
                match = _NOT.fullmatch(text)
                if match and text not in (*self.type.choices, *_TRUTHS):
                    return self._negated(cell, part_of(cell, match.start(1)), present)
                return self._simple(cell, present)

    def _negated(self, cell: Node, inner: Node | None, present: Names) -> Conditions | None:
        if inner is None or (isinstance(cell, MapNode) and len(cell.entries) > 1):
            self._wrong_kind(cell)
            return None
        asks = self._asks(inner, present)
        if not asks:
            return asks
        only = asks[0]
        if len(asks) == 1 and isinstance(only, nodes.Compare) and only.comparison.symbol == "==":
            return (with_fields(only, comparison=COMPARISONS["!="]),)
        return (nodes.Not(self._all(asks, cell), cell.span),)

    def _one_of(self, cell: ListNode, present: Names) -> Conditions | None:
        """What a list asks; of `absent` among its items nothing."""
        parts = [part for part in cell.items if not self._is(part, ABSENT)]
        if not cell.items:
            self._wrong_kind(cell)
            return None
        every = [self._asks(part, present) for part in parts]
        known = [asks for asks in every if asks is not None]
        if len(known) < len(every):
            return None
        if len(known) == 1:  # a list of one says what that one says
            return (self._all(known[0], cell),) if len(parts) < len(cell.items) else known[0]
        options = [text_of(asks) for asks in known]
        if self.type.kind in (Kind.CHOICE, Kind.TEXT) and all(o is not None for o in options):
            value = self.asked.value
            texts = tuple(str(option) for option in options)
            return (nodes.Contains(texts, value.node, cell.span),) if value and texts else ()
        some = tuple(self._all(asks, part) for asks, part in zip(known, parts, strict=True))
        return (nodes.Any(some, cell.span),) if some else ()

    def _all(self, asks: Conditions, cell: Node) -> nodes.Condition:
        return asks[0] if len(asks) == 1 else nodes.All(asks, cell.span)

    def _simple(self, cell: Scalar, present: Names) -> Conditions | None:
        """One value, a comparison or a range."""
        text = cell.value if isinstance(cell.value, str) else ""
        ordered = self.type.ordered
        if self.type.kind is Kind.BOOLEAN:
            return self._truth(cell)
        if match := _COMPARED.fullmatch(text):
            return self._compared(match[1], part_of(cell, match.start(2)), cell, present)
        if ".." in text and ordered:
            if way_out(text, self.type):
                self._wrong_kind(cell)
                return None
            return self._range(cell, text, present)
        if ".." in text and text not in self.type.choices and not QUOTED.fullmatch(text):
            message = f"`..` needs an order, and {self.type} has none"
            help = f"write a list of values; where the text itself is meant, \"'{text}'\""
            self.scope.say("wrong-kind", message, cell.span, help)
            return None
        return self._compared("==", cell, cell, present)

    def _truth(self, cell: Scalar) -> Conditions | None:
        value, holds = self.asked.value, _truth(cell)
        if value is None or holds is None:
            self._wrong_kind(cell)
            return None
        truth = nodes.Truth(value.node, cell.span)
        return (truth if holds else nodes.Not(truth, cell.span),)

    def _compared(
        self, symbol: str, part: Scalar, cell: Scalar, present: Names
    ) -> Conditions | None:
        row, value = COMPARISONS[symbol], self.asked.value
        if row.needs_order and not self.type.ordered:
            message = f"`{symbol}` needs an order, and {self.type} has none"
            self.scope.say("wrong-kind", message, cell.span, "write a value, or a list of values")
            return None
        other = self._operand(part, present)
        if other is None or value is None:
            return None
        return (nodes.Compare(row, value.node, other, cell.span),)

    def _range(self, cell: Scalar, text: str, present: Names) -> Conditions | None:
        """Two ends; without brackets both are included."""
        opened = text[:1] in "[("
        start = 1 if opened else 0
        closed = text[-1:] in "])" if opened else False
        low, _, high = text[start : len(text) - closed].partition("..")
        if opened != closed or not low.strip() or not high.strip():
            message = f"`{text[:60]}` is no range"
            help = 'write 10..100, "(10..100]", "[10..100)" or "(10..100)", or one side alone, as in ">= 10"'
            self.scope.say("bad-range", message, cell.span, help)
            return None
        one = self._operand(part_of(cell, start, len(low)), present)
        other = self._operand(part_of(cell, start + len(low) + 2, len(high)), present)
        value = self.asked.value
        if one is None or other is None or value is None:
            return None
        above = ">" if text[0] == "(" else ">="
        below = "<" if closed and text[-1] == ")" else "<="
        if turned(one, other, strict=(above, below) != (">=", "<=")):
            message = f"nothing lies in the range `{text[:60]}`"
            self.scope.say("bad-range", message, cell.span, "write the smaller end first")
            return None
        return (
            nodes.Compare(COMPARISONS[above], value.node, one, cell.span),
            nodes.Compare(COMPARISONS[below], value.node, other, cell.span),
        )

    def _operand(self, part: Scalar, present: Names) -> nodes.Value | None:
        """What a cell compares with: a value of the column's type, or where that has an order an expression."""
        held = held_in(part, self.type)
        if not isinstance(held, Refusal):
            percent = self.type.kind is Kind.DECIMAL and is_percent(part.value)
            return nodes.Literal(with_fields(self.type, percent=percent), held, part.span)
        text = "null" if part.value is None else str(part.value)
        if self.type.ordered and _READ.fullmatch(text) and not way_out(text, self.type):
            return self._worked_out(part, present)
        help = way_out(text, self.type) or held.help
        self.scope.say(
            held.code, held.message, part.place(0, len(text)) if text else part.span, help
        )
        return None

    def _worked_out(self, part: Scalar, present: Names) -> nodes.Value | None:
        tree = self.reader.expression(part)
        node, missing = self.typer.expression(tree, present) if tree else (None, NO_NAMES)
        if node is None:
            return None
        type = nodes.type_of(node)
        if type != self.type or not isinstance(node, nodes.Value):
            message = f"the column is {self.type}, and this is {type}"
            self.scope.say("wrong-kind", message, node.span, "both must be of one kind")
            return None
        if missing:
            shown = nodes.written(node)
            help = f"give the table a column of `{shown}` before this one, with `present` here"
            self.scope.say("may-be-absent", f"`{shown}` may be absent here", node.span, help)
        return node

    def _wrong_kind(self, cell: Node) -> None:
        """Note a cell that says nothing that a cell of this column can say."""
        code, message, help = "wrong-kind", "this is no cell", _WRITE
        if isinstance(cell, Scalar):
            held = read_value(cell.value, self.type)
            text = "null" if cell.value is None else str(cell.value)
            if isinstance(held, Refusal):
                code, message, help = held.code, held.message, way_out(text, self.type) or held.help
        self.scope.say(code, message, cell.span, help)


def _truth(cell: Node) -> bool | None:
    """Whether a cell of a boolean says that it is true; nothing where it says neither."""
    value = cell.value if isinstance(cell, Scalar) else None
    return value if isinstance(value, bool) else _TRUTHS.get(value)
