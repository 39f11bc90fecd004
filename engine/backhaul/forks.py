"""What begins anew in a process that was just forked.

A child has the memory of its parent, but only one of its threads: a lock that another one held is never released.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Forked(Protocol):
    """What holds something that a child must not take from its parent."""

    def after_fork(self) -> None:
        """Begin anew, in the child."""
        ...


_FORKED: WeakSet[Forked] = WeakSet()


def begins_anew(each: Forked) -> None:
    """Let it begin anew in every child, as long as it is there."""
    _FORKED.add(each)


def _after_fork() -> None:
    for each in tuple(_FORKED):
        each.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
