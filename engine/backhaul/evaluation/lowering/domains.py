"""How a compiled function holds instants and durations: as whole numbers of a unit, or as Python's own.

Values of other kinds are held as ever. `lowered` gives a value as the function works with it, `held` as it is held
elsewhere; `taken` gives what makes that value of a fact as it was given, `reader` what makes the value that callers
see (None: it is that already), and `function` a function of the language over such values.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from backhaul.evaluation.facts import exact
from backhaul.evaluation.lowering.quick_values import quick_maker
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.foreign import plain
from backhaul.language.kinds import (
    DATETIME,
    SECOND,
    Held,
    Kind,
    Refusal,
    Type,
    held_instant,
    python_value,
)
from backhaul.language.model import Fact, Policy
from backhaul.language.values import read_value
from backhaul.language.written_values import parse_instant
from backhaul.program.program import program_of

TIMES = (Kind.DATETIME, Kind.DURATION)
_AS_THEY_ARE = (Kind.BOOLEAN, Kind.INTEGER, Kind.CHOICE, Kind.TEXT)
UNITS = {"epoch_seconds": SECOND, "epoch_millis": 1000}
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class Count:
    """Whole numbers of so many microseconds."""

    unit: int

    def lowered(self, kind: Kind, held: Held) -> object:
        """The number of units."""
        return int(held) // self.unit if kind in TIMES else held

    def held(self, kind: Kind, value: object) -> Held:
        """Microseconds."""
        assert isinstance(value, int | str)  # noqa: S101
        return int(value) * self.unit if kind in TIMES else value

    def taken(self, fact: Fact) -> Callable[[Any], object] | None:
        """What gives the number of units."""
        kind = fact.type.kind
        if kind in _AS_THEY_ARE[:-1] or (kind is Kind.DATETIME and self.unit != 1):
            return None
        return partial(_taken, self, fact)

    def reader(self, type: Type) -> Callable[[Any], object] | None:
        """What gives a datetime, a date, a timedelta or a Decimal."""
        kind = type.kind
        if kind in _AS_THEY_ARE:
            return None
        if kind is Kind.DATETIME and self.unit == SECOND:
            return _AT_SECOND
        return _reader(self, type)


class Clock:
    """Aware datetimes and timedeltas."""

    __slots__ = ()

    def lowered(self, kind: Kind, held: Held) -> object:
        """A datetime in UTC or a timedelta."""
        return python_value(Type(kind), held) if kind in TIMES else held

    def held(self, kind: Kind, value: object) -> Held:  # noqa: ARG002 - the value tells it
        """Microseconds."""
        if isinstance(value, datetime):
            return held_instant(value)
        if isinstance(value, timedelta):
            return value // _MICROSECOND
        assert isinstance(value, int | str)  # noqa: S101
        return value

    def taken(self, fact: Fact) -> Callable[[Any], object] | None:
        """What gives a datetime in UTC or a timedelta."""
        kind = fact.type.kind
        if kind in _AS_THEY_ARE[:-1]:
            return None
        return parse if kind is Kind.DATETIME else partial(_taken, self, fact)

    def reader(self, type: Type) -> Callable[[Any], object] | None:
        """What gives a datetime in UTC, a date or a Decimal."""
        if type.kind is Kind.DATETIME:
            return in_utc
        return _reader(self, type) if type.kind in (Kind.DECIMAL, Kind.DATE) else None


Domain = Count | Clock


@lru_cache(maxsize=1024)
def _reader(domain: Domain, type: Type) -> Callable[[Any], object]:
    """What makes the value that callers see; the same one again for the same type."""
    if type.kind in (Kind.DECIMAL, Kind.DATE):
        return quick_maker(type) or partial(python_value, type)
    return lambda value: python_value(type, domain.held(type.kind, value))


def by_scalar(domain: Domain, node: nodes.Arithmetic) -> Callable[..., object]:
    """The function over values of a domain, by way of what is held elsewhere; raises ValueError for what it cannot hold."""
    kinds, result = [operand.type.kind for operand in node.operands], node.type.kind
    if not {*kinds, result} & {*TIMES}:
        return node.function.scalar

    def call(*values: object) -> object:
        held = node.function.scalar(*map(domain.held, kinds, values))
        lowered = domain.lowered(result, held)
        if domain.held(result, lowered) != held:
            raise ValueError
        return lowered

    return call


def _taken(domain: Domain, fact: Fact, given: object) -> object:
    held = exact(fact, given)
    assert not isinstance(held, Refusal)  # noqa: S101 - the function has taken it
    return domain.lowered(fact.type.kind, held)


def in_utc(value: datetime) -> datetime:
    """The same instant, in UTC."""
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _at_second(value: int) -> datetime:
    return _EPOCH + timedelta(0, value)


#: the datetime of a whole second; the quick way does not know the years before 1970 on Windows
_AT_SECOND = _at_second if sys.platform == "win32" else partial(datetime.fromtimestamp, tz=UTC)


def domains(policy: Policy) -> tuple[Domain, ...]:
    """The domains that are tried in turn: one for times as they are mostly given, then one for all."""
    forms = {fact.form for fact in policy.facts.values() if fact.type.kind is Kind.DATETIME}
    general = Count(1)
    if forms == {None}:
        return Clock(), general
    if len(forms) == 1 and _divides(policy, unit := UNITS[str(forms.pop())]):
        return Count(unit), general
    return (general,)


def _divides(policy: Policy, unit: int) -> bool:
    """Whether every time in a policy is a whole number of units."""
    if any(fact.type.kind is Kind.DURATION for fact in policy.facts.values()):
        return False
    times: list[Held | None] = []
    for parameter in policy.parameters.values():
        if parameter.type.kind in TIMES:
            times += parameter.cells
        times += [held for axis in parameter.axes if axis.dated for held in axis.held[1:]]
    for _, node in program_of(policy).parts:
        if isinstance(node, nodes.Literal) and node.type.kind in TIMES:
            times.append(node.value)
    return all(int(time) % unit == 0 for time in times if time is not None)


#: how an instant is mostly written
USUAL = "2026-03-02T10:00:00Z"


def parse(text: str) -> datetime:
    """The datetime of an instant as it is mostly written; raises ValueError for any other text, and for what is none.

    `fromisoformat` takes more than RFC 3339, but nothing more of what has these marks.
    """
    if type(text) is not str:
        raise ValueError
    match text[4:20:3]:
        case "--T::Z":
            usual = len(text) == 20
        case "--T::+" | "--T::-":
            colon = text[22] == ":" if len(text) == 25 else len(text) == 24 and text[20:].isdigit()
            usual = colon and text[-2] < "6"
        case "--T::.":
            usual = len(text) < 28 and text[-1] == "Z" and text[20:-1].isdigit()
        case _:
            usual = False
    if not usual or text[11:13] == "24":
        raise ValueError
    return datetime.fromisoformat(text)


def instant(value: object) -> object:
    """Microseconds since 1970 of a text or datetime; or something that is no whole number."""
    if type(value) is str:
        try:
            return held_instant(parse(value))
        except ValueError:
            return parse_instant(value)
    if type(value) is datetime:
        value = plain(value)
        if type(value) is datetime and value.tzinfo is not None:
            return held_instant(value)
    return read_value(value, DATETIME)


def _takes_midnight_twice() -> bool:
    try:
        datetime.fromisoformat("2026-03-02T24:00:00Z")
    except ValueError:
        return False
    return True


#: what reads an instant that ends with Z; newer Pythons take 24:00, which RFC 3339 does not
parse_utc = parse if _takes_midnight_twice() else datetime.fromisoformat
