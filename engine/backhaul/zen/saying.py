"""Expressions of ZEN in the language of policies, over what is known where they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from backhaul.language.nodes import quoted
from backhaul.zen.policy import Told, Unsaid, places_of
from backhaul.zen.syntax import ZenTree

Path = tuple[str, ...]
Scope = Mapping[Path, Told]
TRUE, FALSE = Told("TRUE", "boolean", literal=True), Told("FALSE", "boolean", literal=False)
_TEXT_TESTS = {"startsWith": "starts_with", "endsWith": "ends_with", "contains": "includes"}


class Saying:
    """Says trees; what cannot be said is handed to *otherwise*, which gives it a name or raises Unsaid."""

    def __init__(
        self,
        scope: Scope,
        own: Scope,
        otherwise: Callable[[ZenTree], Told],
        choose: Callable[[ZenTree, Saying], Told],
    ) -> None:
        self.scope, self.own, self.otherwise, self.choose = scope, own, otherwise, choose
        #: what `$` alone stands for
        self.column: Told | None = None
        self.column_tree: ZenTree | None = None

    def value(self, tree: ZenTree) -> Told:
        """The value that a tree stands for."""
        try:
            return self._value(tree)
        except Unsaid:
            return self.otherwise(self.whole(tree))

    def whole(self, tree: ZenTree) -> ZenTree:
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

    def _value(self, tree: ZenTree) -> Told:
        match tree:
            case ("value", bool() as value):
                return TRUE if value else FALSE
            case ("value", Decimal() as value):
                return Told(f"{value:f}", "decimal", literal=value, places=places_of(value))
            case ("value", str() as value):
                return Told(quoted(value), "text", literal=value)
            case ("path", root, names):
                return self._path(root, names)
            case ("negative", ("value", Decimal() as value)):
                return Told(f"{-value:f}", "decimal", literal=-value, places=places_of(value))
            case ("negative", part):
                return self._arithmetic(
                    "-", Told("0", "decimal", literal=Decimal(0)), self.value(part)
                )
            case ("binary", ("+" | "-" | "*") as sign, left, right):
                return self._arithmetic(sign, self.value(left), self.value(right))
            case ("binary", "??", left, right):
                first, default = self.value(left), self.value(right)
                if not first.absent:
                    return first
                places = max(first.places, default.places)
                text = f"not_null({first.text}, {default.text})"
                return Told(text, first.kind, default.absent, None, places)
            case ("call", ("min" | "max") as name, (("list", items),)):
                numbers = [self._number(item) for item in items]
                absent = frozenset[str]().union(*(number.absent for number in numbers))
                text = f"{name}_of({', '.join(n.text for n in numbers)})"
                return Told(text, "decimal", absent, None, max(n.places for n in numbers))
            case ("call", "round", (part, *digits)):
                count = digits[0][1] if digits and digits[0][0] == "value" else Decimal(0)
                inner = self._quotient(part)
                text = f"round({inner.text}, {int(count)}, 'half_up')"
                return Told(text, "decimal", inner.absent, None, int(count))
            case ("if", *_):
                return self.choose(tree, self)
            case ("not" | "binary", *_) | ("call", ("contains" | "startsWith" | "endsWith"), _):
                return self.condition(tree)
        raise Unsaid(f"`{tree[0]}`")

    def _path(self, root: str, names: Path) -> Told:
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

    def _quotient(self, tree: ZenTree) -> Told:
        """A number that is rounded next: it may be a quotient."""
        if tree[:2] != ("binary", "/"):
            return self._number(tree)
        left, right = self._number(tree[2]), self._number(tree[3])
        return Told(f"{left.text} / {right.text}", "decimal", left.absent | right.absent)

    def _number(self, tree: ZenTree) -> Told:
        said = self.value(tree)
        if said.kind != "decimal":
            raise Unsaid("a number is needed")
        return said

    def _arithmetic(self, sign: str, left: Told, right: Told) -> Told:
        if left.kind != "decimal" or right.kind != "decimal":
            raise Unsaid(f"`{sign}` of texts")
        both = (left.places, right.places)
        places = sum(both) if sign == "*" else max(both)
        text = f"({left.text} {sign} {right.text})"
        return Told(text, "decimal", left.absent | right.absent, None, places)

    def condition(self, tree: ZenTree) -> Told:
        """The condition that a tree states, guarded."""
        try:
            return self._condition(tree)
        except Unsaid:
            return _guarded(self.otherwise(self.whole(tree)))

    def _condition(self, tree: ZenTree) -> Told:
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
                    Told(
                        f"{_TEXT_TESTS[name]}({value.text}, {quoted(part)})",
                        "boolean",
                        value.absent,
                    )
                )
            case ("binary", sign, *_) if sign != "??":
                raise Unsaid(f"`{sign}`")
            case ("call", ("contains" | "startsWith" | "endsWith") as name, _):
                raise Unsaid(f"`{name}`")
            case _:
                value = self._value(tree)
                if value.kind != "boolean":
                    raise Unsaid("a condition is needed")
                return _guarded(value)

    def _compared(self, sign: str, left: ZenTree, right: ZenTree) -> Told:
        if right == ("value", None) or left == ("value", None):
            value = self.value(left if right == ("value", None) else right)
            there = Told(f"present({value.text})", "boolean") if value.absent else TRUE
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
            return Told(f"({_absences(one, other)} || {text})", "boolean")
        return _guarded(Told(text, "boolean", absent), one, other)

    def _among(self, left: ZenTree, items: tuple[ZenTree, ...]) -> Told:
        value = self.value(left)
        literals = [item[1] for item in items if item[0] == "value"]
        if (
            value.kind == "text"
            and len(literals) == len(items)
            and all(isinstance(x, str) for x in literals)
        ):
            listed = ", ".join(map(quoted, literals))
            return _guarded(
                Told(f"contains([{listed}], {value.text})", "boolean", value.absent), value
            )
        if not items:
            return FALSE
        said = self._compared("==", left, items[0])
        for item in items[1:]:
            said = _joined("or", said, self._compared("==", left, item))
        return said


def _absences(*values: Told) -> str:
    return " || ".join(f"not_present({value.text})" for value in values if value.absent)


def _guarded(said: Told, *values: Told) -> Told:
    """A condition that is false where what it reads is absent."""
    if not said.absent or said.literal is not None:
        return Told(said.text, "boolean", literal=said.literal)
    read = [value.text for value in values if value.absent] or [said.text if not values else ""]
    if not values and "(" in said.text:
        read = sorted(said.absent)
    guards = " && ".join(f"present({text})" for text in read)
    return Told(f"({guards} && {said.text})", "boolean")


def _unless(value: Told) -> Told:
    """That a boolean is there and is not true."""
    if value.literal is not None:
        return FALSE if value.literal else TRUE
    said = f"!({value.text})"
    return Told(f"(present({value.text}) && {said})" if value.absent else said, "boolean")


def _negated(said: Told) -> Told:
    if said.literal is not None:
        return FALSE if said.literal else TRUE
    return Told(f"!({said.text})", "boolean")


def _joined(joint: str, left: Told, right: Told) -> Told:
    for one, other in ((left, right), (right, left)):
        if one.literal is not None:
            return other if (one.literal is True) == (joint == "and") else one
    sign = " && " if joint == "and" else " || "
    return Told(f"({left.text}{sign}{right.text})", "boolean")
