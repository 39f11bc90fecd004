"""The book of a policy, bound: its parts in order, with their contents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backhaul.books.clauses import by_link, clause_blocks, summary
from backhaul.books.front import Standing, purpose, title
from backhaul.books.numbers import Edition, numbers
from backhaul.books.picture import picture, steps
from backhaul.books.rules import Shown, decision_section
from backhaul.books.silence import silence
from backhaul.books.telling import Telling
from backhaul.books.terms import constraints, facts, invariants, terms
from backhaul.frozen import frozen
from backhaul.language.kinds import Words
from backhaul.language.model import Policy
from backhaul.program.clauses import clause_uses
from backhaul.report.blocks import Block, Contents, Foot, Paragraph, Section
from backhaul.report.contents import contents
from backhaul.report.lines import Line
from backhaul.report.writing import Form, written


@frozen
class Material:
    """What the book tells beside what stands in the policy's file."""

    #: a case that shows a rule, by its decision and its id
    shown: Shown
    #: the versions up to this one, the oldest first
    editions: Sequence[Edition]
    standing: Standing
    #: why nothing rests on clauses, where the version does not say it
    reasons: Mapping[str, Words]
    #: the verdict on each invariant, by its id, where it was proved
    proved: Mapping[str, str]


@frozen
class Book:
    """A book that is bound: what it is called, its language, and all that stands in it."""

    title: str
    language: str
    blocks: tuple[Block, ...]

    def written(self, form: Form = "html") -> str:
        """The book in one of the forms of a report."""
        return written(self.blocks, form, self.title, self.language)


def book(policy: Policy, language: str, material: Material) -> Book:
    """The book of a policy; raises BackhaulError for a language that the policy does not have."""
    telling = Telling(policy, language)
    parts = [*_parts(telling, material)]
    table = _contents(telling, parts)
    foot = telling.say("kicker", policy=policy.id, version=policy.version)
    digest = telling.speaker.labelled(telling.say("digest"), policy.digest)
    head = telling.title(policy.title, policy.id)
    blocks = (*title(telling), table, *parts, Foot((foot, digest)))
    return Book(f"{head} – {policy.version}", language, blocks)


def _contents(telling: Telling, parts: Iterable[Section]) -> Contents:
    """The contents, in which rules that follow one another with the same answer are one entry."""
    named: dict[str, Line] = {}
    for decision in telling.policy.decisions.values():
        for first, said, gist in steps(decision, telling):
            key = "rule-of" if said == str(first) else "rules-of"
            named[f"rule-{first}"] = telling.say(key, n=said, a=gist)
    whole = contents(telling.say("contents"), parts)
    entries = (
        (level, named.get(to, line), to)
        for level, line, to in whole.entries
        if to in named or level == 1
    )
    return Contents(whole.title, tuple(entries))


def _parts(telling: Telling, material: Material) -> Iterator[Section]:
    yield purpose(telling, material.standing)
    drawn = (Paragraph(telling.say("picture-intro"), "intro"), picture(telling))
    yield Section(telling.say("picture"), drawn, anchor="picture")
    yield from _clauses(telling, material)
    for decision in telling.policy.decisions.values():
        yield decision_section(decision, telling, material.shown)
    yield from terms(telling)
    yield facts(telling)
    yield from numbers(telling, material.editions)
    yield silence(telling)
    yield from constraints(telling)
    yield from invariants(telling, material.proved)


def _clauses(telling: Telling, material: Material) -> Iterator[Section]:
    uses = clause_uses(telling.policy, material.reasons)
    if uses:
        intro = [telling.say("clauses-intro"), *summary(uses, telling)]
        blocks = clause_blocks(uses, telling, by_link(telling))
        head = (Paragraph(line, "intro") for line in intro)
        yield Section(telling.say("clauses"), (*head, *blocks), "clauses", anchor="clauses")
