"""Expressions of ZEN in the language of policies, over what is known where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from backhaul.language.nodes import quoted
from backhaul.zen.policy import Said, Unsaid
from backhaul.zen.syntax import Tree

Path = tuple[str, ...]
Scope = Mapping[Path, Said]
TRUE, FALSE = Said("TRUE", "boolean", literal=True), Said("FALSE", "boolean", literal=False)
_TEXT_TESTS = {"startsWith": "starts_with", "endsWith": "ends_with", "contains": "includes"}


class Saying:
    """Says trees; what cannot be said is handed to *otherwise*, which gives it a name or raises Unsaid."""

    def __init__(
        self,
        scope: Scope,
        own: Scope,
        otherwise: Callable[[Tree], Said],
        choose: Callable[[Tree, Saying], Said],
    ) -> None:
        self.scope, self.own, self.otherwise, self.choose = scope, own, otherwise, choose
        #: what `$` alone stands for
        self.column: Said | None = None
        self.column_tree: Tree | None = None

    def value(self, tree: Tree) -> Said:
        """The value that a tree stands for."""
        try:
            return self._value(tree)
        except Unsaid:
            return self.otherwise(self.whole(tree))

    def whole(self, tree: Tree) -> Tree:
        """The tree with the column that it stands in, in the place of `$`."""
        if self.column_tree is None:
            return tree
        if tree == ("path", "$", ()):
            return self.column_tree
        return tuple(
            self.whole(part)
            if isinstance(part, tuple) and part and isinstance(part[0], str)
            else tuple(self.whole(each) if isinstance(each, tuple) else each for each in part)
            if isinstance(part, tuple)
            else part
            for part in tree
        )

    def _value(self, tree: Tree) -> Said:
        match tree:
            case ("value", bool() as value):
                return TRUE if value else FALSE
            case ("value", Decimal() as value):
                return Said(f"{value:f}", "decimal", literal=value)
            case ("value", str() as value):
                return Said(quoted(value), "text", literal=value)
            case ("path", root, names):
                return self._path(root, names)
            case ("negative", ("value", Decimal() as value)):
                return Said(f"{-value:f}", "decimal", literal=-value)
            case ("negative", part):
                return self._arithmetic(
                    "-", Said("0", "decimal", literal=Decimal(0)), self.value(part)
                )
            case ("binary", ("+" | "-" | "*") as sign, left, right):
                return self._arithmetic(sign, self.value(left), self.value(right))
            case ("binary", "??", left, right):
                first, default = self.value(left), self.value(right)
                if not first.absent:
                    return first
                return Said(f"not_null({first.text}, {default.text})", first.kind, default.absent)
            case ("call", ("min" | "max") as name, (("list", items),)):
                values = [self._number(item) for item in items]
                absent = frozenset[str]().union(*(value.absent for value in values))
                return Said(f"{name}_of({', '.join(v.text for v in values)})", "decimal", absent)
            case ("if", *_):
                return self.choose(tree, self)
            case ("not" | "binary", *_) | ("call", ("contains" | "startsWith" | "endsWith"), _):
                return self.condition(tree)
        raise Unsaid(f"`{tree[0]}`")

    def _path(self, root: str, names: Path) -> Said:
        if root == "$" and not names and self.column:
            return self.column
        scope = self.own if root == "$" and self.column is None else self.scope
        if root == "$" and names not in scope and self.column is None:
            scope = self.scope
        if names in scope:
            said = scope[names]
            if said.kind in ("list", "cut"):
                raise Unsaid(f"`{'.'.join(names)}` is no single value")
            return said
        if root in ("", "$"):
            return self.otherwise(("path", "", names))
        raise Unsaid(f"`{'.'.join(names)}`")

    def _number(self, tree: Tree) -> Said:
        said = self.value(tree)
        if said.kind != "decimal":
            raise Unsaid("a number is needed")
        return said

    def _arithmetic(self, sign: str, left: Said, right: Said) -> Said:
        if left.kind != "decimal" or right.kind != "decimal":
            raise Unsaid(f"`{sign}` of texts")
        return Said(f"({left.text} {sign} {right.text})", "decimal", left.absent | right.absent)

    def condition(self, tree: Tree) -> Said:
        """The condition that a tree states, guarded."""
        try:
            return self._condition(tree)
        except Unsaid:
            return _guarded(self.otherwise(self.whole(tree)))

    def _condition(self, tree: Tree) -> Said:
        match tree:
            case ("binary", ("and" | "or") as joint, left, right):
                return _joined(joint, self.condition(left), self.condition(right))
            case ("not", part):
                return _negated(self.condition(part))
            case ("binary", ("==" | "!=" | "<" | "<=" | ">" | ">=") as sign, left, right):
                return self._compared(sign, left, right)
            case ("binary", "in", left, ("range", low, high, least, most)):
                above = self._compared(">=" if least else ">", left, low)
                return _joined("and", above, self._compared("<=" if most else "<", left, high))
            case ("binary", "in", left, ("list", items)):
                return self._among(left, items)
            case ("call", name, (subject, ("value", str() as part))) if name in _TEXT_TESTS:
                value = self.value(subject)
                if value.kind != "text":
                    raise Unsaid(f"`{name}`")
                return _guarded(
                    Said(
                        f"{_TEXT_TESTS[name]}({value.text}, {quoted(part)})",
                        "boolean",
                        value.absent,
                    )
                )
            case _:
                value = self._value(tree)
                if value.kind != "boolean":
                    raise Unsaid("a condition is needed")
                return _guarded(value)

    def _compared(self, sign: str, left: Tree, right: Tree) -> Said:
        if right == ("value", None) or left == ("value", None):
            value = self.value(left if right == ("value", None) else right)
            there = Said(f"present({value.text})", "boolean") if value.absent else TRUE
            return there if sign == "!=" else _negated(there)
        one, other = self.value(left), self.value(right)
        if one.kind != other.kind:
            if sign in ("==", "!="):
                raise Unsaid(f"{one.kind} beside {other.kind}")
            raise Unsaid("unlike kinds are compared")
        if one.kind == "boolean":
            if other.literal is None or sign not in ("==", "!="):
                raise Unsaid("booleans are compared")
            wanted = (other.literal is True) == (sign == "==")
            return _guarded(one) if wanted else _unless(one)
        if sign not in ("==", "!=") and one.kind == "text":
            raise Unsaid("texts have no order")
        text = f"{one.text} {sign} {other.text}"
        absent = one.absent | other.absent
        if sign == "!=" and absent:
            return Said(f"({_absences(one, other)} || {text})", "boolean")
        return _guarded(Said(text, "boolean", absent), one, other)

    def _among(self, left: Tree, items: tuple[Tree, ...]) -> Said:
        value = self.value(left)
        literals = [item[1] for item in items if item[0] == "value"]
        if (
            value.kind == "text"
            and len(literals) == len(items)
            and all(isinstance(x, str) for x in literals)
        ):
            listed = ", ".join(map(quoted, literals))
            return _guarded(
                Said(f"contains([{listed}], {value.text})", "boolean", value.absent), value
            )
        if not items:
            return FALSE
        said = self._compared("==", left, items[0])
        for item in items[1:]:
            said = _joined("or", said, self._compared("==", left, item))
        return said


def _absences(*values: Said) -> str:
    return " || ".join(f"not_present({value.text})" for value in values if value.absent)


def _guarded(said: Said, *values: Said) -> Said:
    """A condition that is false where what it reads is absent."""
    if not said.absent or said.literal is not None:
        return Said(said.text, "boolean", literal=said.literal)
    read = [value.text for value in values if value.absent] or [said.text if not values else ""]
    if not values and "(" in said.text:
        read = sorted(said.absent)
    guards = " && ".join(f"present({text})" for text in read)
    return Said(f"({guards} && {said.text})", "boolean")


def _unless(value: Said) -> Said:
    """That a boolean is there and is not true."""
    if value.literal is not None:
        return FALSE if value.literal else TRUE
    said = f"!({value.text})"
    return Said(f"(present({value.text}) && {said})" if value.absent else said, "boolean")


def _negated(said: Said) -> Said:
    if said.literal is not None:
        return FALSE if said.literal else TRUE
    return Said(f"!({said.text})", "boolean")


def _joined(joint: str, left: Said, right: Said) -> Said:
    for one, other in ((left, right), (right, left)):
        if one.literal is not None:
            return other if (one.literal is True) == (joint == "and") else one
    sign = " && " if joint == "and" else " || "
    return Said(f"({left.text}{sign}{right.text})", "boolean")
