"""Both sides of a change with their words: how a line of a change note is made, and how an edited condition is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backhaul.comparison.change import Change, Edit
from backhaul.comparison.wording import condition_text
from backhaul.explanation.guards import without_guards
from backhaul.explanation.note_words import words
from backhaul.explanation.part_words import PartWords
from backhaul.explanation.words import Catalogue
from backhaul.frozen import frozen
from backhaul.language import nodes
from backhaul.language.model import Rule
from backhaul.report.lines import Line, Strong, bare, filled

_NOTHING: Catalogue = {}
#: a sentence, and lines below it
Told = Sequence[Line]


@frozen
class Sentence:
    """One thing that changed, lines that belong to it, and the changes that it tells."""

    line: Line
    below: tuple[Line, ...] = ()
    changes: tuple[Change, ...] = ()


class ChangeSides:
    """The old side in the words of the old version, the new one in those of the new; *instead*: other sentences of the engine."""

    def __init__(self, old: PartWords, new: PartWords, instead: Catalogue = _NOTHING) -> None:
        self.old, self.new = old, new
        self._words = {**words(new.language), **instead}

    def line(self, key: str, **names: Line) -> Line:
        """One of the engine's own sentences, as a line."""
        return filled(self._words[key], names)

    def say(self, key: str, **names: str) -> str:
        """The same as a text."""
        return bare(self.line(key, **names))

    def quoted(self, said: str) -> str:
        """The words between quotation marks."""
        return self.say("quoted", a=said)

    def rule(self, side: PartWords, decision: str, rule: Rule) -> str:
        """What a rule is for, between quotation marks."""
        return self.quoted(side.label(decision, rule))

    def edited(
        self,
        label: str,
        edits: Sequence[Edit],
        conditions: tuple[nodes.Condition | None, nodes.Condition | None],
    ) -> Told:
        """What was done to a condition: one thing in one sentence, several below it; and all of it as it is now."""
        old, new = conditions
        idle = _guards(self.old, old), _guards(self.new, new)
        told = [
            self._edit(edit)
            for edit in edits
            if edit.old_text not in idle[0] and edit.new_text not in idle[1]
        ]
        now = self.new.inside(new)
        whole_is_told = len(now) == 0 or (len(now) == 1 and edits[0].what == "replaced")
        whole = [] if whole_is_told else [self.say("all-now", a=self.new.listed(now))]
        if len(told) > 1:
            return self.line("edits", a=label), *told, *whole
        return self.line("edit", a=label, b=told[0] if told else self.say("guards")), *whole

    def _edit(self, edit: Edit) -> Line:
        old, new = self.old.part(edit.old), self.new.part(edit.new)
        match edit.what:
            case "added":
                return self.line(f"{edit.among}-added", a=Strong(new))
            case "dropped":
                return self.line(f"{edit.among}-dropped", a=Strong(old))
            case "reordered":
                return self.say("reordered")
            case "replaced":
                return self.line("replaced", old=old, new=Strong(new))


def _guards(side: PartWords, condition: nodes.Condition | None) -> set[str]:
    """The parts of a condition that are guards alone, as the language writes them."""
    return set(_guards_of(side, condition))


def _guards_of(side: PartWords, condition: nodes.Condition | None) -> Iterator[str]:
    if isinstance(condition, nodes.All):
        kept = without_guards(side.program, condition.children)
        yield from (condition_text(part) for part in condition.children if part not in kept)
