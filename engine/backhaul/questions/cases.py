"""Cases that show what a policy does, written for people to review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from backhaul.frozen import frozen
from backhaul.packages import needed

if TYPE_CHECKING:
    from backhaul.analysis.case_finder import CaseFinder
    from backhaul.analysis.obligations import Obligation
    from backhaul.analysis.value_pairs import Pairs, Value
    from backhaul.cases.written_file import Entry
    from backhaul.language import model
    from backhaul.policy import Policy


@frozen
class ShownCases:
    """A case file that shows what a policy does, and how much it shows."""

    #: the file, as text
    text: str
    cases: int
    #: how many things it shows of conditions
    shown: int
    #: how many things are proved to hold of no case, and of how many that is not settled
    impossible: int
    unsettled: int

    def summary(self) -> str:
        """The counts in one line."""
        parts = [f"{self.cases:,} cases"]
        if self.shown:
            parts.append(f"{self.shown:,} things shown of conditions")
        parts.append(f"{self.impossible:,} proved to be impossible")
        if self.unsettled:
            parts.append(f"{self.unsettled:,} not settled")
        return ", ".join(parts)


def write_cases(
    policy: Policy,
    *,
    boundaries: bool = False,
    mcdc: bool = False,
    pairs: bool = False,
    work: int | None = None,
) -> ShownCases:
    """A case file that shows what a policy decides now; whether that is right is for people to say.

    *boundaries*: both sides and the edge of every comparison. *mcdc*: every condition where it alone decides. *pairs*: every two
    values of two facts in one case. Without any the first two. *work*: the steps of the solver for each question, and twice as
    many for all. Needs `backhaul[analysis]`.

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
    """
    needed("analysis", "`cases`", "z3")
    from backhaul.analysis.case_finder import CaseFinder
    from backhaul.analysis.solving import MOST_WORK
    from backhaul.analysis.witness import as_given
    from backhaul.cases.written_file import case_file

    checked = policy.model
    finder = CaseFinder(checked, work or MOST_WORK)
    both = not (boundaries or mcdc or pairs)
    parts = []
    if boundaries or both:
        finder.meet(finder.obligations.boundaries())
        parts.append("both sides and the edge of every comparison")
    if mcdc or both:
        finder.meet(finder.obligations.mcdc())
        parts.append("every condition where it alone decides")
    combined = finder.pairs() if pairs else None
    entries = [*_entries(finder, checked)]
    if combined:
        entries += _pair_entries(combined)
        parts.append("every two values of two facts")
    title = " and ".join(parts)
    text = case_file(
        checked,
        f"{title[0].upper()}{title[1:]}",
        as_given(checked, finder.plain),
        entries,
        [*_notes(finder, combined)],
    )
    return ShownCases(
        text,
        len(entries),
        sum(len(case.shows) for case in finder.cases),
        len(finder.impossible) + (len(combined.impossible) if combined else 0),
        len(finder.open) + len(finder.unknown) + (len(combined.open) if combined else 0),
    )


def _entries(finder: CaseFinder, policy: model.Policy) -> Iterator[Entry]:
    from backhaul.analysis.agreement import evaluation
    from backhaul.analysis.witness import as_given
    from backhaul.cases.written_file import Entry
    from backhaul.diagnostics import BackhaulError

    for found in finder.cases:
        try:
            came = evaluation(policy, found.facts)
        except BackhaulError as error:
            code = error.diagnostics[0].code
            yield Entry(as_given(policy, found.facts), [*map(_told, found.shows)], code)
        else:
            yield Entry(as_given(policy, found.facts), [*map(_told, found.shows)], came)


def _pair_entries(pairs: Pairs) -> Iterator[Entry]:
    from backhaul.cases.written_file import Entry

    for number, (witness, new) in enumerate(pairs.cases(), 1):
        name = f"pairs {number}: {new} that no case above has"
        yield Entry(witness.given, [name], witness.evaluation)


def _told(obligation: Obligation) -> str:
    """What an obligation asks for, in one line."""
    from backhaul.language.nodes import written

    shows = obligation.shows
    come = f"is {shows} and alone decides" if shows in ("true", "false") else f"at {shows}"
    if shows in ("below the edge", "above the edge"):
        come = shows
    return f"{obligation.place}: `{written(obligation.condition)}` {come}"


def _notes(finder: CaseFinder, pairs: Pairs | None) -> Iterator[str]:
    from backhaul.analysis.solving import why_not_settled

    unknown = why_not_settled(finder.lowered.space.unknown, "")
    parts = [
        ("proved to hold of no case:", [_told(each) for each in finder.impossible]),
        ("not settled, for the bound on work was met:", [_told(each) for each in finder.open]),
        (f"not settled, for {unknown}:", [_told(each) for each in finder.unknown]),
    ]
    if pairs:
        parts += [
            ("proved that no case has both:", [_both(*pair) for pair in pairs.impossible]),
            ("not settled whether a case has both:", [_both(*pair) for pair in pairs.open]),
        ]
    for head, lines in parts:
        if lines:
            yield head
            yield from (f"  {line}" for line in lines)


def _both(one: Value, other: Value) -> str:
    return " and ".join(_value(each) for each in (one, other))


def _value(value: Value) -> str:
    from backhaul.cases.written import plainly

    return f"`{value.fact}` {'there' if value.any else plainly(value.value)}"
