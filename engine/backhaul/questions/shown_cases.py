"""Generated cases as people review them: a table for each rule that answers, and a case file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from backhaul.cases.written_file import expected
from backhaul.explanation.case_words import case_words
from backhaul.explanation.words import fill
from backhaul.frozen import frozen

if TYPE_CHECKING:
    from backhaul.cases.written_file import Entry
    from backhaul.evaluation.decision import Evaluation
    from backhaul.policy import Policy
    from backhaul.report.blocks import Block
    from backhaul.report.lines import Line
    from backhaul.report.writing import Form


@frozen
class ShownCases:
    """Cases that show what a policy does, each named by what it shows, and how much they show."""

    policy: Policy
    #: the language of the names
    language: str
    #: the case file, as text
    text: str
    title: str
    entries: tuple[Entry, ...]
    #: how many things they show of conditions
    shown: int
    #: what is proved to hold of no case, and what is not settled, each below a heading
    impossible: tuple[tuple[str, tuple[str, ...]], ...]
    open: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return len(self.entries)

    @property
    def unsettled(self) -> int:
        """Of how many things it is not settled whether a case can show them."""
        return sum(len(lines) for _, lines in self.open)

    def summary(self) -> str:
        """The counts in one line."""
        impossible = sum(len(lines) for _, lines in self.impossible)
        parts = [self._phrase("cases", a=f"{self.cases:,}")]
        if self.shown:
            parts.append(self._phrase("shown-count", a=f"{self.shown:,}"))
        parts.append(self._phrase("impossible-count", a=f"{impossible:,}"))
        if self.unsettled:
            parts.append(self._phrase("open-count", a=f"{self.unsettled:,}"))
        return self._phrase("comma").join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Everything as JSON holds it."""
        return {
            "policy": self.policy.id,
            "version": self.policy.version,
            "cases": [
                {
                    "name": entry.name,
                    "shows": list(entry.shows),
                    "facts": dict(entry.facts),
                    "expect": expected(entry.came),
                }
                for entry in self.entries
            ],
            "impossible": [line for _, lines in self.impossible for line in lines],
            "not_settled": [line for _, lines in self.open for line in lines],
        }

    def explain(self, *, form: Form = "text") -> str:
        """A table for each rule that answers, with a case on a line."""
        from backhaul.report.writing import written

        return written(self._blocks(), form, language=self.language)

    def _blocks(self) -> Iterator[Block]:
        from backhaul.report.blocks import Folded, Heading, Paragraph, Table, bullets

        yield Heading(1, self.title)
        yield Paragraph(self._phrase("review"))
        for group, entries in self._groups().items():
            yield Heading(2, group)
            rows: list[tuple[Line, ...]] = [(self._line(entry),) for entry in entries]
            yield Table((), tuple(rows))
        for title, lines in (*self.impossible, *self.open):
            yield Folded(f"{title} ({len(lines)})", (bullets(lines),))
        yield Paragraph(self.summary(), "closing")

    def _line(self, entry: Entry) -> str:
        """The case by its name, with how much else it shows."""
        more = len(entry.shows) - 1
        return self._phrase("more", a=entry.name, b=str(more)) if more else entry.name

    def _groups(self) -> dict[str, list[Entry]]:
        """The cases by what comes of them: the rule that answers, or why they are refused."""
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries:
            came = entry.came
            said = self._refusal(came) if isinstance(came, str) else self._answer(came)
            groups.setdefault(said, []).append(entry)
        return groups

    def _refusal(self, code: str) -> str:
        return (
            self._phrase("broken")
            if code == "broken-constraint"
            else self._phrase("refused", a=code)
        )

    def _answer(self, came: Evaluation) -> str:
        """The rule of the first decision, and what it gives."""
        from backhaul.evaluation.outcome import rules
        from backhaul.explanation.policy_words import PolicyWords

        words = PolicyWords(came.policy, self.language)
        ladders = [each for each in came.policy.decisions.values() if each.hit != "collect"]
        if not ladders:
            return words.speaker.say(came.status)
        decision, outputs = ladders[0], came.answers[ladders[0].name].outputs
        lead = [name for name, each in decision.outputs.items() if each.role == "what"]
        said = [
            words.speaker.value(decision.outputs[name].type, outputs[name])
            for name in lead or list(outputs)[:1]
        ]
        rule = rules(came).get(decision.name)
        result = self._phrase("comma").join(said) or words.speaker.say(came.status)
        return self._phrase("answers", a=str(rule), b=result) if rule else result

    def _phrase(self, key: str, **names: str) -> str:
        return fill(case_words(self.language)[key], names)
