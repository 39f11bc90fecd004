"""The order in which an answer is read, as blocks of a report: the same in every form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backhaul.explanation.content import Answer, Line, Reason
from backhaul.explanation.words import Catalogue
from backhaul.language.model import Role
from backhaul.report.blocks import (
    Badge,
    Block,
    Callout,
    Foot,
    Heading,
    Item,
    Items,
    Pair,
    Pairs,
    Paragraph,
    Section,
)
from backhaul.report.lines import Name, Strong, filled

_ROLES: tuple[Role | None, ...] = ("what", "bearer", "step", "until", None)


def head(answer: Answer, words: Catalogue) -> Iterator[Block]:
    """What leads, and what happens; then the sections of the answer, without those that are empty."""
    yield Badge(answer.title, "kicker")
    yield from (Callout(lead.label, lead.text) for lead in answer.leads)
    first, *more = answer.headline
    yield Heading(1, first, tuple(more), rule="─")
    yield Badge(answer.standing, f"standing {answer.status}")
    if answer.note:
        yield Paragraph(answer.note, "note")
    body = _settled(answer, words) if answer.status == "decided" else _open(answer, words)
    yield from (section for section in body if section.blocks)
    for listed in answer.remarks:
        rows = ((r.label, "" if r.sure else words["may-apply"], r.text) for r in listed.rows)
        yield Section(listed.title, (_labelled(rows, words),), "remarks")


def clauses(answer: Answer, words: Catalogue) -> Iterator[Section]:
    """The clauses that the answer rests on."""
    if answer.clauses:
        pairs = tuple(Pair(clause.id, clause.text) for clause in answer.clauses)
        source = (Paragraph(answer.source, "intro"),) if answer.source else ()
        blocks = (*source, Pairs(pairs, joint=_colon(words)))
        yield Section(words["clauses"], blocks, "clauses", folded=True)


def foot(answer: Answer, words: Catalogue, *, whole: bool) -> Foot:
    """What decided; the *whole* why has the digest in place of the rules."""
    key, said = ("rules", words["semicolon"].join(answer.rules)) if not whole else ("digest", "")
    version = Name(f"{answer.policy} {answer.version}")
    rules = filled(words["colon"], {"a": words[key], "b": said or Name(answer.digest)})
    told = (rules,) if said or whole else ()
    return Foot((answer.title, (version, f" · {answer.standing}"), *told, *answer.notes))


def _settled(answer: Answer, words: Catalogue) -> Iterator[Section]:
    yield _why(answer, words)
    for role in ("bearer", "step", "until"):
        lines = [line for line in answer.lines if line.role == role]
        reasons = [reason for reason in answer.reasons if reason.role == role]
        if role == "step" and len(lines) == 1:
            # the heading says already what this is
            values: tuple[Block, ...] = (Paragraph(lines[0].value),)
        else:
            values = _pairs(lines)
        yield Section(words[role], (*values, *_reasons(reasons, words)), role)
    others = [line for line in answer.lines if line.role is None]
    if not any(line.role == "what" for line in answer.lines):
        others = [line for line in others if line is not answer.lines[0]]
    yield Section(words["also"], _pairs(others), "also")


def _open(answer: Answer, words: Catalogue) -> Iterator[Section]:
    certain = [line for line in answer.lines if line.settled and line.value not in answer.headline]
    unsettled = [line for line in answer.lines if not line.settled]
    possible = [line for line in unsettled if line.value != words["undetermined"]]
    nothing = [line.title for line in unsettled if line not in possible]
    rows = [Pair(title, words["no-rule"], settled=False) for title in answer.uncovered]
    rows += [Pair(line.title, line.value, settled=False) for line in _by_role(possible)]
    if nothing:
        rows.append(Pair(words["all-open"], words["semicolon"].join(nothing), settled=False))
    yield Section(words["certain"], _pairs(_by_role(certain)), "certain")
    yield Section(words["possible"], (Pairs(tuple(rows)),) if rows else (), "possible")
    needs = tuple(
        Item(
            filled(words["brackets"], {"a": Strong(need.title), "b": Name(need.name)}),
            (need.known,) if need.known else (),
            joint=_colon(words),
        )
        for need in answer.needs
    )
    yield Section(words["needs"], (Items(needs),) if needs else (), "needs")
    yield _why(answer, words)
    sure = [reason for reason in answer.reasons if reason.role == "until" and not reason.condition]
    yield Section(words["until"], tuple(_reasons(sure, words)), "until")


def _why(answer: Answer, words: Catalogue) -> Section:
    reasons = [r for r in answer.reasons if r.role in (None, "what")]
    several = any(reason.condition for reason in reasons)
    intro = (Paragraph(words["several"], "intro"),) if several else ()
    return Section(words["why"], (*intro, *_reasons(reasons, words)), "why")


def _reasons(reasons: list[Reason], words: Catalogue) -> Iterator[Block]:
    """Sentences; where they are of several rules, a list."""
    if any(reason.condition for reason in reasons):
        # two rules may read the same where what parts them is settled
        rows = dict.fromkeys((r.condition, r.then, r.text) for r in reasons)
        yield _labelled(rows, words)
        return
    for reason in reasons:
        yield from (Paragraph(said) for said in (reason.text, reason.decided) if said)


def _labelled(rows: Iterable[tuple[str, str, str]], words: Catalogue) -> Items:
    """Labels, each with what follows from it, and a text below."""
    return Items(
        tuple(
            Item(
                (Strong(label), f" → {then}") if then else Strong(label) if label else text,
                (text,) if label and text else (),
                joint=_colon(words),
            )
            for label, then, text in rows
        ),
    )


def _colon(words: Catalogue) -> str:
    return words["colon"].replace("{a}", "").replace("{b}", "")


def _pairs(lines: Iterable[Line]) -> tuple[Pairs, ...]:
    pairs = tuple(Pair(line.title, line.value, line.settled) for line in lines)
    return (Pairs(pairs),) if pairs else ()


def _by_role(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: _ROLES.index(line.role))
