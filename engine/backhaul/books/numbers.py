"""The numbers and times of a policy, who uses them, and what they were in its earlier versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backhaul.books.telling import Telling
from backhaul.frozen import frozen
from backhaul.language.kinds import Held
from backhaul.language.model import Parameter, Policy
from backhaul.program.program import program_of
from backhaul.report.blocks import Item, Items, Section
from backhaul.report.lines import Line, Name, Strong


@frozen
class Edition:
    """A version of the policy, and from when on its cases are, as it was written."""

    policy: Policy
    #: microseconds since 1970, or nothing where it does not say
    start: int | None


def numbers(telling: Telling, editions: Sequence[Edition]) -> Iterator[Section]:
    """Each number and time; *editions* are the versions up to this one, the oldest first."""
    parameters = telling.policy.parameters.values()
    if parameters:
        items = tuple(_item(parameter, telling, editions) for parameter in parameters)
        yield Section(telling.say("numbers"), (Items(items, "terms"),), anchor="numbers")


def _item(parameter: Parameter, telling: Telling, editions: Sequence[Edition]) -> Item:
    title = Strong(telling.title(parameter.title, parameter.name))
    below: list[Line] = [*_history(parameter, telling, editions)]
    using = telling.rules(_users(parameter, telling))
    if using:
        below.append(telling.line("used-by", a=using))
    if telling.policy.show_times_at == parameter.name:
        below.append(telling.say("used-by-time"))
    if parameter.cites:
        clauses = telling.listed(map(telling.clause, parameter.cites))
        below.append(telling.line("rests-on", a=clauses))
    value = f": {_value(parameter, telling)}" if parameter.by is None else ""
    line = (title, value, "  ", Name(parameter.name))
    return Item(line, tuple(below), anchor=f"number-{parameter.name}")


def _value(parameter: Parameter, telling: Telling) -> str:
    """The value, or those for each choice of its fact."""

    def held(value: Held) -> str:
        return telling.words.held(parameter.type, value)

    if parameter.value is not None or parameter.by is None:
        return telling.words.held(parameter.type, parameter.value)
    by = telling.program.names.get(parameter.by)
    said = (
        telling.speaker.labelled(telling.words.held(by.type, choice) if by else choice, held(value))
        for choice, value in parameter.values.items()
    )
    return telling.speaker.words["semicolon"].join(said)


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
            yield telling.say(key, a=value, version=version, start=start)
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
