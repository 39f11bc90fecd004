"""Where two values of JSON differ, by the path that leads there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.evaluation.record import canonical
from backhaul.frozen import frozen

#: a value is cut here
LONGEST = 120
ABSENT = object()


@frozen
class Difference:
    """One place: what the receipt has there, and what comes out now."""

    path: str
    #: as JSON; empty where there is nothing
    receipt: str
    now: str

    def __str__(self) -> str:
        had = f"the receipt has {self.receipt}" if self.receipt else "the receipt has nothing"
        gives = f"the policy gives {self.now}" if self.now else "the policy gives nothing"
        return f"`{self.path}`: {had}, {gives}"


def differences(receipt: object, now: object, hidden: frozenset[str]) -> Iterator[Difference]:
    """The places at which two values differ, in order; values at hidden paths are not shown."""
    return _below("", receipt, now, hidden)


def _below(path: str, old: object, new: object, hidden: frozenset[str]) -> Iterator[Difference]:
    if isinstance(old, Mapping) and isinstance(new, Mapping) and path not in hidden:
        for name in dict.fromkeys((*new, *old)):
            inner = f"{path}.{name}" if path else str(name)
            yield from _below(inner, old.get(name, ABSENT), new.get(name, ABSENT), hidden)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            one = old[index] if index < len(old) else ABSENT
            other = new[index] if index < len(new) else ABSENT
            yield from _below(f"{path}[{index}]", one, other, hidden)
    elif old is ABSENT or new is ABSENT or canonical(old) != canonical(new):
        yield Difference(path, _shown(path, old, hidden), _shown(path, new, hidden))


def _shown(path: str, value: object, hidden: frozenset[str]) -> str:
    if value is ABSENT:
        return ""
    if path in hidden:
        return "masked"
    text = canonical(value).decode("ascii")
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
