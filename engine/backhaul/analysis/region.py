"""Where two policies differ, in their own conditions: short, and proved to hold every case that changes."""

from __future__ import annotations

from collections.abc import Sequence

import z3

from backhaul.analysis.agreement import Reading
from backhaul.analysis.atoms import Atom, Atoms
from backhaul.analysis.difference import Comparing
from backhaul.analysis.pair import Pair
from backhaul.analysis.solving import Answer, NotSettled, Sat, Solver, Unsat
from backhaul.analysis.space import Bool, Model
from backhaul.frozen import frozen

#: conjunctions that a description may have, and that are looked at before those that others hold are left out
MOST_PARTS = 8
MOST_TRIED = 24
#: atoms that are looked at for one description, each as often as it stands in a question
MOST_LOOKED_AT = 60_000


@frozen
class Sign:
    """A condition that holds, or that does not."""

    atom: Atom
    holds: bool

    @property
    def term(self) -> Bool:
        """It as a term."""
        return self.atom.term if self.holds else z3.Not(self.atom.term)

    @property
    def condition(self) -> str:
        """It as the language writes it, or the name that comes out otherwise."""
        return self.atom.holds if self.holds else self.atom.fails


Signs = tuple[Sign, ...]


@frozen
class Region:
    """Cases in which all of `common` holds, and all of one of `parts`; no parts: nothing more is asked."""

    decision: str
    common: Signs
    parts: tuple[Signs, ...]
    #: whether every case in it changes; else it holds every case that does, and others
    exact: bool

    @property
    def says_nothing(self) -> bool:
        """Whether every case is in it, though not every case changes."""
        return not self.common and not self.parts and not self.exact


def regions(comparing: Comparing) -> dict[str, Region | None]:
    """Where each decision that may change does, of cases that both sides accept; nothing where none was found."""
    found: dict[str, Region | None] = {}
    pair = comparing.pair
    solver = Solver(pair.space, comparing.work, comparing.work, shared=True)
    solver.hold(*pair.joint.allowed, *comparing.accepted)
    for name, _, _ in comparing.decisions:
        terms = [term for of, term in comparing.changes.items() if of.partition(".")[0] == name]
        change = pair.space.some(terms)
        flips = [flip for flip in comparing.flips if flip.change.output.partition(".")[0] == name]
        if all(flip.answer == "impossible" for flip in flips if not flip.by_one):
            continue
        atoms = Atoms(pair, (name,)).found()
        shown = (flip.case for flip in flips if not flip.by_one)
        models = [pair.space.model(pair.joint.policy, case.facts) for case in shown if case]
        region = Regions(pair, atoms, solver).region(name, change, models)
        found[name] = None if region is None or region.says_nothing else region
    return found


class Regions:
    """Describes cases in terms of atoms."""

    def __init__(self, pair: Pair, atoms: Sequence[Atom], solver: Solver) -> None:
        self.pair, self.atoms, self.solver = pair, atoms, solver
        self._looked_at = 0

    def region(self, decision: str, change: Bool, models: Sequence[Model]) -> Region | None:
        """The shortest description that was found of the cases for which a term holds; nothing where none was proved.

        *models*: some of these cases.
        """
        answer = self._ask((), change)
        if not isinstance(answer, Sat):
            return None
        common = self._common(change, (answer.model, *models))
        if common is None:
            return None
        with self.solver.within(*(sign.term for sign in common)):
            parts = self._parts(change)
        if parts is None:
            return Region(decision, common, (), exact=False)
        # where what is common is enough, that is the one part
        return Region(decision, common, () if () in parts else parts, exact=True)

    def _common(self, change: Bool, models: Sequence[Model]) -> Signs | None:
        """What holds in every case of the change, without what follows from the rest of it."""
        signs = self._signs(models[0])
        for model in models:
            signs = self._true(signs, model)
        with self.solver.within(change):
            while signs:
                answer = self._ask((), z3.Or([z3.Not(sign.term) for sign in signs]))
                if isinstance(answer, Unsat):
                    break
                if not isinstance(answer, Sat):
                    return None
                signs = self._true(signs, answer.model)
        return self._enough(signs, z3.Not(self._all(signs))) if signs else ()

    def _true(self, signs: Signs, model: Model) -> Signs:
        reading = Reading(self.pair.joint, model)
        return tuple(sign for sign in signs if reading.true(sign.term))

    def _signs(self, model: Model) -> Signs:
        reading = Reading(self.pair.joint, model)
        signs = (Sign(atom, reading.true(atom.term)) for atom in self.atoms)
        return tuple(sorted(signs, key=lambda sign: sign.atom.rank + 3 * (not sign.holds)))

    def _parts(self, change: Bool) -> tuple[Signs, ...] | None:
        """Conjunctions that together are the change, exactly; nothing where there are none or too many."""
        parts: list[Signs] = []
        with self.solver.within():
            while isinstance(answer := self._ask((), change), Sat):
                part = self._enough(self._signs(answer.model), z3.Not(change))
                if part is None or len(parts) == MOST_TRIED:
                    return None
                parts.append(part)
                self.solver.hold(z3.Not(self._all(part)))
        if not isinstance(answer, Unsat):
            return None
        for part in tuple(parts):
            others = [z3.Not(self._all(other)) for other in parts if other is not part]
            if isinstance(self._ask(part, *others), Unsat):
                parts.remove(part)
        return tuple(parts) if len(parts) <= MOST_PARTS else None

    def _enough(self, signs: Signs, kept: Bool) -> Signs | None:
        """Few of the conditions that rule out a term together; nothing where all of them do not."""
        with self.solver.within(kept):
            if not isinstance(self._ask(signs), Unsat):
                return None
            return self._fewest((), signs, known=True)

    def _fewest(self, held: Signs, signs: Signs, *, known: bool) -> Signs:
        """The least of the conditions, of which the first are the best, that contradict beside those held.

        *known*: whether more is held than when it was last asked. The halves are settled one after the other, each
        beside what is left of the other (QuickXplain).
        """
        if known and isinstance(self._ask(held), Unsat):
            return ()
        if len(signs) <= 1:
            return signs
        middle = (len(signs) + 1) // 2
        first, last = signs[:middle], signs[middle:]
        later = self._fewest((*held, *first), last, known=True)
        return (*self._fewest((*held, *later), first, known=bool(later)), *later)

    def _ask(self, signs: Signs, *terms: Bool) -> Answer:
        """Whether there is a case for which these hold; not settled once too much was looked at."""
        self._looked_at += len(self.atoms)
        if self._looked_at > MOST_LOOKED_AT:
            return NotSettled()
        return self.solver.ask(*(sign.term for sign in signs), *terms)

    def _all(self, signs: Signs) -> Bool:
        return self.pair.space.every(sign.term for sign in signs)
