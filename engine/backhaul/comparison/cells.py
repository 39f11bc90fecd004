"""The values of a parameter that varies, held against those of its other version: cell by cell, and date by date."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from backhaul.frozen import frozen
from backhaul.language.axes import Axis
from backhaul.language.kinds import Held
from backhaul.language.model import Parameter


@frozen
class OtherValue:
    """One combination of keys, with its value on either side; None: there is none."""

    keys: tuple[str, ...]
    #: the date up to which the first key counts, where it does not count for ever
    until: str | None
    old: Held | None
    new: Held | None

    @property
    def at(self) -> str:
        """Its keys in one text, as `--set` takes them."""
        return ".".join(self.keys)


def alike(old: Parameter, new: Parameter) -> bool:
    """Whether two parameters are of one type and vary by the same facts, so that their cells can be held together."""
    sides = [(p.type, *((axis.fact, axis.dated) for axis in p.axes)) for p in (old, new)]
    return sides[0] == sides[1]


def differing_cells(old: Parameter, new: Parameter) -> Iterator[OtherValue]:
    """The cells in which two parameters that are alike differ; of dates, as long as the difference is the same."""
    dates = _dates(old.axes[0], new.axes[0]) if old.axes and old.axes[0].dated else [None]
    tables = old.table, new.table
    few = [axes for axes in zip(old.axes, new.axes, strict=True) if not axes[0].dated]
    for keys in product(*(dict.fromkeys((*one.keys, *other.keys)) for one, other in few)):
        last: OtherValue | None = None
        for date in dates:
            start = () if date is None else (date[0],)
            sides = [
                table.get((*_key(side, date and date[1]), *keys))
                for side, table in zip((old, new), tables, strict=True)
            ]
            if last and (last.old, last.new) == (sides[0], sides[1]):
                last = OtherValue(last.keys, date and date[2], *sides)
                continue
            if last and last.old != last.new:
                yield last
            last = OtherValue((*start, *keys), date and date[2], *sides)
        if last and last.old != last.new:
            yield last


def _dates(old: Axis, new: Axis) -> list[tuple[str, Held, str | None] | None]:
    """The dates of both sides in order: each as it is written, as a value, and the one after it."""
    written = dict(zip((*old.held, *new.held), (*old.keys, *new.keys), strict=True))
    starts = sorted(written, key=int)
    later = [*(written[start] for start in starts[1:]), None]
    return [(written[start], start, end) for start, end in zip(starts, later, strict=True)]


def _key(side: Parameter, date: Held | None) -> tuple[str, ...]:
    """The key of one side that counts from a date on."""
    return () if date is None else (side.axes[0].keys[side.axes[0].place(date)],)
