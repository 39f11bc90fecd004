"""Two ladders of rules held side by side: outputs, rules, and their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from backhaul.comparison import wording
from backhaul.comparison.change import Change, Named
from backhaul.comparison.conditions import edits
from backhaul.comparison.wording import rule_text
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.model import Decision, Parameter, Rule
from backhaul.report.lines import quoted


def ladder_changes(old: Decision, new: Decision) -> Iterator[Change]:
    """The differences in outputs, in rules one by one, and in their order."""
    yield from _outputs(old, new)
    renamed = _renamed(old.ladder, new.ladder)
    before = {renamed.get(rule.id, rule.id): rule for rule in old.ladder}
    after = {rule.id: rule for rule in new.ladder}
    for rule in old.ladder:
        name = renamed.get(rule.id, rule.id)
        place = f"{old.name}/{name}"
        if name not in after:
            where = _before(old, rule)
            yield Change("rule", place, "removed", rule_text(rule), "", where, before=rule)
            continue
        if name != rule.id:
            yield Change("rule", place, "renamed", rule.id, name, before=rule, after=after[name])
        yield from _rule(place, rule, after[name])
    for rule in new.ladder:
        if rule.id not in before:
            place, where = f"{new.name}/{rule.id}", _before(new, rule)
            yield Change("rule", place, "added", "", rule_text(rule), where, after=rule)
    for change in _moved(list(before), list(after), new.name):
        rules = (side.get(change.at) for side in (before, after))
        yield with_fields(change, **dict(zip(("before", "after"), rules, strict=True)))


def condition_change(
    part: str,
    name: str,
    old: nodes.Condition | None,
    new: nodes.Condition | None,
    of: tuple[Named | None, Named | None],
) -> Change:
    """The change of a condition that differs."""
    done = tuple(edits(old, new))
    sides = wording.condition_text(old), wording.condition_text(new)
    said = tuple(edit.text for edit in done)
    return Change(part, name, "condition", *sides, said, "", *of, done)


def cites(
    part: str, name: str, of: tuple[Rule, Rule] | tuple[Parameter, Parameter]
) -> Iterator[Change]:
    """The change of the clauses that a part cites, where there is one."""
    old, new = of
    if old.cites != new.cites:
        sides = ", ".join(old.cites), ", ".join(new.cites)
        yield Change(part, name, "clauses", *sides, ("cites other clauses",), "", *of)


def _before(decision: Decision, rule: Rule) -> tuple[str, ...]:
    """Where in the ladder a rule stands."""
    place = decision.ladder.index(rule)
    count = len(decision.ladder)
    return (f"rule {place + 1} of {count}",)


def _renamed(old: Sequence[Rule], new: Sequence[Rule]) -> dict[str, str]:
    """The rules that are the same but for their id: the old id and the new one."""
    ids = {rule.id for rule in old} & {rule.id for rule in new}
    come = {rule_text(rule): rule.id for rule in reversed(new) if rule.id not in ids}
    found: dict[str, str] = {}
    for rule in old:
        if rule.id not in ids and (name := come.pop(rule_text(rule), None)):
            found[rule.id] = name
    return found


def _outputs(old: Decision, new: Decision) -> Iterator[Change]:
    for name in dict.fromkeys((*old.outputs, *new.outputs)):
        place = f"{old.name}.{name}"
        before, after = old.outputs.get(name), new.outputs.get(name)
        if before is None and after is not None:
            yield Change("output", place, "added", "", wording.output_text(after), after=after)
        elif after is None and before is not None:
            gone = wording.output_text(before)
            yield Change("output", place, "removed", gone, "", before=before)
        elif before and after:
            sides = wording.output_text(before), wording.output_text(after)
            if sides[0] != sides[1]:
                yield Change("output", place, "type", *sides, (), "", before, after)
            said = [
                {
                    **wording.titled("title", side.title),
                    **wording.labels(side.type),
                    **({"role": side.role} if side.role else {}),
                }
                for side in (before, after)
            ]
            for where, one, other in wording.differing(*said):
                yield Change("output", place, "words", one, other, (where,), where, before, after)


def _rule(place: str, old: Rule, new: Rule) -> Iterator[Change]:
    of = old, new
    if wording.condition_text(old.condition) != wording.condition_text(new.condition):
        yield condition_change("rule", place, old.condition, new.condition, of)
    for name in dict.fromkeys((*old.outputs, *new.outputs)):
        given = [wording.given_text(side.outputs.get(name)) for side in of]
        if given[0] != given[1]:
            done = (f"{quoted(name)}: {quoted(given[0])} becomes {quoted(given[1])}",)
            yield Change("rule", place, "output", given[0], given[1], done, name, *of)
    if old.leads != new.leads:
        done = ("which row the short answer begins with",)
        leads = "leads" if old.leads else "", "leads" if new.leads else ""
        yield Change("rule", place, "words", *leads, done, "leads", *of)
    yield from cites("rule", place, of)
    for where, one, other in wording.differing(wording.rule_words(old), wording.rule_words(new)):
        yield Change("rule", place, "words", one, other, (where,), where, *of)


def _moved(old: list[str], new: list[str], decision: str) -> Iterator[Change]:
    """The rules that left the order in which most others stayed."""
    both = [rule for rule in old if rule in new]
    order = [rule for rule in new if rule in old]
    stayed: set[str] = set()
    for block in SequenceMatcher(None, both, order, autojunk=False).get_matching_blocks():
        stayed.update(both[block.a : block.a + block.size])
    for rule in order:
        if rule in stayed:
            continue
        after = order.index(rule)
        past = [
            r
            for r in both
            if (both.index(r) < both.index(rule)) != (order.index(r) < after) and r != rule
        ]
        side = "before" if both.index(rule) > after else "after"
        done = (f"now stands {side} " + ", ".join(map(quoted, past)),)
        places = (
            f"rule {old.index(rule) + 1} of {len(old)}",
            f"rule {new.index(rule) + 1} of {len(new)}",
        )
        yield Change("rule", f"{decision}/{rule}", "moved", *places, done, rule)
