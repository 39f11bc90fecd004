"""What is said of a version for the date of a case: that it begins later, or that it replaces an earlier one."""

from __future__ import annotations

from collections.abc import Iterator

from backhaul.evaluation.decision import Evaluation
from backhaul.evaluation.known import ranges
from backhaul.explanation.values import Speaker
from backhaul.language.kinds import LIMITS, Kind
from backhaul.language.nodes import Reference


def dating(evaluation: Evaluation, speaker: Speaker) -> Iterator[str]:
    """Sentences about the version that decided; none for a case of its own time that no other version decided."""
    policy, force = evaluation.policy, evaluation.policy.in_force
    if force is None:
        return
    begins = {"version": policy.version, "start": force.written}
    date, fact = evaluation.facts[force.by], policy.facts[force.by]
    spans = ranges(date)
    first, last = spans[0][0], spans[-1][1]
    if (first, last) != LIMITS[Kind.DATETIME] and first < force.start and not fact.masked:
        title = speaker.title(fact.title, fact.name)
        case = speaker.labelled(title, speaker.named(Reference(fact.name, fact.type), date))
        key = "too-early" if last < force.start else "maybe-too-early"
        yield speaker.say(key, case=case, **begins)
    if policy.replaces and last >= force.start:
        yield speaker.say("replaces", old=policy.replaces, **begins)
