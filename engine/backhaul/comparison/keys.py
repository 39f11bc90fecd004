"""What the verdict on a row rests on, where columns settle it on both sides: the key by which like rows are counted.

Two rows with the same key have the same verdict: the same rules answer, and what is computed is labelled alike, as
`labels.difference` and `labels.row_key` label it. So one of them is judged for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backhaul.comparison.judge import Judge
from backhaul.comparison.labels import Shown
from backhaul.evaluation.lowering.domains import TIMES
from backhaul.frozen import frozen
from backhaul.language.kinds import Kind
from backhaul.language.model import Decision, Policy
from backhaul.tables.block import Wanted, computed

#: stands for no value in a list; no value is so small
_NONE = -(2**100)


@frozen
class _Place:
    """Where an output stands in what one side's query finds; *size*: of times, the microseconds of one unit."""

    list: str
    output: str
    shown: Shown
    unit: int

    @property
    def number(self) -> bool:
        """Whether columns hold it as a whole number."""
        return self.shown.type.ordered

    @property
    def truth(self) -> bool:
        """Whether columns hold it as a truth value."""
        return self.shown.type.kind is Kind.BOOLEAN

    def exact(self, value: str) -> str:
        """A value of this output as it is held elsewhere, in SQL."""
        unit = self.unit if self.shown.type.kind in TIMES else 1
        return f"({value}::hugeint * {unit})"


def wanted(judge: Judge) -> Wanted:
    """The outputs that a key reads: those that one side computes, as far as columns hold them."""
    names = set()
    for before, after in judge.decisions:
        for name, shown in judge.outputs[before.name].items():
            in_columns = shown.type.ordered or shown.type.kind is Kind.BOOLEAN
            if in_columns and (computed(before, name) or computed(after, name)):
                names.add((before.name, name))
    return lambda decision, name: (decision.name, name) in names


def keys(judge: Judge, old_unit: int, new_unit: int) -> Iterator[str]:
    """The parts of the key, in SQL over the columns `a_` of the old side and `b_` of the new one.

    The units are the microseconds of which times are whole numbers on either side.
    """
    for before, after in judge.decisions:
        olds, news = _index(judge.old, before), _index(judge.new, after)
        if before.hit == "collect":
            yield f"[x.rule for x in a_l{olds}]"
            yield f"[x.rule for x in b_l{news}]"
        else:
            yield f"a_r{olds}"
            yield f"b_r{news}"
        for name, shown in judge.outputs[before.name].items():
            if not (computed(before, name) or computed(after, name)):
                continue
            places = (
                _Place(f"a_l{olds}", _output("a", olds, before, name), shown, old_unit),
                _Place(f"b_l{news}", _output("b", news, after, name), shown, new_unit),
            )
            yield from (_listed if before.hit == "collect" else _valued)(places)


def _index(policy: Policy, decision: Decision) -> int:
    return list(policy.decisions).index(decision.name)


def _output(side: str, index: int, decision: Decision, name: str) -> str:
    place = list(decision.outputs).index(name)
    return f"o{place}" if decision.hit == "collect" else f"{side}_o{index}_{place}"


def _valued(places: Sequence[_Place]) -> Iterator[str]:
    """Of one value on each side: whether it is there, a truth value itself, and how far a number moved."""
    old, new = places
    for place in places:
        if place.truth:
            yield place.output
        elif place.number:
            yield f"{place.output} is null"
    if old.number:
        values = old.exact(old.output), new.exact(new.output)
        if old.shown.hidden:
            yield f"{values[0]} is not distinct from {values[1]}"
        else:
            yield f"{values[1]} - {values[0]}"


def _listed(places: Sequence[_Place]) -> Iterator[str]:
    """Of the rows of both lists: which values are there, truth values themselves, and which are equal."""
    both = "list_concat({}, {})".format(*(_values(place) for place in places))
    if any(place.truth for place in places):
        yield both
        return
    yield f"[x is null for x in {both}]"
    told = f"[coalesce(x, {_NONE}::hugeint) for x in {both}]"
    yield f"[list_position({told}, y) for y in {told}]"


def _values(place: _Place) -> str:
    """The values of one list; texts, which are literals, are known by their rules."""
    if place.number or place.truth:
        return f"[{place.exact(f'x.{place.output}')} for x in {place.list}]"
    return f"[null::hugeint for x in {place.list}]"
