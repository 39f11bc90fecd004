"""All complete facts at once: each fact as variables of Z3, and values as numbers and truth values there.

Instants, durations and decimals are whole numbers as they are everywhere. Choices and texts, which are only ever
held equal, are numbers too: every text that stands in a policy has its own, and any other number is another text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import z3

from backhaul.frozen import frozen
from backhaul.language.kinds import LIMITS, NAMED, Held, Kind, Type
from backhaul.language.model import Fact, Policy
from backhaul.static import Any

#: terms of Z3, which has no types of its own
Bool = Any
Number = Any
Model = Any


@frozen
class Term:
    """A value that may be absent: whether it is there, and what it then is."""

    present: Bool
    value: Bool | Number


def form_of(type: Type) -> str:
    """What makes the number of one value another: its kind, and of a decimal the places that it is counted in.

    >>> form_of(Type(Kind.DECIMAL, places=2)), form_of(Type(Kind.DATE))
    ('decimal of 2 places', 'date')
    """
    return f"decimal of {type.scale} places" if type.kind is Kind.DECIMAL else type.kind.value


class Space:
    """The facts of one policy, or of several that are held against each other.

    A context of its own keeps the answers the same, whatever else the process asks.
    """

    def __init__(self, *policies: Policy) -> None:
        self.context = z3.Context()
        self.true, self.false = z3.BoolVal(True, self.context), z3.BoolVal(False, self.context)
        #: functions whose result is any value to Z3: what is impossible is so, what is possible need not be
        self.unknown: dict[str, None] = {}
        self._codes: dict[str, int] = {}
        #: those that no policy mentions have numbers below zero
        self._texts: dict[int, str] = {}
        self._next, self._other = 0, -1
        #: what the sections of policies name, by their numbers
        self._named: dict[int, Held] = {}
        self._facts: dict[tuple[str, str], Term] = {}
        for policy in policies:
            for fact in policy.facts.values():
                for choice in fact.type.choices:
                    self.code(choice)
        for policy in policies:
            for fact in policy.facts.values():
                self._declare(fact)

    def _declare(self, fact: Fact) -> None:
        key = fact.name, form_of(fact.type)
        known = self._facts.get(key)
        present = known.present if known else self.true
        name = "{} ({})".format(*key)
        if fact.optional and present is self.true:
            present = z3.Bool(f"{name} is there", self.context)
        sort = z3.Bool if fact.type.kind is Kind.BOOLEAN else z3.Int
        self._facts[key] = Term(present, known.value if known else sort(name, self.context))

    def fact(self, fact: Fact) -> Term:
        """The variables of a fact."""
        return self._facts[fact.name, form_of(fact.type)]

    def also(self, fact: Fact, name: str) -> None:
        """Give the variables of a fact to one of that name, too."""
        self._facts[name, form_of(fact.type)] = self.fact(fact)

    def allowed(self, fact: Fact) -> Bool:
        """Whether the variables of a fact hold a value that it can have."""
        term = self.fact(fact)
        present = self.true if fact.optional else term.present
        return self.every([present, self._in_type(fact.type, term.value)])

    def _in_type(self, type: Type, value: Number) -> Bool:
        if type.kind is Kind.CHOICE:
            codes = [self.code(choice) for choice in type.choices]
            if codes == list(range(codes[0], codes[0] + len(codes))):
                return z3.And(value >= codes[0], value <= codes[-1])
            return self.some([value == code for code in codes])
        if type.kind in LIMITS:
            low, high = LIMITS[type.kind]
            return z3.And(value >= low, value <= high)
        return self.true

    def number(self, value: int) -> Number:
        """A whole number."""
        return z3.IntVal(value, self.context)

    def some_value(self, function: str, kind: Kind, operands: Sequence[Any]) -> Bool | Number:
        """A value that is the same for the same operands, and of which nothing else is known."""
        self.unknown[function] = None
        sort = z3.BoolSort if kind is Kind.BOOLEAN else z3.IntSort
        sorts = [*(operand.sort() for operand in operands), sort(self.context)]
        return z3.Function(function, *sorts)(*operands)

    def every(self, parts: Iterable[Bool]) -> Bool:
        """Whether all are true."""
        found = [part for part in parts if not part.eq(self.true)]
        return z3.And(found) if len(found) > 1 else found[0] if found else self.true

    def some(self, parts: Iterable[Bool]) -> Bool:
        """Whether one is true."""
        found = [part for part in parts if not part.eq(self.false)]
        return z3.Or(found) if len(found) > 1 else found[0] if found else self.false

    def chosen(self, test: Bool, value: Any, other: Any) -> Any:
        """The value where the test holds, else the other."""
        if test.eq(self.true) or value.eq(other):
            return value
        return z3.If(test, value, other)

    def literal(self, type: Type, held: Held | None) -> Term:
        """A value, or absence, as it stands in a policy."""
        if held is None:
            nothing = self.false if type.kind is Kind.BOOLEAN else self.number(0)
            return Term(self.false, nothing)
        if isinstance(held, bool):
            return Term(self.true, self.true if held else self.false)
        if type.kind in NAMED:
            # of two policies each has its own of one name
            code = self.code(f"{type.kind} {held!r}")
            self._named[code] = held
            return Term(self.true, self.number(code))
        return Term(self.true, self.number(self.code(held) if isinstance(held, str) else held))

    def named(self, term: Any) -> dict[int, Held]:
        """The values of a term that stands for what a section of a policy names, by their numbers."""
        if not term.num_args():
            return {term.as_long(): self._named[term.as_long()]}
        _, *branches = term.children()
        return {code: held for part in branches for code, held in self.named(part).items()}

    def held(self, held: Held) -> Bool | Number:
        """A value of a fact."""
        if isinstance(held, bool):
            return self.true if held else self.false
        if isinstance(held, str) and held not in self._codes:
            self._give(held, self._other)
        return self.number(self._codes[held] if isinstance(held, str) else held)

    def code(self, text: str) -> int:
        """The number of a text that a policy mentions."""
        if text not in self._codes:
            self._give(text, self._next)
        return self._codes[text]

    def _give(self, text: str, code: int) -> None:
        self._codes[text], self._texts[code] = code, text
        self._next, self._other = max(self._next, code + 1), min(self._other, code - 1)

    def text(self, code: int) -> str:
        """The text of a number; one that nothing mentions where the number is that of no text."""
        if code not in self._texts:
            count = 1
            while (text := f"other {count}") in self._codes:
                count += 1
            self._give(text, code)
        return self._texts[code]

    def read(self, type: Type, value: Any) -> Held:
        """The value that a term without variables is."""
        if type.kind is Kind.BOOLEAN:
            return bool(z3.is_true(value))
        number = int(value.as_long())
        return self.text(number) if type.kind in (Kind.CHOICE, Kind.TEXT) else number

    def model(self, policy: Policy, facts: Mapping[str, Held | None]) -> Model:
        """The model in which the facts are these."""
        model = z3.Model(self.context)
        for fact in policy.facts.values():
            term, held = self.fact(fact), facts[fact.name]
            if not term.present.eq(self.true):
                model.update_value(term.present, self.false if held is None else self.true)
            if held is not None:
                model.update_value(term.value, self.held(held))
        return model
