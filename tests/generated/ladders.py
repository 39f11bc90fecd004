"""Random long ladders over a few facts, with every form of condition that tells rules apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import backhaul

HEAD = 'language: 1\npolicy: ladder\nversion: "1.0.0"\ntitle: {en: Ladder}\n'
START = datetime(2026, 3, 2, tzinfo=UTC)
CHOICES = ["red", "green", "blue", "black", "white"]
TEXTS = ["", "a", "b", "long text", "ü"]
SIGNS = ["==", "!=", "<", "<=", ">", ">="]

Atom = Callable[[Random], str]

DECLARED = """\
parameters:
  gap: {type: duration, value: 2 days}
  noon: {type: datetime, value: "2026-03-02T12:00:00Z"}
  rate: {type: decimal, value: 2.50}
  five: {type: integer, value: 5}
  limit: {type: integer, by: colour, values: {red: 1, green: 3, blue: 5, black: 7, white: 9}}
  most: {type: integer, by: [flag, colour], values: {"true": {red: 2, "*": 4}, "false": {"*": 6}}}
  lasting: {type: duration, dated: {by: start, values: [{value: 1 days}, {from: "2026-03-03T00:00:00Z", value: 2 days}]}}
facts:
  colour: {type: choice, choices: [red, green, blue, black, white]}
  tint: {type: choice, choices: [red, green, blue, black, white], optional: true}
  note: {type: text}
  mark: {type: text, optional: true}
  count: {type: integer}
  more: {type: integer, optional: true}
  price: {type: decimal}
  start: {type: datetime FORM}
  end: {type: datetime, optional: true FORM}
  flag: {type: boolean}
  sign: {type: boolean, optional: true}
LENGTH
definitions:
  until: {value: "plus(end, gap)"}
  again: {value: count}
  total: {value: "plus(count, five)"}
  dark: contains(['black', 'blue'], colour)
  usual: {all: [dark, "count >= `2`"]}
  late: {any: ["start > noon", "start == noon"]}
  sure: {value: "not_null(sign, flag)"}
"""


@dataclass(frozen=True)
class Ladder:
    """One policy with long ladders."""

    seed: int
    form: str | None
    lengths: bool
    policy: backhaul.Policy

    def facts(self, random: Random) -> dict[str, Any]:
        """Complete facts, mostly near the values that the rules name."""
        instants = [START + timedelta(hours=6 * random.randint(-1, 9)) for _ in range(2)]
        instants = [at + timedelta(seconds=random.choice((0, 0, 1))) for at in instants]
        given = {
            "colour": random.choice(CHOICES),
            "tint": random.choice([*CHOICES, None]),
            "note": random.choice([*TEXTS, "other"]),
            "mark": random.choice([*TEXTS, "other", None]),
            "count": random.randint(-2, 12),
            "more": random.choice([*range(-1, 11), None]),
            "price": random.choice(["2.5", "2.49", "2.500000001", "0"]),
            "start": self._instant(instants[0]),
            "end": random.choice([None, self._instant(instants[1])]),
            "flag": random.random() < 0.5,
            "sign": random.choice([True, False, None]),
        }
        if self.lengths:
            given["length"] = random.choice(["1 days", "2 days", "3 days"])
        return given

    def _instant(self, at: datetime) -> object:
        if self.form is None:
            return at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return int(at.timestamp()) * (1000 if self.form == "epoch_millis" else 1)


@cache
def ladder(seed: int, count: int) -> Ladder:
    """The policy of a seed, with a ladder of so many rules and one that reads what it gives."""
    random = Random(seed)
    form = random.choice((None, "epoch_seconds", "epoch_millis"))
    lengths = random.random() < 0.4
    text = HEAD + DECLARED.replace(" FORM", f", form: {form}" if form else "")
    text = text.replace("LENGTH", "  length: {type: duration}" if lengths else "")
    text += "decisions:\n" + _decision("route", random, count, lengths)
    text += _decision("then", random, count // 2, lengths)
    return Ladder(seed, form, lengths, backhaul.loads(text.encode(), "ladder.yaml"))


def _decision(name: str, random: Random, count: int, lengths: bool) -> str:
    lines = [
        f"  {name}:",
        "    outputs:",
        f"      way: {{type: choice, choices: [{', '.join(CHOICES)}]}}",
        "      number: {type: integer}",
        "      by: {type: datetime, optional: true}",
        "    rules:",
    ]
    seen: set[str] = set()
    atoms = _ATOMS + (_LENGTHS if lengths else ()) + (_OUTPUTS if name == "then" else ())
    while len(seen) < count:
        terms = [random.choice(atoms)(random) for _ in range(random.randint(4, 7))]
        condition = " && ".join(terms)
        if condition not in seen:
            then = _then(random)
            lines.append(f'      - {{id: r{len(seen)}, when: "{condition}", then: {then}}}')
            seen.add(condition)
    if name == "route" or random.random() < 0.5:
        lines.append(f"    otherwise: {{then: {_then(random)}}}")
    return "\n".join(lines) + "\n"


def _then(random: Random) -> str:
    number = random.choice([str(random.randint(0, 9)), "count", '"plus(total, five)"'])
    by = random.choice(["null", "null", "until", "start"])
    return f"{{way: {random.choice(CHOICES)}, number: {number}, by: {by}}}"


def _sign(random: Random) -> str:
    return random.choice(SIGNS)


def _count(random: Random) -> str:
    return f"`{random.randint(-1, 11)}`"


def _options(values: list[str], random: Random) -> str:
    return ", ".join(f"'{value}'" for value in random.sample(values, random.randint(1, 3)))


def _equal(random: Random) -> str:
    return random.choice(("==", "==", "!="))


_ATOMS: tuple[Atom, ...] = (
    lambda r: f"colour {_equal(r)} '{r.choice(CHOICES)}'",
    lambda r: f"colour == '{r.choice(CHOICES)}'",
    lambda r: f"'{r.choice(CHOICES)}' == colour",
    lambda r: f"contains([{_options(CHOICES, r)}], colour)",
    lambda r: f"!contains([{_options(CHOICES, r)}], colour)",
    lambda r: f"present(tint) && tint {_equal(r)} '{r.choice(CHOICES)}'",
    lambda r: f"(not_present(tint) || contains([{_options(CHOICES, r)}], tint))",
    lambda r: f"note {_equal(r)} '{r.choice(TEXTS)}'",
    lambda r: f"contains([{_options(TEXTS, r)}], note)",
    lambda r: f"present(mark) && mark {_equal(r)} '{r.choice(TEXTS)}'",
    lambda r: f"not_present({r.choice(('mark', 'more', 'end', 'sign'))})",
    lambda r: f"count {_sign(r)} {_count(r)}",
    lambda r: f"count >= {_count(r)} && count < {_count(r)}",
    lambda r: f"{_count(r)} {_sign(r)} count",
    lambda r: f"(count < {_count(r)} || count == {_count(r)} || count > {_count(r)})",
    lambda r: f"!(count {_sign(r)} five)",
    lambda r: f"again {_sign(r)} {_count(r)}",
    lambda r: f"total {_sign(r)} {_count(r)}",
    lambda r: f"count {_sign(r)} limit",
    lambda r: f"count {_sign(r)} most",
    lambda r: f"present(end) && plus(start, lasting) {_sign(r)} end",
    lambda r: f"present(more) && more {_sign(r)} {_count(r)}",
    lambda r: f"(not_present(more) || more {_sign(r)} count)",
    lambda r: f"price {_sign(r)} rate",
    lambda r: f"start {_sign(r)} noon",
    lambda r: f"present(end) && end {_sign(r)} noon",
    lambda r: f"present(end) && until {_sign(r)} start",
    lambda r: f"present(until) && until {_sign(r)} noon",
    lambda r: r.choice(
        ("flag", "!flag", "dark", "!dark", "usual", "late", "!late", "sure", "!sure")
    ),
    lambda r: f"present(sign) && {r.choice(('sign', '!sign'))}",
)
_LENGTHS: tuple[Atom, ...] = (lambda r: f"length {_sign(r)} gap",)
_OUTPUTS: tuple[Atom, ...] = (
    lambda r: f"route.way {_equal(r)} '{r.choice(CHOICES)}'",
    lambda r: f"contains([{_options(CHOICES, r)}], route.way)",
    lambda r: f"route.number {_sign(r)} {_count(r)}",
    lambda r: f"(not_present(route.by) || route.by {_sign(r)} noon)",
)
