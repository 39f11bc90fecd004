"""What a review leaves open: everything that somebody has to make up their mind about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from backhaul.explanation.policy_words import PolicyWords
from backhaul.explanation.review_words import review_words
from backhaul.explanation.words import fill
from backhaul.language.nodes import Literal

if TYPE_CHECKING:
    from backhaul.diagnostics import Diagnostic
    from backhaul.questions.review import Review

#: the choice by which a rule says that nothing is said
UNSPECIFIED = "unspecified"


def questions(review: Review, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A heading for each kind of question, with the questions; none of them where there are none."""
    yield from _Open(review, language).all()


def in_one_line(diagnostic: Diagnostic) -> str:
    """A diagnostic in one line, with the name of its file."""
    span = diagnostic.span
    place = f"{span.file.replace(chr(92), '/').rpartition('/')[2]}:{span.line}: " if span else ""
    return f"{place}{diagnostic.message} [{diagnostic.code}]"


class _Open:
    def __init__(self, review: Review, language: str) -> None:
        self.review, self.model = review, review.policy.model
        self._words, self._names = review_words(language), PolicyWords(self.model, language)

    def all(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Everything that somebody has to make up their mind about, below a heading each."""
        review, words = self.review, self._words
        if review.policy.draft:
            yield words["draft"], ("draft: true",)
        yield words["failing"], tuple(name for _, name in review.cases.failing)
        yield words["warnings"], tuple(in_one_line(each) for each in review.warnings)
        yield words["silent"], tuple(self._silent())
        yield words["unspecified"], tuple(self._unspecified())
        yield words["unsettled"], tuple(self._unsettled())
        unnoticed = review.mutations.of("possible") if review.mutations else []
        yield (
            self._phrase("unnoticed", a=str(len(unnoticed))),
            tuple(each.mutant.name for each in unnoticed),
        )

    def _silent(self) -> Iterator[str]:
        for clause in self.model.clauses.values():
            if clause.not_covered:
                why = self._names.speaker.title(clause.why, "")
                said = self._names.speaker.title(clause.words, "")
                yield (
                    self._phrase("why", a=f"{clause.id} {said}", b=why)
                    if why
                    else f"{clause.id} {said}"
                )

    def _unspecified(self) -> Iterator[str]:
        """The outputs for which rules give the choice `unspecified`, each with those rules."""
        for decision in self.model.decisions.values():
            for name in decision.outputs:
                rules = [
                    rule.id
                    for rule in decision.ladder
                    if isinstance(value := rule.outputs.get(name), Literal)
                    and value.value == UNSPECIFIED
                ]
                if rules:
                    title = self._names.name(f"{decision.name}.{name}")
                    said = self._words["comma"].join(f"`{rule}`" for rule in rules)
                    yield self._phrase("unspecified-of", a=title, b=said)

    def _unsettled(self) -> Iterator[str]:
        review = self.review
        for verdict in review.proof.verdicts if review.proof else ():
            if verdict.answer != "proved":
                title = self._names.speaker.title(verdict.claim.title, verdict.claim.id)
                yield self._phrase("why", a=self._words[verdict.answer], b=title)
        for survivor in review.mutations.of("not settled") if review.mutations else ():
            yield survivor.mutant.name
        yield from (in_one_line(each) for each in review.findings if each.code == "not-settled")

    def _phrase(self, key: str, **names: str) -> str:
        return fill(self._words[key], names)
