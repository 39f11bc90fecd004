"""How much the tests that try at random try: a long run sets `BACKHAUL_TRIALS`, a factor, and `BACKHAUL_SEED`."""

from __future__ import annotations

from collections.abc import Iterable
from os import environ
from typing import TypeVar

T = TypeVar("T")

#: how many times the usual number is tried; more or less than 1
FACTOR = float(environ.get("BACKHAUL_TRIALS", "1"))
#: the first seed, so that long runs need not repeat each other
SEED = int(environ.get("BACKHAUL_SEED", "0"))


def trials(usual: int) -> int:
    """The number of trials where usually there are so many; at least one.

    >>> trials(90) == max(1, round(90 * FACTOR))
    True
    """
    return max(1, round(usual * FACTOR))


def some(whole: Iterable[T], usual: int) -> tuple[T, ...]:
    """So many of them as are usually tried, evenly spread; all of them in a long run.

    >>> some(range(6), 2) if FACTOR == 1 else (0, 3)
    (0, 3)
    """
    every = tuple(whole)
    return every[:: max(1, len(every) // trials(usual))]
