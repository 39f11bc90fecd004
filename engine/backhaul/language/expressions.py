"""Syntax to typed nodes: what each name stands for, whether kinds fit, and what may be absent where.

Presence is typed by flow. `present(x)` guards what follows it in the same `all`, `not_present(x)` what
follows it in the same `any`; a comparison refuses an operand that nothing guards. So absence is always
somebody's explicit choice, and never a matter of run time.
"""

from __future__ import annotations

from backhaul.diagnostics import Span, listed, nearest
from backhaul.frozen import frozen
from backhaul.language import nodes, syntax, ways_out
from backhaul.language.kinds import BOOLEAN, LIMIT_WORDS, LIMITS, Kind, Type
from backhaul.language.operators import (
    COMPARISONS,
    CONTAINS,
    FUNCTION_NAMES,
    FUNCTIONS,
    MOST_OPERANDS,
    NOT_NULL,
    PRESENCE,
)
from backhaul.language.scope import Scope
from backhaul.static import assert_never

Names = frozenset[str]
NONE: Names = frozenset()
INTEGER = Type(Kind.INTEGER)


@frozen
class Checked:
    """A condition, and what is present where it is true and where it is false."""

    node: nodes.Condition | None
    if_true: Names = NONE
    if_false: Names = NONE


@frozen
class Valued:
    """A value, and the optional names without which it is absent."""

    node: nodes.Value | None
    absent_with: Names = NONE


NO_VALUE = Valued(None)


@frozen
class Typer:
    """Types expressions in a scope; mistakes go to the scope, and the node is then None."""

    scope: Scope

    def condition(self, tree: syntax.Syntax, present: Names) -> Checked:
        """The condition that a tree states, where these names are known to be present."""
        match tree:
            case syntax.Joined():
                return self._joined(tree, present)
            case syntax.Negated():
                child = self.condition(tree.child, present)
                node = nodes.Not(child.node, tree.span, tree.title) if child.node else None
                return Checked(node, child.if_false, child.if_true)
            case syntax.Comparing():
                return Checked(self._compare(tree, present))
            case syntax.Call() if tree.function in PRESENCE:
                return self._presence(tree)
            case syntax.Call() if tree.function == CONTAINS:
                return Checked(self._contains(tree, present))
            case syntax.Name() | syntax.Call() | syntax.Text() | syntax.Number() | syntax.Options():
                return Checked(self._truth(tree, present))
            case _:
                assert_never(tree)

    def expression(
        self, tree: syntax.Syntax, present: Names
    ) -> tuple[nodes.Expression | None, Names]:
        """The value or condition that a tree states, and the names without which it is absent."""
        conditions = (*PRESENCE, CONTAINS)
        if isinstance(tree, (syntax.Joined, syntax.Negated, syntax.Comparing)) or (
            isinstance(tree, syntax.Call) and tree.function in conditions
        ):
            return self.condition(tree, present).node, NONE
        valued = self.value(tree)
        return valued.node, valued.absent_with - present

    def _joined(self, tree: syntax.Joined, present: Names) -> Checked:
        parts: list[Checked] = []
        for child in tree.children:
            part = self.condition(child, present)
            present |= part.if_true if tree.every else part.if_false
            parts.append(part)
        one_way = NONE.union(*(p.if_true if tree.every else p.if_false for p in parts))
        other_way = frozenset.intersection(
            *(p.if_false if tree.every else p.if_true for p in parts)
        )
        children = tuple(part.node for part in parts if part.node)
        node: nodes.Condition | None = None
        if len(children) == len(parts):
            kind = nodes.All if tree.every else nodes.Any
            node = kind(children, tree.span, tree.title)
        if tree.every:
            return Checked(node, one_way, other_way)
        return Checked(node, other_way, one_way)

    def _truth(self, tree: syntax.Syntax, present: Names) -> nodes.Condition | None:
        value = self.value(tree)
        if value.node is None:
            return None
        if value.node.type != BOOLEAN:
            self.scope.say(
                "not-a-condition",
                f"`{nodes.written(value.node)}` is {value.node.type}, not true or false",
                tree.span,
                "compare it with something",
            )
            return None
        self._guarded(value, present, tree.span)
        return nodes.Truth(value.node, tree.span)

    def _compare(self, tree: syntax.Comparing, present: Names) -> nodes.Condition | None:
        left, right = self._pair(tree.left, tree.right)
        if left.node is None or right.node is None:
            return None
        row = COMPARISONS[tree.symbol]
        if left.node.type != right.node.type:
            self._different(left.node, right.node, tree.span)
            return None
        if row.needs_order and not left.node.type.ordered:
            message = f"`{tree.symbol}` needs an order, and {left.node.type} has none"
            self.scope.say("wrong-kind", message, tree.span, "use `==`, `!=` or `contains`")
            return None
        self._guarded(left, present, tree.left.span)
        self._guarded(right, present, tree.right.span)
        return nodes.Compare(row, left.node, right.node, tree.span)

    def _pair(self, left: syntax.Syntax, right: syntax.Syntax) -> tuple[Valued, Valued]:
        """Both operands; a text literal takes its type from the other side."""
        if isinstance(left, syntax.Text):
            other = self.value(right)
            return self.value(left, other.node.type if other.node else None), other
        first = self.value(left)
        return first, self.value(right, first.node.type if first.node else None)

    def _different(self, left: nodes.Value, right: nodes.Value, span: Span) -> None:
        words = f"{left.type} is compared with {right.type}"
        help = "both sides must be of one kind; nothing is converted"
        literal = next((n for n in (left, right) if isinstance(n, nodes.Literal)), None)
        if literal is not None and literal.type.kind == Kind.TEXT:
            help = "instants, durations and decimals are named as parameters"
        if left.type.kind == right.type.kind == Kind.CHOICE:
            words = "two choices with different values are compared"
            help = "give both the same type, declared under `types`"
        elif {left.type.kind, right.type.kind} == {Kind.INTEGER, Kind.DECIMAL}:
            help = "name the number as a decimal parameter"
        self.scope.say("wrong-kind", words, span, help)

    def _presence(self, tree: syntax.Call) -> Checked:
        if not self._arity(tree, 1, 1):
            return Checked(None)
        operand = self.value(tree.arguments[0])
        if operand.node is None:
            return Checked(None)
        if not operand.absent_with:
            message = f"`{nodes.written(operand.node)}` is never absent"
            help = "leave the condition out, or declare the fact `optional: true`"
            self.scope.say("never-absent", message, tree.span, help)
            return Checked(None)
        if tree.function == "present":
            return Checked(nodes.Present(operand.node, tree.span), operand.absent_with, NONE)
        return Checked(nodes.Absent(operand.node, tree.span), NONE, operand.absent_with)

    def _contains(self, tree: syntax.Call, present: Names) -> nodes.Condition | None:
        if not self._arity(tree, 2, 2):
            return None
        options, subject = tree.arguments
        if not isinstance(options, syntax.Options):
            help = "write contains(['a', 'b'], x)"
            message = "the first argument of `contains` is a list of texts written in place"
            if isinstance(options, syntax.Name) and isinstance(subject, syntax.Text):
                message = "`contains` does not look inside a text"
                help = f"write contains(['{subject.value}'], {options.text}) where the whole text is meant"
                help += f"; for a part of it, {ways_out.IN_SOURCE}"
            self.scope.say("wrong-arguments", message, options.span, help)
            return None
        value = self.value(subject)
        if value.node is None:
            return None
        if value.node.type.kind not in (Kind.CHOICE, Kind.TEXT):
            message = f"`contains` looks for a choice or a text, not for {value.node.type}"
            self.scope.say("wrong-kind", message, subject.span)
            return None
        self._guarded(value, present, subject.span)
        items = [self._option(item, value.node.type) for item in options.items]
        known = tuple(item for item in items if item is not None)
        if len(known) < len(items):
            return None
        return nodes.Contains(known, value.node, tree.span)

    def _option(self, item: syntax.Syntax, type: Type) -> str | None:
        if not isinstance(item, syntax.Text):
            message = "only texts in quotes may stand in this list"
            self.scope.say("wrong-arguments", message, item.span, "write contains(['a', 'b'], x)")
            return None
        node = self._text(item, type)
        return str(node.value) if node else None

    def value(self, tree: syntax.Syntax, wanted: Type | None = None) -> Valued:
        """The value that a tree stands for; a text literal is of the wanted type."""
        match tree:
            case syntax.Name():
                return self._name(tree)
            case syntax.Text():
                return Valued(self._text(tree, wanted))
            case syntax.Number():
                return Valued(self._number(tree))
            case syntax.Call() if tree.function in FUNCTIONS:
                return self._arithmetic(tree)
            case syntax.Call() if tree.function == NOT_NULL:
                return self._not_null(tree)
            case syntax.Call() if tree.function not in FUNCTION_NAMES:
                help = ways_out.function(tree.function) or nearest(tree.function, FUNCTION_NAMES)
                known = "the functions are " + ", ".join(FUNCTION_NAMES)
                message = f"there is no function `{tree.function}`"
                self.scope.say("unknown-function", message, tree.span, help or known)
            case syntax.Options():
                message = "a list stands only as the first argument of `contains`"
                self.scope.say("not-a-value", message, tree.span)
            case _:
                self.scope.say(
                    "not-a-value",
                    "a condition stands where a value is needed",
                    tree.span,
                    "join comparisons with `&&`; put brackets after `!`, as in !(a == b)",
                )
        return NO_VALUE

    def _name(self, tree: syntax.Name) -> Valued:
        meaning = self.scope.find(tree.text, tree.span)
        if meaning is None or meaning.type is None:
            return NO_VALUE
        return Valued(nodes.Reference(tree.text, meaning.type, tree.span), meaning.absent_with)

    def _text(self, tree: syntax.Text, wanted: Type | None) -> nodes.Literal | None:
        if wanted is None or wanted.kind != Kind.CHOICE:
            return nodes.Literal(Type(Kind.TEXT), tree.value, tree.span)
        if tree.value not in wanted.choices:
            known = "the choices are " + listed(wanted.choices)
            help = nearest(tree.value, wanted.choices) or known
            message = f"`{tree.value}` is not one of the choices"
            self.scope.say("unknown-choice", message, tree.span, help)
            return None
        return nodes.Literal(wanted, tree.value, tree.span)

    def _number(self, tree: syntax.Number) -> nodes.Literal | None:
        low, high = LIMITS[Kind.INTEGER]
        if low <= tree.value <= high:
            return nodes.Literal(INTEGER, tree.value, tree.span)
        help = LIMIT_WORDS[Kind.INTEGER]
        self.scope.say("number-out-of-range", "the number is out of range", tree.span, help)
        return None

    def _arithmetic(self, tree: syntax.Call) -> Valued:
        row = FUNCTIONS[tree.function]
        if not self._arity(tree, row.arity, MOST_OPERANDS if row.variadic else row.arity):
            return NO_VALUE
        values = [self.value(argument) for argument in tree.arguments]
        operands = tuple(value.node for value in values if value.node)
        if len(operands) < len(values):
            return NO_VALUE
        kinds = tuple(operand.type.kind for operand in operands)
        result = row.result(kinds)
        if result is None:
            given = " and ".join(str(operand.type) for operand in operands)
            message = f"`{tree.function}` cannot take {given}"
            takes = "it takes " + ", or ".join(
                " and ".join(kind.value for kind in takes) for takes, _ in row.signatures
            )
            help = "it takes values of one kind that has an order" if row.variadic else takes
            self.scope.say("wrong-kind", message, tree.span, help)
            return NO_VALUE
        absent_with = NONE.union(*(value.absent_with for value in values))
        return Valued(nodes.Arithmetic(row, operands, Type(result), tree.span), absent_with)

    def _not_null(self, tree: syntax.Call) -> Valued:
        if not self._arity(tree, 2, 2):
            return NO_VALUE
        first, default = self._pair(*tree.arguments)
        if first.node is None or default.node is None:
            return NO_VALUE
        if first.node.type != default.node.type:
            self._different(first.node, default.node, tree.span)
            return NO_VALUE
        if not first.absent_with:
            message = f"`{nodes.written(first.node)}` is never absent"
            self.scope.say("never-absent", message, tree.span, "leave `not_null` out")
            return NO_VALUE
        self._guarded(default, NONE, tree.arguments[1].span)
        return Valued(nodes.NotNull(first.node, default.node, first.node.type, tree.span))

    def _arity(self, tree: syntax.Call, least: int, most: int) -> bool:
        if least <= len(tree.arguments) <= most:
            return True
        many = str(least) if least == most else f"{least} to {most}"
        noun = "argument" if many == "1" else "arguments"
        message = f"`{tree.function}` takes {many} {noun}, not {len(tree.arguments)}"
        few = len(tree.arguments) < least
        help = "name every value in the brackets" if few else "leave the others out"
        self.scope.say("wrong-arguments", message, tree.span, help)
        return False

    def _guarded(self, value: Valued, present: Names, span: Span) -> None:
        missing = sorted(value.absent_with - present)
        if missing and value.node is not None:
            text = nodes.written(value.node)
            self.scope.say(
                "may-be-absent",
                f"`{text}` may be absent here",
                span,
                f"write present({text}) before it in the same `all`, or not_present({text})"
                " before it in the same `any`",
            )
