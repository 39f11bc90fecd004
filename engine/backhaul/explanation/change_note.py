"""A change note: what changed and from which day, whom it touches, examples, and lines to sign.

A reader needs no identifier: everything is said by titles, choice labels and clauses, in one language. What the note is
made of stands at its end, for those who want it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from backhaul.comparison.compare import Comparison
from backhaul.comparison.masking import masked_alike
from backhaul.comparison.page import page
from backhaul.comparison.tally import Example
from backhaul.explanation import change_sentences
from backhaul.explanation.change_sides import ChangeSides, Sentence
from backhaul.explanation.day_words import day
from backhaul.explanation.note_examples import NoteExample, examples
from backhaul.explanation.part_words import PartWords
from backhaul.explanation.read_again import StaleText, read_again
from backhaul.explanation.reworded import Rewording, rewordings
from backhaul.explanation.touched import Touched
from backhaul.frozen import frozen
from backhaul.language.model import Policy
from backhaul.report.blocks import (
    Badge,
    Block,
    Folded,
    Foot,
    Heading,
    Item,
    Items,
    Paragraph,
    Section,
    Table,
)
from backhaul.report.lines import Line, Name, Strong, bare

Json = dict[str, Any]
_DOTS = "·" * 34
#: records that are looked at for examples
MOST_LOOKED_AT = 60


@frozen
class ChangeNote:
    """What there is to say of a change, before anybody writes it down."""

    sides: ChangeSides
    data: Json
    days: tuple[str, ...]
    meaning: tuple[Sentence, ...]
    clauses: tuple[Sentence, ...]
    stale: tuple[StaleText, ...]
    reworded: tuple[Rewording, ...]
    examples: tuple[NoteExample, ...]

    @property
    def title(self) -> str:
        """What a page is called."""
        old, new = (self._version(side.policy) for side in (self.sides.old, self.sides.new))
        return self.sides.say("title", old=old, new=new)

    def to_dict(self) -> Json:
        """The note as JSON holds it: its sentences, each with the parts of the policy that it speaks of."""
        return {
            "language": self.sides.new.language,
            "from": list(self.days),
            "changes": [_sentence(sentence) for sentence in self.meaning],
            "clauses": [_sentence(sentence) for sentence in self.clauses],
            "read_again": [
                {"what": x.what, "texts": dict(x.texts), "because_of": bare(x.because_of.line)}
                for x in self.stale
            ],
            "reworded": [
                {"what": x.what, "language": x.language, "old": x.old, "new": x.new}
                for x in self.reworded
            ],
        }

    def blocks(self, *, details: bool, whole: bool = False) -> list[Block]:
        """The note; *details*: with what it is made of, folded; *whole*: with the whole answers of the examples."""
        return [*self._blocks(details=details, whole=whole)]

    def _blocks(self, *, details: bool, whole: bool) -> Iterator[Block]:
        say = self.sides.say
        new = self.sides.new
        named = new.speaker.title(new.policy.title, new.policy.id)
        yield Badge(say("of-each", a=say("kicker"), b=named), "kicker")
        yield Heading(1, self.title, rule="─")
        yield Section(say("changes"), tuple(self._changes()), "changes")
        if self.stale:
            yield Section(say("again"), tuple(self._again()), "again")
        touched = Touched(self.sides, self.data)
        if self.meaning or self.data["records"]["all"]:
            yield Section(touched.heading, tuple(touched.blocks()), "touches")
        if self.examples:
            told = (
                block
                for number, example in enumerate(self.examples, 1)
                for block in example.blocks(self.sides, number)
            )
            zone = self.examples[0].new.speaker
            note = () if zone.offset else (Paragraph(zone.zone_note, "note"),)
            yield Section(say("examples"), (*told, *note), "examples")
        if self.reworded:
            yield Section(say("reworded"), tuple(self._reworded()), "reworded")
        yield Section(say("sign"), tuple(self._sign()), "sign")
        versions = f" {self._version(self.sides.old.policy)} → {self._version(new.policy)}"
        yield Foot((named, (Name(new.policy.id), versions)))
        if details and whole:
            yield Folded(say("machinery"), tuple(page(self.data, whole=True)), "aside")
        elif details:
            yield from (Heading(1, say("machinery")), *page(self.data, whole=False))

    def _version(self, policy: Policy) -> str:
        say, said = self.sides.say, policy.version
        if policy.id != self.sides.new.policy.id:
            said = f"{policy.id} {said}"
        if policy.changed_parameters:
            return say("trial", a=said)
        return say("draft", a=said) if policy.draft else said

    def _changes(self) -> Iterator[Block]:
        """From which day, then every change of meaning, then the clauses."""
        say = self.sides.say
        yield from (Paragraph(Strong(said)) for said in self.days[:1])
        yield from (Paragraph(said) for said in self.days[1:])
        if not self.data["changes"]:
            yield Paragraph(say("nothing"))
        elif not self.meaning and all(c["words_only"] for c in self.data["changes"]):
            yield Paragraph(Strong(say("words-alone")))
        yield from _listed(self.meaning)
        if any(c.part == "rule" for sentence in self.meaning for c in sentence.changes):
            yield Paragraph(say("order"), "note")
        yield from _listed(self.clauses)

    def _again(self) -> Iterator[Block]:
        say = self.sides.say
        yield Paragraph(say("again-why"), "note")
        groups: dict[Line, list[Item]] = {}
        for text in self.stale:
            own = text.texts.get(self.sides.new.language)
            others = [said for tongue, said in text.texts.items() if said is not own]
            below = tuple(said for said in (own, *others) if said)
            groups.setdefault(text.because_of.line, []).append(Item(Strong(text.what), below))
        for line, items in groups.items():
            yield Paragraph(say("again-for", a=bare(line)))
            yield Items(tuple(items))

    def _reworded(self) -> Iterator[Block]:
        say = self.sides.say
        yield Items(
            tuple(
                Item(
                    (Strong(text.what), f" ({text.language})" if text.language else ""),
                    tuple(
                        say(key, a=said)
                        for key, said in (("reworded-new", text.new), ("reworded-old", text.old))
                        if said
                    ),
                )
                for text in self.reworded
            )
        )

    def _sign(self) -> Iterator[Block]:
        say = self.sides.say
        heads = ("", say("sign-head-who"), say("sign-head-date"))
        rows = tuple((say(key), _DOTS, _DOTS[:16]) for key in ("prepared", "read-by"))
        yield Table(heads, rows)
        for side in (self.sides.old, self.sides.new):
            digest = say("digest", a=self._version(side.policy))
            line = self.sides.line("of-each", a=digest, b=Name(side.policy.digest))
            yield Paragraph(line, "note")


def _listed(sentences: tuple[Sentence, ...]) -> Iterator[Block]:
    if sentences:
        yield Items(tuple(Item(s.line, s.below) for s in sentences))


def _sentence(sentence: Sentence) -> Json:
    return {
        "says": bare(sentence.line),
        "below": [bare(line) for line in sentence.below],
        "of": list(dict.fromkeys(f"{change.part} {change.name}" for change in sentence.changes)),
    }


def change_note(
    comparison: Comparison, data: Json, language: str | None, now: datetime | None = None
) -> ChangeNote:
    """The note on a comparison; *data*: the same as JSON holds it, with the proof where there is one.

    Raises BackhaulError (`unknown-language`) for a language that a policy does not have.
    """
    policies = masked_alike(comparison.old, comparison.new)
    old, new = policies
    chosen = language or (new.spoken if new.spoken in old.languages else "")
    languages = chosen or old.spoken, chosen or new.spoken
    sides = ChangeSides(PartWords(old, languages[0]), PartWords(new, languages[1]))
    meaning = change_sentences.meaning(sides, comparison.changes)
    return ChangeNote(
        sides,
        data,
        tuple(day(sides, now)),
        meaning,
        change_sentences.clauses(sides, comparison.changes),
        read_again(sides, meaning),
        tuple(rewordings(sides, comparison.changes)),
        tuple(
            examples(policies, languages, _cases(comparison, data.get("proof")), _outputs(meaning))
        ),
    )


def _outputs(meaning: Iterable[Sentence]) -> set[str]:
    """The outputs of which a sentence says that a rule gives them otherwise."""
    changes = (change for sentence in meaning for change in sentence.changes)
    return {f"{c.name.partition('/')[0]}.{c.at}" for c in changes if c.kind == "output"}


def _cases(
    comparison: Comparison, proof: Json | None
) -> Iterator[tuple[str, dict[str, object], dict[str, object]]]:
    """The cases that may be told: those of a proof, then the records."""
    for case in proof["cases"] if proof else ():
        yield "", case["facts"], case["facts"]
    seen: dict[str, Example] = {}
    # the first of each change are many where there are many changes
    for cell in comparison.tally.flips.values():
        for example in cell.examples:
            seen.setdefault(example.place, example)
    for place, example in islice(seen.items(), MOST_LOOKED_AT):
        yield place, dict(example.old), dict(example.new)
