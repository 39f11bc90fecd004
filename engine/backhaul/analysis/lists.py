"""Lists of two policies: which remarks stand in one of them alone, and whether they come in another order.

As for records, a remark is a row with its values, a list has each as often as it stands there, and its order does not
make it another list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice, product
from math import prod

import z3

from backhaul.analysis.lowering import Ladder
from backhaul.analysis.output_labels import is_constant, term_labels
from backhaul.analysis.pair import Said
from backhaul.analysis.space import Bool, Number, Space, Term
from backhaul.comparison.labels import OTHERS, row_label
from backhaul.frozen import frozen

#: pairs of rules of two lists whose places are held against each other exactly
MOST_PLACES = 10_000
#: names that the remark of one rule may have
MOST_NAMES = 64


@frozen
class Listed:
    """A list on both sides."""

    decision: str
    #: the outputs that can be compared
    outputs: tuple[str, ...]
    #: by the name of a remark, when the old list has more of it, and when the new one has
    gone: Mapping[str, Bool]
    come: Mapping[str, Bool]
    #: when two remarks that stand in both lists may have changed places
    moved: Bool
    #: whether that is all of it; of two long lists only some pairs of remarks are looked at
    whole: bool


class Lists:
    """Holds the two lists of one decision against each other."""

    def __init__(self, space: Space, old: Ladder, new: Ladder, outputs: tuple[str, ...]) -> None:
        self.space, self.sides, self.outputs = space, (old, new), outputs

    def listed(self) -> Listed:
        """Everything about them."""
        old, new = self.sides
        moved = list(islice(self._moved(), MOST_PLACES + 1)) if len(old.rows) > 1 else []
        gone, come = self._more(old, new), self._more(new, old)
        some, whole = self.space.some(moved), len(moved) <= MOST_PLACES
        return Listed(old.decision.name, self.outputs, gone, come, some, whole)

    def names(self, ladder: Ladder) -> list[dict[str, Bool]]:
        """How the remark of each rule can be named, each with when it is named so."""
        return [self._names(ladder, row) for row in ladder.rows]

    def _names(self, ladder: Ladder, row: Mapping[str, Term]) -> dict[str, Bool]:
        types = ladder.decision.outputs
        labels = [term_labels(self.space, types[name].type, row[name]) for name in self.outputs]
        if prod(map(len, labels)) > MOST_NAMES:
            return {OTHERS: self.space.true}
        return {
            row_label(self.outputs, [label for label, _ in parts]): self.space.every(
                term for _, term in parts
            )
            for parts in product(*(each.items() for each in labels))
        }

    def _more(self, here: Ladder, there: Ladder) -> dict[str, Bool]:
        """By name, when a list has a remark more often than the other."""
        more_by_name: dict[str, list[Bool]] = {}
        alike_here, alike_there = _Alike(self, here), _Alike(self, there)
        for index, names in enumerate(self.names(here)):
            row = here.rows[index]
            own, other = alike_here.rows(names, row), alike_there.rows(names, row)
            if len(own) == 1 and len(other) <= 1:
                more = z3.Not(other[0]) if other else self.space.true
            else:
                more = _sum(self.space, own) > _sum(self.space, other)
            for name, named_so in names.items():
                term = self.space.every([here.answers[index], named_so, more])
                more_by_name.setdefault(name, []).append(term)
        return {name: self.space.some(terms) for name, terms in more_by_name.items()}

    def same(self, one: Mapping[str, Term], other: Mapping[str, Term]) -> Bool:
        """Whether two rows have the same values."""
        return self.space.every(
            same_value(self.space, one[name], other[name]) for name in self.outputs
        )

    def _moved(self) -> Iterator[Bool]:
        """When the lists differ at a place; of long lists, when one remark may have passed another."""
        old, new = self.sides
        if self._identical():
            return
        crossed = self._crossed()
        if len(old.rows) * len(new.rows) > MOST_PLACES:
            yield from crossed
        elif next(crossed, None) is not None:
            places = [_before(self.space, ladder.answers) for ladder in self.sides]
            for (i, place), (k, other) in product(enumerate(places[0]), enumerate(places[1])):
                same = self.same(old.rows[i], new.rows[k])
                if not same.eq(self.space.true):
                    here = (old.answers[i], new.answers[k], place == other)
                    yield self.space.every([*here, z3.Not(same)])

    def _identical(self) -> bool:
        """Whether the lists are the same term by term."""
        old, new = self.sides
        return len(old.rows) == len(new.rows) and all(
            one.eq(other) and self.same(row, there).eq(self.space.true)
            for one, other, row, there in zip(
                old.answers, new.answers, old.rows, new.rows, strict=True
            )
        )

    def _crossed(self) -> Iterator[Bool]:
        """Whether a remark stands before another one in the old list, and after it in the new one."""
        old, new = self.sides
        alike, names = _Alike(self, new), self.names(old)
        there = [alike.places(name, row) for name, row in zip(names, old.rows, strict=True)]
        for i, j in combinations(range(len(names)), 2):
            crossed = [(k, m) for k in there[j] for m in there[i] if k < m]
            if not crossed or (one := self.same(old.rows[i], old.rows[j])).eq(self.space.true):
                continue
            for k, m in crossed:
                yield self.space.every(
                    [
                        *(old.answers[i], old.answers[j], new.answers[k], new.answers[m]),
                        self.same(old.rows[i], new.rows[m]),
                        self.same(old.rows[j], new.rows[k]),
                        z3.Not(one),
                    ]
                )


def _before(space: Space, answers: Sequence[Bool]) -> list[Number]:
    """Of each rule, how many of those before it stand in the list."""
    return [_sum(space, answers[:place]) for place in range(len(answers))]


class _Alike:
    """Finds the rules of a list whose remark may be that of a given rule."""

    def __init__(self, lists: Lists, ladder: Ladder) -> None:
        self._lists, self._ladder = lists, ladder
        #: by name, the rules whose remark has that one name alone; and those with several
        self._places: dict[str, list[int]] = {}
        self._open: list[int] = []
        for place, names in enumerate(lists.names(ladder)):
            name = _only(names)
            (self._open if name is None else self._places.setdefault(name, [])).append(place)

    def places(self, names: Mapping[str, Bool], row: Mapping[str, Term]) -> list[int]:
        """Their places."""
        near: Iterable[int] = range(len(self._ladder.rows))
        if (name := _only(names)) is not None:
            near = {*self._places.get(name, ()), *self._open}
        false = self._lists.space.false
        return [
            place
            for place in sorted(near)
            if not self._lists.same(row, self._ladder.rows[place]).eq(false)
        ]

    def rows(self, names: Mapping[str, Bool], row: Mapping[str, Term]) -> list[Bool]:
        """When each of them stands in the list with this remark."""
        ladder, same = self._ladder, self._lists.same
        return [
            self._lists.space.every([ladder.answers[place], same(row, ladder.rows[place])])
            for place in self.places(names, row)
        ]


def _only(names: Mapping[str, Bool]) -> str | None:
    """The one name of a remark; None where it can have several."""
    return next(iter(names)) if len(names) == 1 and OTHERS not in names else None


def _sum(space: Space, terms: Sequence[Bool]) -> Number:
    """How many are true."""
    counts = [z3.If(term, space.number(1), space.number(0)) for term in terms]
    return z3.Sum(counts) if counts else space.number(0)


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


def rows(said: Said, listed: Listed) -> list[tuple[object, ...]]:
    """The rows of a list as the definition gave them, in its order."""
    if said.evaluation is None:
        return []
    answer = said.evaluation.answers[listed.decision]
    return [tuple(row.outputs[name].one for name in listed.outputs) for row in answer.rows]
