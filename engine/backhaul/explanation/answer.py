"""The short answer: what happens, why, who bears what, what to do, until when, what is needed."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.known import Known
from backhaul.evaluation.outcome import is_settled
from backhaul.evaluation.trace import DecisionTrace, RuleTrace, Trace
from backhaul.explanation.content import Answer, Clause, Line, Need, Reason, Remark, Remarks
from backhaul.explanation.dating import dating
from backhaul.explanation.deciding import deciding
from backhaul.explanation.findings import Told, claim, findings
from backhaul.explanation.values import Speaker
from backhaul.language.kinds import Kind
from backhaul.language.model import Decision, Output, Role
from backhaul.language.nodes import Reference
from backhaul.language.what_if import changes_of

#: of more rules that may answer the words are not told, only what each would give
MOST_REASONS = 3


def answer(evaluation: Evaluation, traced: Trace, speaker: Speaker) -> Answer:
    """The short answer in the speaker's language."""
    policy, status = evaluation.policy, evaluation.status
    lines = tuple(_lines(evaluation, speaker))
    rows = [
        _remarks(decision, speaker) for decision in traced.decisions.values() if _is_list(decision)
    ]
    leading = {r.rule.id for d in traced.decisions.values() for r in d.rules if r.rule.leads}
    leads = tuple(r for each in rows for r in each.rows if r.sure and r.rule in leading)
    remarks = (Remarks(r.title, tuple(x for x in r.rows if x not in leads)) for r in rows)
    headline, note = _headline(status, lines, speaker)
    return Answer(
        language=speaker.language,
        policy=policy.id,
        version=version(speaker),
        digest=policy.digest,
        title=speaker.title(policy.title, policy.id),
        source=speaker.title(policy.source_title, ""),
        status=status,
        standing=speaker.say(status),
        leads=leads,
        headline=headline,
        note=note,
        lines=lines,
        reasons=tuple(r for d in traced.decisions.values() for r in _reasons(d, speaker)),
        remarks=tuple(r for r in remarks if r.rows),
        needs=tuple(_need(evaluation, name, speaker) for name in evaluation.needs),
        clauses=tuple(_clauses(traced, speaker)),
        rules=tuple(_rules(traced, speaker)),
        uncovered=tuple(
            speaker.title(d.decision.title, name)
            for name, d in traced.decisions.items()
            if d.status == "uncovered"
        ),
        # times that are local say so themselves
        notes=(*dating(evaluation, speaker), *([] if speaker.offset else [speaker.zone_note])),
    )


def version(speaker: Speaker) -> str:
    """The version, and what is not as it has it: *1.0.0 with hold_period=10 days*."""
    policy = speaker.policy
    if not policy.changed_parameters:
        return policy.version
    changes = speaker.words["comma"].join(changes_of(policy))
    return speaker.say("changed", version=policy.version, changes=changes)


def label(speaker: Speaker, decision: Decision, output: Output, known: Known) -> str:
    """What is known of one output, in words."""
    return speaker.named(Reference(f"{decision.name}.{output.name}", output.type), known)


def because(speaker: Speaker, rule: RuleTrace) -> str:
    """The words of a rule; where it has none, what its condition found."""
    template = rule.rule.because.get(speaker.language)
    if template:
        return speaker.sentence(template, rule.names)
    if rule.condition is None:
        return ""
    found = findings(speaker, rule.condition, Told(offset=True))
    return speaker.words["semicolon"].join(found) + speaker.words["stop"]


def may_be_uncovered(traced: DecisionTrace) -> bool:
    """Whether it is possible that no rule of a decision answers."""
    return not _is_list(traced) and not any(rule.outcome for rule in traced.rules)


def _is_list(traced: DecisionTrace) -> bool:
    return traced.decision.hit == "collect"


def _lines(evaluation: Evaluation, speaker: Speaker) -> Iterator[Line]:
    """Every output that has something to say, in the order of the decisions."""
    for name, answered in evaluation.answers.items():
        decision = evaluation.policy.decisions[name]
        for output, known in answered.outputs.items():
            declared = decision.outputs[output]
            settled = is_settled(answered, known)
            if settled and known.never_present:
                continue
            title = speaker.title(declared.title, output)
            value = label(speaker, decision, declared, known)
            if value == speaker.words["unknown"] and not settled:
                value = speaker.words["undetermined"]
            yield Line(f"{name}.{output}", title, value, settled, declared.role)


def _headline(
    status: str, lines: tuple[Line, ...], speaker: Speaker
) -> tuple[tuple[str, ...], str]:
    """What happens, in one line an output; and a note where not all of it is settled."""
    whats = [line for line in lines if line.role == "what"]
    said = tuple(line.value for line in whats if line.settled)
    if not whats:
        said = tuple(speaker.say("colon", a=x.title, b=x.value) for x in lines[:1] if x.settled)
    if status == "decided":
        return said or (speaker.say("decided"),), ""
    if status == "uncovered":
        return (speaker.say("headline-uncovered"), *said), ""
    if said:
        return said, speaker.say("headline-open")
    return (speaker.say("headline-undetermined"),), ""


def _remarks(traced: DecisionTrace, speaker: Speaker) -> Remarks:
    """The rows of a list that apply, or may."""
    rows = tuple(
        Remark(
            traced.decision.name,
            rule.rule.id,
            _row(traced.decision, rule, speaker),
            because(speaker, rule) if rule.answers == "yes" else "",
            rule.answers == "yes",
        )
        for rule in traced.rules
        if rule.answers != "no"
    )
    return Remarks(speaker.title(traced.decision.title, traced.decision.name), rows)


def _row(decision: Decision, rule: RuleTrace, speaker: Speaker) -> str:
    """What a row of a list says; a single choice needs no title."""
    said = []
    for name, known in rule.outputs.items():
        output = decision.outputs[name]
        if known.never_present:
            continue
        value = label(speaker, decision, output, known)
        alone = len(decision.outputs) == 1 and output.type.kind in (Kind.CHOICE, Kind.TEXT)
        title = speaker.title(output.title, name)
        said.append(value if alone else speaker.say("colon", a=title, b=value))
    return speaker.words["semicolon"].join(said) or rule.rule.id


def _reasons(traced: DecisionTrace, speaker: Speaker) -> Iterator[Reason]:
    """The words of the rule that answers, or of each that may."""
    if _is_list(traced):
        return
    decision = traced.decision
    roles = {output.role for output in decision.outputs.values()}
    role: Role | None = next(iter(roles)) if len(roles) == 1 else None
    rules = [rule for rule in traced.rules if rule.answers != "no"]
    for rule in rules:
        condition = then = ""
        if rule.answers == "maybe":
            condition = _condition(rule, speaker)
            then = _then(decision, rule, speaker)
        text = because(speaker, rule) if len(rules) <= MOST_REASONS else ""
        decided = ""
        if rule.answers == "yes" and rule.rule.because and role in (None, "what"):
            decided = deciding(speaker, traced, rule)
            decided = decided and speaker.say("decided-by", a=decided)
        if text or then:
            yield Reason(decision.name, rule.rule.id, text, condition, then, role, decided)
    if traced.status == "undetermined" and may_be_uncovered(traced):
        otherwise, none = speaker.words["otherwise"], speaker.words["no-rule"]
        yield Reason(decision.name, "", "", otherwise, none, role, "")


def _condition(rule: RuleTrace, speaker: Speaker) -> str:
    if rule.condition is None or rule.outcome is not None:
        return speaker.words["otherwise"]
    return speaker.say("if", a=claim(speaker, rule.condition))


def _then(decision: Decision, rule: RuleTrace, speaker: Speaker) -> str:
    """What a rule would give, in short: the output that says what happens."""
    said = [
        label(speaker, decision, decision.outputs[name], known)
        for name, known in rule.outputs.items()
        if decision.outputs[name].role == "what"
    ]
    return speaker.words["semicolon"].join(said)


def _need(evaluation: Evaluation, name: str, speaker: Speaker) -> Need:
    fact = evaluation.policy.facts[name]
    known = speaker.named(Reference(name, fact.type), evaluation.names[name])
    unknown = known in (speaker.words["unknown"], speaker.words["masked"])
    return Need(name, speaker.title(fact.title, name), "" if unknown else known)


def _rules(traced: Trace, speaker: Speaker) -> Iterator[str]:
    """*route: hold* for every decision that has a rule to name."""
    for name, decision in traced.decisions.items():
        ids = [rule.rule.id for rule in decision.rules if rule.answers != "no"]
        if ids:
            joint = "comma" if _is_list(decision) else "either"
            yield speaker.say("colon", a=name, b=speaker.joined(ids, joint))


def _few(traced: DecisionTrace) -> bool:
    """Whether the rules that may answer are few enough to be told one by one."""
    return not _is_list(traced) and sum(r.answers != "no" for r in traced.rules) <= MOST_REASONS


def _clauses(traced: Trace, speaker: Speaker) -> Iterator[Clause]:
    """The clauses that the answering rules cite, in the order of the source."""
    cited = {
        clause
        for decision in traced.decisions.values()
        for rule in decision.rules
        if rule.answers == "yes" or (rule.answers == "maybe" and _few(decision))
        for clause in rule.rule.cites
    }
    for clause in speaker.policy.clauses.values():
        if clause.id in cited:
            yield Clause(clause.id, speaker.title(clause.words, clause.id))
