"""The decisions of a policy as a picture: what each looks at, its rules in order, and which builds on which."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.books.telling import Telling
from backhaul.language.model import Decision
from backhaul.language.nodes import Expression
from backhaul.program.program import facts_under
from backhaul.report.drawn import Flowchart, Stage


def picture(telling: Telling) -> Flowchart:
    """A stage for each decision."""
    stages = tuple(_stage(decision, telling) for decision in telling.policy.decisions.values())
    return Flowchart(telling.say("picture"), telling.say("looks-at"), stages)


def _stage(decision: Decision, telling: Telling) -> Stage:
    read: tuple[Expression, ...] = (
        *((decision.applies,) if decision.applies else ()),
        *(node for rule in decision.ladder for node in rule.expressions),
    )
    places = {name: place for place, name in enumerate(telling.policy.decisions)}
    outputs = (name for name in telling.program.under(*read) if name.role == "output")
    return Stage(
        telling.decision_title(decision),
        tuple((said, gist) for _, said, gist in steps(decision, telling)),
        tuple(telling.words.name(name) for name in facts_under(telling.policy, *read)),
        tuple(sorted({places[telling.program.decision(name).name] for name in outputs})),
        f"decision-{decision.name}",
    )


def steps(decision: Decision, telling: Telling) -> Iterator[tuple[int, str, str]]:
    """The rules in order, those that follow one another with the same answer as one: the first, their numbers, and the answer."""
    spans: list[tuple[int, int, str]] = []
    for rule in decision.ladder:
        number, said = telling.numbers[decision.name, rule.id], telling.gist(decision, rule)
        if spans and spans[-1][2] == said:
            spans[-1] = spans[-1][0], number, said
        else:
            spans.append((number, number, said))
    for first, last, said in spans:
        yield first, (str(first) if first == last else f"{first}–{last}"), said
