"""Complete facts that satisfy the constraints of a policy, made from the policy alone.

First one case for every rule that can be aimed at, then the edges: every comparison with its sides
equal and one unit either way. After that, small steps from those. The same policy, count and seed give the same
facts on every machine: only `Random.random` is used, whose sequence never changes, and no set is walked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from random import Random
from typing import TypeVar

from backhaul.diagnostics import FactError
from backhaul.evaluation.aiming import aimed_at, known_of_all, known_with
from backhaul.evaluation.boundary_values import BoundaryValues
from backhaul.evaluation.known import Known, exactly, ranges
from backhaul.evaluation.meaning import derive, derive_again, truth, value
from backhaul.language import model, nodes
from backhaul.language.kinds import LIMITS, POINTS, SECOND, Held, Kind, json_value
from backhaul.program.program import facts_under, program_of

#: a value for every fact; None is absent
Whole = Mapping[str, Held | None]
T = TypeVar("T")

TRIES = 5
KEPT = 64
#: cases of which is remembered what is known of every name
REMEMBERED = 256
#: misses in a row after which a policy is taken to have no further facts
MISSES = 2000


def samples(policy: model.Policy, count: int, seed: int = 0) -> Iterator[dict[str, object]]:
    """Up to *count* complete facts in the form in which facts are given, all allowed by the constraints.

    They may repeat. There are fewer only where almost no facts satisfy the constraints.
    """
    for whole in islice(Sampler(policy, seed).wholes(), max(count, 0)):
        yield {
            name: None if held is None else json_value(policy.facts[name].type, held)
            for name, held in whole.items()
        }


class Sampler:
    """Makes one case after another, each from the policy or from an earlier case."""

    def __init__(self, policy: model.Policy, seed: int) -> None:
        self.policy = policy
        self.random = Random(seed)  # noqa: S311  # repeatable on purpose
        self.marks = BoundaryValues(policy)
        self.comparisons = [
            (node, facts_under(policy, node))
            for node in self.marks.nodes
            if isinstance(node, nodes.Compare)
        ]
        #: cases to start from: those aimed at a rule stay, the others take turns
        self.aimed: list[Whole] = []
        self.kept: list[Whole] = []
        #: what is known of every name for some of the cases, each beside the case, by the identity of that
        self._derived: dict[int, tuple[Whole, dict[str, Known]]] = {}

    def wholes(self) -> Iterator[Whole]:
        """Cases without end, unless no more are found."""
        for target in self._targets():
            aimed = aimed_at(self.policy, target)
            whole = next(filter(None, (self._towards(aimed) for _ in range(TRIES))), None)
            if whole is not None:
                self.aimed.append(whole)
                yield whole
        yield from self._edges()
        misses = 0
        while (self.aimed or self.kept) and misses < MISSES:
            whole = self._step(self._base())
            misses = misses + 1 if whole is None else 0
            if whole is not None:
                self._keep(whole)
                yield whole

    # where the walk starts

    def _targets(self) -> Iterator[tuple[nodes.Condition, ...]]:
        """What must hold for each rule to be the answer, where facts alone tell; first, nothing."""
        yield ()
        for decision in self.policy.decisions.values():
            earlier: list[nodes.Condition] = []
            for rule in decision.ladder:
                here = rule.condition
                if here is not None and not self._on_facts(here):
                    continue
                yield (*earlier, here) if here else tuple(earlier)
                if here is not None and decision.hit != "collect":
                    earlier.append(nodes.Not(here))

    def _on_facts(self, condition: nodes.Condition) -> bool:
        return not program_of(self.policy).reads_outputs(condition)

    def _towards(self, aimed: model.Policy) -> Whole | None:
        """Facts that keep all constraints of such a policy, or nothing where none are found."""
        known = known_of_all(aimed)
        for name in self._shuffled(list(self.policy.facts)):
            if known is None:
                return None
            known = self._settled(aimed, known, name)
        # where the work on the constraints was cut short, facts may still break one
        if known is None or known_of_all(aimed, {n: known[n] for n in self.policy.facts}) is None:
            return None
        return {name: known[name].one for name in self.policy.facts}

    def _settled(
        self, aimed: model.Policy, known: dict[str, Known], name: str
    ) -> dict[str, Known] | None:
        """The same knowledge with one value for this fact."""
        for held in self._shuffled(self._within(name, known))[:TRIES]:
            found = known_with(aimed, known, name, exactly(held))
            if found is not None:
                return found
        return None

    def _within(self, name: str, known: Mapping[str, Known]) -> list[Held | None]:
        """Values to try for a fact of which this is known."""
        fact, here = self.policy.facts[name], known[name]
        absent: list[Held | None] = [None] if here.absent else []
        if not isinstance(here.values, tuple):
            allowed = here.values
            return [v for v in self.marks.of(fact) if allowed is None or v in allowed] + absent
        if not here.values:
            return absent
        low, high = ranges(here)[0][0], ranges(here)[-1][1]
        least, most = LIMITS[fact.type.kind]
        # an end that the limits of the type alone make is a case that nobody has
        margin = (most - least) // 30
        near = [low, low + 1] if low > least + margin else []
        near += [high, high - 1] if high < most - margin else []
        near += [int(v) for v in self.marks.of(fact)]
        others = [
            k.one
            for n, other in self.policy.facts.items()
            if other.type == fact.type and (k := known[n]).one is not None
        ]
        near += [int(v) for v in others]
        inside = [v for v in dict.fromkeys(near) if any(a <= v <= b for a, b in here.values)]
        return [*(inside or [low]), *absent]

    # the edges

    def _edges(self) -> Iterator[Whole]:
        """Every comparison with its sides equal and one unit either way, as far as it can be had."""
        for index in range(len(self.comparisons)):
            for apart in (0, 1, -1):
                for base in self._shuffled(self.aimed):
                    whole = self._at(index, apart, base)
                    if whole is not None:
                        self._keep(whole)
                        yield whole
                        break

    def _at(self, index: int, apart: int, base: Whole) -> Whole | None:
        """These facts with one changed so that the sides of a comparison are so far apart."""
        node, below = self.comparisons[index]
        sides = self._sides(node, base)
        if sides is None or not below:
            return None
        name = self._pick(list(below))
        held = base[name]
        left, right = sides
        kind = self.policy.facts[name].type.kind
        if isinstance(left, str) and kind in (Kind.TEXT, Kind.CHOICE):
            return self._changed(base, {name: right if held == left else left})
        if isinstance(left, str) or held is None or kind not in LIMITS:
            return None
        gap = int(right) - int(left)
        for change in self._shuffled([gap + apart, -gap + apart]):
            whole = self._changed(base, {name: int(held) + change})
            if whole is not None:
                return whole
        return None

    def _sides(self, node: nodes.Compare, base: Whole) -> tuple[Held, Held] | None:
        """The values of both sides, or nothing where one is absent or an output."""
        if not self._on_facts(node):
            return None
        names = self._names(base)
        try:
            left, right = value(node.left, names).one, value(node.right, names).one
        except FactError:
            return None
        return None if left is None or right is None else (left, right)

    # steps

    def _base(self) -> Whole:
        if self.aimed and self.kept:
            return self._pick(self.aimed if self.random.random() < 0.5 else self.kept)
        return self._pick(self.aimed or self.kept)

    def _keep(self, whole: Whole) -> None:
        if len(self.kept) < KEPT:
            self.kept.append(whole)
        else:
            self.kept[int(self.random.random() * KEPT)] = whole

    def _step(self, base: Whole) -> Whole | None:
        """Facts that differ from these in one or two, or nothing where the constraints refuse them."""
        if not base:
            return None
        if self.comparisons and self.random.random() < 0.4:
            apart = self._pick([0, 0, 1, -1, SECOND, -SECOND])
            return self._at(int(self.random.random() * len(self.comparisons)), apart, base)
        changes: dict[str, Held | None] = {}
        for _ in range(1 if self.random.random() < 0.6 else 2):
            name = self._pick(list(self.policy.facts))
            changes[name] = self._pick(self._anything(name, base))
        return self._changed(base, changes)

    def _anything(self, name: str, base: Whole) -> list[Held | None]:
        fact = self.policy.facts[name]
        found: list[Held | None] = list(self.marks.of(fact))
        if fact.type.kind in POINTS:
            found = self._moments(base, fact.type.kind)
        return [*found, *([None] * max(1, len(found) // 3) if fact.optional else [])]

    def _moments(self, base: Whole, kind: Kind) -> list[Held | None]:
        """Instants or dates near those of a case: moved by a duration of the policy, and at the ends of days."""
        all_of = [
            int(held)
            for name, held in base.items()
            if held is not None and self.policy.facts[name].type.kind == kind
        ]
        if kind is Kind.DATE:
            return [*self.marks.around_day(self._pick(all_of or [*self.marks.days]))]
        return [*self.marks.around(self._pick(all_of or [*self.marks.instants]))]

    def _changed(self, base: Whole, changes: Mapping[str, Held | None]) -> Whole | None:
        """The facts with these changes, or nothing where they are not allowed."""
        whole = {**base, **changes}
        if whole == base or not all(h is None or self._fits(n, h) for n, h in changes.items()):
            return None
        program = program_of(self.policy)
        changed = sum(program.names[name].facts for name in changes)
        # the constraints hold of the facts as they were, so those that read none of these still do
        names = {**self._names(base), **{name: exactly(held) for name, held in changes.items()}}
        try:
            derive_again(program.above(changed)[0], names)
            read = (c.condition for c, facts, _ in program.constraints if facts & changed)
            fine = all(truth(condition, names) for condition in read)
        except FactError:
            return None
        if fine:
            self._remember(whole, names)
        return whole if fine else None

    def _fits(self, name: str, held: Held) -> bool:
        """Whether a value is one of the type of a fact."""
        type = self.policy.facts[name].type
        if type.kind in LIMITS:
            low, high = LIMITS[type.kind]
            return low <= int(held) <= high
        return type.kind == Kind.TEXT or held in self.marks.of(self.policy.facts[name])

    def _names(self, whole: Whole) -> dict[str, Known]:
        """What is known of every name for facts that are allowed."""
        known = self._derived.get(id(whole))
        if known is None or known[0] is not whole:
            facts = {name: exactly(held) for name, held in whole.items()}
            return self._remember(whole, derive(self.policy, facts))
        return known[1]

    def _remember(self, whole: Whole, names: dict[str, Known]) -> dict[str, Known]:
        if len(self._derived) >= REMEMBERED:
            self._derived.clear()
        self._derived[id(whole)] = whole, names
        return names

    def _pick(self, options: Sequence[T]) -> T:
        return options[int(self.random.random() * len(options))]

    def _shuffled(self, options: list[T]) -> list[T]:
        keyed = sorted((self.random.random(), index) for index in range(len(options)))
        return [options[index] for _, index in keyed]
