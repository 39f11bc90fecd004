"""The parts of a policy as the language writes them, and apart from that their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backhaul.language import nodes
from backhaul.language.calendars import WEEKDAYS, Calendar
from backhaul.language.kinds import DATE, Held, Type, Words, json_value, written_value
from backhaul.language.model import Clause, Fact, Output, Parameter, Rule, Template


def type_text(type: Type) -> str:
    """`datetime`, or `choice of red, green`."""
    return f"{type.kind} of {', '.join(type.choices)}" if type.choices else str(type.kind)


def fact_text(fact: Fact) -> str:
    """What a fact is, without its words."""
    parts = [type_text(fact.type), "optional" if fact.optional else "", fact.form or ""]
    return ", ".join(part for part in parts if part)


def fact_words(fact: Fact) -> dict[str, str]:
    """The words of a fact, and the marks on which no decision depends."""
    marks = {mark: "yes" for mark in ("changeable", "masked") if getattr(fact, mark)}
    words = {**titled("title", fact.title), **titled("absent", fact.absent)}
    return {**words, **labels(fact.type), **marks}


def output_text(output: Output) -> str:
    """What an output is, without its words."""
    return type_text(output.type) + (", optional" if output.optional else "")


def parameter_values(parameter: Parameter) -> dict[str, str]:
    """The value, under an empty name, or one for each choice."""
    pairs = zip(parameter.keys, parameter.cells, strict=True)
    return {".".join(keys): value_text(parameter, held) for keys, held in pairs}


def calendar_days(calendar: Calendar) -> dict[str, str]:
    """Its weekend, its ends and its holidays, each by its day."""
    first, last = (str(json_value(DATE, end)) for end in calendar.ends)
    weekend = ", ".join(WEEKDAYS[day] for day in calendar.weekend) or "none"
    holidays = {
        str(json_value(DATE, each.day)): next(iter(each.words.values()), "a holiday")
        for each in calendar.holidays
    }
    return {"weekend": weekend, "from": first, "until": last, **holidays}


def value_text(parameter: Parameter, held: Held | None) -> str:
    """One of its values; empty where there is none."""
    return "" if held is None else _plain(written_value(parameter.type, held))


def _plain(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def condition_text(condition: nodes.Condition | None) -> str:
    """The condition as the language writes it; none is *always*."""
    return "always" if condition is None else nodes.written(condition)


def given_text(expression: nodes.Expression | None) -> str:
    """What a rule gives for an output; literals without their quotes."""
    if expression is None:
        return "nothing"
    if isinstance(expression, nodes.Literal):
        return (
            "absent"
            if expression.value is None
            else _plain(written_value(expression.type, expression.value))
        )
    return nodes.written(expression)


def sentence(template: Template) -> str:
    """A `because` with its names in braces."""
    return "".join(
        piece.replace("{", "{{").replace("}", "}}")
        if isinstance(piece, str)
        else f"{{{piece.name}}}"
        for piece in template
    )


def rule_words(rule: Rule) -> dict[str, str]:
    """All words of a rule, each under the place where it stands."""
    found = {f"because ({language})": sentence(said) for language, said in rule.because.items()}
    return {**found, **expression_words(rule.condition)}


def expression_words(node: nodes.Expression | None) -> dict[str, str]:
    """The titles within an expression, each under its place."""
    return dict(_titles(node, "condition")) if node is not None else {}


def _titles(node: nodes.Expression, place: str) -> Iterator[tuple[str, str]]:
    title: Words | None = getattr(node, "title", None)
    for language, said in (title or {}).items():
        yield f"title of {place} ({language})", said
    for number, below in enumerate(nodes.operands(node), 1):
        yield from _titles(below, f"{place}.{number}" if place != "condition" else f"part {number}")


def clause_texts(clause: Clause) -> dict[str, str]:
    """The words of a clause, and what it says of itself: whether a rule can rest on it, and why not."""
    mark = "not covered" if clause.not_covered else "words only" if clause.words_only else ""
    return {**titled("text", clause.words), "mark": mark, **titled("why", clause.why)}


def titled(name: str, words: Words | None) -> dict[str, str]:
    """Words by language, each under a name."""
    return {f"{name} ({language})": said for language, said in (words or {}).items()}


def labels(type: Type) -> dict[str, str]:
    """The words of a type's choices."""
    found: dict[str, str] = {}
    for choice, words in type.labels.items():
        found |= titled(f"choice {choice}", words)
    return found


def differing(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The names under which two mappings differ, with both texts; empty where there is none."""
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name, ""), new.get(name, "")
        if before != after:
            yield name, before, after


def rule_text(rule: Rule) -> str:
    """A rule in one line: its condition, and what it gives."""
    gives = ", ".join(f"{name}: {given_text(node)}" for name, node in rule.outputs.items())
    return f"when {condition_text(rule.condition)} then {gives or 'nothing'}"
