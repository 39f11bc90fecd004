"""The values that a comparison counts, in words: choices by their labels, moves by how far, and what is no value."""

from __future__ import annotations

import re

from backhaul.comparison import labels
from backhaul.explanation.change_sides import ChangeSides
from backhaul.explanation.part_words import PartWords
from backhaul.language.kinds import Kind, Refusal, Type
from backhaul.language.model import Output
from backhaul.language.written_values import parse_duration

_MOVED = re.compile(r"(.+) (earlier|later|longer|shorter|more|less)")
#: what is no value, and the key of its words
_STATES = {
    labels.UNCOVERED: "no-rule",
    labels.OPEN: "open",
    labels.NOT_LISTED: "not-listed",
    labels.REFUSED: "refused",
    labels.OTHERS: "others",
}


class ChangeLabels:
    """Says both ends of a change of one output."""

    def __init__(self, sides: ChangeSides) -> None:
        self.sides = sides

    def title(self, output: str) -> str:
        """What an output, or a list as a whole, is called."""
        side = self.sides.new
        declared = side.policy.decisions.get(output) or self.sides.old.policy.decisions.get(output)
        return side.speaker.title(declared.title, output) if declared else side.name(output)

    def old(self, output: str, label: str) -> str:
        """A value of the old side."""
        return self._said(self.sides.old, output, label)

    def new(self, output: str, label: str) -> str:
        """A value of the new side, or how far it moved."""
        return self._said(self.sides.new, output, label)

    def any_value(self, output: str, label: str) -> bool:
        """Whether a label stands for any value of a type that has too many."""
        declared = self._output(self.sides.old, output)
        return declared is not None and label == str(declared.type)

    def _said(self, side: PartWords, output: str, label: str) -> str:
        if key := _STATES.get(label):
            return self.sides.say(key)
        words = side.speaker.words
        if label == labels.ABSENT:
            return words["absent"]
        if label in (labels.MASKED, labels.MASKED_OTHER):
            return words["masked"]
        declared = self._output(side, output)
        if declared is None:
            return self._row(side, output, label)
        return self._value(side, declared.type, label)

    def _value(self, side: PartWords, type: Type, label: str) -> str:
        """A value of a type."""
        if type.ordered:
            return self._moved(side, type, label)
        if type.kind is Kind.CHOICE and label in type.choices:
            return self.sides.quoted(side.held(type, label))
        if type.kind is Kind.BOOLEAN and label in ("true", "false"):
            return side.held(type, label == "true")
        return self.sides.quoted(label)

    def _moved(self, side: PartWords, type: Type, label: str) -> str:
        """*a time*, *another one*, or *4 days earlier*."""
        if label == str(type):
            return self.sides.say(label.replace(" ", "-"))
        moved = _MOVED.fullmatch(label)
        if moved is None:
            return self.sides.say("another")
        held = parse_duration(moved[1])
        by = moved[1] if isinstance(held, Refusal) else side.held(Type(Kind.DURATION), held)
        return self.sides.say(f"moved-{moved[2]}", a=by)

    def _row(self, side: PartWords, decision: str, label: str) -> str:
        """A row of a list: its one output, or each with its title."""
        declared = side.policy.decisions.get(decision)
        if declared is None:
            return label
        if len(declared.outputs) == 1:
            (output,) = declared.outputs.values()
            return self._value(side, output.type, label)
        pattern = ", ".join(f"{re.escape(name)}: (.+)" for name in declared.outputs)
        values = re.fullmatch(pattern, label)
        if values is None:
            return label
        return side.listed(
            self.sides.say(
                "of-each",
                a=side.name(f"{decision}.{output.name}"),
                b=self._said(side, f"{decision}.{output.name}", value),
            )
            for output, value in zip(declared.outputs.values(), values.groups(), strict=True)
        )

    def _output(self, side: PartWords, output: str) -> Output | None:
        decision, _, name = output.partition(".")
        declared = side.policy.decisions.get(decision)
        return declared.outputs.get(name) if declared else None
