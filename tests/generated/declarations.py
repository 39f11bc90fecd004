"""What a random policy declares before it decides: facts, parameters, definitions, constraints."""

from __future__ import annotations

from random import Random
from typing import Any

from generated.expressions import (
    CHOICES,
    DAYS,
    KINDS,
    NONE,
    ORDERED,
    Condition,
    Names,
    Value,
    Writer,
    as_text,
    as_yaml,
    join,
    negated,
)
from generated.tables_of_days import CALENDARS, DECIMALS, ZONES

Node = dict[str, Any]
ANCHORS = ("2026-03-02T00:00:00+00:00", "2026-03-02T17:00:00+07:00", "2024-02-29T12:00:00.5Z")
EDGES = ("1900-01-01T00:00:00Z", "2199-12-31T23:59:59.999999Z", "1900-01-15T00:00:00Z")
STARTS = (
    "2024-02-29T12:00:00Z",
    "2026-03-01T17:00:00Z",
    "2026-03-02T10:00:00Z",
    "2026-03-16T00:00:00Z",
)
LENGTHS = ("1 day", "2 days", "14 days", "7 hours", "0 seconds", "-8 hours", "90 minutes")
DATES = ("2026-03-02", "2024-02-29", "2026-02-28")
EDGE_DATES = ("1900-01-01", "2199-12-31", "1900-01-15")
WHOLE_DAYS = ("1 day", "14 days", "0 days", "-31 days")
#: what a value is besides its type: whole days, or above zero
ALIAS = {DAYS: "duration", "above_zero": "integer", "length": "duration"}
TOLD_APART = (*ALIAS, "zone", "calendar")
LONG = ("109573 days", "-109573 days", "36500 days")
#: what every policy begins with
HEAD: Node = {
    "language": 1,
    "policy": "generated",
    "version": "1.0.0",
    "title": {"en": "Generated"},
    "types": {"colour": {"choices": list(CHOICES["colour"])}},
}


class Declarations:
    """Writes the declarations, top to bottom; what is written can be read by what follows."""

    writer_of = Writer
    #: the kinds that facts, outputs and definitions are of
    kinds: tuple[str, ...] = KINDS

    def __init__(self, random: Random) -> None:
        self.random = random
        self.writer = self.writer_of(random)
        self.edgy = random.random() < 0.12
        self.optional: list[tuple[str, str]] = []
        self.certain: list[tuple[str, str]] = []

    def typed(self, kind: str) -> Node:
        """The keys that say a kind."""
        if kind == "colour":
            return {"type": "colour"}
        if kind in ALIAS:
            return {"type": ALIAS[kind]}
        if kind in DECIMALS:
            return dict(DECIMALS[kind])
        return (
            {"type": "choice", "choices": list(CHOICES[kind])}
            if kind in CHOICES
            else {"type": kind}
        )

    def tables(self) -> Node:
        """The sections of zones and calendars, whose names can be read."""
        for kind, tables in (("zone", ZONES), ("calendar", CALENDARS)):
            for name in tables:
                self.writer.tell(kind, name)
        return {"zones": ZONES, "calendars": CALENDARS}

    def facts(self) -> Node:
        """The facts, a datetime and a colour among them."""
        found = {}
        kinds = [
            *self.random.sample(self.kinds, self.random.randint(2, 5)),
            *self.random.choices(self.kinds, k=2),
        ]
        for index, kind in enumerate((*kinds, "datetime", "colour")):
            name, optional = f"{kind}_{index}", self.random.random() < 0.45
            found[name] = self.typed(kind)
            if optional:
                found[name]["optional"] = True
            if kind == "datetime" and self.random.random() < 0.3:
                found[name]["form"] = self.random.choice(("epoch_seconds", "epoch_millis"))
            (self.optional if optional else self.certain).append((kind, name))
            self.writer.tell(kind, name, frozenset((name,)) if optional else NONE)
        return found

    def literal(self, kind: str) -> object:
        """A value of a kind as YAML holds it."""
        random = self.random
        match kind:
            case "boolean":
                return random.random() < 0.5
            case "integer":
                return random.choice(
                    (2**63 - 1, -(2**63), 2**62) if self.edgy else (-1, 0, 1, 2, 3)
                )
            case "decimal":
                edges = ("999999999.999999999", "-999999999.999999999")
                return random.choice(edges if self.edgy else (0.5, 1.25, "-2.000000001", "3", 2))
            case "money":
                edges = ("9999999999999999.99", "-9999999999999999.99")
                return random.choice(edges if self.edgy else (0, "0.01", 12.9, "-3.33", "2.5"))
            case "rate":
                return random.choice(("0.085", "1", "0.3333", "-0.5", "0"))
            case "above_zero":
                return random.choice((1, 2, 3, 7))
            case "length":
                return random.choice(("1 day", "7 hours", "90 minutes"))
            case "zone":
                return random.choice((*ZONES, "+10:00", "-10:30"))
            case "calendar":
                return random.choice(tuple(CALENDARS))
            case "datetime":
                return random.choice(EDGES if self.edgy else ANCHORS)
            case "date":
                return random.choice(EDGE_DATES if self.edgy else DATES)
            case "days":
                return random.choice(("109573 days", *WHOLE_DAYS) if self.edgy else WHOLE_DAYS)
            case "duration":
                return random.choice((*LONG, *LENGTHS) if self.edgy else LENGTHS)
            case "text":
                return random.choice(("plain", "it's", "two words"))
            case _:
                return random.choice(CHOICES[kind])

    def parameters(self) -> Node:
        """The parameters, at least one of each ordered kind; some vary by facts of few values, some by date."""
        found = {}
        for index, kind in enumerate(
            (*ORDERED, "duration", *TOLD_APART, *self.random.choices(self.kinds, k=2))
        ):
            name = f"p{index}_{kind}"
            found[name] = self.typed(kind)
            found[name].update(self.varying(kind))
            self.writer.tell(kind, name)
            if kind in ALIAS:
                self.writer.tell(ALIAS[kind], name)
        return found

    def varying(self, kind: str) -> Node:
        """One value, or one for each combination of the facts that it varies by, or from each date on."""
        random = self.random
        few = [(k, name) for k, name in self.certain if k in CHOICES or k == "boolean"]
        by = random.sample(few, min(len(few), random.choice((0, 0, 0, 1, 1, 2))))
        body: Node = {}
        if by:
            body["by"] = [name for _, name in by] if len(by) > 1 else by[0][1]
        dated = [(k, name) for k, name in self.certain if k in ("datetime", "date")]
        if not dated or random.random() < 0.7:
            return {**body, **self.cells(kind, by)}
        of, fact = random.choice(dated)
        starts = sorted(random.sample(DATES if of == "date" else STARTS, random.randint(1, 3)))
        entries = [{"from": start, **self.cells(kind, by)} for start in starts]
        if random.random() < 0.9:
            del entries[0]["from"]
        return {**body, "dated": {"by": fact, "values": entries}}

    def cells(self, kind: str, by: list[tuple[str, str]]) -> Node:
        """The values for the keys of these facts; often `*` for some of them."""

        def below(rest: list[tuple[str, str]]) -> object:
            if not rest:
                return self.literal(kind)
            keys = list(CHOICES.get(rest[0][0], ("true", "false")))
            if self.random.random() < 0.3:
                keys[self.random.randrange(len(keys)) :] = ["*"]
            return {key: below(rest[1:]) for key in keys}

        return {"values" if by else "value": below(by)}

    def definitions(self) -> Node:
        """Values and conditions, each over those before it; at times not in that order."""
        found: list[tuple[str, Node | object]] = []
        for index in range(self.random.randint(1, 5)):
            name, kind = f"n{index}", self.random.choice((*self.kinds, *ORDERED))
            found.append((name, self.definition(name, kind)))
        if self.random.random() < 0.3:
            self.random.shuffle(found)
        return dict(found)

    def definition(self, name: str, kind: str) -> Node | object:
        """A value of a kind, by cases or not, or a condition; it can be read from now on."""
        value = self.writer.value(kind)
        if self.random.random() < 0.3:
            by_cases, absent_with = self._by_cases(name, kind)
            self.writer.tell(kind, name, absent_with)
            return by_cases
        if self.random.random() < 0.4 or value is None:
            body = self.condition()
            self.writer.tell("boolean", name)
            return body
        self.writer.tell(kind, name, value.absent_with)
        return {"value": value.text}

    def _by_cases(self, name: str, kind: str) -> tuple[Node, Names]:
        """A value by cases, and its own name where it may be absent."""
        present, optional = NONE, False
        cases: dict[str, Node] = {}
        for _ in range(self.random.randint(1, 3)):
            when = self.writer.condition(present, self.random.randint(0, 1))
            value, absent = self._case(kind, present | when.if_true)
            case: Node = {"when": as_yaml(when, self.random), "value": value}
            if as_text(when) not in cases:
                cases[as_text(when)] = case
                present, optional = present | when.if_false, optional or absent
        typed = {} if kind in DECIMALS else self.typed(kind)
        node: Node = {**typed, "cases": [*cases.values()]}
        if self.random.random() < 0.8:
            node["otherwise"], absent = self._case(kind, present)
        else:
            absent = True
        if all(
            given is None
            for given in (*(c["value"] for c in cases.values()), node.get("otherwise"))
        ):
            return self._by_cases(name, kind)
        return node, frozenset((name,)) if optional or absent else NONE

    def _case(self, kind: str, present: Names) -> tuple[object, bool]:
        """What one case gives, and whether it may be absent there."""
        random = self.random
        if random.random() < 0.1:
            return None, True
        if kind in ("text", *CHOICES):
            return self.literal(kind), False
        if kind == "boolean" and random.random() < 0.5:
            return as_text(self.writer.condition(present, 1)), False
        if kind in ("boolean", "integer") and random.random() < 0.4:
            return self.literal(kind), False
        value = self.writer.value(kind)
        return (value.text, bool(value.absent_with - present)) if value else (None, True)

    def condition(self, depth: int = 2) -> object:
        """A condition as YAML holds it."""
        return as_yaml(self.writer.condition(depth=depth), self.random)

    def constraints(self) -> list[Node]:
        """A few constraints of shapes that can narrow facts, and of others."""
        found = []
        for index in range(self.random.choice((0, 1, 2, 2, 3))):
            shapes = (self._ordered, self._implied, self._if_present, self._not_both, self._any)
            holds = as_yaml(self.random.choice(shapes)(), self.random)
            found.append({"id": f"limit-{index}", "holds": holds})
        return found

    def _any(self) -> Condition:
        return self.writer.condition(depth=self.random.randint(0, 2))

    def _ordered(self) -> Condition:
        """One value not after another."""
        kind = self.random.choice(ORDERED)
        names = self.writer.names[kind]
        left = self.writer.value(kind, 1) or names[0]
        right = self.writer.value(kind, 1) or names[-1]
        symbol = self.random.choice(("<=", "<", "==", ">=", "!="))
        comparison = Condition("atom", f"{left.text} {symbol} {right.text}")
        return self.writer.guarded(comparison, left.absent_with | right.absent_with)

    def _implied(self) -> Condition:
        """Either something is so or a fact is there, or is not."""
        if not self.optional:
            return self._any()
        _, name = self.random.choice(self.optional)
        value = Value(name, frozenset((name,)))
        there = self.writer.presence(value, wanted=self.random.random() < 0.5)
        return join("any", (self.writer.condition(depth=self.random.randint(0, 1)), there))

    def _if_present(self) -> Condition:
        """Where a fact is there, something is so of it; often with a guard more than is needed."""
        if not self.optional:
            return self._any()
        _, name = self.random.choice(self.optional)
        value = Value(name, frozenset((name,)))
        inner = self.writer.condition(frozenset((name,)), 1)
        if self.random.random() < 0.5:
            inner = join("all", (self.writer.presence(value, wanted=True), inner))
        whole = join("any", (self.writer.presence(value, wanted=False), inner))
        return whole if self.random.random() < 0.7 else negated(negated(whole))

    def _not_both(self) -> Condition:
        return negated(join("all", (self.writer.atom(), self.writer.atom())))
