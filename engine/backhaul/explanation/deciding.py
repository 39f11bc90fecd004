"""The one condition that decided: of all that had to hold, the one on which the answer turned, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from backhaul.evaluation.settling import why
from backhaul.evaluation.trace import ConditionTrace, DecisionTrace, RuleTrace
from backhaul.explanation.findings import Told, finding, is_masked
from backhaul.explanation.folding import folded
from backhaul.explanation.values import Speaker
from backhaul.language import nodes
from backhaul.language.kinds import Kind
from backhaul.language.model import Decision


def deciding(speaker: Speaker, traced: DecisionTrace, rule: RuleTrace) -> str:
    """The condition that decided, with what the words of the rule leave out of it: its values, how far apart they are.

    Nothing where those words say all of it. It is a condition of the rule, or of one before it that asks one thing more.
    Conditions that read a value in the words of the rule come first, then those of the part that the fewest rules ask;
    of several it is the one that came out most narrowly, times before numbers. Where the rule has no condition, it is
    what kept most of the others from applying, and first what the words of the rule show.
    """
    leaves = [leaf for leaf in _candidates(speaker, traced, rule) if not is_masked(speaker, leaf)]
    if not leaves:
        return ""
    leaf = min(leaves, key=_narrowness)
    read = {operand.text for operand in leaf.operands if operand.role != "literal"}
    told = read & set(rule.names)
    if told == read and _says_margin(rule, leaf):
        return ""
    return finding(speaker, leaf, told=Told(told, offset=True))


def _candidates(
    speaker: Speaker, traced: DecisionTrace, rule: RuleTrace
) -> Iterable[ConditionTrace]:
    if rule.condition is None:
        causes = [list(cause) for cause, _ in folded(speaker, traced.rules)]
        shown = [cause for cause in causes if any(_is_named(leaf, rule) for leaf in cause)]
        return next(iter(shown or causes), ())
    if rule.condition.outcome is None:
        return ()
    own = _parts(rule.condition)
    asked = {part.text for part in own}
    more = [
        part
        for other in traced.rules
        if other.condition and asked < {part.text for part in _parts(other.condition)}
        if (part := _missed(other.condition))
    ]
    leaves = _settled([*own, *more])
    named = [leaf for leaf in leaves if _is_named(leaf, rule)]
    return named or _settled([min(reversed(own), key=_askers(traced.decision))])


def _is_named(leaf: ConditionTrace, rule: RuleTrace) -> bool:
    """Whether a condition reads a value that the words of a rule show."""
    return any(operand.text in rule.names for operand in leaf.operands)


def _askers(decision: Decision) -> Callable[[ConditionTrace], int]:
    """How many rules of a decision ask for a part."""
    counts: Counter[str] = Counter()
    for rule in decision.ladder:
        condition = rule.condition
        parts = condition.children if isinstance(condition, nodes.All) else (condition,)
        counts.update({nodes.written(part) for part in parts if part})
    return lambda part: counts[part.text]


def _missed(condition: ConditionTrace) -> ConditionTrace | None:
    """The one part by which a condition failed, or None where there were several."""
    failed = [part for part in _parts(condition) if not part.outcome]
    return failed[0] if len(failed) == 1 else None


def _parts(condition: ConditionTrace) -> list[ConditionTrace]:
    return list(condition.children) if condition.kind == "all" else [condition]


def _settled(parts: list[ConditionTrace]) -> list[ConditionTrace]:
    return [leaf for part in parts if part.outcome is not None for leaf in why(part)]


def _narrowness(leaf: ConditionTrace) -> tuple[bool, bool, bool, int]:
    margin = leaf.margin
    amount = abs(margin.amount) if margin else 0
    guards = leaf.kind in ("present", "absent")
    return margin is None, guards, margin is not None and margin.type.kind != Kind.DURATION, amount


def _says_margin(rule: RuleTrace, leaf: ConditionTrace) -> bool:
    """Whether the words of a rule say how far apart two values are: by a value of their own, or as there is nothing to say."""
    if leaf.margin is None:
        return True
    return any(known.one == abs(leaf.margin.amount) for known in rule.names.values())
