"""The rules of a decision in order: when each applies, what it gives, on what it rests, and a case that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.books.telling import Telling
from backhaul.books.worked_case import worked_case
from backhaul.cases.run import Result
from backhaul.explanation.guards import without_guards
from backhaul.explanation.reasons import place_of
from backhaul.explanation.table_words import table_of
from backhaul.language import nodes
from backhaul.language.model import Decision, Output, Rule
from backhaul.report.blocks import (
    Block,
    Heading,
    Item,
    Items,
    Pair,
    Pairs,
    Paragraph,
    Section,
)
from backhaul.report.lines import Line, Name, Strong

#: a case that shows a rule, by its decision and its id
Shown = Mapping[tuple[str, str], Result]


def decision_section(decision: Decision, telling: Telling, shown: Shown) -> Section:
    """One decision with all its rules."""
    blocks: list[Block] = [Paragraph(telling.say(decision.hit), "intro")]
    if decision.applies:
        condition = telling.condition(decision.applies)
        blocks.append(Paragraph(telling.line("applies", a=condition)))
    blocks += table_of(decision, telling.words)
    for rule in decision.ladder:
        blocks += _rule(decision, rule, telling, shown.get((decision.name, rule.id)))
    title = telling.decision_title(decision)
    return Section(title, tuple(blocks), "rules", anchor=f"decision-{decision.name}")


def _rule(
    decision: Decision, rule: Rule, telling: Telling, shown: Result | None
) -> Iterator[Block]:
    number = str(telling.numbers[decision.name, rule.id])
    title = telling.say("rule-of", n=number, a=telling.gist(decision, rule))
    yield Heading(3, title, anchor=f"rule-{number}")
    place = place_of(rule.span)
    named: Line = (Name(f"{decision.name}.{rule.id}"), f" · {place}" if place else "")
    yield Paragraph(named, "identifier")
    yield from _when(decision, rule, telling)
    if rows := tuple(_gives(decision, rule, telling)):
        yield Paragraph(Strong(telling.say("then")), "label")
        yield Pairs(rows)
    if said := rule.because.get(telling.language):
        yield Paragraph(Strong(telling.say("in-words")), "label")
        yield Paragraph(telling.sentence(said), "quote")
    clauses = telling.listed(map(telling.clause, rule.cites))
    rests = telling.line("rests-on", a=clauses) if clauses else telling.say("rests-on-nothing")
    yield Paragraph(rests, "place")
    if shown:
        yield worked_case(decision, rule, shown, telling)
    else:
        yield Paragraph(telling.say("no-case"), "place")


def _when(decision: Decision, rule: Rule, telling: Telling) -> Iterator[Block]:
    """When a rule applies: a list of what must hold."""
    if rule.condition is None:
        key = "where-otherwise" if rule is decision.otherwise else "where-always"
        yield Paragraph(Strong(telling.say(key)), "label")
        return
    parts = required(rule.condition, telling)
    below = decision.hit == "first" and rule is not decision.ladder[0]
    key = ("after" if below else "where") + ("-all" if len(parts) > 1 else "")
    yield Paragraph(Strong(telling.say(key)), "label")
    yield Items(tuple(asked(part, telling, "where-any") for part in parts))


def required(condition: nodes.Condition, telling: Telling) -> tuple[nodes.Condition, ...]:
    """The conditions that must all hold, without those that only let another be asked."""
    if isinstance(condition, nodes.All) and not condition.title:
        return tuple(without_guards(telling.program, condition.children))
    return (condition,)


def asked(condition: nodes.Condition, telling: Telling, any_of: str) -> Item:
    """One condition as an item; where one of several is enough, they stand below it."""
    if isinstance(condition, nodes.Any) and not condition.title:
        below = tuple(telling.condition(child) for child in condition.children)
        return Item(telling.say(any_of), below)
    return Item(telling.condition(condition))


def _gives(decision: Decision, rule: Rule, telling: Telling) -> Iterator[Pair]:
    for name, node in rule.outputs.items():
        output = decision.outputs[name]
        if not isinstance(node, nodes.Literal) or node.value is not None:
            yield Pair(telling.output_title(output), given(output, node, telling))


def given(output: Output, node: nodes.Expression, telling: Telling) -> Line:
    """What a rule gives for an output; a value of the same title is told by what it is made of."""
    match node:
        case nodes.Literal():
            return telling.words.held(output.type, node.value)
        case nodes.Reference():
            value = telling.program.of(node).value
            same = telling.words.name(node.name) == telling.output_title(output)
            if value is None or not same:
                return telling.linked(telling.words.value(node), node)
            return telling.linked(telling.words.value(value), value)
        case _:
            return telling.linked(telling.words.expression(node), node)
