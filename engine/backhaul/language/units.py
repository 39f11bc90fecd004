"""What a number counts: USD, kg, working days."""

from __future__ import annotations

from backhaul.frozen import frozen


@frozen
class Unit:
    """What a number counts: one unit, or one for each choice of the fact `by`."""

    name: str
    by: str | None = None
    names: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return self.name or " / ".join(dict.fromkeys(name for _, name in self.names))
