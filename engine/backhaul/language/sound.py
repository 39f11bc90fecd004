"""Whether a policy that was not made by the checker is one that nothing which reads it fails on.

It says nothing of what the policy means: names lead somewhere, types agree, texts are in every language.
"""

from __future__ import annotations

import operator
from itertools import pairwise
from math import prod

from backhaul.language import model, nodes
from backhaul.language.axes import Axis
from backhaul.language.calendars import Calendar
from backhaul.language.kinds import DAY, DECIMAL_PLACES, LIMITS, NUMBERS, Held, Kind, Type, Words
from backhaul.language.operators import SIGNS
from backhaul.language.zones import Zone
from backhaul.static import Any, Iterable, Mapping

#: nodes inside one another; the limits of an expression and of YAML allow less
MOST_DEPTH = 160
Names = dict[str, Type]


def is_sound(policy: model.Policy) -> bool:
    """Whether everything that the policy names is there, and of the type that is said."""
    try:
        return _Soundness(policy).whole()
    except (KeyError, RecursionError):
        return False


class _Soundness:
    """Looks at the parts of one policy, in the order in which they may name each other."""

    def __init__(self, policy: model.Policy) -> None:
        self.policy = policy
        self.languages = set(policy.title)
        self.names: Names = {}

    def whole(self) -> bool:
        """Whether all parts are sound."""
        policy = self.policy
        return bool(
            policy.title
            and self._in_all_languages(policy.source_title)
            and all(self._in_all_languages(clause.words) for clause in policy.clauses.values())
            and self._keyed(policy.facts, policy.parameters, policy.definitions, policy.decisions)
            and self._keyed(policy.calendars, policy.zones)
            and all(map(_is_zone, policy.zones.values()))
            and all(self._calendar(calendar) for calendar in policy.calendars.values())
            and all(self._fact(fact) for fact in policy.facts.values())
            and all(self._parameter(parameter) for parameter in policy.parameters.values())
            and all(
                d.after is None or d.after in policy.decisions for d in policy.definitions.values()
            )
            and self._definitions(None)
            and self._claims(policy.constraints)
            and all(self._decision(decision) for decision in policy.decisions.values())
            and self._claims(policy.invariants)
            and self._dates()
        )

    def _keyed(self, *mappings: Mapping[str, Any]) -> bool:
        return all(key == part.name for parts in mappings for key, part in parts.items())

    def _in_all_languages(self, words: Words | None) -> bool:
        return words is None or words.keys() == self.languages

    def _type(self, type: Type) -> bool:
        labels = type.labels.items()
        labelled = all(name in type.choices and self._in_all_languages(w) for name, w in labels)
        return labelled and (type.kind == Kind.CHOICE) == bool(type.choices) and self._measure(type)

    def _measure(self, type: Type) -> bool:
        """Whether places and unit are those of a number, and the unit is known for every case."""
        placed = type.places is None or (
            type.kind == Kind.DECIMAL and 1 <= type.places <= DECIMAL_PLACES
        )
        placed = placed and (not type.percent or type.kind is Kind.DECIMAL)
        if type.unit is None or type.kind not in NUMBERS:
            return placed and type.unit is None
        if type.unit.by is None:
            return placed and bool(type.unit.name) and not type.unit.names
        choices = self.policy.facts[type.unit.by].type.choices
        return placed and tuple(choice for choice, _ in type.unit.names) == choices

    def _fact(self, fact: model.Fact) -> bool:
        self.names[fact.name] = fact.type
        timed = fact.form is None or fact.type.kind == Kind.DATETIME
        return timed and self._type(fact.type) and self._in_all_languages(fact.title)

    def _calendar(self, calendar: Calendar) -> bool:
        low, high = LIMITS[Kind.DATE]
        days = [calendar.first, *(holiday.day for holiday in calendar.holidays), calendar.last]
        rising = all(before <= day for before, day in pairwise(days))
        week = set(calendar.weekend) < set(range(7))
        words = all(self._in_all_languages(holiday.words) for holiday in calendar.holidays)
        titled = words and self._in_all_languages(calendar.words)
        return titled and week and rising and low <= days[0] and days[-1] <= high

    def _parameter(self, parameter: model.Parameter) -> bool:
        self.names[parameter.name] = parameter.type
        axes, cells = parameter.axes, parameter.cells
        return (
            all(self._axis(axis) for axis in axes)
            and len({axis.fact for axis in axes}) == len(axes)
            and len(cells) == len(parameter.places) == prod(len(axis.keys) for axis in axes)
            and all(_fits(held, parameter.type) for held in cells)
            and self._readings(parameter)
            and self._type(parameter.type)
            and self._in_all_languages(parameter.title)
        )

    def _readings(self, parameter: model.Parameter) -> bool:
        cited = {clause for cites in parameter.readings.values() for clause in cites}
        known = not parameter.readings or tuple(parameter.readings) == parameter.type.choices
        return known and cited <= self.policy.clauses.keys()

    def _axis(self, axis: Axis) -> bool:
        fact, held = self.policy.facts[axis.fact], axis.held
        if axis.dated:
            orders = fact.type.ordered and all(map(operator.lt, held, held[1:]))
            right = orders and all(_fits(each, fact.type) for each in held)
        else:
            right = set(held) == set(fact.type.choices or (True, False)) and not fact.type.ordered
        cited = {clause for cites in axis.cites for clause in cites}
        same = len(axis.keys) == len(held) == len(axis.cites) > 0
        return right and same and not fact.optional and cited <= self.policy.clauses.keys()

    def _definitions(self, after: str | None) -> bool:
        """Whether those are sound that are worked out after a decision, or before all of them."""
        known = self.policy.definitions.values()
        return all(self._definition(each) for each in known if each.after == after)

    def _definition(self, definition: model.Definition) -> bool:
        fine = self._of_type(definition.expression, definition.type)
        self.names[definition.name] = definition.type
        known = definition.absent_with <= self.names.keys()
        return fine and known and self._in_all_languages(definition.title)

    def _claims(self, claims: Iterable[model.Constraint | model.Invariant]) -> bool:
        return all(self._node(c.condition, 0) and self._in_all_languages(c.title) for c in claims)

    def _decision(self, decision: model.Decision) -> bool:
        outputs = decision.outputs
        fine = (
            self._keyed(outputs)
            and (decision.applies is None or self._node(decision.applies, 0))
            and all(self._rule(rule, outputs) for rule in decision.ladder)
            and all(
                self._type(o.type) and self._in_all_languages(o.title) for o in outputs.values()
            )
            and self._in_all_languages(decision.title)
        )
        self.names |= {f"{decision.name}.{name}": output.type for name, output in outputs.items()}
        return fine and self._definitions(decision.name)

    def _rule(self, rule: model.Rule, outputs: Mapping[str, model.Output]) -> bool:
        texts = [piece for text in rule.because.values() for piece in text]
        return (
            (rule.condition is None or self._node(rule.condition, 0))
            and rule.outputs.keys() == outputs.keys()
            and all(self._of_type(node, outputs[name].type) for name, node in rule.outputs.items())
            and (not rule.because or rule.because.keys() == self.languages)
            and all(isinstance(piece, str) or self._node(piece, 0) for piece in texts)
            and all(clause in self.policy.clauses for clause in rule.cites)
        )

    def _dates(self) -> bool:
        policy, shown = self.policy, self.policy.show_times_at
        dated = policy.in_force is None or self._is(policy.in_force.by, Kind.DATETIME)
        return dated and (shown is None or self._shows(shown))

    def _shows(self, name: str) -> bool:
        return name in self.policy.zones or self.names[name].kind in (Kind.DURATION, Kind.ZONE)

    def _is(self, name: str, kind: Kind) -> bool:
        return self.names[name].kind == kind

    def _of_type(self, node: nodes.Expression, type: Type) -> bool:
        return nodes.type_of(node) == type and self._node(node, 0)

    def _node(self, node: nodes.Expression, depth: int) -> bool:
        below = nodes.operands(node)
        titled = self._in_all_languages(getattr(node, "title", None))
        inside = all(self._node(each, depth + 1) for each in below)
        return depth < MOST_DEPTH and titled and inside and self._fine(node, below)

    def _fine(self, node: nodes.Expression, below: tuple[nodes.Expression, ...]) -> bool:
        kinds = tuple(nodes.type_of(each).kind for each in below)
        match node:
            case nodes.Literal():
                return node.value is None or _fits(node.value, node.type)
            case nodes.Reference():
                return self.names[node.name] == node.type
            case nodes.Arithmetic():
                signed = not node.infix or node.function.name in SIGNS
                types = [nodes.type_of(each) for each in below]
                return signed and node.function.type_of(types) == node.type
            case nodes.NotNull():
                return node.type == nodes.type_of(node.operand) == nodes.type_of(node.default)
            case nodes.Cases():
                return self._cases(node)
            case nodes.Truth():
                return kinds == (Kind.BOOLEAN,)
            case nodes.Compare():
                left, right = (nodes.type_of(each) for each in below)
                ordered = not node.comparison.needs_order or left.ordered
                return left.scale == right.scale and kinds[0] == kinds[1] and ordered
            case nodes.Contains():
                return kinds[0] in (Kind.TEXT, Kind.CHOICE) and bool(node.options)
            case nodes.All() | nodes.Any():
                return bool(below)
            case _:
                return True

    def _cases(self, node: nodes.Cases) -> bool:
        """Whether each branch but the last has a condition, and every value the type of them all."""
        *above, last = node.branches
        typed = all(nodes.type_of(branch.value) == node.type for branch in node.branches)
        titled = all(self._in_all_languages(branch.title) for branch in node.branches)
        return typed and titled and last.condition is None and all(b.condition for b in above)


def _is_zone(zone: Zone) -> bool:
    """Whether its changes stand in the order of time, each with an offset of less than a day."""
    turns = [zone.ends[0], *zone.changes, zone.ends[1]]
    rising = all(before < turn for before, turn in pairwise(turns))
    near = all(abs(offset) < DAY for offset in zone.offsets)
    return rising and near and len(zone.offsets) == len(zone.changes) + 1


def _fits(value: Held, type: Type) -> bool:
    """Whether a value is one that a type holds."""
    if type.kind in LIMITS:
        low, high = LIMITS[type.kind]
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    if type.kind == Kind.BOOLEAN:
        return isinstance(value, bool)
    if type.kind == Kind.CALENDAR:
        return isinstance(value, Calendar)
    if type.kind == Kind.ZONE:
        return isinstance(value, Zone) and _is_zone(value)
    return isinstance(value, str) and (type.kind == Kind.TEXT or value in type.choices)
