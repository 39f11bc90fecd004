"""The conditions that two policies speak in, in their own words: what a region of cases is described by."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import z3

from backhaul.analysis.lists import same_value
from backhaul.analysis.pair import Pair, Side
from backhaul.analysis.space import Bool
from backhaul.comparison.labels import Which
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Policy
from backhaul.language.operators import COMPARISONS
from backhaul.program.program import program_of
from backhaul.static import Literal


@frozen
class Atom:
    """One condition of a policy, or a name that comes out otherwise in the other one."""

    #: as the language writes it where it holds, and where it does not
    holds: str
    fails: str
    #: the side in which it is meant; both where it means the same in them
    side: Which | Literal["both"]
    term: Bool
    #: how well it describes: the lowest first
    rank: int
    #: whether it is that a name comes out otherwise in the two policies
    otherwise: bool = False


class Atoms:
    """Collects the conditions of both policies, each meaning once."""

    def __init__(self, pair: Pair, decisions: tuple[str, ...]) -> None:
        self.pair, self.decisions = pair, decisions
        #: by the text, the terms that it stands for on either side
        self._texts: dict[str, dict[Which, Bool]] = {}
        self._found: dict[int, tuple[Side, nodes.Condition, Bool, int]] = {}

    def found(self) -> tuple[Atom, ...]:
        """All that tell cases apart."""
        for side in self.pair.sides:
            for node, depth in conditions(side.policy, self.decisions):
                self._add(side, node, depth)
        atoms = [self._atom(*one) for one in self._found.values()]
        return *atoms, *self._otherwise()

    def _add(self, side: Side, node: nodes.Condition, depth: int) -> None:
        term = side.lowered.claim(node).holds
        if z3.is_true(term) or z3.is_false(term):
            return
        self._texts.setdefault(nodes.written(node), {}).setdefault(side.which, term)
        known = self._found.get(term.get_id())
        if known is None or known[3] > depth:
            self._found[term.get_id()] = known[0] if known else side, node, term, depth

    def _atom(self, side: Side, node: nodes.Condition, term: Bool, depth: int) -> Atom:
        holds = nodes.written(node)
        terms = self._texts[holds]
        other = self.pair.new if side.which == "old" else self.pair.old
        here_alone = any(not each.eq(term) for each in terms.values())
        means = side.which if here_alone or not _known(other.policy, node) else "both"
        return Atom(holds, _negated(side.policy, node), means, term, self._rank(side, node, depth))

    def _rank(self, side: Side, node: nodes.Condition, depth: int) -> int:
        names = program_of(side.policy).read(node)
        if any(name.role == "output" for name in names):
            return 40
        if isinstance(node, nodes.Truth) and names[0].role == "definition":
            return depth
        return 10 * depth + 4 + isinstance(node, nodes.Compare) * len(names)

    def _otherwise(self) -> Iterator[Atom]:
        """Names of both policies that do not mean the same."""
        space = self.pair.space
        old, new = (side.lowered.names for side in self.pair.sides)
        for name, definition in self.pair.old.policy.definitions.items():
            other = program_of(self.pair.new.policy).names.get(name)
            if (
                other is None
                or other.role != "definition"
                or other.type.kind is not definition.type.kind
            ):
                continue
            same = same_value(space, old[name], new[name])
            if not same.eq(space.true):
                yield Atom(name, name, "both", z3.Not(same), 3, otherwise=True)


def conditions(policy: Policy, decisions: tuple[str, ...]) -> Iterator[tuple[nodes.Condition, int]]:
    """The smallest conditions of the rules, and how many definitions lie between."""
    for name in decisions:
        decision = policy.decisions[name]
        given = chain.from_iterable(rule.outputs.values() for rule in decision.ladder)
        said = (decision.applies, *(rule.condition for rule in decision.rules), *given)
        for node in said:
            if isinstance(node, nodes.Condition):
                yield from _leaves(policy, node, 0)


def _leaves(
    policy: Policy, node: nodes.Condition, depth: int
) -> Iterator[tuple[nodes.Condition, int]]:
    match node:
        case nodes.All() | nodes.Any():
            for child in node.children:
                yield from _leaves(policy, child, depth)
        case nodes.Not():
            yield from _leaves(policy, node.child, depth)
        case nodes.Absent():
            yield nodes.Present(node.operand), depth
        case nodes.Compare() if node.comparison.symbol == "!=" and not _may_be_absent(policy, node):
            yield nodes.Compare(COMPARISONS["=="], node.left, node.right), depth
        case _:
            yield node, depth
            for name in program_of(policy).read(node):
                if name.condition is not None:
                    yield from _leaves(policy, name.condition, depth + 1)


def _known(policy: Policy, node: nodes.Condition) -> bool:
    """Whether a policy has all that a condition reads."""
    return program_of(policy).names.keys() >= {*nodes.names(node)}


def _negated(policy: Policy, node: nodes.Condition) -> str:
    """The opposite of a condition, as plainly as the language writes it."""
    match node:
        case nodes.Compare() if not _may_be_absent(policy, node):
            symbol = node.comparison.negated
            return f"{nodes.written(node.left)} {symbol} {nodes.written(node.right)}"
        case nodes.Present():
            return nodes.written(nodes.Absent(node.operand))
        case _:
            return nodes.written(nodes.Not(node))


def _may_be_absent(policy: Policy, node: nodes.Condition) -> bool:
    return any(name.may_be_absent for name in program_of(policy).read(node))
