"""Cases that show what a policy does, written for people to review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.analysis.case_finder import CaseFinder
    from backhaul.analysis.obligations import Obligation
    from backhaul.analysis.value_pairs import Pairs, Value
    from backhaul.cases.written_file import Entry
    from backhaul.explanation.place_words import PlaceWords
    from backhaul.language import model
    from backhaul.policy import Policy
    from backhaul.questions.shown_cases import ShownCases


def write_cases(
    policy: Policy,
    *,
    boundaries: bool = False,
    mcdc: bool = False,
    pairs: bool = False,
    work: int | None = None,
    language: str | None = None,
) -> ShownCases:
    """A case file that shows what a policy decides now; whether that is right is for people to say.

    *boundaries*: both sides and the edge of every comparison. *mcdc*: every condition where it alone decides. *pairs*: every two
    values of two facts in one case. Without any the first two. *work*: the steps of the solver for each question, and twice as
    many for all. *language*: that of the cases' names, else the policy's first. Raises BackhaulError for one that the policy does
    not have. Needs `backhaul[analysis]`.

    >>> import backhaul
    >>> text = '''
    ... language: 1
    ... policy: loans
    ... version: "1.0.0"
    ... title: {en: Loans}
    ... facts: {age: {type: integer}}
    ... decisions:
    ...   loan:
    ...     outputs: {granted: {type: boolean}}
    ...     rules: [{id: grown-up, when: "age >= `18`", then: {granted: true}}]
    ...     otherwise: {then: {granted: false}}
    ... '''
    >>> shown = backhaul.write_cases(backhaul.loads(text, "loans.yaml"), boundaries=True)
    >>> shown.summary()
    '3 cases, 3 things shown of conditions, 0 proved to be impossible'
    >>> [entry.name for entry in shown.entries][1]
    '“age” is 1 less than 18'
    """
    needed("analysis", "`cases`", "z3")
    from backhaul.analysis.case_finder import CaseFinder
    from backhaul.analysis.solving import MOST_WORK

    words = _Words(policy.model, language or policy.model.spoken)
    finder = CaseFinder(policy.model, work or MOST_WORK)
    both = not (boundaries or mcdc or pairs)
    parts = []
    if boundaries or both:
        finder.meet(finder.obligations.boundaries())
        parts.append("boundaries")
    if mcdc or both:
        finder.meet(finder.obligations.mcdc())
        parts.append("mcdc")
    combined = finder.pairs() if pairs else None
    entries = [*words.entries(finder)]
    if combined:
        entries += words.pair_entries(combined)
        parts.append("pairs")
    return _shown(policy, words, finder, combined, entries, parts)


def _shown(
    policy: Policy,
    words: _Words,
    finder: CaseFinder,
    combined: Pairs | None,
    entries: Sequence[Entry],
    parts: Sequence[str],
) -> ShownCases:
    from backhaul.analysis.witness import as_given
    from backhaul.cases.written_file import case_file
    from backhaul.questions.shown_cases import ShownCases

    which, *others = (words.phrase(part) for part in parts)
    for other in others:
        which = words.phrase("joined", a=which, b=other)
    title = words.phrase("title", a=policy.id, b=policy.version, c=which)
    impossible, open = words.impossible(finder, combined), words.open(finder, combined)
    notes = [note for head, lines in (*impossible, *open) for note in (f"{head}:", *_below(lines))]
    base = as_given(policy.model, finder.plain)
    also = words.phrase("also", a="")
    text = case_file(policy.model, title, base, entries, notes, also)
    count = sum(len(case.shows) for case in finder.cases)
    made = tuple(entries)
    return ShownCases(policy, words.language, text, title, made, count, impossible, open)


def _below(lines: Sequence[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


Noted = tuple[tuple[str, tuple[str, ...]], ...]


class _Words:
    """Names cases by what they show, and says what none can show."""

    def __init__(self, policy: model.Policy, language: str) -> None:
        from backhaul.explanation.place_words import PlaceWords

        self.policy, self.language = policy, language
        self._places: PlaceWords = PlaceWords(policy, language)

    def phrase(self, key: str, **names: str) -> str:
        """A sentence of the catalogue."""
        from backhaul.explanation.case_words import case_words
        from backhaul.explanation.words import fill

        return fill(case_words(self.language)[key], names)

    def entries(self, finder: CaseFinder) -> Iterator[Entry]:
        """The cases that show something of conditions."""
        from backhaul.analysis.agreement import evaluation
        from backhaul.analysis.witness import as_given
        from backhaul.cases.written_file import Entry
        from backhaul.diagnostics import BackhaulError

        names: set[str] = set()
        for case in finder.cases:
            shows = _named(self._shown(case.shows), names)
            facts = as_given(self.policy, case.facts)
            try:
                yield Entry(facts, shows, evaluation(self.policy, case.facts))
            except BackhaulError as error:
                yield Entry(facts, shows, error.diagnostics[0].code)

    def pair_entries(self, pairs: Pairs) -> Iterator[Entry]:
        """The cases that have values together."""
        from backhaul.cases.written_file import Entry

        for number, (witness, new) in enumerate(pairs.cases(), 1):
            name = self.phrase("pair", a=str(number), b=str(new))
            yield Entry(witness.given, [name], witness.evaluation)

    def impossible(self, finder: CaseFinder, pairs: Pairs | None) -> Noted:
        """What is proved to hold of no case."""
        both = tuple(map(self._both, pairs.impossible)) if pairs else ()
        heads = ("impossible", self._shown(finder.impossible)), ("never-both", both)
        return tuple((self.phrase(head), lines) for head, lines in heads if lines)

    def open(self, finder: CaseFinder, pairs: Pairs | None) -> Noted:
        """What is not settled."""
        from backhaul.analysis.solving import why_not_settled

        both = tuple(map(self._both, pairs.open)) if pairs else ()
        why = why_not_settled(finder.lowered.space.unknown, "")
        heads = (
            (self.phrase("open"), self._shown(finder.open)),
            (self.phrase("unknown", a=why), self._shown(finder.unknown)),
            (self.phrase("open-both"), both),
        )
        return tuple((head, lines) for head, lines in heads if lines)

    def _shown(self, obligations: Sequence[Obligation]) -> tuple[str, ...]:
        said = (
            self._places.shown(each.place, each.condition, each.shows, each.near)
            for each in obligations
        )
        return tuple(dict.fromkeys(said))

    def _both(self, pair: tuple[Value, Value]) -> str:
        one, other = map(self._value, pair)
        return self.phrase("both", a=one, b=other)

    def _value(self, value: Value) -> str:
        words, fact = self._places.of_policy, self.policy.facts[value.fact]
        if value.any:
            said = self.phrase("there")
        elif value.value is None:
            said = words.speaker.absent(fact.name)
        else:
            said = words.held(fact.type, value.value)
        return self.phrase("value", a=words.name(fact.name), b=said)


def _named(shows: Sequence[str], names: set[str]) -> list[str]:
    """What a case shows, first what no case before it is called by."""
    name = next((each for each in shows if each not in names), "")
    number = 2
    while not name or name in names:
        name, number = f"{shows[0]} ({number})", number + 1
    names.add(name)
    return [name, *(each for each in shows if each != name)]
