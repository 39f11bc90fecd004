"""What became of each clause of a policy: what rests on it, or what the policy says of it instead."""

from __future__ import annotations

from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.calendars import Calendar
from backhaul.language.kinds import Words
from backhaul.language.model import Clause, Decision, Parameter, Policy, Rule
from backhaul.program.program import program_of
from backhaul.program.work import parts_of
from backhaul.static import Iterator, Literal, Mapping

NONE: Mapping[str, Words] = {}
State = Literal["decides", "words only", "not covered"]


@frozen
class ClauseUse:
    """A clause, and the rules, parameters and calendars that cite it."""

    clause: Clause
    #: each as its decision and its id, in the order of the policy
    rules: tuple[tuple[str, str], ...]
    parameters: tuple[str, ...]
    calendars: tuple[str, ...]
    #: why nothing rests on it, where that is said in the version or beside it
    why: Words | None

    @property
    def state(self) -> State | None:
        """What became of it; None where nothing rests on it and the policy does not say why."""
        if self.rules or self.parameters or self.calendars:
            return "decides"
        if self.clause.not_covered:
            return "not covered"
        return "words only" if self.clause.words_only else None


def clause_uses(policy: Policy, reasons: Mapping[str, Words] = NONE) -> tuple[ClauseUse, ...]:
    """Every clause with what rests on it, in the order of the source; *reasons* are those that the version does not say."""
    rules: dict[str, list[tuple[str, str]]] = {name: [] for name in policy.clauses}
    parameters: dict[str, list[str]] = {name: [] for name in policy.clauses}
    for decision in policy.decisions.values():
        for rule in decision.ladder:
            for clause in dict.fromkeys(rule.cites):
                rules[clause].append((decision.name, rule.id))
    for parameter in policy.parameters.values():
        for clause in parameter.all_cites:
            parameters[clause].append(parameter.name)
    calendars: dict[str, list[str]] = {name: [] for name in policy.clauses}
    for calendar in policy.calendars.values():
        for clause in dict.fromkeys(_of_calendar(calendar)):
            calendars[clause].append(calendar.name)
    return tuple(
        ClauseUse(
            clause,
            tuple(rules[name]),
            tuple(parameters[name]),
            tuple(calendars[name]),
            clause.why or reasons.get(name),
        )
        for name, clause in policy.clauses.items()
    )


def clauses_of(policy: Policy, decision: Decision, rule: Rule) -> frozenset[str]:
    """The clauses that a rule rests on: those that it cites, and those of the parameters and calendars that it reads."""
    read = (*rule.expressions, *rule.said, *((decision.applies,) if decision.applies else ()))
    return frozenset((*rule.cites, *_under(policy, *read)))


def clauses_of_every_case(policy: Policy) -> frozenset[str]:
    """The clauses of the parameters and calendars that every case is held against, whichever rule answers."""
    conditions = [constraint.condition for constraint in policy.constraints]
    conditions += [invariant.condition for invariant in policy.invariants]
    found = {*_under(policy, *conditions)}
    offset = policy.parameters.get(policy.show_times_at or "")
    return frozenset((*found, *(offset.all_cites if offset else ())))


def _under(policy: Policy, *read: nodes.Expression) -> Iterator[str]:
    """The clauses of what these read, also through definitions: of parameters, and of calendars, also those in parameters."""
    names = program_of(policy).under(*read)
    for name in names:
        if isinstance(name.declared, Parameter):
            yield from name.declared.all_cites
            for value in name.declared.cells:
                if isinstance(value, Calendar):
                    yield from _of_calendar(value)
    below = (each for name in names if name.role != "output" for each in name.below)
    for expression in (*read, *below):
        for _, node in parts_of("", expression):
            if isinstance(node, nodes.Literal) and isinstance(node.value, Calendar):
                yield from _of_calendar(node.value)


def _of_calendar(calendar: Calendar) -> tuple[str, ...]:
    return (*calendar.cites, *(clause for each in calendar.holidays for clause in each.cites))
