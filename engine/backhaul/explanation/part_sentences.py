"""What changed in figures, facts, terms, claims, clauses and citations, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from backhaul.comparison.cells import differing_cells
from backhaul.comparison.change import Change
from backhaul.explanation.cells import key_said, stretch
from backhaul.explanation.change_sides import ChangeSides, Told
from backhaul.explanation.part_words import PartWords
from backhaul.explanation.rule_sentences import decision_of
from backhaul.language import nodes
from backhaul.language.model import (
    Constraint,
    Definition,
    Fact,
    Invariant,
    Output,
    Parameter,
    Rule,
)
from backhaul.report.lines import Line, Strong, filled


def figure(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A parameter with another value, or one for some of its cases."""
    change = group[0]
    old, new = (cast("Parameter", part) for part in (change.before, change.after))
    title = sides.new.name(new.name)
    cell = next(cell for cell in differing_cells(old, new) if cell.at == change.at)
    if cell.keys:
        side, part = (sides.old, old) if cell.new is None else (sides.new, new)
        keys = (
            stretch(side.speaker, key, cell.until)
            if axis.dated
            else key_said(side.speaker, axis, key)
            for axis, key in zip(part.axes, cell.keys, strict=True)
        )
        title = sides.say("choice", a=title, b=side.speaker.joined(keys, "comma"))
    values = sides.old.held(old.type, cell.old), sides.new.held(new.type, cell.new)
    was, now = sides.new.shortened(*values)
    yield (sides.line("value", a=title, new=Strong(now), old=was),)


def named(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A figure, fact or term that only one side has, and what it says."""
    change = group[0]
    side, part = (sides.old, change.before) if change.before else (sides.new, change.after)
    name = sides.quoted(side.name(change.name))
    names: dict[str, Line] = {"a": name}
    match part:
        case Parameter():
            names["b"] = Strong(side.figures(part))
        case Definition():
            names["b"] = Strong(side.meaning(part))
        case _:
            names["a"] = Strong(name)
    yield (sides.line(f"{change.part}-{change.kind}", **names),)


def other_type(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """How a figure, an output or a fact is given otherwise: other choices, perhaps absent, another kind."""
    change = group[0]
    title = sides.quoted(sides.new.name(change.name))
    if isinstance(change.after, Parameter):
        old, new = cast("Parameter", change.before), change.after
        told = sides.old.figures(old), sides.new.figures(new)
        yield (sides.line("other-form", a=title, old=told[0], new=Strong(told[1])),)
        return
    before, after = (cast("Output | Fact", part) for part in (change.before, change.after))
    if before.type.kind is not after.type.kind:
        kinds = (sides.say(f"kind-{part.type.kind}") for part in (before, after))
        was, now = kinds
        yield (sides.line("another-kind", a=title, old=was, new=Strong(now)),)
    elif before.type != after.type:
        yield from _choices(sides, title, before, after)
    if before.optional != after.optional:
        yield (sides.line("may-be-absent" if after.optional else "never-absent", a=title),)
    forms = [part.form if isinstance(part, Fact) else None for part in (before, after)]
    if forms[0] != forms[1]:
        was, now = (sides.say(f"form-{form or 'text'}") for form in forms)
        yield (sides.line("other-form", a=title, old=was, new=Strong(now)),)


def _choices(
    sides: ChangeSides, title: str, old: Output | Fact, new: Output | Fact
) -> Iterator[Told]:
    come = [choice for choice in new.type.choices if choice not in old.type.choices]
    gone = [choice for choice in old.type.choices if choice not in new.type.choices]
    for key, side, part, names in (
        ("choices-added", sides.new, new, come),
        ("choices-removed", sides.old, old, gone),
    ):
        if names:
            each = (sides.quoted(side.held(part.type, name)) for name in names)
            said = Strong(sides.new.speaker.joined(each, "comma"))
            yield (sides.line(key, a=title, b=said),)
    if not come and not gone:
        yield (sides.line("choices-moved", a=title),)


def definition_condition(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A term that asks for something else."""
    old, new = (cast("Definition", part) for part in (group[0].before, group[0].after))
    conditions = (cast("nodes.Condition", part.expression) for part in (old, new))
    was, now = conditions
    yield sides.edited(sides.quoted(sides.new.name(new.name)), group[0].edits, (was, now))


def definition(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A term that is worked out otherwise."""
    old, new = (cast("Definition", part) for part in (group[0].before, group[0].after))
    was, now = sides.old.meaning(old), Strong(sides.new.meaning(new))
    name = sides.quoted(sides.new.name(new.name))
    yield (sides.line("definition-value", a=name, old=was, new=now),)


def claim_condition(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A constraint or an invariant that asks for something else."""
    old, new = (cast("Constraint | Invariant", x) for x in (group[0].before, group[0].after))
    key = f"{group[0].part}-changed"
    title = sides.say(key, a=sides.new.speaker.title(new.title, new.id))
    yield sides.edited(title, group[0].edits, (old.condition, new.condition))


def claims(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """Constraints or invariants that came or went, one below the other where there are several."""
    first = group[0]
    side = sides.old if first.kind == "removed" else sides.new
    said = [_claim(side, change) for change in group]
    key = f"{first.part}-{first.kind}"
    if len(said) == 1:
        yield (sides.line(key, a=Strong(said[0])),)
    else:
        yield sides.line(f"{key}-several"), *said


def _claim(side: PartWords, change: Change) -> str:
    claim = cast("Constraint | Invariant", change.before or change.after)
    return side.speaker.title(claim.title, "") or side.condition(claim.condition)


def policy(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """Decisions in another order, or times at another offset."""
    change = group[0]
    if change.name == "decisions":
        yield (sides.line("decisions-moved"),)
    elif change.name == "show_times_at":
        old, new = sides.old.name(change.old), Strong(sides.new.name(change.new))
        shown = sides.line("replaced", old=old, new=new)
        yield (sides.line("edit", a=sides.say("shown-times"), b=shown),)


def cites(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A rule or a figure that rests on other clauses."""
    for change in group:
        old, new = (cast("Rule | Parameter", part) for part in (change.before, change.after))
        if isinstance(new, Rule):
            name = sides.say("of-a-rule", a=sides.rule(sides.new, decision_of(change), new))
        else:
            name = sides.quoted(sides.new.name(new.name))
        told = (
            ("cites-added", [clause for clause in new.cites if clause not in old.cites]),
            ("cites-removed", [clause for clause in old.cites if clause not in new.cites]),
        )
        parts = [sides.say(key, a=", ".join(clauses)) for key, clauses in told if clauses]
        done = sides.new.listed(parts) or sides.say("reordered-clauses")
        where = [sides.new.where(new)] if isinstance(new, Rule) else []
        yield filled("{a}", {"a": sides.line("cites", a=name, b=Strong(done))}), *where


def clause(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A clause that came, went, reads otherwise, or bears rules otherwise."""
    change = group[0]
    if change.at == "mark":
        key = f"mark-{change.new.replace(' ', '-') or 'off'}"
        yield (sides.line(key, a=change.name),)
        return
    old, new = sides.old.clause_text(change.name), sides.new.clause_text(change.name)
    if change.at == "removed":
        yield (sides.line("clause-removed", a=change.name, b=Strong(sides.quoted(old))),)
    elif change.at == "added":
        yield (sides.line("clause-added", a=change.name, b=Strong(sides.quoted(new))),)
    elif change.at == f"text ({sides.new.language})":
        line = sides.line("clause-reads", a=change.name, b=Strong(sides.quoted(new)))
        yield line, sides.say("reworded-old", a=sides.quoted(old))
