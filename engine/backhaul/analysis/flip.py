"""What would change a decision: the fewest and smallest changes of facts that give another outcome, or a proof of none."""

from __future__ import annotations

from collections.abc import Mapping

import z3

from backhaul.analysis.agreement import Whole
from backhaul.analysis.lowering import Lowered
from backhaul.analysis.smallest import Smallest
from backhaul.analysis.solving import MOST_WORK, Sat, Solver, Unsat
from backhaul.analysis.space import Bool, Model
from backhaul.analysis.steps import fine_steps
from backhaul.analysis.witness import confirmed
from backhaul.evaluation.decision import Evaluation
from backhaul.frozen import frozen
from backhaul.language.kinds import Held
from backhaul.language.model import Fact, Policy
from backhaul.static import Literal

#: an output, as `decision.output`, and the value that is wanted of it; None: absent
Wanted = Mapping[str, Held | None]


@frozen
class Change:
    """A fact that is otherwise; None: absent."""

    fact: Fact
    before: Held | None
    after: Held | None


@frozen
class Flipped:
    """What was found."""

    answer: Literal["found", "impossible", "not settled"]
    #: in the order of the policy; where it was found
    changes: tuple[Change, ...] = ()
    #: the decision on the changed facts
    evaluation: Evaluation | None = None


def flipped(policy: Policy, facts: Whole, wanted: Wanted, work: int = MOST_WORK) -> Flipped:
    """The changes of changeable facts with which every wanted output is as wanted.

    Raises AssertionError where the definition does not bear it out.
    """
    lowered = Lowered(policy)
    solver = Solver(lowered.space, work)
    nearest = Nearest(lowered, solver, facts)
    solver.hold(*lowered.accepted)
    solver.hold(*(nearest.alike[f.name] for f in policy.facts.values() if not f.changeable))
    solver.hold(*(_gives(lowered, output, value) for output, value in wanted.items()))
    found = solver.ask()
    if not isinstance(found, Sat):
        return Flipped("impossible" if isinstance(found, Unsat) else "not settled")
    after = nearest.from_model(found.model)
    changes = tuple(
        Change(fact, facts[fact.name], after[fact.name])
        for fact in policy.facts.values()
        if facts[fact.name] != after[fact.name]
    )
    return Flipped("found", changes, confirmed(lowered, after, ()).evaluation)


def _gives(lowered: Lowered, output: str, value: Held | None) -> Bool:
    """Whether an output has this value."""
    space = lowered.space
    decision, _, name = output.partition(".")
    ladder = lowered.ladders[decision]
    term = ladder.outputs[name]
    if value is None:
        return space.every([ladder.covered, z3.Not(term.present)])
    held = space.literal(ladder.decision.outputs[name].type, value).value
    return space.every([ladder.covered, term.present, term.value == held])


class Nearest(Smallest):
    """Finds the case that is nearest to one: few facts unlike it, and each as little as can be."""

    def _settle(self, fact: Fact, model: Model) -> Model:
        """One fact that is unlike the case, as near to it as can be; that it is there still before that it is not."""
        plain, term = self.plain[fact.name], self.lowered.space.fact(fact)
        if plain is None or not fact.type.ordered:
            return super()._settle(fact, model)
        base = self.lowered.space.held(plain)
        for step in fine_steps(fact.type):
            count = z3.Int(f"{fact.name} moved by steps of {step}", self.lowered.space.context)
            moved = term.value == base + step * count
            if isinstance(found := self.solver.ask(term.present, moved), Sat):
                self.solver.hold(term.present, moved)
                return self._least(count, found.model)
        return super()._settle(fact, model)
