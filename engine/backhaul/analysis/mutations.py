"""Single changes of what a policy means, made on the checked policy: each is another policy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from backhaul.analysis.changed_expressions import Variant, variants
from backhaul.analysis.changed_names import NEVER, OtherNames
from backhaul.diagnostics import Span
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.calendars import WEEKDAYS, Calendar, calendar
from backhaul.language.formulas import ROUND, are_above_zero, divided_by
from backhaul.language.kinds import DAY, LIMITS, SECOND, Held, Kind, written_value
from backhaul.language.model import Decision, Parameter, Policy, Rule
from backhaul.language.mutants import Mutant, numbered
from backhaul.language.stored import with_calendar
from backhaul.program.program import program_of


def mutants(policy: Policy) -> list[Mutant]:
    """Every single change, each with a name of its own."""
    return numbered(Mutant(*each) for each in _Changes(policy).every())


#: kind, place and name of a change, what comes of it, and where that stands
Changed = tuple[str, str, str, Policy, Span]
#: the same within a decision
Within = tuple[str, str, str, Decision, Span]


class _Changes:
    """The changes of one policy."""

    def __init__(self, policy: Policy) -> None:
        self._policy, self._names = policy, OtherNames(policy)

    def every(self) -> Iterator[Changed]:
        """All of them, in file order."""
        policy, days = self._policy, _stays_whole_days(self._policy)
        divisors = _divisors(policy)
        for parameter in policy.parameters.values():
            by_days = parameter.name in days
            divides = parameter.name in divisors and are_above_zero(parameter.cells)
            near = (*_values(parameter, by_days=by_days), *_dates(parameter, policy))
            for label, value, span in near:
                if divides and not are_above_zero(value.cells):
                    continue
                parameters = {**policy.parameters, parameter.name: value}
                other = with_fields(policy, parameters=parameters)
                place = f"parameter {parameter.name}"
                yield "number", place, f"parameter {label}", other, span
        for shown in policy.calendars.values():
            for label, other_days in _calendars(shown):
                place = f"calendar {shown.name}"
                other = with_calendar(policy, other_days)
                yield "number", place, f"{place} {label}", other, shown.span
        yield from self._constraints()
        for definition in policy.definitions.values():
            names = OtherNames(policy, above=definition.name)
            for kind, label, expression in _expressions(definition.expression, names):
                new = with_fields(definition, expression=expression)
                other = with_fields(policy, definitions={**policy.definitions, new.name: new})
                place = f"definition {definition.name}"
                yield kind, place, f"{place}: {label}", other, definition.span
        for decision in policy.decisions.values():
            for kind, place, label, changed, span in self._decision(decision):
                decisions = {**policy.decisions, decision.name: changed}
                other = with_fields(policy, decisions=decisions)
                yield kind, place, f"{decision.name} {label}", other, span

    def _constraints(self) -> Iterator[Changed]:
        for index, constraint in enumerate(self._policy.constraints):
            rest = self._policy.constraints
            before, after = rest[:index], rest[index + 1 :]
            left_out = with_fields(self._policy, constraints=(*before, *after))
            place = f"constraint {constraint.id}"
            yield "dropped", place, f"{place} left out", left_out, constraint.span
            for kind, label, condition in _expressions(constraint.condition, self._names):
                new = with_fields(constraint, condition=condition)
                other = with_fields(self._policy, constraints=(*before, new, *after))
                yield kind, place, f"{place}: {label}", other, constraint.span

    def _decision(self, decision: Decision) -> Iterator[Within]:
        whole = f"decision {decision.name}"
        if decision.applies is not None:
            for kind, label, condition in _expressions(decision.applies, self._names):
                changed = with_fields(decision, applies=condition)
                yield kind, whole, f"applies: {label}", changed, decision.span
        for index, rule in enumerate(decision.rules):
            for kind, label, other in self._rule(decision, rule):
                rules = (*decision.rules[:index], other, *decision.rules[index + 1 :])
                place, changed = (
                    f"rule {decision.name}.{rule.id}",
                    with_fields(decision, rules=rules),
                )
                yield kind, place, f"{rule.id}: {label}", changed, rule.span
        for index, (rule, later) in enumerate(pairwise(decision.rules)):
            rules = (*decision.rules[:index], later, rule, *decision.rules[index + 2 :])
            label = f"order: {later.id} before {rule.id}"
            yield "order", whole, label, with_fields(decision, rules=rules), later.span
        if decision.otherwise:
            place = f"rule {decision.name}.{decision.otherwise.id}"
            for kind, label, other in self._outputs(decision, decision.otherwise):
                name, changed = f"{other.id}: {label}", with_fields(decision, otherwise=other)
                yield kind, place, name, changed, other.span

    def _rule(self, decision: Decision, rule: Rule) -> Iterator[Variant]:
        yield from self._outputs(decision, rule)
        if rule.condition is not None:
            needed = {name for each in rule.outputs.values() for name in nodes.names(each)}
            needed |= {piece.name for piece in rule.said}
            for kind, label, condition in _expressions(
                rule.condition, self._names, frozenset(needed)
            ):
                yield kind, label, with_fields(rule, condition=condition)

    def _outputs(self, decision: Decision, rule: Rule) -> Iterator[Variant]:
        """The rule with another value of one output: each other choice, absent, a number beside it, another instant."""
        for name, expression in rule.outputs.items():
            written = nodes.written(expression)
            for value in _other_values(decision, name, expression, rule):
                label = f"{name}: {written} -> {nodes.written(value)}"
                yield "output", label, with_fields(rule, outputs={**rule.outputs, name: value})
            for kind, label, value in variants(expression, NEVER):
                if kind in ("function", "number"):
                    changed = with_fields(rule, outputs={**rule.outputs, name: value})
                    yield kind, f"{name}: {label}", changed


def _expressions(
    expression: nodes.Expression, names: OtherNames, needed: frozenset[str] = NEVER
) -> Iterator[Variant]:
    """The expression with one change; *needed*: the names for which its guards are, too."""
    yield from variants(expression, needed)
    for label, changed in names.changes(expression, needed):
        yield "name", label, changed


def _values(parameter: Parameter, *, by_days: bool) -> Iterator[tuple[str, Parameter, Span]]:
    """The parameter with one value a little more or less, and where that stands; *by_days*: by whole ones."""
    seen: set[Span] = set()
    pairs = [*zip(parameter.cells, parameter.places, strict=True)]
    for keys, (value, place) in zip(parameter.keys, pairs, strict=True):
        if place in seen:
            continue
        seen.add(place)
        for new in _beside(parameter, value, by_days=by_days):
            shown = written_value(parameter.type, new)
            # what is written once changes wherever it counts
            cells = tuple(new if where == place else held for held, where in pairs)
            changed = with_fields(parameter, cells=cells)
            yield f"{'.'.join((parameter.name, *keys))} = {shown}", changed, place


def _divisors(policy: Policy) -> set[str]:
    """The parameters by which formulas divide without a guard, so that they must stay above zero."""
    divisors = {
        node.operands[place]
        for node in program_of(policy).arithmetic
        if node.function.name == ROUND
        for place in divided_by(node.function.settings)
    }
    named = {node.name for node in divisors if isinstance(node, nodes.Reference)}
    return named & policy.parameters.keys()


def _dates(parameter: Parameter, policy: Policy) -> Iterator[tuple[str, Parameter, Span]]:
    """The parameter with one of its dates a second earlier or later, or a day; the first one is a constraint of its own."""
    axes = parameter.axes
    for number in range(1, len(axes[0].keys)) if axes and axes[0].dated else ():
        place = parameter.places[number * len(parameter.cells) // len(axes[0].keys)]
        days = policy.facts[axes[0].fact].type.kind is Kind.DATE
        step, unit = (1, "day") if days else (SECOND, "second")
        for sign, word in ((1, "later"), (-1, "earlier")):
            held = list(axes[0].held)
            held[number] = int(held[number]) + sign * step
            if sorted({*held}) == held:
                dates = with_fields(axes[0], held=tuple(held))
                label = f"{parameter.name}.{axes[0].keys[number]} a {unit} {word}"
                yield label, with_fields(parameter, axes=(dates, *axes[1:])), place


def _beside(parameter: Parameter, value: Held, *, by_days: bool) -> Iterator[Held]:
    """The values that one of a parameter may be taken for."""
    match parameter.type.kind:
        case Kind.BOOLEAN:
            yield not value
        case Kind.CHOICE:
            yield from (choice for choice in parameter.type.choices if choice != value)
        case kind if kind in LIMITS:
            steps = (DAY, SECOND) if kind == Kind.DURATION else (1,)
            if parameter.axes and kind == Kind.DURATION:
                steps = (3600 * SECOND,)
            if by_days:
                steps = (DAY,)
            yield from (int(value) + sign * step for step in steps for sign in (1, -1))
        case _:
            return


def _calendars(shown: Calendar) -> Iterator[tuple[str, Calendar]]:
    """The calendar without its holidays, with all a day later, and with a day of the weekend less."""
    fields = {"words": shown.words, "cites": shown.cites, "span": shown.span}
    if shown.closed:
        yield (
            "without its holidays",
            calendar(shown.name, shown.weekend, shown.ends, (), **fields),
        )
        later = [with_fields(each, day=each.day + 1) for each in shown.holidays]
        within = [each for each in later if each.day <= shown.last]
        moved = calendar(shown.name, shown.weekend, shown.ends, within, **fields)
        yield "with its holidays a day later", moved
    for day in shown.weekend:
        weekend = [each for each in shown.weekend if each != day]
        less = calendar(shown.name, weekend, shown.ends, shown.holidays, **fields)
        yield f"without {WEEKDAYS[day]} as weekend", less


def _other_values(
    decision: Decision, name: str, expression: nodes.Expression, rule: Rule
) -> Iterator[nodes.Expression]:
    output = decision.outputs[name]
    if output.optional and expression != nodes.Literal(output.type, None):
        yield nodes.Literal(output.type, None)
    if isinstance(expression, nodes.Literal):
        few = (True, False) if output.type.kind is Kind.BOOLEAN else output.type.choices
        for each in few:
            if each != expression.value:
                yield with_fields(expression, value=each)
        return
    for other, value in rule.outputs.items():
        same = decision.outputs[other].type == output.type and value != expression
        if other != name and same and not isinstance(value, nodes.Literal):
            yield value
            break


def _stays_whole_days(policy: Policy) -> frozenset[str]:
    """The duration parameters that a date is moved by."""
    moving = [
        operand
        for node in program_of(policy).arithmetic
        for operand in (node.operands if node.function.needs_days else ())
        if operand.type.kind is Kind.DURATION
    ]
    return frozenset(name for node in moving for name in _durations(policy, node))


def _durations(policy: Policy, node: nodes.Expression) -> Iterator[str]:
    """The duration parameters below a node, through definitions."""
    if isinstance(node, nodes.Reference):
        name = program_of(policy).of(node)
        if name.part == "parameter":
            yield node.name
        elif name.value is not None:
            yield from _durations(policy, name.value)
    for below in nodes.operands(node):
        if nodes.type_of(below).kind is Kind.DURATION:
            yield from _durations(policy, below)
