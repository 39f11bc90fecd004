"""What came of the changes of a policy, as people read it: grouped by place and kind, each with what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from backhaul.comparison.labels import ABSENT, NOT_LISTED, REFUSED, UNCOVERED
from backhaul.explanation.mutation_words import mutation_words
from backhaul.explanation.place_words import PlaceWords
from backhaul.explanation.words import fill
from backhaul.report.blocks import Block, Folded, Heading, Item, Items, Paragraph, Verbatim
from backhaul.report.lines import Name, parsed

if TYPE_CHECKING:
    from backhaul.analysis.proved_changes import ProvedChange
    from backhaul.cases.written_file import Entry
    from backhaul.questions.mutate import Mutations, Survivor

_LABELS = {
    ABSENT: "absent",
    NOT_LISTED: "not-listed",
    REFUSED: "refused",
    UNCOVERED: "no-rule",
}


class MutationReport:
    """Says what came of changes in one of the policy's languages.

    Raises BackhaulError (`unknown-language`) for a language that the policy does not have.
    """

    def __init__(self, mutations: Mutations, language: str | None) -> None:
        self.mutations, self.policy = mutations, mutations.policy.model
        self.language = language or self.policy.spoken
        self._places = PlaceWords(self.policy, self.language)
        self._words = mutation_words(self.language)

    def blocks(self, *, cases: bool) -> Iterator[Block]:
        """The changes that no case notices, and the score; *cases*: with cases that notice them, folded."""
        for answer in ("possible", "not settled", "equivalent"):
            survivors = self.mutations.of(answer)
            if survivors:
                yield Heading(
                    2, self._phrase("counted", a=self._words[answer], b=str(len(survivors)))
                )
                yield from self._groups(survivors, cases=cases)
        if not cases and any(each.change for each in self.mutations.of("possible")):
            yield Paragraph(parsed(self._words["to-file"]), "closing")
        yield from self.closing()

    def closing(self) -> Iterator[Block]:
        """The counts and the score."""
        yield Paragraph(self._counts(), "closing")
        yield Paragraph(self._scored())

    def entries(self) -> Iterator[Entry]:
        """The cases to add: of each change that no case notices what the policy itself decides."""
        every = map(self.entry, self.mutations.of("possible"))
        return (entry for entry in every if entry)

    def entry(self, survivor: Survivor) -> Entry | None:
        """The case that notices a change: what the policy itself decides."""
        from backhaul.cases.written_file import Entry

        if (case := survivor.case) is None or survivor.answer != "possible":
            return None
        name = self._phrase("name-of-case", a=survivor.mutant.name)
        return Entry(case.given, [name], case.old.evaluation or case.old.refused[0].code)

    def file(self) -> str:
        """The same as a case file; where there is none to add, a line that says so."""
        from backhaul.cases.written_file import case_file

        entries = list(self.entries())
        title = self._phrase("file", a=self.policy.id, b=self.policy.version)
        if not entries:
            return f"# {self._words['nothing']}\n"
        return case_file(self.policy, title, {}, entries)

    def changed(self, change: ProvedChange) -> str:
        """What a change of the policy makes of an output, as a sentence."""
        output, sides = change.change.output, (change.change.old, change.change.new)
        decision, _, name = output.partition(".")
        declared = self.policy.decisions[decision] if decision else None
        shown = declared.outputs.get(name) if declared else None
        title = self._words["answer"]
        if declared:
            whole = self._places.of_policy.speaker.title(declared.title, decision)
            title = self._places.of_policy.name(output) if shown else whole
        if sides[0] == sides[1] or not all(sides):
            return self._phrase("decided", a=title)
        old, new = (self._label(side, change) for side in sides)
        return self._phrase("becomes", a=title, b=old, c=new)

    def _label(self, label: str, change: ProvedChange) -> str:
        """A value of an output in the policy's words."""
        if label in _LABELS:
            return self._words[_LABELS[label]]
        decision, _, name = change.change.output.partition(".")
        output = self.policy.decisions[decision].outputs.get(name) if decision else None
        words = output.type.labels.get(label) if output else None
        return self._places.of_policy.speaker.title(words, label)

    def _groups(self, survivors: Sequence[Survivor], *, cases: bool) -> Iterator[Block]:
        """The survivors by place, and there by kind."""
        for (place, line), here in _grouped(survivors).items():
            yield Heading(3, self._phrase("at", a=self._places.place(place), b=str(line)))
            for kind, alike in here.items():
                yield Paragraph(self._phrase("counted", a=self._words[kind], b=str(len(alike))))
                yield Items(tuple(map(self.item, alike)))
                yield from self._cases(alike) if cases else ()

    def place(self, survivor: Survivor) -> str:
        """Where a change is."""
        mutant = survivor.mutant
        return self._phrase("at", a=self._places.place(mutant.place), b=str(mutant.span.line))

    def kind(self, survivor: Survivor) -> str:
        """Which sort of change it is."""
        return self._words[survivor.mutant.kind]

    def item(self, survivor: Survivor) -> Item:
        """What is changed, and below it what that makes of an output."""
        said = survivor.mutant.name.partition(": ")[2] or survivor.mutant.name
        below: tuple[str, ...] = ()
        if survivor.answer == "possible" and survivor.change:
            flip = survivor.change.change
            below = (self.changed(flip) if flip else survivor.change.words,)
        return Item(Name(said.replace(" -> ", " → ")), below)

    def _cases(self, survivors: Sequence[Survivor]) -> Iterator[Block]:
        for survivor in survivors:
            if survivor.answer == "possible" and (case := survivor.entry()):
                yield Folded(self._words["case"], (Verbatim(case),), "aside")

    def _counts(self) -> str:
        tried, source = self.mutations, self.mutations.source
        changes = self._phrase("changes", a=f"{tried.changes:,}")
        if tried.sample:
            drawn = {"a": f"{tried.changes:,}", "b": f"{tried.sample.of:,}"}
            changes = self._phrase("sampled", **drawn, c=tried.sample.seed)
        parts = [changes, self._phrase("noticed", a=f"{tried.noticed:,}")]
        for answer in ("possible", "not settled", "equivalent"):
            count = len(tried.of(answer))
            if count and not source:
                parts.append(self._phrase(f"count-{answer}", a=f"{count:,}"))
        of = self._phrase("of", a=self.policy.id, b=self.policy.version)
        of = self._phrase("of-source", a=source, b=f"{tried.cases:,}") if source else of
        return self._phrase("counts", a=of, b=self._words["comma"].join(parts))

    def _scored(self) -> str:
        """The score in words, with how many changes are in neither side of it."""
        tried = self.mutations
        if tried.score is None:
            return self._words["score-none"]
        if tried.source:
            return self._phrase("score-source", a=tried.score)
        left_out = len(tried.of("not settled"))
        key = "score-without" if left_out else "score"
        return self._phrase(key, a=tried.score, b=f"{left_out:,}")

    def _phrase(self, key: str, **names: str) -> str:
        return fill(self._words[key], names)


def _grouped(survivors: Sequence[Survivor]) -> dict[tuple[str, int], dict[str, list[Survivor]]]:
    groups: dict[tuple[str, int], dict[str, list[Survivor]]] = {}
    for each in survivors:
        here = groups.setdefault((each.mutant.place, each.mutant.span.line), {})
        here.setdefault(each.mutant.kind, []).append(each)
    return groups
