"""Two policies held side by side, part by part: not their text, but what they say.

A part is known by its name: a fact, a rule of a decision, a clause. Each change says what kind it is and whether it
touches the meaning or words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from backhaul.comparison import wording
from backhaul.comparison.cells import alike, differing_cells
from backhaul.comparison.change import Change, Kind, Named
from backhaul.comparison.ladders import cites, condition_change, ladder_changes
from backhaul.comparison.wording import differing
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.calendars import Calendar
from backhaul.language.model import (
    Clause,
    Constraint,
    Decision,
    Definition,
    Fact,
    Invariant,
    Parameter,
    Policy,
)

T = TypeVar("T", bound=Named)

#: a part on either side
Sides = tuple[Named | None, Named | None]
NO_SIDES: Sides = (None, None)
#: a part that has a title
Titled = Constraint | Decision | Definition | Fact | Invariant | Parameter


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Every difference of two policies, in the order of a policy's sections."""
    return (
        *_head(old, new),
        *_calendars(old, new),
        *_parameters(old, new),
        *_facts(old, new),
        *_constraints("constraint", old.constraints, new.constraints),
        *_definitions(old, new),
        *_decisions(old, new),
        *_constraints("invariant", old.invariants, new.invariants),
        *_clauses(old, new),
    )


def _words(
    part: str, name: str, old: Mapping[str, str], new: Mapping[str, str], of: Sides = NO_SIDES
) -> Iterator[Change]:
    for place, before, after in differing(old, new):
        yield Change(part, name, "words", before, after, (place,), place, *of)


def _named(
    part: str, old: Mapping[str, T], new: Mapping[str, T], shown: Callable[[T], str]
) -> Iterator[Change | tuple[str, T, T]]:
    """What only one side has as changes, and the others in pairs."""
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Change(part, name, "removed", shown(old[name]), "", before=old[name])
        elif name not in old:
            yield Change(part, name, "added", "", shown(new[name]), after=new[name])
        else:
            yield name, old[name], new[name]


def _head(old: Policy, new: Policy) -> Iterator[Change]:
    def force(policy: Policy) -> str:
        return f"by {policy.in_force.by} from {policy.in_force.written}" if policy.in_force else ""

    pairs = (("in_force", force(old), force(new)),)
    for name, before, after in pairs:
        if before != after:
            yield Change("policy", name, "value", before, after)
    if old.show_times_at != new.show_times_at:
        yield Change(
            "policy", "show_times_at", "words", old.show_times_at or "", new.show_times_at or ""
        )
    yield from _words(
        "policy", "title", wording.titled("title", old.title), wording.titled("title", new.title)
    )
    sources = [wording.titled("title", policy.source_title) for policy in (old, new)]
    yield from _words("policy", "source", sources[0], sources[1])


def _calendars(old: Policy, new: Policy) -> Iterator[Change]:
    for found in _named("calendar", old.calendars, new.calendars, _days):
        if isinstance(found, Change):
            yield found
            continue
        name, before, after = found
        for place, was, now in differing(*map(wording.calendar_days, (before, after))):
            # a holiday of both that is called otherwise is one all the same
            renamed = bool(was and now) and place[0].isdigit()
            kind: Kind = "words" if renamed else "value"
            yield Change("calendar", f"{name}.{place}", kind, was, now, (), place, before, after)
        was_called, called = (wording.titled("title", each.words) for each in (before, after))
        yield from _words("calendar", name, was_called, called, (before, after))


def _days(calendar: Calendar) -> str:
    days = wording.calendar_days(calendar)
    return f"{days['from']} to {days['until']}, {len(calendar.holidays)} holidays"


def _parameters(old: Policy, new: Policy) -> Iterator[Change]:
    for found in _named("parameter", old.parameters, new.parameters, _values):
        if isinstance(found, Change):
            yield found
            continue
        name, before, after = found
        of = before, after
        if not alike(*of):
            yield Change("parameter", name, "type", _typed(before), _typed(after), (), "", *of)
        else:
            for cell in differing_cells(*of):
                was, now = (wording.value_text(after, held) for held in (cell.old, cell.new))
                place = ".".join((name, *cell.keys))
                yield Change("parameter", place, "value", was, now, (), cell.at, *of)
        yield from cites("parameter", name, of)
        yield from _titles("parameter", name, of)


def _values(parameter: Parameter) -> str:
    values = wording.parameter_values(parameter)
    return ", ".join(f"{choice}: {v}" if choice else v for choice, v in values.items())


def _typed(parameter: Parameter) -> str:
    by = f" by {', '.join(axis.fact for axis in parameter.axes)}" if parameter.axes else ""
    return f"{parameter.type.kind}{by}: {_values(parameter)}"


def _titles(part: str, name: str, of: tuple[Titled, Titled]) -> Iterator[Change]:
    before, after = (wording.titled("title", side.title) for side in of)
    yield from _words(part, name, before, after, of)


def _facts(old: Policy, new: Policy) -> Iterator[Change]:
    for found in _named("fact", old.facts, new.facts, wording.fact_text):
        if isinstance(found, Change):
            yield found
            continue
        name, before, after = found
        sides = wording.fact_text(before), wording.fact_text(after)
        if sides[0] != sides[1]:
            yield Change("fact", name, "type", *sides, (), "", before, after)
        words = wording.fact_words(before), wording.fact_words(after)
        yield from _words("fact", name, *words, (before, after))


def _expression(
    part: str, name: str, old: nodes.Expression, new: nodes.Expression, of: Sides
) -> Iterator[Change]:
    sides = nodes.written(old), nodes.written(new)
    if sides[0] != sides[1]:
        if isinstance(old, nodes.Value) or isinstance(new, nodes.Value):
            yield Change(part, name, "value", *sides, (), "", *of)
        else:
            yield condition_change(part, name, old, new, of)
    words = wording.expression_words(old), wording.expression_words(new)
    yield from _words(part, name, *words, of)


def _constraints(
    part: str, old: Iterable[Constraint | Invariant], new: Iterable[Constraint | Invariant]
) -> Iterator[Change]:
    before_by, after_by = {one.id: one for one in old}, {one.id: one for one in new}
    for found in _named(part, before_by, after_by, lambda one: nodes.written(one.condition)):
        if isinstance(found, Change):
            yield found
            continue
        name, before, after = found
        of = before, after
        yield from _expression(part, name, before.condition, after.condition, of)
        yield from _titles(part, name, of)


def _definitions(old: Policy, new: Policy) -> Iterator[Change]:
    def shown(definition: Definition) -> str:
        return nodes.written(definition.expression)

    for found in _named("definition", old.definitions, new.definitions, shown):
        if isinstance(found, Change):
            yield found
            continue
        name, before, after = found
        of = before, after
        yield from _expression("definition", name, before.expression, after.expression, of)
        yield from _titles("definition", name, of)


def _clauses(old: Policy, new: Policy) -> Iterator[Change]:
    def shown(clause: Clause) -> str:
        return next(iter(clause.words.values()), "")

    for found in _named("clause", old.clauses, new.clauses, shown):
        if isinstance(found, Change):
            yield with_fields(found, kind="words", steps=(found.kind,), at=found.kind)
            continue
        name, before, after = found
        of = before, after
        texts = [wording.clause_texts(side) for side in of]
        yield from _words("clause", name, texts[0], texts[1], of)


def _decisions(old: Policy, new: Policy) -> Iterator[Change]:
    def shown(decision: Decision) -> str:
        return f"{decision.hit}: {len(decision.ladder)} rules"

    for found in _named("decision", old.decisions, new.decisions, shown):
        if isinstance(found, Change):
            yield found
            continue
        name, before, after = found
        of = before, after
        if before.hit != after.hit:
            done = ("another `hit`",)
            yield Change("decision", name, "value", before.hit, after.hit, done, "hit", *of)
        if wording.condition_text(before.applies) != wording.condition_text(after.applies):
            yield condition_change("decision", name, before.applies, after.applies, of)
        yield from _titles("decision", name, of)
        yield from ladder_changes(before, after)
    order = [
        [name for name in side.decisions if name in old.decisions and name in new.decisions]
        for side in (old, new)
    ]
    if order[0] != order[1]:
        yield Change("policy", "decisions", "moved", ", ".join(order[0]), ", ".join(order[1]))
