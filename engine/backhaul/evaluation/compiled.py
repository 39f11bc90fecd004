"""A policy as compiled functions for complete, exact facts, and what their answers mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, final

from backhaul.evaluation.combine import Status
from backhaul.evaluation.decision import Evaluation, conclude
from backhaul.evaluation.known import exactly
from backhaul.evaluation.lowering.box import Box, box_of
from backhaul.evaluation.lowering.domains import Domain, domains, instant, parse, parse_utc
from backhaul.evaluation.lowering.function import Writer
from backhaul.language import nodes
from backhaul.language.kinds import Kind, python_value
from backhaul.language.model import Decision, Policy, Rule
from backhaul.language.values import read_value

#: the value of every fact, then for every decision the rule and what it computes
Found = tuple[Any, ...]
Decide = Callable[[Mapping[str, object]], Found | None]
#: what one rule gives: its literals as Python values, and the names and kinds of what it computes
_Given = tuple[dict[str, Any], tuple[tuple[str, Kind], ...]]


@final
class Compiled:
    """The function of a policy in one domain, and how its answers are read."""

    __slots__ = ("_decisions", "decide", "domain", "policy")

    def __init__(self, policy: Policy, domain: Domain, decide: Decide) -> None:
        self.policy, self.domain = policy, domain
        #: what is found for the facts of one case; None for what only the definition tells
        self.decide = decide
        self._decisions = [
            (decision, 2 * i + 1, [_given(decision, rule) for rule in decision.ladder])
            for i, decision in enumerate(policy.decisions.values())
        ]

    def outcome(self, found: Found) -> dict[str, Any]:
        """The outputs of every decision; a list is a list of rows."""
        outcome: dict[str, Any] = {}
        for decision, at, given in self._decisions:
            rule = found[at]
            if decision.hit == "collect":
                rows = [self._read(given[row], computed) for row, computed in rule]
                outcome[decision.name] = rows
            elif rule < 0:
                outcome[decision.name] = {}
            else:
                literals, names = given[rule]
                outcome[decision.name] = (
                    self._read(given[rule], found[at + 1]) if names else literals.copy()
                )
        return outcome

    def rules(self, found: Found) -> dict[str, Any]:
        """The id of the rule that answered each decision, or None; a list of ids for a list."""
        rules: dict[str, Any] = {}
        for decision, at, _ in self._decisions:
            rule, ladder = found[at], decision.ladder
            if decision.hit == "collect":
                rules[decision.name] = [ladder[row].id for row, _ in rule]
            else:
                rules[decision.name] = ladder[rule].id if rule >= 0 else None
        return rules

    def statuses(self, found: Found) -> dict[str, Status]:
        """The status of every decision."""
        return {
            decision.name: "uncovered" if found[at] == -1 else "decided"
            for decision, at, _ in self._decisions
        }

    def evaluation(self, found: Found) -> Evaluation:
        """The same by the definition, with all that a trace is made of."""
        held = self.domain.held
        facts = {
            fact.name: exactly(None if value is None else held(fact.type.kind, value))
            for fact, value in zip(self.policy.facts.values(), found[0], strict=True)
        }
        return conclude(self.policy, facts, frozenset(facts))

    def _read(self, given: _Given, computed: tuple[Any, ...]) -> dict[str, Any]:
        literals, names = given
        outputs = literals.copy()
        for (name, kind), value in zip(names, computed, strict=True):
            outputs[name] = None if value is None else self.domain.python(kind, value)
        return outputs


def compile_policy(policy: Policy) -> tuple[Compiled, ...]:
    """The compiled forms of a policy, to be tried in turn.

    None where arithmetic may be out of range for any facts, or where Python cannot compile what nests so deep.
    """
    box = box_of(policy)
    try:
        return tuple(_compiled(policy, domain, box) for domain in domains(policy)) if box else ()
    except RecursionError:
        return ()


def _compiled(policy: Policy, domain: Domain, box: Box) -> Compiled:
    writer = Writer(policy, domain, box)
    code = compile(writer.module(), f"<{policy.id} {policy.version}>", "exec")
    space: dict[str, Any] = {
        "instant": instant,
        "parse": parse,
        "parse_utc": parse_utc,
        "read": read_value,
        **writer.constants,
    }
    exec(code, space)  # noqa: S102 - a syntax tree with names of our own
    return Compiled(policy, domain, space["decide"])


def _given(decision: Decision, rule: Rule) -> _Given:
    """What a rule gives, in the order of the outputs."""
    literals: dict[str, Any] = {}
    computed = []
    for name, output in decision.outputs.items():
        expression, kind = rule.outputs[name], output.type.kind
        if isinstance(expression, nodes.Literal):
            held = expression.value
            literals[name] = None if held is None else python_value(kind, held)
        else:
            literals[name] = None
            computed.append((name, kind))
    return literals, tuple(computed)
