"""The order in which an answer is read: sections of pairs and entries, the same in every form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from backhaul.explanation.content import Answer, Line, Reason, Tree
from backhaul.explanation.words import Catalogue
from backhaul.frozen import frozen

Key = Literal[
    "certain",
    "possible",
    "needs",
    "why",
    "bearer",
    "step",
    "until",
    "also",
    "remarks",
    "clauses",
    "document",
    "read",
]


@frozen
class Pair:
    """A title and a value, which may still be open."""

    label: str
    value: str
    settled: bool = True


@frozen
class Entry:
    """A text, with a label before it and, where it is one of several, what follows from it."""

    text: str
    label: str = ""
    then: str = ""
    #: a name in the policy's own notation
    name: str = ""
    #: a sentence below the text
    more: str = ""


@frozen
class Section:
    """A heading and what stands under it."""

    key: Key
    title: str
    pairs: tuple[Pair, ...] = ()
    entries: tuple[Entry, ...] = ()
    intro: str = ""


@frozen
class Page:
    """An explanation ready to be written down."""

    answer: Answer
    sections: tuple[Section, ...]
    words: Catalogue
    #: only where the whole why is asked for
    tree: Tree | None = None


def page(
    answer: Answer, words: Catalogue, tree: Tree | None = None, beside: Sequence[Section] = ()
) -> Page:
    """The explanation in the order in which it is read; empty sections are left out.

    *beside* is of the document: what is noted of it comes before what the answer rests on, where facts stand after it.
    """
    body = _settled(answer, words) if answer.status == "decided" else _open(answer, words)
    remarks = (
        Section(
            "remarks",
            listed.title,
            entries=tuple(
                Entry(row.text, row.label, "" if row.sure else words["may-apply"])
                for row in listed.rows
            ),
        )
        for listed in answer.remarks
    )
    clauses = tuple(Entry(clause.text, clause.id) for clause in answer.clauses)
    rests = Section("clauses", words["clauses"], (), clauses, answer.source)
    notes = [section for section in beside if section.key == "document"]
    origins = [section for section in beside if section.key == "read"]
    sections = (*body, *remarks, *notes, rests, *origins)
    kept = tuple(section for section in sections if section.pairs or section.entries)
    return Page(answer, kept, words, tree)


def _settled(answer: Answer, words: Catalogue) -> Iterable[Section]:
    yield _why(answer, words)
    keys: tuple[Literal["bearer", "step", "until"], ...] = ("bearer", "step", "until")
    for key in keys:
        lines = [line for line in answer.lines if line.role == key]
        entries = _entries(reason for reason in answer.reasons if reason.role == key)
        if key == "step" and len(lines) == 1:
            # the heading says already what this is
            yield Section(key, words[key], (), (Entry(lines[0].value), *entries))
        else:
            yield Section(key, words[key], _pairs(lines), entries)
    others = [line for line in answer.lines if line.role is None]
    if not any(line.role == "what" for line in answer.lines):
        others = [line for line in others if line is not answer.lines[0]]
    yield Section("also", words["also"], _pairs(others))


def _open(answer: Answer, words: Catalogue) -> Iterable[Section]:
    certain = [line for line in answer.lines if line.settled and line.value not in answer.headline]
    unsettled = [line for line in answer.lines if not line.settled]
    possible = [line for line in unsettled if line.value != words["undetermined"]]
    nothing = [line.title for line in unsettled if line not in possible]
    uncovered = tuple(Pair(title, words["no-rule"], False) for title in answer.uncovered)
    rest = (Pair(words["all-open"], words["semicolon"].join(nothing), False),) if nothing else ()
    yield Section("certain", words["certain"], _pairs(_by_role(certain)))
    yield Section("possible", words["possible"], (*uncovered, *_pairs(_by_role(possible)), *rest))
    needs = tuple(Entry(need.known, need.title, name=need.name) for need in answer.needs)
    yield Section("needs", words["needs"], (), needs)
    yield _why(answer, words)
    sure = (reason for reason in answer.reasons if reason.role == "until" and not reason.condition)
    yield Section("until", words["until"], (), _entries(sure))


def _why(answer: Answer, words: Catalogue) -> Section:
    reasons = [r for r in answer.reasons if r.role in (None, "what")]
    several = any(reason.condition for reason in reasons)
    return Section("why", words["why"], (), _entries(reasons), words["several"] if several else "")


def _by_role(lines: list[Line]) -> list[Line]:
    order = ("what", "bearer", "step", "until", None)
    return sorted(lines, key=lambda line: order.index(line.role))


def _pairs(lines: Iterable[Line]) -> tuple[Pair, ...]:
    return tuple(Pair(line.title, line.value, line.settled) for line in lines)


def _entries(reasons: Iterable[Reason]) -> tuple[Entry, ...]:
    return tuple(Entry(r.text, r.condition, r.then, more=r.decided) for r in reasons)
