"""What changed in the rules of a decision, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from backhaul.comparison.change import Change
from backhaul.explanation.change_sides import ChangeSides, Told
from backhaul.explanation.part_words import PartWords, is_absent
from backhaul.language.model import Decision, Rule
from backhaul.report.lines import Strong


def outputs(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """One output that one rule or several give otherwise, in the same way."""
    change, decision = group[0], decision_of(group[0])
    declared = sides.new.policy.decisions[decision].outputs.get(change.at)
    kept = sides.old.policy.decisions[decision].outputs.get(change.at)
    old, new = (cast("Rule", rule).outputs.get(change.at) for rule in (change.before, change.after))
    if declared is None or kept is None:
        # the output itself came or went, and is told as such
        return
    was = sides.old.given(kept.type, old)
    now = Strong(sides.new.given(declared.type, new))
    line = sides.line("value", a=sides.new.name(f"{decision}.{change.at}"), new=now, old=was)
    if len(group) > 1 and _everywhere(sides, group):
        yield line, sides.say("everywhere", a=was)
        return
    where = dict.fromkeys(sides.new.where(cast("Rule", each.after)) for each in group)
    yield line, *(sides.say("or-where", a=told) if n else told for n, told in enumerate(where))


def _everywhere(sides: ChangeSides, group: list[Change]) -> bool:
    """Whether these are all rules that gave the same before."""
    change = group[0]
    before = cast("Rule", change.before).outputs.get(change.at)
    ladder = sides.old.policy.decisions[decision_of(change)].ladder
    return sum(rule.outputs.get(change.at) == before for rule in ladder) == len(group)


def condition(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A rule that asks for something else."""
    change = group[0]
    old, new = cast("Rule", change.before), cast("Rule", change.after)
    label = sides.say("of-a-rule", a=sides.rule(sides.new, decision_of(change), new))
    yield sides.edited(label, change.edits, (old.condition, new.condition))


def added(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A new rule: in which cases, what it gives, and its words."""
    side, rule = sides.new, cast("Rule", group[0].after)
    reason = side.reason(rule)
    says = [sides.say("says", a=sides.quoted(reason))] if reason else []
    yield *_whole(sides, group[0], side, rule), *says


def removed(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A rule that is no longer there."""
    yield _whole(sides, group[0], sides.old, cast("Rule", group[0].before))


def _whole(sides: ChangeSides, change: Change, side: PartWords, rule: Rule) -> Told:
    decision = decision_of(change)
    line = sides.line(f"rule-{change.kind}", a=Strong(sides.rule(side, decision, rule)))
    then = side.gives(decision, rule)
    return line, side.where(rule), *([sides.say("then", a=then)] if then else [])


def moved(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A rule that is asked earlier or later: its new neighbour on the side from which it came."""
    change, rule = group[0], cast("Rule", group[0].after)
    decision = decision_of(change)
    ladder = sides.new.policy.decisions[decision].ladder
    place = ladder.index(rule)
    before = change.steps[0].startswith("now stands before")
    both = rule, ladder[place + 1 if before else place - 1]
    first, second = (sides.rule(sides.new, decision, each) for each in both)
    line = sides.line("rule-before" if before else "rule-after", a=Strong(first), b=second)
    yield (
        line,
        *(
            sides.say("of-each", a=label, b=sides.new.where(each))
            for label, each in zip((first, second), both, strict=True)
        ),
    )


def decision_condition(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A list that applies in other cases."""
    old, new = (cast("Decision", part) for part in (group[0].before, group[0].after))
    title = sides.quoted(sides.new.speaker.title(new.title, new.name))
    label = sides.say("applies-of", a=title)
    yield sides.edited(label, group[0].edits, (old.applies, new.applies))


def decision(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """A decision that came or went with its rules, or whose rules are combined otherwise."""
    change = group[0]
    side = sides.old if change.kind == "removed" else sides.new
    declared = cast("Decision", change.before if change.kind == "removed" else change.after)
    title = sides.quoted(side.speaker.title(declared.title, declared.name))
    if change.kind == "value":
        old, new = (sides.say(f"hit-{hit}") for hit in (change.old, change.new))
        yield (sides.line("decision-hit", a=title, old=old, new=Strong(new)),)
        return
    rules = (
        sides.say("of-each", a=sides.rule(side, declared.name, rule), b=side.where(rule))
        for rule in declared.ladder
    )
    yield sides.line(f"decision-{change.kind}", a=Strong(title)), *rules


def output(sides: ChangeSides, group: list[Change]) -> Iterator[Told]:
    """One more thing that a decision says, with the rules that give it; or one less."""
    change, decision = group[0], group[0].name.partition(".")[0]
    side = sides.old if change.kind == "removed" else sides.new
    declared = side.policy.decisions[decision]
    title = sides.quoted(side.speaker.title(declared.title, decision))
    name = Strong(sides.quoted(side.name(change.name)))
    line = sides.line(f"output-{change.kind}", a=title, b=name)
    yield line, *(_given(side, declared, change) if change.kind == "added" else ())


def _given(side: PartWords, decision: Decision, change: Change) -> Iterator[str]:
    output = change.name.partition(".")[2]
    for rule in decision.ladder:
        node = rule.outputs.get(output)
        if node is not None and not is_absent(node):
            yield side.where(rule)


def decision_of(change: Change) -> str:
    """The decision of a rule."""
    return change.name.partition("/")[0]
