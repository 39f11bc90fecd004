"""A value where a type is declared: written as it is, or as an expression, as the kind of the type has it."""

from __future__ import annotations

from backhaul.document.node import Node, Scalar
from backhaul.frozen import frozen, with_fields
from backhaul.language import nodes, ways_out
from backhaul.language.kinds import NUMBERS, Kind, Refusal, Type
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Names
from backhaul.language.typed_measures import fitted
from backhaul.language.typed_nodes import Typer
from backhaul.language.values import EXAMPLES, read_value
from backhaul.language.written_values import is_percent

#: kinds of which values are written as literals; a text there is never an expression
LITERAL = (Kind.CHOICE, Kind.TEXT)
#: texts that are meant as the absence of a value
NONE = ("none", "null", "nil", "n/a", "无", "没有", "空")


@frozen
class GivenValue:
    """Where a value of a declared type is given: what the place is called, and what may stand there."""

    name: str
    type: Type
    #: whether null stands for absence
    optional: bool
    #: what to do where a value of another type is meant
    way_out: str

    def read(
        self, node: Node, present: Names, reader: Reader
    ) -> tuple[nodes.Expression | None, Names]:
        """The expression that gives the value, and the names without which it is absent; its mistakes go to the scope."""
        if not isinstance(node, Scalar):
            return None, NO_NAMES
        if node.value is None and self.optional:
            return nodes.Literal(self.type, None, node.span), NO_NAMES
        if self.type.kind in LITERAL or not isinstance(node.value, str):
            return self._literal(node, reader), NO_NAMES
        if node.value not in reader.scope.meanings and self._is_literal(node.value):
            return self._literal(node, reader), NO_NAMES
        tree = reader.expression(node)
        if tree is None:
            return None, NO_NAMES
        expression, absent_with = Typer(reader.scope).expression(tree, present)
        if expression is None:
            return None, NO_NAMES
        type, place = nodes.type_of(expression), node.place(0, len(node.value))
        if (
            type.kind == self.type.kind
            and isinstance(expression, nodes.Value)
            and type.kind in NUMBERS
        ):
            return fitted(self.name, expression, self.type, reader.scope, place), absent_with
        if type != self.type:
            message = f"`{self.name}` is {self.type}, and this is {type}"
            reader.scope.say("wrong-kind", message, place, self.way_out)
            return None, NO_NAMES
        return expression, absent_with

    def _is_literal(self, text: str) -> bool:
        """Whether a text is a share in percent, or meant as a value though none is written so, and no name."""
        if text.lower() in NONE:
            return True
        if self.type.kind is Kind.DECIMAL and is_percent(text):
            return True
        return self.type.kind == Kind.BOOLEAN and ways_out.boolean(text) != ""

    def _literal(self, node: Scalar, reader: Reader) -> nodes.Expression | None:
        held = read_value(node.value, self.type)
        if isinstance(held, Refusal):
            expression = self.type.kind in (Kind.DATETIME, Kind.DATE, Kind.DURATION)
            help = "name a fact, parameter or definition" if expression else held.help
            if str(node.value).lower() in NONE and self.optional:
                help = "write null"
            elif node.value is None:
                usual = help if expression else EXAMPLES[self.type.kind]
                help = f"{usual}, or declare the output `optional: true`"
            reader.scope.say(held.code, f"`{self.name}`: {held.message}", node.span, help)
            return None
        if self.type.kind == Kind.TEXT and not node.style and held in reader.scope.meanings:
            message = f"`{held}` is a text here, and also the name of something else"
            help = "put quotes around it if the text is meant, or give another `type`"
            reader.scope.say("text-or-name", message, node.span, help)
        percent = self.type.kind is Kind.DECIMAL and is_percent(node.value)
        return nodes.Literal(with_fields(self.type, percent=percent), held, node.span)
