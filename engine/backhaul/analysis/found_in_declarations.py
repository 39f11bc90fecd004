"""What is found about constraints, definitions, parameters and outputs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import z3

from backhaul.analysis.effects import Effects
from backhaul.analysis.finding import Finding, finding_of, of_part
from backhaul.analysis.finding_context import Ground, Reason
from backhaul.analysis.idle_parts import IdleParts, Site
from backhaul.analysis.presence import Presence
from backhaul.analysis.space import Term
from backhaul.diagnostics import listed
from backhaul.language import nodes
from backhaul.language.kinds import LIMITS, NAMED, Kind
from backhaul.language.model import Constraint, Definition, Parameter, Policy


def contradiction(ground: Ground) -> Iterator[Finding]:
    """That no facts at all are accepted."""
    if not ground.never(ground.accepted, *ground.alone):
        return
    reasons = ground.why(ground.constraints) or ()
    ids = [c.id for c in ground.policy.constraints if c.span in {r.span for r in reasons}]
    span = next(reversed(reasons)).span if reasons else ground.policy.id_span
    if len(ids) > 1:
        message = f"no facts are accepted: {listed(ids, '`')} contradict each other"
    elif ids:
        message = f"no facts are accepted: none meet `{ids[0]}`"
    else:
        message = "no facts are accepted: constraints, ranges and rules that overlap leave none"
    help = "leave one of them out, or write what is meant"
    place = span or nodes.NOWHERE
    yield finding_of("constraints-contradict", "error", message, place, help, *ids, reasons=reasons)


def idle_constraints(ground: Ground) -> Iterator[Finding]:
    """Constraints that refuse nothing that the others do not; later ones before earlier ones."""
    kept = list(ground.policy.constraints)
    terms = ground.lowered.constraints
    for constraint in reversed(ground.policy.constraints):
        others = [each for each in kept if each is not constraint]
        refused = z3.Not(terms[constraint.id])
        if not ground.never(ground.legal, *(terms[each.id] for each in others), refused):
            continue
        kept = others
        ids = {each.id for each in others}
        reasons = [
            reason
            for each, reason in zip(ground.policy.constraints, ground.constraints, strict=True)
            if each.id in ids
        ]
        why = ground.why(reasons, refused)
        message = f"the constraint `{constraint.id}` refuses nothing"
        if why is None or why:
            message += " that others do not refuse"
        help = "leave it out, or keep it for facts of which not all are known"
        yield finding_of(
            "constraint-without-effect",
            "note",
            message,
            constraint.span,
            help,
            constraint.id,
            reasons=why or (),
        )


def cases_that_never_answer(ground: Ground, definition: Definition) -> Iterator[Finding]:
    """Cases of a value that answer for no facts that are accepted, and an `otherwise` that nothing comes to."""
    node = definition.expression
    above: list[Reason] = []
    for case in node.branches if isinstance(node, nodes.Cases) else ():
        holds = ground.truth(case.condition) if case.condition else ground.space.true
        written = case.condition is not None or case.span != node.span
        if written and ground.never(ground.accepted, *(each.term for each in above), holds):
            which = "`otherwise`" if case.condition is None else "this case"
            reasons = ground.why((*ground.constraints, *above), holds)
            message = f"{which} of `{definition.name}` can never answer"
            help = "leave it out, or write what is meant"
            yield finding_of(
                "never-answers",
                "warning",
                message,
                case.span,
                help,
                definition.name,
                reasons=reasons or (),
            )
        words = f"an earlier case of `{definition.name}` does not hold"
        above.append(Reason(z3.Not(holds), words, case.span))


def parts_of_constraint(
    ground: Ground, constraint: Constraint, told: set[str]
) -> Iterator[Finding]:
    """Parts of a constraint that refuse or allow nothing."""
    pairs = zip(ground.policy.constraints, ground.constraints, strict=True)
    others = [reason for each, reason in pairs if each is not constraint]
    guarded = Presence(ground.policy).guarded
    with ground.legal.within(*(reason.term for reason in others)):
        site = Site(constraint.condition, ground.legal, ground.legal, guarded, (), ())
        for part in IdleParts(ground, site, told).find():
            if part.node is not constraint.condition:
                yield of_part(part, part.node.span, constraint.id)


def parts_of_definition(
    ground: Ground, definition: Definition, told: set[str]
) -> Iterator[Finding]:
    """That a definition, or a part of it, is always the same or makes no difference."""
    node, space = definition.expression, ground.space
    if isinstance(node, nodes.Value):
        return
    flipped = Term(space.true, z3.Not(ground.truth(node)))
    looked_at = Effects(ground, {definition.name: flipped}).differ()
    guarded = Presence(ground.policy).guarded
    with ground.legal.within(looked_at):
        if ground.never(ground.legal):
            message = f"the definition `{definition.name}` makes no difference to any decision"
            help = "leave it out, or read it where it is meant to matter"
            about = (definition.name,)
            yield finding_of("makes-no-difference", "note", message, definition.span, help, *about)
            return
        site = Site(node, ground.legal, ground.accepted, guarded, ())
        for part in IdleParts(ground, site, told).find():
            if part.node is node:
                yield of_part(part, definition.span, definition.name, what="the definition ")
            else:
                yield of_part(part, part.node.span, definition.name)


def idle_parameters(ground: Ground, read: Collection[str]) -> Iterator[Finding]:
    """Parameters whose value decides nothing and stands in no words."""
    policy = ground.policy
    for parameter in policy.parameters.values():
        name = parameter.name
        shown = name in ground.names_said or name == policy.show_times_at
        # of what has a name there are only those that the policy names
        if shown or name not in read or parameter.type.kind in NAMED:
            continue
        other = _any_value(ground, parameter)
        inside = _inside(ground, parameter, other)
        if ground.never(ground.legal, inside, Effects(ground, {name: other}).differ()):
            message = f"nothing is decided otherwise, whatever the parameter `{name}` is"
            help = "leave it out, or read it where it is meant to matter"
            yield finding_of(
                "parameter-without-effect", "warning", message, parameter.span, help, name
            )


def _any_value(ground: Ground, parameter: Parameter) -> Term:
    boolean = parameter.type.kind is Kind.BOOLEAN
    fresh = z3.FreshBool if boolean else z3.FreshInt
    return Term(ground.lowered.names[parameter.name].present, fresh("any", ground.space.context))


def _inside(ground: Ground, parameter: Parameter, term: Term) -> object:
    """That it is a value that the parameter could have."""
    space, type = ground.space, parameter.type
    if type.kind in LIMITS:
        low, high = LIMITS[type.kind]
        return z3.And(term.value >= low, term.value <= high)
    return (
        space.some(term.value == space.code(choice) for choice in type.choices)
        if type.choices
        else space.true
    )


def never_given(ground: Ground, dead: Mapping[str, set[int]]) -> Iterator[Finding]:
    """Choices that no output of their type can be, and optional outputs that are never there."""
    policy = ground.policy
    elsewhere = {fact.type for fact in policy.facts.values()}
    elsewhere |= {parameter.type for parameter in policy.parameters.values()}
    given = _given(policy, dead)
    seen: set[object] = set()
    for decision in policy.decisions.values():
        for output in decision.outputs.values():
            if output.type.kind is Kind.CHOICE and output.type not in elsewhere | seen:
                seen.add(output.type)
                for choice in output.type.choices:
                    if (output.type, choice) not in given:
                        message = f"nothing can give `{choice}` as `{output.name}`"
                        help = "leave the choice out, or add the rule that gives it"
                        about = (decision.name, output.name, choice)
                        yield finding_of(
                            "never-given", "warning", message, output.span, help, *about
                        )
            rows = ground.ladder(decision.name).rows
            alive = [i for i in range(len(rows)) if i not in dead[decision.name]]
            there = [
                (ground.ladder(decision.name).answers[i], rows[i][output.name].present)
                for i in alive
                if not rows[i][output.name].present.eq(ground.space.false)
            ]
            if output.optional and all(ground.never(ground.accepted, *pair) for pair in there):
                message = f"nothing can give `{output.name}` a value"
                help = "leave the output out, or add the rule that gives it"
                place = output.span
                yield finding_of(
                    "never-given", "warning", message, place, help, decision.name, output.name
                )


def _given(policy: Policy, dead: Mapping[str, set[int]]) -> set[tuple[object, object]]:
    """The literals that rules give which can answer, each with its type."""
    return {
        (node.type, node.value)
        for decision in policy.decisions.values()
        for index, rule in enumerate(decision.ladder)
        if index not in dead[decision.name]
        for node in rule.outputs.values()
        if isinstance(node, nodes.Literal)
    }
