"""The readings of a policy in words: which there are, for which cases the choice matters, and the smallest of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from backhaul.explanation import reading_catalogue as catalogues
from backhaul.explanation.change_note import ChangeNote
from backhaul.explanation.change_sides import ChangeSides
from backhaul.explanation.note_examples import NoteExample
from backhaul.explanation.part_words import PartWords
from backhaul.explanation.touched import Touched
from backhaul.explanation.words import catalogue, fill
from backhaul.language.model import Parameter, Policy
from backhaul.report.blocks import Block, Foot, Heading, Item, Items, Paragraph, Section, Table
from backhaul.report.lines import Line, Name, Strong

Json = dict[str, Any]
#: a parameter, two of its readings, whether they decide alike, and the note of a change from one to the other
Told = tuple[Parameter, tuple[str, str], str, ChangeNote]


class ReadingWords:
    """Says what was found of the readings of one policy, in one of its languages."""

    def __init__(self, policy: Policy, language: str, amount: str | None) -> None:
        catalogue(policy, language)
        self.policy, self.language, self.amount = policy, language, amount
        self.words = PartWords(policy, language)
        chinese = language.partition("-")[0] == "zh"
        self._own = catalogues.CHINESE if chinese else catalogues.ENGLISH
        self._of_notes = catalogues.CHINESE_OF_NOTES if chinese else catalogues.ENGLISH_OF_NOTES
        self.title = self.say("title")

    def say(self, key: str, **names: str) -> str:
        """One sentence."""
        return fill(self._own[key], names)

    def data(self, parameter: Parameter) -> Json:
        """The readings of a parameter as JSON holds them."""
        return {
            "parameter": parameter.name,
            "title": self.words.name(parameter.name),
            "value": parameter.value,
            "readings": [
                {"reading": name, "title": self._title(parameter, name), "cites": list(cites)}
                for name, cites in parameter.readings.items()
            ],
        }

    def blocks(self, pairs: Iterable[Told]) -> Iterator[Block]:
        """The readings of each parameter, then every pair of them."""
        yield Heading(1, self.title, rule="─")
        answers: list[str] = []
        last = ""
        for parameter, names, answer, note in pairs:
            if parameter.name != last:
                yield from self._readings(parameter)
            last = parameter.name
            answers.append(answer)
            heading = self.say(
                "pair", a=self._title(parameter, names[0]), b=self._title(parameter, names[1])
            )
            yield Section(heading, tuple(self._pair(parameter, names, answer, note)))
        counts = {key: str(answers.count(key)) for key in ("different", "alike")}
        open = str(answers.count("not settled"))
        yield Paragraph(self.say("summary", n=str(len(answers)), open=open, **counts), "closing")
        named = self.words.speaker.title(self.policy.title, self.policy.id)
        yield Foot((named, (Name(self.policy.id), f" {self.policy.version}")))

    def _readings(self, parameter: Parameter) -> Iterator[Block]:
        yield Paragraph(Strong(self.say("question", a=self.words.name(parameter.name))))
        items = []
        for name, cites in parameter.readings.items():
            line = self._title(parameter, name)
            if cites:
                line = self.say("rests", a=line, b=self.words.speaker.joined(cites, "comma"))
            if name == parameter.value:
                line = self.say("decides", a=line)
            items.append(Item(line))
        yield Items(tuple(items))

    def _title(self, parameter: Parameter, reading: str) -> str:
        return self.words.held(parameter.type, reading)

    def _pair(
        self, parameter: Parameter, names: tuple[str, str], answer: str, note: ChangeNote
    ) -> Iterator[Block]:
        if answer != "different":
            yield Paragraph(self.say("never-differ" if answer == "alike" else "open"))
            return
        sides = ChangeSides(note.sides.old, note.sides.new, self._of_notes)
        yield from Touched(sides, note.data).blocks()
        example = smallest(note, self.amount)
        if example:
            yield from self._example(parameter, names, example)

    def _example(
        self, parameter: Parameter, names: tuple[str, str], example: NoteExample
    ) -> Iterator[Block]:
        speaker = example.new.speaker
        said = (speaker.labelled(name, value) for name, value in example.facts.items())
        yield Paragraph(self.say("smallest", a=speaker.joined(said, "semicolon")))
        rows: list[tuple[Line, ...]] = []
        for decision, outputs in example.changed.items():
            declared = self.policy.decisions[decision]
            olds, news = example.old.values(decision), example.new.values(decision)
            for name in outputs:
                title = declared.outputs[name].title if name else declared.title
                rows.append((speaker.title(title, name or decision), olds[name], news[name]))
        heads = (self._title(parameter, name) for name in names)
        yield Table((self.say("what"), *heads), tuple(rows))
        if self.amount:
            yield Paragraph(self._amount(self.amount, example))

    def _amount(self, name: str, example: NoteExample) -> str:
        """The amount of the smallest case, or of an output by how much it differs."""
        title, (one, other) = self.words.name(name), amounts(name, example)
        type, speaker = self.words.program.names[name].type, example.new.speaker
        if one is not None and other is not None and name not in self.policy.facts:
            return self.say("apart", a=title, b=speaker.exact(type, abs(one - other)))
        absent = speaker.words["absent"]
        b, c = (absent if held is None else speaker.exact(type, held) for held in (one, other))
        return self.say("stake" if b == c else "each", a=title, b=b, c=c)


def smallest(note: ChangeNote, amount: str | None) -> NoteExample | None:
    """The case that is shown: where there is one, one of which the amount comes out otherwise."""
    decision, _, output = (amount or "").partition(".")
    moving = [e for e in note.examples if output in e.changed.get(decision, ())]
    return next(iter((*moving, *note.examples)), None)


def amounts(name: str, example: NoteExample) -> tuple[int | None, int | None]:
    """A fact or output of an example that is a number, by either reading; None where it is absent."""
    one, other = (side.evaluation.names[name].one for side in (example.old, example.new))
    return None if one is None else int(one), None if other is None else int(other)
