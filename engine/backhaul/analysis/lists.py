"""Lists of two policies: which remarks stand in one of them alone, and whether they come in another order.

As for records, a remark is a row with its values, a list has each as often as it stands there, and its order does not
make it another list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import z3

from backhaul.analysis.lowering import Ladder
from backhaul.analysis.pair import Said
from backhaul.analysis.space import Bool, Number, Space, Term
from backhaul.analysis.states import is_constant, value_label
from backhaul.frozen import frozen


@frozen
class Listed:
    """A list on both sides."""

    decision: str
    #: the outputs that both sides have
    outputs: tuple[str, ...]
    #: by the name of a remark, when the old list has more of it, and when the new one has
    gone: Mapping[str, Bool]
    come: Mapping[str, Bool]
    #: when two remarks that stand in both lists may have changed places
    moved: Bool


class Lists:
    """Holds the two lists of one decision against each other."""

    def __init__(self, space: Space, old: Ladder, new: Ladder) -> None:
        self.space, self.sides = space, (old, new)
        here, there = old.decision.outputs, new.decision.outputs
        self.outputs = tuple(
            name for name in here if name in there and here[name].type.kind is there[name].type.kind
        )

    def listed(self) -> Listed:
        """Everything about them."""
        old, new = self.sides
        moved = self.space.some(self._moved()) if len(old.rows) > 1 else self.space.false
        gone, come = self._more(old, new), self._more(new, old)
        return Listed(old.decision.name, self.outputs, gone, come, moved)

    def names(self, ladder: Ladder) -> list[str]:
        """How the remark of each rule is named; a value that is not fixed stands in brackets."""
        return [self._name(ladder, row) for row in ladder.rows]

    def _name(self, ladder: Ladder, row: Mapping[str, Term]) -> str:
        parts = [(name, self._value(ladder, name, row[name])) for name in self.outputs]
        return named([value for _, value in parts], self.outputs)

    def _value(self, ladder: Ladder, name: str, term: Term) -> str:
        type = ladder.decision.outputs[name].type
        if term.present.eq(self.space.false):
            return "(absent)"
        if not is_constant(term.value) or not term.present.eq(self.space.true):
            return f"({type.kind})"
        return value_label(type, self.space.read(type, term.value))

    def _more(self, here: Ladder, there: Ladder) -> dict[str, Bool]:
        """By name, when a list has a remark more often than the other."""
        found: dict[str, list[Bool]] = {}
        alike_here, alike_there = _Alike(self, here), _Alike(self, there)
        for index, name in enumerate(self.names(here)):
            row = here.rows[index]
            own, other = alike_here.rows(name, row), alike_there.rows(name, row)
            if len(own) == 1 and len(other) <= 1:
                more = z3.Not(other[0]) if other else self.space.true
            else:
                more = _sum(self.space, own) > _sum(self.space, other)
            found.setdefault(name, []).append(self.space.every([here.answers[index], more]))
        return {name: self.space.some(terms) for name, terms in found.items()}

    def same(self, one: Mapping[str, Term], other: Mapping[str, Term]) -> Bool:
        """Whether two rows have the same values."""
        return self.space.every(
            same_value(self.space, one[name], other[name]) for name in self.outputs
        )

    def _moved(self) -> Iterator[Bool]:
        """Whether one remark stands before another in the old list, and after it in the new one."""
        old, new = self.sides
        places = _places(self.names(new))
        for (i, one), (j, other) in combinations(enumerate(self.names(old)), 2):
            if one == other and "(" not in one:
                continue
            for k in places.get(other, ()):
                for m in places.get(one, ()):
                    if k < m:
                        yield self.space.every(
                            [old.answers[i], old.answers[j], new.answers[k], new.answers[m]]
                        )


class _Alike:
    """Finds the rules of a list whose remark may be that of a given rule."""

    def __init__(self, lists: Lists, ladder: Ladder) -> None:
        self._lists, self._ladder = lists, ladder
        names = lists.names(ladder)
        self._places = _places(names)
        self._open = [place for place, name in enumerate(names) if "(" in name]

    def rows(self, name: str, row: Mapping[str, Term]) -> list[Bool]:
        """When each of them stands in the list with this remark."""
        space, ladder = self._lists.space, self._ladder
        near = range(len(ladder.rows))
        places = near if "(" in name else [*self._places.get(name, ()), *self._open]
        same = ((place, self._lists.same(row, ladder.rows[place])) for place in places)
        return [
            space.every([ladder.answers[place], alike])
            for place, alike in same
            if not alike.eq(space.false)
        ]


def _sum(space: Space, terms: Sequence[Bool]) -> Number:
    """How many are true."""
    counts = [z3.If(term, space.number(1), space.number(0)) for term in terms]
    return z3.Sum(counts) if counts else space.number(0)


def _places(names: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        found.setdefault(name, []).append(place)
    return found


def same_value(space: Space, one: Term, other: Term) -> Bool:
    """Whether two terms are both absent, or the same value."""
    if is_constant(one.value) and is_constant(other.value) and not one.value.eq(other.value):
        equal = space.false
    else:
        equal = space.true if one.value.eq(other.value) else one.value == other.value
    if one.present.eq(space.true) and other.present.eq(space.true):
        return equal
    there = space.every([one.present, other.present])
    if one.present.eq(other.present):
        if equal.eq(space.true):
            return equal
        return space.some([z3.Not(there), equal])
    return space.every([one.present == other.present, space.some([z3.Not(there), equal])])


def named(values: Sequence[str], outputs: Sequence[str]) -> str:
    """A row as the matrix of records names it."""
    if len(values) == 1:
        return values[0]
    return ", ".join(f"{name}: {value}" for name, value in zip(outputs, values, strict=True))


def rows(said: Said, listed: Listed) -> list[tuple[object, ...]]:
    """The rows of a list as the definition gave them, in its order."""
    if said.evaluation is None:
        return []
    answer = said.evaluation.answers[listed.decision]
    return [tuple(row.outputs[name].one for name in listed.outputs) for row in answer.rows]
