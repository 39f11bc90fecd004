"""What changed between two policies, as sentences: by titles, choice labels and clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from backhaul.comparison.change import Change
from backhaul.explanation import part_sentences as parts
from backhaul.explanation import rule_sentences as rules
from backhaul.explanation.calendar_sentences import calendar_change
from backhaul.explanation.change_sides import ChangeSides, Sentence, Told

#: the parts of a policy in the order in which a reader asks for them
_ORDER = (
    *("calendar", "parameter", "rule", "output", "decision", "definition"),
    *("fact", "constraint", "invariant", "policy", "clause"),
)
_Say = Callable[[ChangeSides, list[Change]], Iterator[Told]]
_MEANING: Mapping[tuple[str, str], _Say] = {
    ("calendar", "added"): calendar_change,
    ("calendar", "removed"): calendar_change,
    ("calendar", "value"): calendar_change,
    ("parameter", "value"): parts.figure,
    ("parameter", "added"): parts.named,
    ("parameter", "removed"): parts.named,
    ("parameter", "type"): parts.other_type,
    ("rule", "output"): rules.outputs,
    ("rule", "condition"): rules.condition,
    ("rule", "added"): rules.added,
    ("rule", "removed"): rules.removed,
    ("rule", "moved"): rules.moved,
    ("output", "added"): rules.output,
    ("output", "removed"): rules.output,
    ("output", "type"): parts.other_type,
    ("decision", "condition"): rules.decision_condition,
    ("decision", "added"): rules.decision,
    ("decision", "removed"): rules.decision,
    ("decision", "value"): rules.decision,
    ("definition", "condition"): parts.definition_condition,
    ("definition", "value"): parts.definition,
    ("definition", "added"): parts.named,
    ("definition", "removed"): parts.named,
    ("fact", "added"): parts.named,
    ("fact", "removed"): parts.named,
    ("fact", "type"): parts.other_type,
    ("constraint", "condition"): parts.claim_condition,
    ("constraint", "added"): parts.claims,
    ("constraint", "removed"): parts.claims,
    ("invariant", "condition"): parts.claim_condition,
    ("invariant", "added"): parts.claims,
    ("invariant", "removed"): parts.claims,
    ("policy", "moved"): parts.policy,
}
_CLAUSES: Mapping[tuple[str, str], _Say] = {
    ("clause", "words"): parts.clause,
    ("parameter", "clauses"): parts.cites,
    ("rule", "clauses"): parts.cites,
}


def meaning(sides: ChangeSides, changes: Iterable[Change]) -> tuple[Sentence, ...]:
    """A sentence for each change after which something may be decided otherwise; what belongs together is one."""
    return _told(sides, changes, _MEANING)


def clauses(sides: ChangeSides, changes: Iterable[Change]) -> tuple[Sentence, ...]:
    """A sentence for each clause that changed, and for each rule or figure that cites others."""
    return _told(sides, changes, _CLAUSES)


def _told(
    sides: ChangeSides, changes: Iterable[Change], said: Mapping[tuple[str, str], _Say]
) -> tuple[Sentence, ...]:
    groups: dict[object, list[Change]] = {}
    for change in changes:
        if (change.part, change.kind) in said:
            groups.setdefault(_together(change), []).append(change)
    ordered = sorted(groups.values(), key=lambda group: _ORDER.index(group[0].part))
    return tuple(
        Sentence(line, tuple(below), tuple(group))
        for group in ordered
        for line, *below in said[group[0].part, group[0].kind](sides, group)
    )


def _together(change: Change) -> object:
    """What is told in one sentence: rules that give one output otherwise in the same way, claims that came or went."""
    if (change.part, change.kind) == ("rule", "output"):
        return rules.decision_of(change), change.at, change.old, change.new
    if change.part in ("constraint", "invariant") and change.kind in ("added", "removed"):
        return change.part, change.kind
    return id(change)
