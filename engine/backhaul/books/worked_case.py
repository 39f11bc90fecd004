"""A worked case of a rule: the facts that it reads, and the answer, both in words."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.books.telling import Telling
from backhaul.cases.run import Result
from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.trace import trace
from backhaul.explanation.answer import because, label
from backhaul.explanation.values import Speaker
from backhaul.language.model import Decision, Rule
from backhaul.language.nodes import Reference
from backhaul.program.program import facts_under
from backhaul.report.blocks import Block, Folded, Paragraph, bullets
from backhaul.report.lines import Strong


def worked_case(decision: Decision, rule: Rule, shown: Result, telling: Telling) -> Folded:
    """A case in which a rule answers: its name, the facts that the rule reads, and what it says."""
    line = telling.say("case", a=shown.case.name)
    blocks = () if shown.evaluation is None else _told(decision, rule, shown.evaluation, telling)
    return Folded(line, tuple(blocks), "case", open=True)


def _told(
    decision: Decision, rule: Rule, evaluation: Evaluation, telling: Telling
) -> Iterator[Block]:
    speaker = Speaker.of(evaluation, telling.language)
    facts = list(_facts(rule, evaluation, speaker))
    if facts:
        yield Paragraph(Strong(telling.say("case-facts")), "label")
        yield bullets(facts)
    traced = trace(evaluation.policy, evaluation.names, evaluation.answers).decisions[decision.name]
    for looked in traced.rules:
        if looked.rule.id != rule.id:
            continue
        yield Paragraph(Strong(telling.say("case-answer")), "label")
        whats = [
            speaker.labelled(telling.output_title(output), label(speaker, decision, output, known))
            for name, known in looked.outputs.items()
            if not known.never_present and _tells((output := decision.outputs[name]).role, rule)
        ]
        if whats:
            yield bullets(whats)
        # words without a value of the case stand above already
        if rule.said or not rule.because:
            yield Paragraph(because(speaker, looked))


def _tells(role: str | None, rule: Rule) -> bool:
    """Whether an output stands in the answer: what happens, and where nothing else says it, all of them."""
    return role in ("what", "until") or not rule.because


def _facts(rule: Rule, evaluation: Evaluation, speaker: Speaker) -> Iterator[str]:
    """The facts that a rule reads, also through earlier decisions where it reads no other; else all that were given."""
    policy = evaluation.policy
    names = facts_under(policy, *rule.expressions, *rule.said)
    names = names or facts_under(policy, *rule.expressions, *rule.said, outputs=True)
    for name in names or tuple(name for name in policy.facts if name in evaluation.given):
        fact = policy.facts[name]
        value = speaker.named(Reference(name, fact.type), evaluation.names[name])
        yield speaker.labelled(speaker.title(fact.title, name), value)
