"""Random decision tables, each beside the ladder of the same rules as somebody would write it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from random import Random
from typing import Any

import backhaul
from generated.authors import dumped
from generated.declarations import HEAD, Declarations, Node
from generated.expressions import (
    CHOICES,
    NONE,
    ORDERED,
    TEXTS,
    Names,
    Value,
    as_text,
    quoted,
)

#: a cell as YAML has it, and what it asks of the value that it is given; None: nothing at all
Asked = tuple[object, list[str] | None]


@dataclass(frozen=True)
class Twins:
    """One policy twice: its rules in tables, and in ladders."""

    seed: int
    raw: Node
    by_hand: Node

    @cached_property
    def table(self) -> backhaul.Policy:
        """The policy with tables."""
        return backhaul.loads(dumped(self.raw).encode(), f"table-{self.seed}.yaml")

    @cached_property
    def ladder(self) -> backhaul.Policy:
        """The policy with ladders."""
        return backhaul.loads(dumped(self.by_hand).encode(), f"ladder-{self.seed}.yaml")


@cache
def twins(seed: int) -> Twins:
    """The policies of a seed."""
    return TableAuthor(Random(seed)).twins(seed)


class TableAuthor(Declarations):
    """Writes both policies at once."""

    def twins(self, seed: int) -> Twins:
        """What is declared, and a decision or two."""
        tables, facts, parameters = self.tables(), self.facts(), self.parameters()
        definitions = self.definitions()
        head = {
            **HEAD,
            **tables,
            "parameters": parameters,
            "facts": facts,
            "definitions": definitions,
        }
        both = [
            self.by_table_and_ladder(f"d{number}") for number in range(self.random.randint(1, 2))
        ]
        by_table = {name: table for name, table, _ in both}
        ladders = {name: ladder for name, _, ladder in both}
        return Twins(seed, {**head, "decisions": by_table}, {**head, "decisions": ladders})

    def by_table_and_ladder(self, name: str) -> tuple[str, Node, Node]:
        random = self.random
        columns = [self._column() for _ in range(random.randint(1, 4))]
        outputs: Node = {
            "way": {"type": "choice", "choices": list(CHOICES["size"])},
            "number": {"type": "integer", "default": 3},
        }
        rows, rules, seen = list[object](), list[Node](), set[str]()
        for _ in range(50):
            if len(rows) >= random.randint(1, 6):
                break
            cells, asked = self._row(columns)
            if str(asked) in seen or not asked:
                continue
            seen.add(str(asked))
            way, number = random.choice(CHOICES["size"]), random.choice(("-", 1, "p0_integer"))
            then = {"way": way, **({} if number == "-" else {"number": number})}
            id = f"row-{len(rows) + 1}"
            when = asked[0] if len(asked) == 1 else {"all": asked}
            rows.append([*cells, way, number])
            rules.append({"id": id, "when": when, "then": then})
        assert rows, columns
        rest = {"otherwise": {"then": {"way": "large", "number": 0}}}
        inputs = [self._written(value.text) for _, value in columns]
        table = {"inputs": inputs, "outputs": ["way", "number"], "rows": rows}
        self.writer.tell("size", f"{name}.way")
        self.writer.tell("integer", f"{name}.number")
        return (
            name,
            {"outputs": outputs, "table": table, **rest},
            {
                "outputs": outputs,
                "rules": rules,
                **rest,
            },
        )

    def _written(self, text: str) -> object:
        return {"read": text, "title": {"en": "Column"}} if self.random.random() < 0.3 else text

    def _column(self) -> tuple[str, Value]:
        """A value of some kind, or a condition."""
        if self.random.random() < 0.2:
            condition = self.writer.condition(depth=1)
            return "boolean" if condition.word == "atom" and " " not in condition.text else (
                "condition"
            ), Value(as_text(condition))
        while True:
            kind = self.random.choice(self.kinds)
            if (value := self.writer.value(kind)) and not value.text.startswith("in_place"):
                return kind, value

    def _row(self, columns: list[tuple[str, Value]]) -> tuple[list[object], list[str]]:
        cells, asked, present = list[object](), list[str](), NONE
        for kind, value in columns:
            cell, asks, sure = self._cell(kind, value, present)
            cells.append(cell)
            asked += asks
            present |= sure
        return cells, asked

    def _cell(self, kind: str, value: Value, present: Names) -> tuple[object, list[str], Names]:
        random, text = self.random, value.text
        if random.random() < 0.3:
            return "-", [], NONE
        if kind == "condition":
            return (True, [text], NONE) if random.random() < 0.5 else (False, [f"!({text})"], NONE)
        there = [f"present({text})"]
        pick = random.random()
        if value.absent_with and pick < 0.15:
            return random.choice(("absent", "not present")), [f"not_present({text})"], NONE
        if value.absent_with and pick < 0.3:
            return random.choice(("present", "not absent")), there, value.absent_with
        cell, asks = self._asks(kind, text)
        if value.absent_with and pick < 0.45:
            parts = cell if isinstance(cell, list) else [cell]
            whole = _joined(asks) if len(asks) == 1 else f"({_joined(asks)})"
            return ["absent", *parts], [f"(not_present({text}) || {whole})"], NONE
        guard = there if value.absent_with - present else []
        return cell, [*guard, *asks], value.absent_with

    def _asks(self, kind: str, text: str) -> tuple[object, list[str]]:
        """A cell of a value that is there, and what it asks."""
        random = self.random
        if kind == "boolean":
            return random.choice(
                ((True, [text]), (False, [_not(text)]), ("not true", [_not(text)]))
            )
        if kind in ORDERED:
            return self._of_order(kind, text)
        options = ["plain", *TEXTS[2:]] if kind == "text" else list(CHOICES[kind])
        option = random.choice(options)
        match random.randrange(5):
            case 0:
                return f"!= {option}", [f"{text} != {quoted(option)}"]
            case 1:
                return {"not": [option]}, [f"{text} != {quoted(option)}"]
            case 2:
                listed = ", ".join(map(quoted, options))
                return options, [f"contains([{listed}], {text})"]
            case 3:
                return f"not {option}", [f"{text} != {quoted(option)}"]
            case _:
                return option, [f"{text} == {quoted(option)}"]

    def _of_order(self, kind: str, text: str) -> tuple[object, list[str]]:
        random = self.random
        low, high = self._end(kind), self._end(kind)
        sign = random.choice(("<", "<=", ">", ">=", "!="))
        match random.randrange(6):
            case 0:
                return low[0], [f"{text} == {low[1]}"]
            case 1 if low[1] != high[1] and low[1][0] != "`":
                return f"{low[0]}..{high[0]}", [f"{text} >= {low[1]}", f"{text} <= {high[1]}"]
            case 2 if low[1] != high[1] and low[1][0] != "`":
                signs = random.choice(
                    (("(", "]", ">", "<="), ("[", ")", ">=", "<"), ("(", ")", ">", "<"))
                )
                return f"{signs[0]}{low[0]}..{high[0]}{signs[1]}", [
                    f"{text} {signs[2]} {low[1]}",
                    f"{text} {signs[3]} {high[1]}",
                ]
            case 3 if low[1] != high[1] and low[1][0] != "`":
                inside = f"{text} >= {low[1]} && {text} <= {high[1]}"
                return f"not {low[0]}..{high[0]}", [f"!({inside})"]
            case 4:
                return [low[0], f"{sign} {high[0]}"], [
                    f"({text} == {low[1]} || {text} {sign} {high[1]})"
                ]
            case _:
                return f"{sign} {low[0]}", [f"{text} {sign} {low[1]}"]

    def _end(self, kind: str) -> tuple[object, str]:
        """What a cell compares with: a number in place, or what has a name and is always there."""
        if kind == "integer" and self.random.random() < 0.5:
            number = self.random.randint(-1, 3)
            return number, f"`{number}`"
        named = [v.text for v in self.writer.names[kind] if not v.absent_with]
        name = self.random.choice(named)
        return name, name


def _not(text: str) -> str:
    return f"!({text})"


def _joined(asks: list[str]) -> str:
    return " && ".join(asks)


def rules_of(policy: backhaul.Policy) -> list[Any]:
    """What every rule of a policy is, apart from where it stands."""
    return [
        (decision.name, rule.id, rule.condition, rule.outputs, rule.because, rule.cites, rule.leads)
        for decision in policy.model.decisions.values()
        for rule in decision.ladder
    ]
