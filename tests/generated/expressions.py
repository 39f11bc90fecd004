"""Random expressions and conditions that are right by construction: kinds fit, absence is guarded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

Names = frozenset[str]
NONE: Names = frozenset()
CHOICES = {
    "colour": ("red", "green", "blue"),
    "size": ("small", "large"),
    "odd": ("in transit", "30-60", "a'b\"c;--", "true", "未知", "..."),
}
TEXTS = ("plain", "it's", "two words", "妥投")
#: `money` and `rate` are decimals that declare their places, one of them a unit
ORDERED = ("integer", "decimal", "money", "rate", "datetime", "duration", "date")
KINDS = ("boolean", *ORDERED, "text", "colour", "size")
#: durations of whole days, by which dates move; one is a duration, too
DAYS = "days"
SIGNATURES: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "plus": {
        "datetime": (("datetime", "duration"), ("duration", "datetime")),
        "duration": (("duration", "duration"),),
        "integer": (("integer", "integer"),),
        "decimal": (("decimal", "decimal"),),
        "money": (("money", "money"),),
        "rate": (("rate", "rate"),),
        "date": (("date", DAYS),),
    },
    "minus": {
        "datetime": (("datetime", "duration"),),
        "duration": (("datetime", "datetime"), ("duration", "duration"), ("date", "date")),
        "date": (("date", DAYS),),
        "integer": (("integer", "integer"),),
        "decimal": (("decimal", "decimal"),),
        "money": (("money", "money"),),
    },
    "times": {
        "integer": (("integer", "integer"),),
        "decimal": (("integer", "decimal"), ("decimal", "integer")),
        "money": (("money", "integer"), ("integer", "money")),
        "duration": (("integer", "duration"), ("duration", "integer")),
        DAYS: (("integer", DAYS),),
    },
    "day_start": {"datetime": (("datetime", "duration"), ("datetime", "zone"))},
    "day_end": {"datetime": (("datetime", "duration"), ("datetime", "zone"))},
    "date_of": {"date": (("datetime", "zone"),)},
    "start_of": {"datetime": (("date", "zone"),)},
    "end_of": {"datetime": (("date", "zone"),)},
    "end_of_month": {"date": (("date",),)},
    "months_after": {"date": (("date", "integer"),)},
    "weekday": {"integer": (("date",),)},
    "working_days_after": {"date": (("date", "integer", "calendar"),)},
    "working_days_between": {"integer": (("date", "date", "calendar"),)},
    "is_working_day": {"boolean": (("date", "calendar"),)},
    "min_of": {kind: ((kind, kind), (kind, kind, kind)) for kind in ORDERED},
    "max_of": {kind: ((kind, kind),) for kind in ORDERED},
}

#: formulas that are rounded: what is worked out of which kinds, and what divides it, by the kind of the result
FORMULAS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "money": (
        ("times({}, {})", ("money", "rate")),
        ("times(plus({}, {}), {})", ("money", "money", "rate")),
        ("times(minus({}, {}), {}) / {}", ("money", "money", "integer", "above_zero")),
        ("{} / {}", ("money", "above_zero")),
    ),
    "rate": (
        ("times({}, {})", ("rate", "rate")),
        ("minus({}, {}) / {}", ("integer", "rate", "above_zero")),
    ),
    "integer": (
        ("times({}, {}) / {}", ("integer", "integer", "above_zero")),
        ("times({}, {})", ("integer", "decimal")),
        ("{} / {}", ("duration", "length")),
        ("minus({}, {}) / {}", ("datetime", "datetime", "length")),
    ),
}
PLACES = {"money": 2, "rate": 4, "integer": 0}
MODES = ("half_even", "half_up", "down", "up", "floor", "ceiling")


@dataclass(frozen=True)
class Value:
    """The text of a value, and the optional names without which it is absent."""

    text: str
    absent_with: Names = NONE


@dataclass(frozen=True)
class Condition:
    """An atom's text, or `all`, `any`, `not` over others; what is present where true and where false."""

    word: str
    text: str = ""
    children: tuple[Condition, ...] = ()
    if_true: Names = NONE
    if_false: Names = NONE


def quoted(text: str) -> str:
    """A text literal."""
    return "'" + text.replace("'", "\\'") + "'"


def join(word: str, children: Sequence[Condition]) -> Condition:
    """`all` or `any` of these, each seen after those before it."""
    true, false = [c.if_true for c in children], [c.if_false for c in children]
    if word == "all":
        return Condition(
            word, "", tuple(children), NONE.union(*true), frozenset.intersection(*false)
        )
    return Condition(word, "", tuple(children), frozenset.intersection(*true), NONE.union(*false))


def negated(child: Condition) -> Condition:
    """The opposite."""
    return Condition("not", "", (child,), child.if_false, child.if_true)


def as_text(condition: Condition) -> str:
    """The condition in one expression."""
    if condition.word == "atom":
        return condition.text
    parts = [as_text(child) for child in condition.children]
    if condition.word == "not":
        child = condition.children[0]
        bare = child.word == "atom" and not {" ", "."} & set(child.text)
        return f"!{parts[0]}" if bare else f"!({parts[0]})"
    sign = " && " if condition.word == "all" else " || "
    return sign.join(
        part if child.word in ("atom", "not") else f"({part})"
        for part, child in zip(parts, condition.children, strict=True)
    )


def as_yaml(condition: Condition, random: Random) -> object:
    """The condition as a text, or as a mapping whose parts are written either way."""
    if condition.word == "atom" or random.random() < 0.4:
        return as_text(condition)
    below = [as_yaml(child, random) for child in condition.children]
    return {condition.word: below[0] if condition.word == "not" else below}


class Writer:
    """Writes random values and conditions over the names that it was told."""

    kinds: tuple[str, ...] = KINDS

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names: dict[str, list[Value]] = {
            kind: [] for kind in (*self.kinds, DAYS, "zone", "calendar", "above_zero", "length")
        }
        self.conditions: list[str] = []

    def tell(self, kind: str, name: str, absent_with: Names = NONE) -> None:
        """A name that may be read from now on."""
        self.names[kind].append(Value(name, absent_with))

    def value(self, kind: str, depth: int = 2, *, certain: bool = False) -> Value | None:
        """A value of this kind, never absent where it must be certain; nothing where none is found."""
        pick = self.random.random()
        if depth and pick < {"boolean": 0.15, DAYS: 0.2}.get(kind, 0.35 * (kind in ORDERED)):
            return self._call(kind, depth, certain=certain)
        if depth and kind in self.kinds and pick > 0.9 and (found := self._not_null(kind, depth)):
            return found
        if kind == "integer" and pick > 0.75:
            return Value(f"`{self.random.choice((-2, -1, 0, 1, 2, 3))}`")
        known = [v for v in self.names[kind] if not (certain and v.absent_with)]
        return self.random.choice(known) if known else None

    def _call(self, kind: str, depth: int, *, certain: bool) -> Value | None:
        if kind in FORMULAS and self.random.random() < 0.25:
            return self._rounded(kind, certain=certain)
        names = [name for name, results in SIGNATURES.items() if kind in results]
        name = self.random.choice(names)
        kinds = self.random.choice(SIGNATURES[name][kind])
        # the texts of SQL of a table of days repeat their operands: within each other they grow without end
        below = 0 if {"zone", "calendar"} & set(kinds) else depth - 1
        found = [self.value(k, below, certain=certain) for k in kinds]
        operands = [value for value in found if value]
        if len(operands) < len(found):
            return None
        text = f"{name}({', '.join(operand.text for operand in operands)})"
        return Value(text, NONE.union(*(operand.absent_with for operand in operands)))

    def _rounded(self, kind: str, *, certain: bool) -> Value | None:
        """A formula of names, rounded."""
        formula, kinds = self.random.choice(FORMULAS[kind])
        known = [self.value(each, 0, certain=certain) for each in kinds]
        operands = [value for value in known if value]
        if len(operands) < len(known):
            return None
        text = formula.format(*(operand.text for operand in operands))
        text = f"round({text}, {PLACES[kind]}, '{self.random.choice(MODES)}')"
        return Value(text, NONE.union(*(operand.absent_with for operand in operands)))

    def _not_null(self, kind: str, depth: int) -> Value | None:
        first = self.value(kind, depth - 1)
        default = self.value(kind, depth - 1, certain=True)
        if first is None or default is None or not first.absent_with:
            return None
        return Value(f"not_null({first.text}, {default.text})")

    def condition(self, present: Names = NONE, depth: int = 2) -> Condition:
        """A condition where these names are known to be present."""
        word = self.random.choice(("all", "any", "not", "atom", "atom")) if depth else "atom"
        if word == "not":
            return negated(self.condition(present, depth - 1))
        if word == "atom":
            return self.atom(present)
        children: list[Condition] = []
        for _ in range(self.random.randint(2, 3)):
            child = self.condition(present, depth - 1)
            present |= child.if_true if word == "all" else child.if_false
            children.append(child)
        return join(word, children)

    def atom(self, present: Names = NONE) -> Condition:
        """A comparison or the like, with the guards that it needs before it."""
        while True:
            kind = self.random.choice(self.kinds)
            left = self.value(kind)
            if left is None:
                continue
            if left.absent_with and self.random.random() < 0.15:
                return self.presence(left, wanted=self.random.random() < 0.5)
            text, absent_with = self._test(kind, left)
            if text:
                return self.guarded(Condition("atom", text), absent_with - present)

    @staticmethod
    def presence(value: Value, *, wanted: bool) -> Condition:
        """`present(value)` or `not_present(value)`."""
        if wanted:
            return Condition("atom", f"present({value.text})", (), value.absent_with, NONE)
        return Condition("atom", f"not_present({value.text})", (), NONE, value.absent_with)

    def _test(self, kind: str, left: Value) -> tuple[str, Names]:
        random = self.random
        if kind == "boolean" and random.random() < 0.7:
            return left.text, left.absent_with
        symbol = random.choice(
            ("==", "!=", "<", "<=", ">", ">=") if kind in ORDERED else ("==", "!=")
        )
        options = TEXTS if kind == "text" else CHOICES.get(kind)
        if options and random.random() < 0.75:
            if random.random() < 0.4:
                listed = ", ".join(map(quoted, random.sample(options, random.randint(1, 2))))
                return f"contains([{listed}], {left.text})", left.absent_with
            parts = [left.text, quoted(random.choice(options))]
            random.shuffle(parts)
            return f" {symbol} ".join(parts), left.absent_with
        right = self.value(kind)
        if right is None:
            return "", NONE
        return f"{left.text} {symbol} {right.text}", left.absent_with | right.absent_with

    def guarded(self, condition: Condition, missing: Names) -> Condition:
        """The condition after guards for what may be missing, in an `all` or in an `any`."""
        if not missing:
            return condition
        wanted = self.random.random() < 0.5
        guards = [self.presence(Value(n, frozenset((n,))), wanted=wanted) for n in sorted(missing)]
        return join("all" if wanted else "any", (*guards, condition))
