"""Random policies over the whole language: what those of `authors` leave out as well.

Percent, signs of arithmetic and literals in place, divisors that may be zero and are guarded, tests of texts, choices of
any text, and decision tables.
"""

from __future__ import annotations

from random import Random
from typing import Any

from generated.authors import Author, dumped
from generated.expressions import (
    CHOICES,
    FORMULAS,
    KINDS,
    MODES,
    NONE,
    PLACES,
    TEXTS,
    Names,
    Value,
    Writer,
    quoted,
)
from generated.infix import rewritten
from generated.tables import TableAuthor

Node = dict[str, Any]
PERCENT = {
    "decimal": ("12.5%", "-0.25%", "100%"),
    "money": ("850%", "1%", "-333%", "0%"),
    "rate": ("8.5%", "40%", "-0.25%", "100%"),
}
IN_PLACE = {
    "decimal": ("0.5", "-1.25", "3.00"),
    "money": ("0.01", "-3.33", "12.9"),
    "rate": ("0.085", "-0.5", "1.0"),
    "datetime": ("2026-03-02T00:00:00Z", "2026-03-02T17:00:00+07:00", "2024-02-29T12:00:00.5Z"),
    "date": ("2026-03-02", "2024-02-29"),
    "duration": ("1 day", "36 hours", "90 minutes"),
    "days": ("3 days", "1 day"),
}
#: what stands behind a divisor in the name under which it is known to be other than zero
OTHER = " != 0"


class WholeWriter(Writer):
    """Writes what the language has more."""

    kinds = (*KINDS, "odd")

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        #: the warehouse and the solver leave tests of texts to the definition
        self.tests_texts = random.random() < 0.3

    def tell(self, kind: str, name: str, absent_with: Names = NONE) -> None:
        """A name; who reads a quotient asks whether it is there, and not why."""
        if divisors := {each for each in absent_with if each.endswith(OTHER)}:
            absent_with = absent_with - divisors | {name}
        super().tell(kind, name, absent_with)

    def presence(self, value: Value, *, wanted: bool) -> Any:  # type: ignore[override]
        """Whether a value is there, or a divisor other than zero."""
        condition = super().presence(value, wanted=wanted)
        if not value.text.endswith(OTHER):
            return condition
        sign = self.random.choice(("!=", ">", "<") if wanted else ("==", "<=", ">="))
        text = f"{value.text.removesuffix(OTHER)} {sign} `0`"
        return type(condition)("atom", text, (), condition.if_true, condition.if_false)

    def value(self, kind: str, depth: int = 2, *, certain: bool = False) -> Value | None:
        """A value; here and there a length of time in place."""
        if kind in ("duration", "days") and self.random.random() < 0.15:
            return self._in_place(kind)
        return super().value(kind, depth, certain=certain)

    def _in_place(self, kind: str) -> Value:
        return Value(f"in_place({quoted(self.random.choice(IN_PLACE[kind]))})")

    def _call(self, kind: str, depth: int, *, certain: bool) -> Value | None:
        if kind == "boolean" and self.tests_texts and self.random.random() < 0.6:
            left = super().value("text", 0, certain=certain)
            return self._text_test(left) if left else None
        return super()._call(kind, depth, certain=certain)

    def _text_test(self, left: Value) -> Value:
        random, other = self.random, None
        if random.random() < 0.3:
            other = super().value("text", 0)
        if other is None or other.absent_with - left.absent_with:
            other = Value(quoted(random.choice(("", "p", "it", "s", "two", " ", *TEXTS))))
        name = random.choice(("starts_with", "ends_with", "includes"))
        return Value(f"{name}({left.text}, {other.text})", left.absent_with | other.absent_with)

    def _test(self, kind: str, left: Value) -> tuple[str, Names]:
        random = self.random
        if kind == "text" and self.tests_texts and random.random() < 0.5:
            test = self._text_test(left)
            return test.text, test.absent_with
        if kind in IN_PLACE and random.random() < 0.25:
            sides = [left.text, self._in_place(kind).text]
            random.shuffle(sides)
            sign = random.choice(("==", "!=", "<", "<=", ">", ">="))
            return f"{sides[0]} {sign} {sides[1]}", left.absent_with
        return super()._test(kind, left)

    def _rounded(self, kind: str, *, certain: bool) -> Value | None:
        """A formula; often one that is divided by what may be zero."""
        formulas = [each for each in FORMULAS[kind] if each[1][-1] == "above_zero"]
        if certain or not formulas or self.random.random() < 0.5:
            return super()._rounded(kind, certain=certain)
        formula, kinds = self.random.choice(formulas)
        by = self.random.choice(("integer", "rate", "decimal"))
        found = [Writer.value(self, each, 0) for each in kinds[:-1]]
        # a parameter may be above zero, and is then never absent
        known = [each for each in self.names[by] if not each.text.startswith("p")]
        operands = [value for value in found if value]
        if len(operands) < len(found) or not known:
            return None
        divisor = self.random.choice(known)
        text = formula.format(*(each.text for each in (*operands, divisor)))
        text = f"round({text}, {PLACES[kind]}, '{self.random.choice(MODES)}')"
        absent = NONE.union(divisor.absent_with, *(each.absent_with for each in operands))
        return Value(text, absent | {divisor.text + OTHER})


class WholeAuthor(TableAuthor, Author):
    """Writes policies of the whole language."""

    writer_of = WholeWriter
    kinds = WholeWriter.kinds

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.tables_of: Node = {}

    def literal(self, kind: str) -> object:
        """A value of a kind, some decimals in percent."""
        if kind in PERCENT and self.random.random() < 0.3:
            return self.random.choice(PERCENT[kind])
        return super().literal(kind)

    def _filled(self, kind: str, present: Names, *, optional: bool) -> object:
        if kind in PERCENT and self.random.random() < 0.2:
            return self.random.choice(PERCENT[kind])
        return super()._filled(kind, present, optional=optional)

    def _decision(self, name: str) -> tuple[str, Node]:
        if self.random.random() < 0.7:
            return super(TableAuthor, self)._decision(name)
        _, self.tables_of[name], ladder = self.by_table_and_ladder(name)
        return name, ladder

    def _asks(self, kind: str, text: str) -> tuple[object, list[str]]:
        if kind != "odd":
            return super()._asks(kind, text)
        option, other = map(quoted, self.random.sample(CHOICES["odd"], 2))
        return self.random.choice(
            (
                (option, [f"{text} == {option}"]),
                ([option, other], [f"contains([{option}, {other}], {text})"]),
                ({"not": [option]}, [f"{text} != {option}"]),
            )
        )


def by_calls_and_as_written(seed: int) -> tuple[Node, str]:
    """A policy as data of calls and ladders, and its text with signs, literals in place and tables."""
    author = WholeAuthor(Random(seed))
    raw = author.policy()
    written = {**raw, "decisions": {**raw["decisions"], **author.tables_of}}
    return raw, dumped(rewritten(written, Random(seed)))
