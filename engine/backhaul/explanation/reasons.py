"""Why a rule applies or does not, and how it is called: what both forms of the whole why say of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from backhaul.diagnostics import Span
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.trace import DecisionTrace, RuleTrace
from backhaul.explanation.findings import findings, unknown
from backhaul.explanation.values import Speaker
from backhaul.language.model import Decision, Rule
from backhaul.language.nodes import Reference
from backhaul.report.blocks import Pair, Pairs, Section, bullets
from backhaul.report.lines import Line, Mark, Name, filled

Verdict = Literal["yes", "maybe", "no"]
#: the sign of how a rule stands; words always stand beside it
MARKS: dict[Verdict, Mark] = {
    "yes": Mark("✓", "yes"),
    "maybe": Mark("?", "open"),
    "no": Mark("✗", "no"),
}


def title_line(traced: DecisionTrace, speaker: Speaker) -> Line:
    """*What happens (route) · decided*."""
    decision = traced.decision
    title = speaker.title(decision.title, decision.name)
    named = filled(speaker.words["brackets"], {"a": title, "b": Name(decision.name)})
    return (*named, f" · {speaker.say(traced.status)}")


def standing(decision: Decision, traced: RuleTrace, speaker: Speaker) -> str:
    """How a rule stands, in words."""
    if decision.hit == "collect":
        return speaker.say(
            {"yes": "matches", "maybe": "may-apply", "no": "no-match"}[traced.answers]
        )
    return speaker.say({"yes": "answers", "maybe": "maybe", "no": "no-match"}[traced.answers])


def reasons(decision: Decision, traced: RuleTrace, speaker: Speaker) -> tuple[str, tuple[str, ...]]:
    """Why a rule applies or does not, or which facts keep it from being told; and how that begins."""
    condition = traced.condition
    if condition is None:
        last = traced.rule is decision.otherwise
        return speaker.say("because-true"), (speaker.say("nothing-else" if last else "always"),)
    if condition.outcome is None and traced.answers != "maybe":
        # each case that fits the facts was looked at
        return "", (speaker.say(f"every-case-{traced.answers}"),)
    if condition.outcome is None:
        return speaker.say("because-unknown"), unknown(speaker, condition)
    intro = "because-true" if condition.outcome else "because-false"
    return speaker.say(intro), findings(speaker, condition)


def not_asked(traced: DecisionTrace) -> list[str]:
    """The rules of a decision that were not looked at, by id."""
    return [rule.id for rule in traced.decision.ladder[len(traced.rules) :]]


def source(rule: Rule, speaker: Speaker) -> Iterator[Line]:
    """Where a rule stands, and the clauses that it cites."""
    if place := place_of(rule.span):
        yield Name(place)
    if rule.cites:
        yield f"{speaker.words['cites']} {' '.join(rule.cites)}"


def place_of(span: Span) -> str:
    """The name of the file and the line; where the file lies is nobody's business."""
    name = span.file.replace("\\", "/").rpartition("/")[2]
    return f"{name}:{span.line}" if name else ""


def known(evaluation: Evaluation, speaker: Speaker) -> Iterator[Section]:
    """What was known of every fact, and the constraints that could not be told."""
    rows = []
    for name, fact in evaluation.policy.facts.items():
        value = speaker.named(Reference(name, fact.type), evaluation.names[name])
        follows = evaluation.names[name] != evaluation.facts[name]
        if follows and value != speaker.words["masked"]:
            value = speaker.say("follows", a=value)
        rows.append(Pair(speaker.title(fact.title, name), value))
    yield Section(speaker.words["facts"], (Pairs(tuple(rows)),), "facts", folded=True)
    titles = {c.id: speaker.title(c.title, c.id) for c in evaluation.policy.constraints}
    if unchecked := [titles[name] for name in evaluation.unchecked]:
        yield Section(speaker.words["unchecked"], (bullets(unchecked),), "unchecked")
