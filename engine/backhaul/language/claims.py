"""A claim about every decision of a policy, in the policy's own words but outside its file."""

from __future__ import annotations

from backhaul.diagnostics import PolicyError, Span
from backhaul.document.node import Scalar
from backhaul.language.formulas import are_above_zero
from backhaul.language.kinds import Kind, Type
from backhaul.language.ladders import outputs_of
from backhaul.language.model import Invariant, Policy
from backhaul.language.policy_parts import Reader
from backhaul.language.scope import NO_NAMES, Meaning, Scope
from backhaul.language.whole_days import are_whole_days, is_whole_days


def read_claim(policy: Policy, text: str, id: str, place: str) -> Invariant:
    """The invariant that a text states; raises PolicyError with all mistakes, placed in the text.

    *place* stands for the file in those places.
    """
    line = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    span = Span(place, 1, 1, max(1, len(line)), line)
    reader = Reader(_scope(policy), policy.languages)
    checked = reader.checked(Scalar(line, span, lines=(line,)))
    if reader.scope.diagnostics:
        raise PolicyError(reader.scope.diagnostics)
    if checked.node is None:
        raise AssertionError(text)
    return Invariant(id, checked.node, None, span)


def _scope(policy: Policy) -> Scope:
    """Every name of the policy, as its own invariants see it."""
    scope = Scope()
    meanings = scope.meanings
    for fact in policy.facts.values():
        absent_with = frozenset((fact.name,)) if fact.optional else NO_NAMES
        meanings[fact.name] = Meaning("fact", fact.type, absent_with, fact.span)
    for parameter in policy.parameters.values():
        meanings[parameter.name] = Meaning(
            "parameter",
            parameter.type,
            span=parameter.span,
            whole_days=are_whole_days(parameter.cells),
            above_zero=are_above_zero(parameter.cells),
        )
    for kind, named in ((Kind.CALENDAR, policy.calendars), (Kind.ZONE, policy.zones)):
        for name, held in named.items():
            meanings[name] = Meaning(kind.value, Type(kind), span=held.span, value=held)
    for definition in policy.definitions.values():
        meanings[definition.name] = Meaning(
            "definition",
            definition.type,
            definition.absent_with,
            definition.span,
            whole_days=is_whole_days(definition.expression, scope),
        )
    for decision in policy.decisions.values():
        why = f"is a decision; name one of its outputs, as in `{decision.name}.output`"
        meanings[decision.name] = Meaning("decision", None, span=decision.span, unreadable=why)
        meanings.update(outputs_of(decision))
    return scope
