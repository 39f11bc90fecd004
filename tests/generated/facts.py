"""Random facts for any policy, near the numbers that stand in it: complete, partial and broken ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from math import prod
from random import Random
from typing import cast

from backhaul.language import model, nodes
from backhaul.language.kinds import (
    DAY,
    DECIMAL_PLACES,
    LIMITS,
    SECOND,
    Held,
    Kind,
    Type,
    json_value,
    python_value,
)

Given = dict[str, object]
Whole = Mapping[str, Held | None]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OFFSETS = (0, 0, 420, 480, -300, 345)
ABOUT = 1772409600 * SECOND  # 2026-03-02T00:00:00Z
TEXTS = ("plain", "it's", "two words", "", "other")


@dataclass(frozen=True)
class Partial:
    """What is given of some facts, and the values of each that were tried out as what it may be."""

    given: Given
    candidates: Mapping[str, tuple[Held | None, ...]]

    def completions(self, random: Random, most: int) -> Iterator[Whole]:
        """Every combination of the values tried out, or that many of them drawn."""
        names = list(self.candidates)
        if prod(len(values) for values in self.candidates.values()) <= most:
            for values in product(*self.candidates.values()):
                yield dict(zip(names, values, strict=True))
            return
        for _ in range(most):
            yield {name: random.choice(self.candidates[name]) for name in names}


class Domain:
    """The few values that are told apart by a policy, for each of its facts."""

    def __init__(self, policy: model.Policy, random: Random, most: int = 9) -> None:
        self.policy, self.random = policy, random
        marks = _marks(policy)
        self.values: dict[str, tuple[Held | None, ...]] = {}
        for fact in policy.facts.values():
            known = _domain(fact, marks)
            if len(known) > most:
                known = random.sample(known, most)
            self.values[fact.name] = (*known, None) if fact.optional else tuple(known)

    def whole(self) -> dict[str, Held | None]:
        """A value for every fact; an optional one is often absent."""
        return {
            name: None
            if None in values and self.random.random() < 0.3
            else self.random.choice(values)
            for name, values in self.values.items()
        }

    def given(self, whole: Whole) -> Given:
        """The facts as somebody gives them."""
        return {name: self.written(name, value) for name, value in whole.items()}

    def written(self, name: str, value: Held | None) -> object:
        """One value in one of the forms in which it can be given."""
        fact, random = self.policy.facts[name], self.random
        if value is None or fact.type.kind not in LIMITS or fact.type.kind == Kind.INTEGER:
            return value
        if fact.type.kind == Kind.DATETIME:
            return _instant(fact, int(value), random)
        written = json_value if random.random() < 0.7 else python_value
        return written(fact.type, value)

    def partial(self, whole: Whole, share: float = 0.4) -> Partial:
        """Some of these facts taken away or only bounded; what is left allows the whole."""
        given: Given = {}
        candidates: dict[str, tuple[Held | None, ...]] = {}
        for name, value in whole.items():
            if self.random.random() > share:
                given[name], candidates[name] = self.written(name, value), (value,)
            else:
                candidates[name] = self.widen(name, value, given)
        return Partial(given, candidates)

    def widen(self, name: str, value: Held | None, given: Given) -> tuple[Held | None, ...]:
        """Put bounds, a day or nothing in place of a value; the values it may then have."""
        kind = self.policy.facts[name].type.kind
        there = tuple(v for v in self.values[name] if v is not None)
        way = self.random.choice(("unknown", "unknown", "there", "bounds", "bounds", "day"))
        if (
            value is None
            or way == "unknown"
            or (way == "there" and kind not in LIMITS and not there)
        ):
            return self.values[name] if value in self.values[name] else (*self.values[name], value)
        if way == "there" or kind not in LIMITS:
            given[name] = {}
            return tuple(dict.fromkeys((*there, value)))
        if way == "day" and kind == Kind.DATETIME and (day := _day(int(value), self.random)):
            given[name], low, high = day
        else:
            given[name], low, high = self._bounds(name, int(value), there)
        within = [v for v in (*there, value, low, high) if low <= int(v) <= high]
        return tuple(dict.fromkeys(within))

    def _bounds(
        self, name: str, value: int, there: tuple[Held, ...]
    ) -> tuple[dict[str, object], int, int]:
        low, high = LIMITS[self.policy.facts[name].type.kind]
        near = (value, value + 1, value - 1, value - SECOND, value + DAY)
        ends = [int(v) for v in (*there, *near) if low <= int(v) <= high]
        bounds: dict[str, object] = {}
        if self.random.random() < 0.75:
            low = self.random.choice([end for end in ends if end <= value])
            bounds["from"] = self.written(name, low)
        later = [end for end in ends if end > value]
        if later and self.random.random() < 0.75:
            before = self.random.choice(later)
            high, bounds["before"] = before - 1, self.written(name, before)
        return bounds, low, high


def _marks(policy: model.Policy) -> dict[Kind, list[int]]:
    """The numbers that stand in a policy, by kind; those of decimals at nine places."""
    marks: dict[Kind, list[int]] = {kind: [] for kind in LIMITS}
    for parameter in policy.parameters.values():
        if parameter.type.kind in LIMITS:
            marks[parameter.type.kind] += [_widely(parameter.type, v) for v in parameter.cells]
        for axis in parameter.axes:
            if axis.dated:
                marks[policy.facts[axis.fact].type.kind] += map(int, axis.held)
    for node in _nodes(policy):
        if isinstance(node, nodes.Literal) and node.type.kind in LIMITS and node.value is not None:
            marks[node.type.kind].append(_widely(node.type, node.value))
    marks[Kind.DURATION] += [0, 7 * 3600 * SECOND]
    marks[Kind.INTEGER] += [0, 1]
    marks[Kind.DECIMAL] += [0]
    instants = [*marks[Kind.DATETIME][:3], ABOUT]
    moved = [i + sign * d for i in instants for d in marks[Kind.DURATION][:4] for sign in (1, -1)]
    marks[Kind.DATETIME] = [*instants, *moved, *(i // DAY * DAY for i in moved)]
    days = [*marks[Kind.DATE][:3], ABOUT // DAY]
    lengths = [length // DAY for length in marks[Kind.DURATION][:4]]
    marks[Kind.DATE] = [
        *days,
        *(day + sign * n for day in days for n in lengths for sign in (1, -1)),
    ]
    return marks


def _widely(type: Type, value: Held | None) -> int:
    """A number as it is held; that of a decimal as one of nine places is."""
    return int(value or 0) * (_scaled(type) if type.kind is Kind.DECIMAL else 1)


def _scaled(type: Type) -> int:
    return int(10 ** (DECIMAL_PLACES - type.scale))


def _nodes(policy: model.Policy) -> Iterator[nodes.Expression]:
    pending: list[nodes.Expression] = [c.condition for c in policy.constraints]
    pending += [d.expression for d in policy.definitions.values()]
    for decision in policy.decisions.values():
        for rule in decision.ladder:
            pending += [*([rule.condition] if rule.condition else []), *rule.outputs.values()]
    while pending:
        node = pending.pop()
        yield node
        pending += nodes.operands(node)


def _domain(fact: model.Fact, marks: Mapping[Kind, list[int]]) -> list[Held]:
    kind = fact.type.kind
    if kind == Kind.BOOLEAN:
        return [True, False]
    if kind == Kind.CHOICE:
        return list(fact.type.choices)
    if kind == Kind.TEXT:
        return list(TEXTS)
    low, high = LIMITS[kind]
    own = marks[kind]
    if kind is Kind.DECIMAL:
        own = [mark // _scaled(fact.type) for mark in own]
    near = dict.fromkeys(mark + step for mark in own for step in (0, 0, 1, -1))
    return [value for value in near if low <= value <= high] or [cast("Held", low)]


def _instant(fact: model.Fact, value: int, random: Random) -> object:
    unit = {"epoch_seconds": SECOND, "epoch_millis": 1000, None: 0}[fact.form]
    if unit and value % unit == 0 and random.random() < 0.6:
        return value // unit
    moment = EPOCH + timedelta(microseconds=value)
    local = moment.astimezone(timezone(timedelta(minutes=random.choice(OFFSETS))))
    if random.random() < 0.3:
        return local
    text = local.isoformat()
    # the offset without its colon
    return text[:-3] + text[-2:] if random.random() < 0.2 else text


def _day(value: int, random: Random) -> tuple[dict[str, object], int, int] | None:
    """A day that holds an instant, with its first and last microsecond."""
    minutes = random.choice(OFFSETS)
    shift = minutes * 60 * SECOND
    start = (value + shift) // DAY * DAY
    day = (EPOCH + timedelta(microseconds=start)).date()
    low, high = LIMITS[Kind.DATETIME]
    if not 1900 <= day.year < 2200:
        return None
    sign, hours = "-" if minutes < 0 else "+", abs(minutes)
    offset = f"{sign}{hours // 60:02d}:{hours % 60:02d}"
    given: dict[str, object] = {
        "day": day.isoformat() if random.random() < 0.7 else day,
        "offset": offset,
    }
    return given, max(low, start - shift), min(high, start - shift + DAY - 1)


def break_one(random: Random, policy: model.Policy, given: Given) -> Given:
    """The same facts with one that no policy accepts."""
    spoiled = dict(given)
    name = random.choice(list(policy.facts))
    kind = policy.facts[name].type.kind
    wrong: list[object] = [[1], 1.5, {"from": None}, {"after": 1}, object()]
    wrong += ["2026-03-02T10:00:00", "soon"] if kind == Kind.DATETIME else []
    wrong += [1] if kind == Kind.BOOLEAN else [True]
    wrong += [10**30] if kind in (Kind.INTEGER, Kind.DECIMAL) else []
    wrong += [] if policy.facts[name].optional else [None]
    if random.random() < 0.1:
        spoiled["nobody_knows_this"] = 1
    else:
        spoiled[name] = random.choice(wrong)
    return spoiled
