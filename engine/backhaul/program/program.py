"""A policy with its names resolved: what each stands for, what it reads, and every expression with its place.

The model is what the file says. Whoever works with a policy asks its program what a name stands for, so that names
are looked up here alone.
"""

from __future__ import annotations

from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.kinds import Held, Type, Words
from backhaul.language.model import (
    Constraint,
    Decision,
    Definition,
    Fact,
    Output,
    Parameter,
    Policy,
)
from backhaul.program.work import parts_of, work
from backhaul.static import Collection, Iterable, Iterator, Literal, Mapping, cached_property

Role = Literal["fact", "constant", "choice", "definition", "output"]
#: programs that a process keeps
_KEPT = 16
#: sets of facts for which what stands above them is kept
_SETS_KEPT = 256
#: each beside its policy, by the identity of that
_made: dict[int, Program] = {}


@frozen
class Name:
    """What a name stands for; *choice*: a parameter whose value depends on facts."""

    name: str
    role: Role
    #: its place among all names: facts, parameters, definitions, then the outputs of one decision after the other,
    #: each with the definitions that are worked out after it
    place: int
    declared: Fact | Parameter | Definition | Output
    #: the expressions that it stands for; for a choice, the facts that it depends on
    below: tuple[nodes.Expression, ...]
    may_be_absent: bool
    #: the facts under it as bits, by their place: without those under outputs, and with them
    facts: int
    all_facts: int

    @property
    def part(self) -> Literal["fact", "parameter", "definition", "output"]:
        """The part of the policy that declares it."""
        match self.role:
            case "constant" | "choice":
                return "parameter"
            case role:
                return role

    @property
    def reads_outputs(self) -> bool:
        """Whether it is a definition that is worked out after a decision."""
        return isinstance(self.declared, Definition) and self.declared.after is not None

    @property
    def type(self) -> Type:
        """The type of its value."""
        return self.declared.type

    @property
    def title(self) -> Words | None:
        """Its words."""
        return self.declared.title

    @property
    def value(self) -> nodes.Value | None:
        """The value that a definition stands for, where it is no condition."""
        below = self.below[0] if self.role == "definition" else None
        return below if isinstance(below, nodes.Value) else None

    @property
    def condition(self) -> nodes.Condition | None:
        """The condition that a definition stands for, where it is no value."""
        below = self.below[0] if self.role == "definition" else None
        return None if isinstance(below, nodes.Value) else below


def program_of(policy: Policy) -> Program:
    """The program of a policy; made once while it is kept."""
    known = _made.get(id(policy))
    if known is None or known.policy is not policy:
        if len(_made) >= _KEPT:
            _made.clear()
        known = _made[id(policy)] = Program(policy)
    return known


def facts_under(policy: Policy, *read: nodes.Expression, outputs: bool = False) -> tuple[str, ...]:
    """The facts that these read, through definitions and parameters, in the policy's order.

    *outputs*: also through what earlier decisions give.
    """
    program = program_of(policy)
    bits = program.bits(read, outputs=outputs)
    return tuple(name for place, name in enumerate(policy.facts) if bits >> place & 1)


class Program:
    """The names and expressions of one policy."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.names: dict[str, Name] = {}
        self._above: dict[int, tuple[tuple[Name, ...], int]] = {}
        for place, fact in enumerate(policy.facts.values()):
            self._add(fact.name, "fact", fact, (), 1 << place, may_be_absent=fact.optional)
        for parameter in policy.parameters.values():
            by = [policy.facts[axis.fact] for axis in parameter.axes]
            read = tuple(nodes.Reference(fact.name, fact.type) for fact in by)
            role: Role = "choice" if by else "constant"
            self._add(parameter.name, role, parameter, read, 0, may_be_absent=False)
        self._define(None)
        for decision in policy.decisions.values():
            for name, output in decision.outputs.items():
                below = tuple(rule.outputs[name] for rule in decision.ladder)
                full = f"{decision.name}.{name}"
                self._add(full, "output", output, below, 0, may_be_absent=True)
            self._define(decision.name)

    def _define(self, after: str | None) -> None:
        """The definitions that are worked out after a decision, or before all of them."""
        for definition in self.policy.definitions.values():
            if definition.after == after:
                value, absent = (definition.expression,), bool(definition.absent_with)
                self._add(definition.name, "definition", definition, value, 0, may_be_absent=absent)

    def _add(
        self,
        name: str,
        role: Role,
        declared: Fact | Parameter | Definition | Output,
        below: tuple[nodes.Expression, ...],
        facts: int,
        *,
        may_be_absent: bool,
    ) -> None:
        own = facts | (0 if role == "output" else self.bits(below))
        every = facts | self.bits(below, outputs=True)
        place = len(self.names)
        self.names[name] = Name(name, role, place, declared, below, may_be_absent, own, every)

    def of(self, node: nodes.Reference) -> Name:
        """What a name stands for."""
        return self.names[node.name]

    def behind(self, node: nodes.Expression) -> Name | None:
        """What an expression stands for that is a name, or a name as a condition."""
        node = node.operand if isinstance(node, nodes.Truth) else node
        return self.names[node.name] if isinstance(node, nodes.Reference) else None

    def read(self, *read: nodes.Expression) -> list[Name]:
        """What the names that these read stand for, each once."""
        every = dict.fromkeys(name for node in read for name in nodes.names(node))
        return [self.names[name] for name in every]

    def bits(self, read: Iterable[nodes.Expression], *, outputs: bool = False) -> int:
        """The facts that these read, by their place: through definitions and parameters; *outputs*: and outputs."""
        found = 0
        for name in self.read(*read):
            found |= name.all_facts if outputs else name.facts
        return found

    def under(self, *read: nodes.Expression, ready: Collection[str] = ()) -> list[Name]:
        """What these read, also through definitions and parameters, in order; nothing under what is *ready*."""
        met: dict[str, Name] = {}
        pending = self.read(*read)
        while pending:
            name = pending.pop()
            if name.name not in met:
                met[name.name] = name
                if name.role != "output" and name.name not in ready:
                    pending += self.read(*name.below)
        return sorted(met.values(), key=lambda name: name.place)

    def constant(self, node: nodes.Value) -> Held | None:
        """The one value of a literal or parameter, or None where it has none."""
        if isinstance(node, nodes.Literal):
            return node.value
        declared = self.of(node).declared if isinstance(node, nodes.Reference) else None
        return declared.value if isinstance(declared, Parameter) else None

    def value(self, node: nodes.Value) -> nodes.Value:
        """The value that a value stands for, through definitions that are another name for it."""
        while isinstance(node, nodes.Reference) and (below := self.of(node).value) is not None:
            node = below
        return node

    def may_be_absent(self, node: nodes.Expression) -> bool:
        """Whether a value may be absent."""
        match node:
            case nodes.Literal():
                return node.value is None
            case nodes.Reference():
                return self.of(node).may_be_absent
            case nodes.NotNull():
                return self.may_be_absent(node.operand) and self.may_be_absent(node.default)
            case nodes.Arithmetic():
                return any(map(self.may_be_absent, node.operands))
            case nodes.Cases():
                return any(branch.optional for branch in node.branches)
            case _:
                return False

    def decision(self, name: Name) -> Decision:
        """The decision of an output."""
        return self.policy.decisions[name.name.partition(".")[0]]

    def reads_outputs(self, node: nodes.Expression) -> bool:
        """Whether an expression reads what a decision gives, itself or by a definition."""
        return any(name.role == "output" or name.reads_outputs for name in self.read(node))

    def may_vary(self, node: nodes.Expression) -> bool:
        """Whether facts stand under an expression, or what a decision gives."""
        return bool(self.bits((node,))) or self.reads_outputs(node)

    @cached_property
    def needed(self) -> frozenset[str]:
        """The names that constraints and decisions read, also through definitions."""
        defined = {id(definition.expression) for definition in self.policy.definitions.values()}
        read = (node for _, node in self.expressions if id(node) not in defined)
        return frozenset(name.name for name in self.under(*read))

    @cached_property
    def constraints(self) -> tuple[tuple[Constraint, int, int], ...]:
        """Each constraint with the facts under it and the work that it is."""
        return tuple(
            (c, self.bits((c.condition,)), work(c.condition)) for c in self.policy.constraints
        )

    @cached_property
    def size(self) -> int:
        """The work that all expressions are."""
        return 1 + sum(work(node) for _, node in self.expressions)

    @cached_property
    def dates(self) -> Mapping[str, frozenset[int]]:
        """The values of each fact from which on a parameter is another."""
        dates: dict[str, frozenset[int]] = {}
        for parameter in self.policy.parameters.values():
            for axis in parameter.axes:
                if axis.dated:
                    later = frozenset(int(held) for held in axis.held[1:])
                    dates[axis.fact] = dates.get(axis.fact, frozenset()) | later
        return dates

    def above(self, facts: int) -> tuple[tuple[Name, ...], int]:
        """The parameters and definitions that read one of these facts, in order, and the work that they are."""
        if facts not in self._above:
            if len(self._above) >= _SETS_KEPT:
                self._above.clear()
            names = (name for name in self.names.values() if name.role in ("choice", "definition"))
            above = tuple(n for n in names if n.facts & facts and not n.reads_outputs)
            self._above[facts] = above, sum(work(below) for name in above for below in name.below)
        return self._above[facts]

    @cached_property
    def expressions(self) -> tuple[tuple[str, nodes.Expression], ...]:
        """Everything that a decision works out, in order, each with its place, such as `rule route.hold`."""
        policy = self.policy
        roots: list[tuple[str, nodes.Expression | None]] = [
            *((f"constraint {c.id}", c.condition) for c in policy.constraints),
            *((f"definition {d.name}", d.expression) for d in policy.definitions.values()),
        ]
        for decision in policy.decisions.values():
            roots.append((f"decision {decision.name}", decision.applies))
            for rule in decision.ladder:
                place = f"rule {decision.name}.{rule.id}"
                roots.append((place, rule.condition))
                roots += ((f"{place} {name}", node) for name, node in rule.outputs.items())
        return tuple((place, node) for place, node in roots if node is not None)

    @cached_property
    def parts(self) -> tuple[tuple[str, nodes.Expression], ...]:
        """The same with all parts, each below what it is a part of: `rule route.hold/1`."""
        return tuple(part for place, node in self.expressions for part in parts_of(place, node))

    @property
    def conditions(self) -> Iterator[tuple[str, nodes.Condition]]:
        """Those of them that are conditions."""
        for place, node in self.parts:
            if not isinstance(node, nodes.Value):
                yield place, node

    @property
    def arithmetic(self) -> Iterator[nodes.Arithmetic]:
        """Those of them that are functions of values."""
        return (node for _, node in self.parts if isinstance(node, nodes.Arithmetic))
