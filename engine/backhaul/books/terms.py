"""The terms of a policy, the facts that it asks for, what cannot be, and what is claimed of every case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.books.rules import required
from backhaul.books.telling import Telling
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.kinds import Kind
from backhaul.language.model import Constraint, Definition, Fact, Invariant
from backhaul.report.blocks import Block, Item, Items, Paragraph, Section, Table
from backhaul.report.lines import Inline, Line, Name, Strong, filled


def terms(telling: Telling) -> Iterator[Section]:
    """What each definition with a title means."""
    definitions = [d for d in telling.policy.definitions.values() if d.title]
    if definitions:
        blocks: list[Block] = [Paragraph(telling.say("terms-intro"), "intro")]
        items: list[Item] = []
        for definition in definitions:
            items.append(_term(definition, telling))
            if isinstance(definition.expression, nodes.Cases):
                blocks += [Items((*items,), "terms"), _cases(definition.expression, telling)]
                items.clear()
        if items:
            blocks.append(Items((*items,), "terms"))
        yield Section(telling.say("terms"), tuple(blocks), anchor="terms")


def _cases(node: nodes.Cases, telling: Telling) -> Table:
    """The cases of a value in order: where each answers, and what it gives."""
    rows = []
    for branch in node.branches:
        read = (branch.condition,) if branch.condition else ()
        where = telling.linked(telling.words.where_branch(branch), *read)
        rows.append((where, telling.linked(telling.words.expression(branch.value), branch.value)))
    return Table((telling.say("case-where"), telling.say("case-value")), tuple(rows))


def _term(definition: Definition, telling: Telling) -> Item:
    node = definition.expression
    name = telling.program.names[definition.name]
    below: tuple[Line, ...]
    if isinstance(node, nodes.Cases):
        below = (telling.say("term-cases"),)
    elif isinstance(node, nodes.Value):
        below = (telling.linked(telling.words.value(node), node),)
    else:
        below = tuple(_parts(node, telling))
    title = _headed(telling.title(definition.title, definition.name), definition.name)
    return Item(title, below, anchor=telling.anchor(name))


def _parts(node: nodes.Condition, telling: Telling) -> Iterator[Line]:
    """What a condition is made of, a line each, after how many of them must hold."""
    if isinstance(node, nodes.Any):
        yield telling.say("term-any")
        yield from (_meant(child, telling) for child in node.children)
        return
    # what a definition is called is no explanation of it
    parts = required(_untitled(node), telling)
    if len(parts) > 1:
        yield telling.say("term-all")
    yield from (_meant(part, telling) for part in parts)


def _meant(part: nodes.Condition, telling: Telling) -> Line:
    """A condition in one line; one with a title of its own by both, so that nothing is left to the title."""
    if not part.title:
        return telling.condition(part)
    colon = telling.speaker.words["colon"]
    meaning = telling.condition(_untitled(part))
    return filled(colon, {"a": telling.title(part.title, ""), "b": meaning})


def _untitled(node: nodes.Condition) -> nodes.Condition:
    return with_fields(node, title=None) if node.title else node


def facts(telling: Telling) -> Section:
    """What is asked of a case."""
    items = tuple(_fact(fact, telling) for fact in telling.policy.facts.values())
    return Section(telling.say("facts"), (Items(items, "terms"),), anchor="facts")


def _fact(fact: Fact, telling: Telling) -> Item:
    kind = fact.type.kind
    said = [telling.say(f"kind-{kind.value}")]
    if kind == Kind.CHOICE:
        options = (telling.words.held(fact.type, choice) for choice in fact.type.choices)
        said = [telling.say("may-be", a=telling.speaker.words["either"].join(options))]
    if fact.optional:
        said.append(telling.say("absent-is", a=telling.speaker.absent(fact.name)))
    said += [telling.say(mark) for mark in ("changeable", "masked") if getattr(fact, mark)]
    title = _headed(telling.title(fact.title, fact.name), fact.name)
    blank = "" if telling.language.startswith("zh") else " "
    return Item(title, (blank.join(said),), anchor=f"fact-{fact.name}")


def _headed(title: str, name: str) -> Line:
    """A title, and small beside it the name that operators know it by."""
    return (Strong(title), "  ", Name(name))


def constraints(telling: Telling) -> Iterator[Section]:
    """What no case may be."""
    if telling.policy.constraints:
        items = tuple(Item(_stated(each, telling)) for each in telling.policy.constraints)
        intro = Paragraph(telling.say("constraints-intro"), "intro")
        yield Section(telling.say("constraints"), (intro, Items(items)), anchor="constraints")


def invariants(telling: Telling, proved: Mapping[str, str]) -> Iterator[Section]:
    """What is claimed of every case, and what came of its proof where there was one."""
    claims = telling.policy.invariants
    if claims:
        items = tuple(Item(_claim(each, telling, proved.get(each.id))) for each in claims)
        blocks: tuple[Block, ...] = (Items(items),)
        yield Section(telling.say("invariants"), blocks, anchor="invariants")


def _claim(claim: Invariant, telling: Telling, proved: str | None) -> Line:
    standing = telling.say(proved or "claimed")
    return (*_stated(claim, telling), f" – {standing}")


def _stated(each: Constraint | Invariant, telling: Telling) -> tuple[Inline, ...]:
    if each.title:
        return (telling.title(each.title, each.id),)
    return telling.condition(each.condition)
