"""The first page of the book: what the policy is, for which cases, and what it decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from backhaul.books.telling import Telling
from backhaul.report.blocks import (
    Badge,
    Block,
    Heading,
    Item,
    Items,
    Pair,
    Pairs,
    Paragraph,
    Section,
)
from backhaul.report.lines import Line, Name, Strong

Standing = Literal["draft", "released", "not-released"]


def title(telling: Telling) -> Iterator[Block]:
    """The title of the policy, and above it which policy and version it is."""
    policy = telling.policy
    yield Badge(telling.say("kicker", policy=policy.id, version=policy.version), "kicker")
    yield Heading(1, telling.title(policy.title, policy.id))


def purpose(telling: Telling, standing: Standing) -> Section:
    """What the policy is for."""
    policy = telling.policy
    blocks: list[Block] = []
    if policy.source_title:
        source = telling.title(policy.source_title, "")
        blocks.append(Paragraph(telling.say("source", a=source)))
    decided = tuple(
        Item(
            Strong(telling.decision_title(decision)),
            tuple(map(telling.output_title, decision.outputs.values())),
        )
        for decision in policy.decisions.values()
    )
    blocks += [Paragraph(Strong(telling.say("decides")), "label"), Items(decided)]
    blocks.append(Pairs(tuple(_facts_of(telling, standing))))
    if policy.annotations:
        blocks.append(Paragraph(Strong(telling.say("notes")), "label"))
        notes = policy.annotations.items()
        blocks.append(Items(tuple(Item((said, "  ", Name(name))) for name, said in notes)))
    return Section(telling.say("purpose"), tuple(blocks), anchor="purpose")


def _facts_of(telling: Telling, standing: Standing) -> Iterator[Pair]:
    policy = telling.policy
    version: Line = telling.say(standing, a=policy.version)
    yield Pair(telling.say("version"), version)
    if policy.in_force:
        date = telling.words.name(policy.in_force.by)
        start = telling.instant(policy.in_force.start)
        yield Pair(telling.say("force"), telling.say("from", a=date, b=start))
    counts = {
        "clauses": len(policy.clauses),
        "rules": len(telling.numbers),
        "facts": len(policy.facts),
    }
    said = (telling.say(f"count-{what}", n=str(n)) for what, n in counts.items() if n)
    yield Pair(telling.say("counts"), telling.speaker.words["comma"].join(said))
