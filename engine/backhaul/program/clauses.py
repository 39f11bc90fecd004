"""What became of each clause of a policy: what rests on it, or what the policy says of it instead."""

from __future__ import annotations

from backhaul.frozen import frozen
from backhaul.language.kinds import Words
from backhaul.language.model import Clause, Policy
from backhaul.static import Literal, Mapping

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
        cited = (*calendar.cites, *(name for each in calendar.holidays for name in each.cites))
        for clause in dict.fromkeys(cited):
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
