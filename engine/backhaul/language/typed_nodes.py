"""Syntax to typed nodes: what each name stands for, whether kinds fit, and what may be absent where.

Presence is typed by flow. `present(x)` guards what follows it in the same `all`, `not_present(x)` what
follows it in the same `any`; a comparison refuses an operand that nothing guards. So absence is always
somebody's explicit choice, and never a matter of run time.
"""

from __future__ import annotations

from backhaul.diagnostics import Span, nearest
from backhaul.frozen import frozen, with_fields
from backhaul.language import nodes, syntax, ways_out
from backhaul.language.arguments import is_named, may_be_absent, moves_by_whole_days, takes
from backhaul.language.divisors import is_divisor, made_sure, may_be_zero
from backhaul.language.formulas import ROUND
from backhaul.language.kinds import BOOLEAN, Kind, Type
from backhaul.language.literals import OPEN, among, literal
from backhaul.language.operators import (
    COMPARISONS,
    CONTAINS,
    FUNCTION_NAMES,
    FUNCTIONS,
    NOT_NULL,
    PRESENCE,
    SIGNS,
    arity,
    row,
    takes_in_words,
)
from backhaul.language.scope import NO_NAMES, Names, Scope
from backhaul.language.typed_formulas import FormulaTyper
from backhaul.language.typed_measures import brought_together, measured
from backhaul.language.unlike import chained


@frozen
class Checked:
    """A condition, and what is present where it is true and where it is false."""

    node: nodes.Condition | None
    if_true: Names = NO_NAMES
    if_false: Names = NO_NAMES


@frozen
class Valued:
    """A value, and the optional names without which it is absent."""

    node: nodes.Value
    absent_with: Names = NO_NAMES


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
                compared = self._compare(tree, present)
                return Checked(compared, *(made_sure(compared) if compared else ()))
            case syntax.Call() if tree.function in PRESENCE:
                return self._presence(tree)
            case syntax.Call() if tree.function == CONTAINS:
                return Checked(self._contains(tree, present))
            case _:
                return Checked(self._truth(tree, present))

    def expression(
        self, tree: syntax.Syntax, present: Names
    ) -> tuple[nodes.Expression | None, Names]:
        """The value or condition that a tree states, and the names without which it is absent."""
        called = isinstance(tree, syntax.Call) and tree.function in (*PRESENCE, CONTAINS)
        if called or isinstance(tree, (syntax.Joined, syntax.Negated, syntax.Comparing)):
            return self.condition(tree, present).node, NO_NAMES
        value = self.value(tree)
        if value is None or is_named(value.node, tree.span, self.scope):
            return None, NO_NAMES
        return value.node, value.absent_with - present

    def _joined(self, tree: syntax.Joined, present: Names) -> Checked:
        parts: list[Checked] = []
        for child in tree.children:
            part = self.condition(child, present)
            present |= part.if_true if tree.every else part.if_false
            parts.append(part)
        one_way = NO_NAMES.union(*(p.if_true if tree.every else p.if_false for p in parts))
        other_way = frozenset.intersection(
            *(p.if_false if tree.every else p.if_true for p in parts)
        )
        children = tuple(part.node for part in parts if part.node)
        kind = nodes.All if tree.every else nodes.Any
        node = kind(children, tree.span, tree.title) if len(children) == len(parts) else None
        return Checked(node, *((one_way, other_way) if tree.every else (other_way, one_way)))

    def _truth(self, tree: syntax.Syntax, present: Names) -> nodes.Condition | None:
        value = self.value(tree)
        if value is None:
            return None
        if value.node.type != BOOLEAN:
            message = f"`{nodes.written(value.node)}` is {value.node.type}, not true or false"
            self.scope.say("not-a-condition", message, tree.span, "compare it with something")
            return None
        self._guarded(value, present, tree.span)
        return nodes.Truth(value.node, tree.span)

    def _compare(self, tree: syntax.Comparing, present: Names) -> nodes.Compare | None:
        if help := chained(tree):
            self.scope.say("not-a-value", "two comparisons stand in one", tree.span, help)
            return None
        pair = self._pair(tree.left, tree.right, tree.span, compared=True)
        if pair is None:
            return None
        (left, right), comparison = pair, COMPARISONS[tree.symbol]
        if is_named(left.node, tree.span, self.scope):
            return None
        if comparison.needs_order and not left.node.type.ordered:
            message = f"`{tree.symbol}` needs an order, and {left.node.type} has none"
            self.scope.say("wrong-kind", message, tree.span, "use `==`, `!=` or `contains`")
            return None
        self._guarded(left, present, tree.left.span, tree.span)
        self._guarded(right, present, tree.right.span, tree.span)
        return nodes.Compare(comparison, left.node, right.node, tree.span)

    def _pair(
        self, first: syntax.Syntax, second: syntax.Syntax, span: Span, *, compared: bool
    ) -> tuple[Valued, Valued] | None:
        """Both operands, of one type; a literal takes its type from the other side."""
        values = self._values((first, second))
        if len(values) < 2:
            return None
        left, right = values
        pair = brought_together((left.node, right.node), self.scope, span, compared=compared)
        if pair is None:
            return None
        return with_fields(left, node=pair[0]), with_fields(right, node=pair[1])

    def _values(self, trees: tuple[syntax.Syntax, ...]) -> list[Valued]:
        """The values that trees stand for; a literal takes its type from the first that is none."""
        first = [None if isinstance(tree, OPEN) else self.value(tree) for tree in trees]
        wanted = next((value.node.type for value in first if value), None)
        return [
            value
            for tree, known in zip(trees, first, strict=True)
            if (value := self.value(tree, wanted) if isinstance(tree, OPEN) else known)
        ]

    def _presence(self, tree: syntax.Call) -> Checked:
        if not takes(tree, 1, 1, self.scope):
            return Checked(None)
        operand = self.value(tree.arguments[0])
        help = "leave the condition out, or declare the fact `optional: true`"
        if operand is None or self._never_absent(operand, tree.span, help):
            return Checked(None)
        if tree.function == "present":
            return Checked(nodes.Present(operand.node, tree.span), operand.absent_with, NO_NAMES)
        return Checked(nodes.Absent(operand.node, tree.span), NO_NAMES, operand.absent_with)

    def _contains(self, tree: syntax.Call, present: Names) -> nodes.Condition | None:
        if not takes(tree, 2, 2, self.scope):
            return None
        options, subject = tree.arguments
        if not isinstance(options, syntax.Options):
            help = "write contains(['a', 'b'], x)"
            message = "the first argument of `contains` is a list of texts written in place"
            if isinstance(options, syntax.Name) and isinstance(subject, syntax.Text):
                message = "`contains` does not look inside a text"
                help = f"write contains(['{subject.value}'], {options.text}) where the whole text is meant"
                help += "; for a part of it, write includes(x, 'a')"
            self.scope.say("wrong-arguments", message, options.span, help)
            return None
        value = self.value(subject)
        if value is None:
            return None
        if value.node.type.kind not in (Kind.CHOICE, Kind.TEXT):
            message = f"`contains` looks for a choice or a text, not for {value.node.type}"
            self.scope.say("wrong-kind", message, subject.span)
            return None
        self._guarded(value, present, subject.span, tree.span)
        items = [self._option(item, value.node.type) for item in options.items]
        known = tuple(item for item in items if item is not None)
        return nodes.Contains(known, value.node, tree.span) if len(known) == len(items) else None

    def _option(self, item: syntax.Syntax, type: Type) -> str | None:
        if not isinstance(item, syntax.Text):
            message = "only texts in quotes may stand in this list"
            self.scope.say("wrong-arguments", message, item.span, "write contains(['a', 'b'], x)")
            return None
        node = literal(item, type, self.scope)
        return str(node.value) if node else None

    def value(self, tree: syntax.Syntax, wanted: Type | None = None) -> Valued | None:
        """The value that a tree stands for; a literal is of the wanted type where it can be."""
        match tree:
            case syntax.Name():
                return self._name(tree)
            case syntax.Text() | syntax.Number() | syntax.Quantity():
                node = literal(tree, wanted, self.scope)
                return Valued(node) if node else None
            case syntax.Call() if tree.function in FUNCTIONS:
                return self._arithmetic(tree)
            case syntax.Call() if tree.function == NOT_NULL:
                return self._not_null(tree)
            case syntax.Call() if tree.function == ROUND:
                whole = (formula := FormulaTyper(self.scope, self.value)).read(tree)
                return Valued(whole, formula.absent_with) if whole else None
            case syntax.Call() if tree.function not in FUNCTION_NAMES and tree.infix:
                message = f"`{SIGNS[tree.function][0]}` stands only inside `round`"
                help = "say how it is rounded, as in round(a / b, 2, 'half_up')"
                self.scope.say("must-be-rounded", message, tree.span, help)
            case syntax.Call() if tree.function not in FUNCTION_NAMES:
                help = ways_out.function(tree.function) or nearest(tree.function, FUNCTION_NAMES)
                known = "the functions are " + ", ".join(FUNCTION_NAMES)
                message = f"there is no function `{tree.function}`"
                self.scope.say("unknown-function", message, tree.span, help or known)
            case syntax.Options():
                message = "a list stands only as the first argument of `contains`"
                self.scope.say("not-a-value", message, tree.span)
            case _:
                message = "a condition stands where a value is needed"
                help = "join comparisons with `&&`, as in a < b && b < c; put brackets after `!`, as in !(a == b)"
                self.scope.say("not-a-value", message, tree.span, help)
        return None

    def _name(self, tree: syntax.Name) -> Valued | None:
        if (meaning := self.scope.find(tree.text, tree.span)) is None or meaning.type is None:
            return None
        named = nodes.Reference(tree.text, meaning.type, tree.span)
        value = nodes.Literal(meaning.type, meaning.value, tree.span) if meaning.value else named
        return Valued(value, meaning.absent_with)

    def _arithmetic(self, tree: syntax.Call) -> Valued | None:
        if not takes(tree, *arity(tree.function), self.scope):
            return None
        values = [value for argument in tree.arguments if (value := self.value(argument))]
        if len(values) < len(tree.arguments):
            return None
        operands = self._retyped(tree, [value.node for value in values])
        if len(operands) < len(values):
            return None
        kinds = tuple(operand.type.kind for operand in operands)
        function = row(tree.function, kinds)
        if function is None:
            operand_types = " and ".join(str(operand.type) for operand in operands)
            shown = SIGNS[tree.function][0] if tree.infix else tree.function
            message = f"`{shown}` cannot take {operand_types}"
            self.scope.say("wrong-kind", message, tree.span, takes_in_words(tree.function))
            return None
        if not moves_by_whole_days(function, operands, self.scope):
            return None
        absent_with = NO_NAMES.union(*(value.absent_with for value in values))
        node = measured(function, operands, self.scope, tree)
        return Valued(node, absent_with) if node else None

    def _retyped(self, tree: syntax.Call, operands: list[nodes.Value]) -> tuple[nodes.Value, ...]:
        """The operands; literals take the type of the others where no row takes their own."""
        if row(tree.function, tuple(node.type.kind for node in operands)) is not None:
            return tuple(operands)
        pairs = list(zip(operands, tree.arguments, strict=True))
        types = [node.type for node, of in pairs if not isinstance(of, OPEN)]
        retyped = [
            literal(of, among(of, types), self.scope) if isinstance(of, OPEN) else node
            for node, of in pairs
        ]
        return tuple(node for node in retyped if node is not None)

    def _not_null(self, tree: syntax.Call) -> Valued | None:
        if not takes(tree, 2, 2, self.scope):
            return None
        pair = self._pair(tree.arguments[0], tree.arguments[1], tree.span, compared=False)
        if pair is None or self._never_absent(pair[0], tree.span, "leave `not_null` out"):
            return None
        first, default = pair
        self._guarded(default, NO_NAMES, tree.arguments[1].span)
        return Valued(nodes.NotNull(first.node, default.node, first.node.type, tree.span))

    def _never_absent(self, value: Valued, span: Span, help: str) -> bool:
        if not value.absent_with:
            message = f"`{nodes.written(value.node)}` is never absent"
            self.scope.say("never-absent", message, span, help)
        return not value.absent_with

    def _guarded(
        self, value: Valued, present: Names, span: Span, whole: Span | None = None
    ) -> None:
        missing = value.absent_with - present
        if divisor := min(filter(is_divisor, missing), default=""):
            may_be_zero(divisor, span, self.scope)
        elif missing:
            may_be_absent(nodes.written(value.node), span, whole, self.scope)
