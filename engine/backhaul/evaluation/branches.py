"""What facts that are not known exactly leave possible, one branch after another.

One reading of such facts takes each condition by itself, so it calls possible what no case comes to. Here a fact
that matters is taken to be each of its choices, truth values, or absent; a time or number is cut where a comparison
turns. Every branch is narrowed by the constraints and read by the definition, those that no case fits are dropped,
and what the others say is united. It is bounded: beyond that the one reading of a branch stands, which is true and
may leave more possible than there is.
"""

from __future__ import annotations

from math import prod

from backhaul.diagnostics import Diagnostic, FactError
from backhaul.evaluation.known import ABSENT, Known, exactly
from backhaul.evaluation.meaning import Answer, decide
from backhaul.evaluation.reads import Open
from backhaul.evaluation.tighten import tighten
from backhaul.evaluation.turning import Turning
from backhaul.evaluation.union import joined_names, united
from backhaul.frozen import frozen
from backhaul.language.model import Constraint, Policy
from backhaul.program.program import facts_under, program_of
from backhaul.static import Iterable, Iterator, Sequence

#: branches that facts of few values are split into; of more they are not split at all
MOST_BRANCHES = 512
#: the same where times or numbers stand open, too
MOST_BRANCHES_OF_TIMES = 64
#: times and numbers that are cut at once
MOST_TIMES = 2
#: cuts on the way to a branch: times that are compared with each other may be cut without end
MOST_CUTS = 8
#: units of work that all branches may take: of a large policy there are fewer, but some in any case
MOST_WORK, SOME_BRANCHES = 2_000_000, 16


@frozen
class Reading:
    """What one reading makes of what is known of every fact."""

    #: narrowed by the constraints
    facts: dict[str, Known]
    answers: dict[str, Answer]
    names: dict[str, Known]
    #: constraints that could not be told
    unchecked: tuple[str, ...]
    #: how often a time or number was cut on the way to it
    cuts: int = 0


@frozen
class Whole:
    """What all branches come to."""

    answers: dict[str, Answer]
    names: dict[str, Known]
    #: the facts of which the constraints ruled something out in some branch
    narrowed: frozenset[str]


def most_branches(policy: Policy) -> int:
    """The branches that facts of few values are split into at most."""
    return max(SOME_BRANCHES, min(MOST_BRANCHES, MOST_WORK // program_of(policy).size))


class NoCase(Exception):
    """No branch is left: these constraints are broken in one or another, or the facts are refused otherwise."""

    def __init__(self, constraints: Sequence[Constraint], others: Sequence[Diagnostic]) -> None:
        super().__init__()
        self.constraints, self.others = tuple(constraints), tuple(others)


def whole(policy: Policy, first: Reading) -> Whole:
    """What the branches of one reading come to; that reading itself where nothing is to be split.

    Raises NoCase where no case fits.
    """
    search = _Search(policy, first)
    if not search.split:
        return Whole(first.answers, first.names, frozenset())
    search.below(first)
    if not search.leaves:
        raise NoCase(list(search.broken.values()), search.others)
    answers = {
        name: united(decision, [leaf.answers[name] for leaf in search.leaves])
        for name, decision in policy.decisions.items()
    }
    names = joined_names(leaf.names for leaf in search.leaves)
    return Whole(answers, names, frozenset(search.narrowed))


#: no branches: a reading stands as it is
_WHOLE: tuple[Reading, ...] = ()


class _Search:
    """Splits one fact after another, as far as something is open under it."""

    def __init__(self, policy: Policy, first: Reading) -> None:
        self.policy = policy
        self.leaves: list[Reading] = []
        self.broken: dict[str, Constraint] = {}
        self.others: list[Diagnostic] = []
        self.narrowed: set[str] = set()
        self.turning = Turning(policy)
        #: readings that may still be made
        self.left = 0
        #: the facts that may be split; none where it would be too many branches
        self.split = self._worth_splitting(first)

    def _worth_splitting(self, first: Reading) -> frozenset[str]:
        relevant = self._open(first).found
        if not relevant:
            return frozenset()
        ties = [{*self._tied(first, name)} for name in first.unchecked]
        before = 0
        while len(relevant) > before:
            before = len(relevant)
            relevant = relevant.union(*(tie for tie in ties if tie & relevant))
        times = {name for name in relevant if not _is_of_few(first.facts[name])}
        most = most_branches(self.policy)
        self.left = 3 * most
        most = min(MOST_BRANCHES_OF_TIMES, most) if times else most
        if prod(len(_values(first.facts[name])) for name in relevant) > most:
            return frozenset()
        return frozenset(relevant if len(times) <= MOST_TIMES else relevant - times)

    def _tied(self, reading: Reading, constraint: str) -> tuple[str, ...]:
        """The facts under a constraint that are not known exactly."""
        condition = next(c.condition for c in self.policy.constraints if c.id == constraint)
        under = facts_under(self.policy, condition)
        return tuple(name for name in under if not reading.facts[name].settled)

    def _open(self, reading: Reading) -> Open:
        search = Open(self.policy, reading.names, reading.answers, rules=True)
        search.decisions()
        return search

    def below(self, reading: Reading) -> None:
        """Note the leaves below a reading, and itself if it is one."""
        parts = self._parts(reading, self._open(reading))
        for branch in parts:
            self.below(branch)
        if parts is _WHOLE and self._fits_a_case(reading):
            self.leaves.append(reading)

    def _fits_a_case(self, reading: Reading) -> bool:
        """Whether the constraints leave a case in it; true where that cannot be told."""
        search = Open(self.policy, reading.names, {})
        for constraint in self.policy.constraints:
            if constraint.id in reading.unchecked:
                search.condition(constraint.condition)
        parts = self._parts(reading, search)
        return parts is _WHOLE or any(map(self._fits_a_case, parts))

    def _parts(self, reading: Reading, open: Open) -> Iterable[Reading]:
        """The branches of a reading that a case may fit, made one by one; `_WHOLE` where it is not to be split."""
        facts = reading.facts
        names = [name for name in self.policy.facts if name in open.found & self.split]
        for name in names:
            values = _values(facts[name])
            if 1 < len(values) <= self.left:
                return self._read(reading, name, values, cuts=reading.cuts)
        for name in names if reading.cuts < MOST_CUTS else ():
            if isinstance(facts[name].values, tuple) and not facts[name].settled:
                values = self.turning.pieces(name, reading.names, open.compared)
                if 1 < len(values) <= self.left:
                    return self._read(reading, name, values, cuts=reading.cuts + 1)
        return _WHOLE

    def _read(
        self, reading: Reading, name: str, values: list[Known], *, cuts: int
    ) -> Iterator[Reading]:
        """One reading for each of these values of a fact, as far as a case may fit it."""
        self.left -= len(values)
        for each in values:
            branch = self._one(Reading({**reading.facts, name: each}, {}, {}, (), cuts))
            if branch is not None:
                yield branch

    def _one(self, branch: Reading) -> Reading | None:
        """What one reading makes of the facts of a branch; nothing where no case fits it."""
        try:
            known, broken, unchecked = tighten(self.policy, branch.facts)
            answers, names = ({}, {}) if broken else decide(self.policy, known)
        except FactError as error:
            self.others += error.diagnostics
            self.narrowed |= self.split
            return None
        if broken:
            self.broken.update((constraint.id, constraint) for constraint in broken)
            self.narrowed |= self.split
            return None
        self.narrowed.update(name for name in known if known[name] != branch.facts[name])
        return Reading(known, answers, names, unchecked, branch.cuts)


def _is_of_few(known: Known) -> bool:
    return known.settled or isinstance(known.values, frozenset) or known.never_present


def _values(known: Known) -> list[Known]:
    """What it may be: each member of a set, or what has an order as one; and absent."""
    return [*_present(known), *([ABSENT] if known.absent else [])]


def _present(known: Known) -> Iterator[Known]:
    if isinstance(known.values, frozenset):
        yield from (exactly(member) for member in sorted(known.values, key=str))
    elif not known.never_present:
        yield Known(known.values)
