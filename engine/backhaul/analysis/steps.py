"""In which steps a value is moved: by days and seconds, by whole numbers and cents, by the last place of its type."""

from __future__ import annotations

from backhaul.language.kinds import DAY, SECOND, Kind, Type

_TIMES = (DAY, 3600 * SECOND, 60 * SECOND, SECOND, 1000, 1)


def little(type: Type) -> int:
    """By how little a value of a type is usually changed, as it is held.

    >>> little(Type(Kind.DECIMAL)), little(Type(Kind.DECIMAL, places=2)), little(Type(Kind.DURATION))
    (10000000, 1, 1000000)
    """
    if type.kind in (Kind.DATETIME, Kind.DURATION):
        return SECOND
    return type.one // 100 if type.kind is Kind.DECIMAL and type.places is None else 1


def steps(type: Type) -> tuple[int, ...]:
    """The steps of a type, the coarsest first.

    >>> steps(Type(Kind.DECIMAL, places=2)), steps(Type(Kind.INTEGER))
    ((100, 1), (1,))
    """
    if type.kind in (Kind.DATETIME, Kind.DURATION):
        return _TIMES
    return tuple(dict.fromkeys((type.one, little(type), 1)))


def fine_steps(type: Type) -> tuple[int, ...]:
    """The steps of a type without the coarse ones, by which nobody means to be near.

    >>> fine_steps(Type(Kind.DECIMAL)), fine_steps(Type(Kind.DECIMAL, places=2))
    ((10000000, 1), (1,))
    """
    return tuple(step for step in steps(type) if step <= little(type))
