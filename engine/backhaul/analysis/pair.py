"""Two policies over the variables of one space: a case is a value for every fact that either of them has.

A fact of one name, kind and number of places is one for both; what one side's type does not allow, that side refuses. A
fact that only one has is free, and only that side reads it. A fact of which these differ is two facts, one for each side.
"""

from __future__ import annotations

from collections.abc import Mapping

import z3

from backhaul.analysis.agreement import Told, Whole, by_terms, evaluation, told_of
from backhaul.analysis.lowering import Lowered
from backhaul.analysis.space import Bool, Space, form_of
from backhaul.analysis.witness import as_given
from backhaul.comparison.labels import Which
from backhaul.diagnostics import Diagnostic, FactError, PolicyError
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.decision import evaluate as decided
from backhaul.frozen import frozen
from backhaul.language.kinds import Kind, Type
from backhaul.language.model import Fact, Policy


@frozen
class Said:
    """What one side makes of a case: its decision, or why it refuses the facts."""

    policy: Policy
    given: Mapping[str, object]
    evaluation: Evaluation | None
    refused: tuple[Diagnostic, ...] = ()


@frozen
class Case:
    """Complete facts, and what the definition makes of them on both sides."""

    facts: Whole
    given: Mapping[str, object]
    old: Said
    new: Said


class Side:
    """One of the two policies."""

    def __init__(self, which: Which, policy: Policy, pair: Pair) -> None:
        self.which, self.policy, self._pair = which, policy, pair
        self.lowered = Lowered(policy, pair.space)
        legal = (self._legal(fact) for fact in policy.facts.values())
        #: what holds of a case that this side decides on; `Pair.joint` holds of all cases anyway
        self.accepted: tuple[Bool, ...] = (
            *(term for term in legal if not term.eq(pair.space.true)),
            *self.lowered.accepted[len(self.lowered.allowed) :],
        )

    def _legal(self, fact: Fact) -> Bool:
        """Whether a fact has a value that its type here allows."""
        space, term = self._pair.space, self._pair.space.fact(fact)
        whole = self._pair.joint.policy.facts[self._pair.named(self.which, fact.name)]
        present = space.true if fact.optional or not whole.optional else term.present
        if fact.type.kind is not Kind.CHOICE or fact.type.choices == whole.type.choices:
            return present
        values = (term.value == space.code(choice) for choice in fact.type.choices)
        return space.every([present, space.some([z3.Not(term.present), *values])])

    def own(self, facts: Whole) -> Whole:
        """The facts of a case that this side has, under its names."""
        return {name: facts[self._pair.named(self.which, name)] for name in self.policy.facts}

    def said(self, facts: Whole) -> Said:
        """What the definition makes of a case; raises AssertionError where Z3 says otherwise."""
        own = self.own(facts)
        given = as_given(self.policy, own)
        if any(self._refuses(fact, facts) for fact in self.policy.facts.values()):
            return self._refusal(given)
        by_z3 = by_terms(self.lowered, own, ())
        found, refused, told = None, tuple[Diagnostic, ...](), by_z3
        try:
            found = evaluation(self.policy, own)
            told = told_of(found, ())
        except (FactError, PolicyError) as error:
            refused = error.diagnostics
            told = Told(refused[0].code, {}, {}, {})
        if told != by_z3:
            raise AssertionError(f"of {given} the definition says {told}, and Z3 says {by_z3}")
        return Said(self.policy, given, found, refused)

    def _refuses(self, fact: Fact, facts: Whole) -> bool:
        held = facts[self._pair.named(self.which, fact.name)]
        if held is None:
            return not fact.optional
        return fact.type.kind is Kind.CHOICE and held not in fact.type.choices

    def _refusal(self, given: Mapping[str, object]) -> Said:
        try:
            decided(self.policy, given)
        except (FactError, PolicyError) as error:
            return Said(self.policy, given, None, error.diagnostics)
        raise AssertionError(f"the definition does not refuse {given}")


class Pair:
    """Two policies that are held against each other for all cases at once."""

    def __init__(self, old: Policy, new: Policy) -> None:
        self.space = Space(old, new)
        #: facts of the same name and another kind or number of places: both types
        self.apart: Mapping[str, tuple[Type, Type]] = {
            name: (fact.type, new.facts[name].type)
            for name, fact in old.facts.items()
            if name in new.facts and form_of(fact.type) != form_of(new.facts[name].type)
        }
        #: every fact of either side and no rules: what all cases have in common
        self.joint = Lowered(self._joint(old, new), self.space)
        self.old, self.new = Side("old", old, self), Side("new", new, self)

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return self.old, self.new

    def named(self, which: Which, name: str) -> str:
        """How a case names a fact of one side."""
        return f"{name} ({which})" if name in self.apart else name

    def case(self, facts: Whole) -> Case:
        """A case, confirmed by the definition."""
        given = as_given(self.joint.policy, facts)
        return Case(facts, given, self.old.said(facts), self.new.said(facts))

    def _joint(self, old: Policy, new: Policy) -> Policy:
        facts: dict[str, Fact] = {}
        by: tuple[tuple[Which, Policy], ...] = (("old", old), ("new", new))
        for which, policy in by:
            for fact in policy.facts.values():
                name = self.named(which, fact.name)
                facts[name] = _either(name, facts.get(name, fact), fact)
                if name != fact.name:
                    self.space.also(fact, name)
        start = new.in_force or old.in_force
        return Policy(
            id=new.id,
            version=new.version,
            draft=new.draft,
            title=new.title,
            annotations={},
            in_force=start,
            show_times_at=None,
            source_title=None,
            clauses={},
            calendars={},
            zones={},
            parameters={},
            facts=facts,
            constraints=(),
            definitions={},
            decisions={},
            invariants=(),
            digest="",
        )


def _either(name: str, one: Fact, other: Fact) -> Fact:
    """A fact that may be whatever it may be on either side."""
    choices = tuple(dict.fromkeys((*one.type.choices, *other.type.choices)))
    return Fact(
        name,
        Type(Kind.CHOICE, choices) if choices else one.type,
        one.optional or other.optional,
        None,
        None,
        one.changeable,
        one.masked or other.masked,
        None,
        one.span,
    )
