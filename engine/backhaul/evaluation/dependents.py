"""What reads each fact of a policy: which definitions and constraints are to be looked at when it changes."""

from __future__ import annotations

from backhaul.language import nodes
from backhaul.language.model import Constraint, Definition, Parameter, Policy
from backhaul.static import Iterable, Iterator

#: what stands above some facts, in file order, and the work it is to work them out
Above = tuple[tuple[Parameter, ...], tuple[Definition, ...], int]
#: sets of facts for which that is kept
MOST_KEPT = 256


class Dependents:
    """Sets of facts as the bits of a number, for every name and every constraint of a policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.under = {name: 1 << place for place, name in enumerate(policy.facts)}
        for parameter in policy.parameters.values():
            self.under[parameter.name] = self.under[parameter.by] if parameter.by else 0
        for definition in policy.definitions.values():
            self.under[definition.name] = self.facts(nodes.names(definition.expression))
        #: every fact
        self.every = (1 << len(policy.facts)) - 1
        #: each constraint with the facts under it and the work that it is
        self.constraints: tuple[tuple[Constraint, int, int], ...] = tuple(
            (c, self.facts(nodes.names(c.condition)), work(c.condition)) for c in policy.constraints
        )
        #: the work that all expressions are
        self.size = 1 + sum(work(expression) for expression in expressions(policy))
        self._above: dict[int, Above] = {}

    def facts(self, names: Iterable[str]) -> int:
        """The facts that these names read."""
        found = 0
        for name in names:
            found |= self.under[name]
        return found

    def above(self, facts: int) -> Above:
        """The parameters and definitions that read one of these facts."""
        if facts not in self._above:
            if len(self._above) >= MOST_KEPT:
                self._above.clear()
            policy, under = self.policy, self.under
            parameters = tuple(p for p in policy.parameters.values() if under[p.name] & facts)
            found = tuple(d for d in policy.definitions.values() if under[d.name] & facts)
            cost = len(parameters) + sum(work(definition.expression) for definition in found)
            self._above[facts] = (parameters, found, cost)
        return self._above[facts]


#: those of the policy that was last asked for
_last: list[Dependents] = []


def dependents_of(policy: Policy) -> Dependents:
    """What reads each fact of a policy; made once for as long as no other policy is asked for."""
    held = _last[:1]
    if not held or held[0].policy is not policy:
        _last[:] = held = [Dependents(policy)]
    return held[0]


def work(node: nodes.Expression) -> int:
    """How much work it is to work an expression out: a unit a node, ten for arithmetic on ranges."""
    own = 10 if isinstance(node, nodes.Arithmetic) else 1
    return own + sum(work(below) for below in nodes.operands(node))


def expressions(policy: Policy) -> Iterator[nodes.Expression]:
    """Everything that a decision works out."""
    yield from (constraint.condition for constraint in policy.constraints)
    yield from (definition.expression for definition in policy.definitions.values())
    for decision in policy.decisions.values():
        if decision.applies:
            yield decision.applies
        for rule in decision.ladder:
            if rule.condition:
                yield rule.condition
            yield from rule.outputs.values()
