"""The numbers and times of a policy, who uses them, and what they were in its earlier versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backhaul.books.telling import Telling
from backhaul.frozen import frozen
from backhaul.language.model import Parameter, Policy
from backhaul.program.program import program_of
from backhaul.report.blocks import Block, Item, Items, Section, Table
from backhaul.report.lines import Line, Name, Strong


@frozen
class Edition:
    """A version of the policy, and from when on its cases are, as it was written."""

    policy: Policy
    #: microseconds since 1970, or nothing where it does not say
    start: int | None


def numbers(telling: Telling, editions: Sequence[Edition]) -> Iterator[Section]:
    """Each number and time; *editions* are the versions up to this one, the oldest first."""
    blocks: list[Block] = []
    items: list[Item] = []
    for parameter in telling.policy.parameters.values():
        items.append(_item(parameter, telling, editions))
        if len(parameter.axes) > 1:
            # a table stands below what it is of
            blocks += (Items(tuple(items), "terms"), _table(parameter, telling))
            items = []
    if items:
        blocks.append(Items(tuple(items), "terms"))
    if blocks:
        yield Section(telling.say("numbers"), tuple(blocks), anchor="numbers")


def _table(parameter: Parameter, telling: Telling) -> Table:
    """The values, a column for each key of the last axis."""
    *above, last = parameter.axes
    size = len(last.keys)
    head = tuple(telling.words.name(axis.fact) for axis in above)
    keys = (telling.words.keys(parameter, cell)[-1] for cell in range(size))
    rows = []
    for start in range(0, len(parameter.cells), size):
        cells = parameter.cells[start : start + size]
        said = (telling.words.held(parameter.type, held) for held in cells)
        rows.append((*telling.words.keys(parameter, start)[:-1], *said))
    return Table((*head, *keys), tuple(rows))


def _item(parameter: Parameter, telling: Telling, editions: Sequence[Edition]) -> Item:
    title = Strong(telling.title(parameter.title, parameter.name))
    below: list[Line] = [*_history(parameter, telling, editions)]
    others = [name for name in parameter.readings if name != parameter.value]
    if others:
        said = (telling.words.held(parameter.type, name) for name in others)
        below.append(telling.say("other-readings", a=telling.speaker.joined(said, "semicolon")))
    using = telling.rules(_users(parameter, telling))
    if using:
        below.append(telling.line("used-by", a=using))
    if telling.policy.show_times_at == parameter.name:
        below.append(telling.say("used-by-time"))
    if parameter.all_cites:
        clauses = telling.listed(map(telling.clause, parameter.all_cites))
        below.append(telling.line("rests-on", a=clauses))
    value = "" if parameter.axes else f": {_value(parameter, telling)}"
    line = (title, value, "  ", Name(parameter.name))
    return Item(line, tuple(below), anchor=f"number-{parameter.name}")


def _value(parameter: Parameter, telling: Telling) -> str:
    """The value, or those for each of its cells."""
    if not parameter.axes:
        return telling.words.held(parameter.type, parameter.value)
    speaker = telling.speaker
    said = (
        speaker.labelled(
            speaker.joined(telling.words.keys(parameter, cell), "comma"),
            telling.words.held(parameter.type, held),
        )
        for cell, held in enumerate(parameter.cells)
    )
    return speaker.joined(said, "semicolon")


def _history(parameter: Parameter, telling: Telling, editions: Sequence[Edition]) -> Iterator[str]:
    """A line for each version in which the value became another, and up to which one it has stayed."""
    last, latest = "", ""
    for edition in editions:
        then = program_of(edition.policy).names.get(parameter.name)
        declared = then.declared if then else None
        value = _value(declared, telling) if isinstance(declared, Parameter) else ""
        version = edition.policy.version
        if value and value != last:
            key = "since" if edition.start is None else "since-from"
            start = "" if edition.start is None else telling.instant(edition.start)
            now = len(parameter.axes) > 1 and edition is editions[-1]
            told = telling.say("in-table") if now else value
            yield telling.say(key, a=told, version=version, start=start)
            latest = ""
        elif value:
            latest = version
        last = value
    if latest:
        yield telling.say("unchanged", version=latest)


def _users(parameter: Parameter, telling: Telling) -> Iterator[tuple[str, str]]:
    """The rules that read a parameter, also through definitions."""
    for decision in telling.policy.decisions.values():
        for rule in decision.ladder:
            under = telling.program.under(*rule.expressions, *rule.said)
            if any(name.name == parameter.name for name in under):
                yield decision.name, rule.id
