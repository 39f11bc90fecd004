"""Changes of one output from value to value, each proved impossible or shown by the plainest case of it.

A table names so many values that change and no more; all further ones are told as `(others)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import z3

from backhaul.analysis.pair import Case
from backhaul.analysis.pair_cases import Finder
from backhaul.analysis.solving import NotSettled, Unsat
from backhaul.analysis.space import Bool
from backhaul.comparison.labels import OTHERS, REFUSED, OutputChange
from backhaul.frozen import frozen
from backhaul.static import Literal

Possibility = Literal["possible", "impossible", "not settled"]
Labels = tuple[str, str]

#: changes of one output that are shown by a case
MOST_SHOWN = 20
#: pairs of values that are named though they are proved impossible, or not settled
MOST_NAMED = 10_000


@frozen
class ProvedChange:
    """One output that goes from one value to another: whether it can, and the plainest case of it."""

    change: OutputChange
    answer: Possibility
    case: Case | None = None
    #: how many pairs of values are told as this one
    pairs: int = 1
    #: where it is not settled: functions that the solver does not know
    unknown: tuple[str, ...] = ()

    @property
    def by_one(self) -> bool:
        """Whether one side refuses the facts."""
        return REFUSED in (self.change.old, self.change.new)


def proved(finder: Finder, change: OutputChange, *terms: Bool, pairs: int = 1) -> ProvedChange:
    """Whether a change is possible: whether there is a case for which the terms hold."""
    case = finder.find(*terms)
    if isinstance(case, Case):
        return ProvedChange(change, "possible", case, pairs)
    if isinstance(case, NotSettled):
        return ProvedChange(change, "not settled", None, pairs, case.unknown)
    return ProvedChange(change, "impossible", None, pairs)


def proved_in_turn(
    finder: Finder, output: str, terms: Mapping[Labels, Bool], others: Labels
) -> Iterator[ProvedChange]:
    """Each change by its labels, with when it happens; once enough are shown, all further ones together."""
    shown = 0
    for place, (labels, term) in enumerate(terms.items()):
        if shown == MOST_SHOWN:
            rest = tuple(terms.values())[place:]
            change = OutputChange(output, *others)
            yield proved(finder, change, finder.pair.space.some(rest), pairs=len(rest))
            return
        found = proved(finder, OutputChange(output, *labels), term)
        shown += found.case is not None
        yield found


@frozen
class Pairs:
    """The pairs of values from which and to which one output can go."""

    output: str
    #: all of them, in the order of the table
    labels: Callable[[], Iterable[Labels]]
    count: int
    #: when a case is such a pair
    term: Callable[[Labels], Bool]
    #: which pair a case is; raises AssertionError where the definition and the terms disagree
    of: Callable[[Case], Labels]


def proved_pairs(finder: Finder, pairs: Pairs, changed: Bool) -> Iterator[ProvedChange]:
    """Every pair; *changed*: when the output comes out otherwise."""
    terms: dict[Labels, Bool] = {}
    with finder.solver.within(changed):
        while isinstance(case := finder.any(), Case) and len(terms) < MOST_SHOWN:
            labels = pairs.of(case)
            if labels in terms:
                message = f"of {case.given} the definition says {labels}, and Z3 says another pair"
                raise AssertionError(message)
            terms[labels] = pairs.term(labels)
            finder.solver.hold(z3.Not(terms[labels]))
    shown = {
        labels: proved(finder, OutputChange(pairs.output, *labels), term)
        for labels, term in terms.items()
    }
    named = not isinstance(case, Case) and pairs.count <= MOST_NAMED
    answer: Possibility = "impossible" if isinstance(case, Unsat) else "not settled"
    for labels in pairs.labels():
        if labels in shown:
            yield shown[labels]
        elif named:
            change = OutputChange(pairs.output, *labels)
            settled = answer == "impossible"
            yield (
                ProvedChange(change, answer)
                if settled
                else proved(finder, change, pairs.term(labels))
            )
    if (rest := pairs.count - len(shown)) and not named:
        others = OutputChange(pairs.output, OTHERS, OTHERS)
        if isinstance(case, Case):
            yield ProvedChange(others, "possible", case, rest)
        else:
            unknown = case.unknown if isinstance(case, NotSettled) else ()
            yield ProvedChange(others, answer, None, rest, unknown)
