"""Parts of conditions that are always true, always false, or make no difference where they are looked at.

Whether a part matters is told from its neighbours: a part of `all` matters where the others are true, a part of `any`
where they are false, and the whole where the policy looks at it. A part that makes no difference there may be replaced
by true or false, by itself or together with the others that are told of one condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import z3

from backhaul.analysis.finding_context import Ground, Reason
from backhaul.analysis.presence import replaced
from backhaul.analysis.solving import Sat, Solver, Unsat
from backhaul.analysis.space import Bool, Model
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.program.program import program_of

BOTH = (True, False)
#: how many cases that were come upon are tried before a question is asked
REMEMBERED = 6
Path = tuple[Reason, ...]


@frozen
class Part:
    """A part that may be replaced by a truth value, and nothing is decided otherwise."""

    node: nodes.Condition
    value: bool
    #: whether it has that value in every case, and not only where it is looked at
    always: bool
    reasons: Sequence[Reason]


@frozen
class Site:
    """A condition of the policy, and when it is looked at."""

    root: nodes.Condition
    #: allows just the cases in which a change of the condition changes something
    solver: Solver
    #: allows the cases among which *always* is meant
    everywhere: Solver
    #: whether the condition may stand so in the policy
    fits: Callable[[nodes.Condition], bool]
    #: why cases may be missing
    reasons: Sequence[Reason]
    #: with which values the whole condition is tried
    whole: tuple[bool, ...] = BOTH


class IdleParts:
    """Finds such parts of one condition: the whole before its parts, later parts before earlier ones."""

    def __init__(self, ground: Ground, site: Site, told: set[str]) -> None:
        self.ground, self.site, self.told = ground, site, told
        self._found: list[Part] = []
        self._models: list[Model] = []

    def find(self) -> Iterator[Part]:
        """The parts, in the order in which they are found."""
        self._visit(self.site.root, (), ())
        yield from self._found

    def _visit(self, node: nodes.Condition, path: Path, left: tuple[Bool, ...]) -> Bool:
        """Look at a part and all below it; what it comes to once what was found is replaced.

        It is looked at where *path* holds, and *left*: the same with what was found before replaced.
        """
        truth = self.ground.truth(node)
        if self._passed_over(node):
            return truth
        whole = node is self.site.root
        for value in self.site.whole if whole else BOTH:
            if part := self._idle(node, value, path, left):
                self._found.append(part)
                return self.ground.space.true if value else self.ground.space.false
        if whole and not self.site.whole and self._nowhere(z3.Not(truth)):
            # it takes all that is left, as a last rule may; always true it is no condition at all
            self._found += filter(None, [self._always(node)])
            return truth
        return self._below(node, path, left)

    def _below(self, node: nodes.Condition, path: Path, left: tuple[Bool, ...]) -> Bool:
        ground = self.ground
        match node:
            case nodes.Not():
                return z3.Not(self._visit(node.child, path, left))
            case nodes.All() | nodes.Any():
                every = isinstance(node, nodes.All)
                beside = [self._beside(child, every=every) for child in node.children]
                changed = [ground.truth(child) for child in node.children]
                for index in reversed(range(len(changed))):
                    others = (*beside[:index], *beside[index + 1 :])
                    apart = changed[:index] + changed[index + 1 :]
                    kept = tuple(term if every else z3.Not(term) for term in apart)
                    changed[index] = self._visit(
                        node.children[index], (*path, *others), (*left, *kept)
                    )
                return ground.space.every(changed) if every else ground.space.some(changed)
            case _:
                return ground.truth(node)

    def _beside(self, node: nodes.Condition, *, every: bool) -> Reason:
        """What holds where a neighbour of this part matters."""
        truth, written = self.ground.truth(node), nodes.written(node)
        if every:
            return Reason(truth, f"`{written}` is asked for beside it", node.span)
        return Reason(z3.Not(truth), f"`{written}` is enough beside it", node.span)

    def _passed_over(self, node: nodes.Condition) -> bool:
        """A part that reads no fact is a switch; of a name that was told of nothing more is told."""
        if isinstance(node, nodes.Not):
            return self._passed_over(node.child)
        if isinstance(node, nodes.Truth) and not self.told.isdisjoint(self.ground.reads(node)):
            return True
        return not program_of(self.ground.policy).may_vary(node)

    def _idle(
        self, node: nodes.Condition, value: bool, path: Path, left: tuple[Bool, ...]
    ) -> Part | None:
        ground, site = self.ground, self.site
        truth = ground.truth(node)
        other = z3.Not(truth) if value else truth
        terms = [reason.term for reason in path]
        if not self._nowhere(*terms, other):
            return None
        same = all(a.eq(b) for a, b in zip(terms, left, strict=True))
        if not same and not ground.never(site.solver, *left, other):
            return None
        if not site.fits(replaced(site.root, node, value)):
            return None
        always = ground.never(site.everywhere, other)
        among = () if always else (*site.reasons, *path)
        return Part(node, value, always, ground.why((*ground.constraints, *among), other) or ())

    def _nowhere(self, *terms: Bool) -> bool:
        """Whether there is no case for which these hold where the condition is looked at."""
        all_of = self.ground.space.every(terms)
        # what an earlier question came upon may be such a case
        if any(z3.is_true(model.eval(all_of, model_completion=True)) for model in self._models):
            return False
        answer = self.ground.ask(self.site.solver, all_of)
        if isinstance(answer, Sat):
            self._models = [*self._models, answer.model][-REMEMBERED:]
        return isinstance(answer, Unsat)

    def _always(self, node: nodes.Condition) -> Part | None:
        """The whole condition, where it is always true though that takes nothing from the policy."""
        other = z3.Not(self.ground.truth(node))
        if not self.ground.never(self.site.everywhere, other):
            return None
        if not self.site.fits(replaced(self.site.root, node, True)):
            return None
        return Part(node, True, True, self.ground.why(self.ground.constraints, other) or ())
