"""How much the tests that try at random try: a long run sets `BACKHAUL_TRIALS`, a factor, and `BACKHAUL_SEED`."""

from __future__ import annotations

from os import environ

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
