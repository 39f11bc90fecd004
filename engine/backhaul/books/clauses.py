"""The clauses of the source, each with what became of it and what rests on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from backhaul.books.telling import Telling
from backhaul.program.clauses import ClauseUse, State
from backhaul.report.blocks import Block, Paragraph, Result
from backhaul.report.lines import Line, Strong, Tone, listed

_TONES: Mapping[State | None, Tone] = {"decides": "yes", "words only": "", "not covered": "open"}
#: says which rules and parameters rest on a clause
Resting = Callable[[ClauseUse], Line]


def clause_blocks(uses: Iterable[ClauseUse], telling: Telling, resting: Resting) -> Iterator[Block]:
    """A block for each clause: its words, its state, and what rests on it or why nothing does."""
    for use in uses:
        clause, state = use.clause, use.state
        below: Line
        if state == "decides":
            below = telling.line("rests", a=resting(use))
        elif state is None:
            below = telling.say("no-state")
        elif use.why:
            below = telling.say("why", a=telling.title(use.why, ""))
        else:
            below = telling.say("why-not-said")
        yield Result(
            telling.say(f"state-{(state or 'none').replace(' ', '-')}"),
            _TONES.get(state, "no"),
            (Strong(clause.id), " ", telling.title(clause.words, clause.id)),
            (Paragraph(below, "place"),),
            telling.clauses[clause.id],
        )


def by_id(use: ClauseUse) -> Line:
    """What rests on a clause by its ids, for those who operate the policy."""
    rules = (f"{decision}.{rule}" for decision, rule in use.rules)
    return tuple(listed((*rules, *use.parameters, *use.calendars)))


def by_link(telling: Telling) -> Resting:
    """What says what rests on a clause with links to where the book tells of it."""

    def resting(use: ClauseUse) -> Line:
        named = (telling.named(name) for name in use.parameters)
        known = telling.policy.calendars
        days = (telling.title(known[name].words, name) for name in use.calendars)
        every = (telling.rules(use.rules), *named, *days)
        return telling.listed(line for line in every if line)

    return resting


def summary(uses: Sequence[ClauseUse], telling: Telling) -> Iterator[str]:
    """How many clauses there are of each state, and how many do not say why they decide nothing."""
    counts = Counter(use.state for use in uses)
    yield telling.say(
        "summary",
        all=str(len(uses)),
        decides=str(counts["decides"]),
        words=str(counts["words only"]),
        left=str(counts["not covered"]),
        none=str(counts[None]),
    )
    unsaid = sum(use.state in ("words only", "not covered") and not use.why for use in uses)
    if unsaid:
        yield telling.say("unsaid", n=str(unsaid))


def without_links(uses: Sequence[ClauseUse], telling: Telling) -> list[Block]:
    """The map of the clauses by itself, and below it the counts."""
    blocks = [*clause_blocks(uses, telling, by_id)]
    return [*blocks, *(Paragraph(line, "closing") for line in summary(uses, telling))]
