"""Rules that did not apply, told together where the same condition was in their way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from backhaul.evaluation.settling import settling
from backhaul.evaluation.trace import ConditionTrace, RuleTrace
from backhaul.explanation.findings import state
from backhaul.explanation.values import Speaker

#: conditions whose outcome is enough to keep a rule from applying: one, or several together
_Cause = tuple[ConditionTrace, ...]


def folded(
    speaker: Speaker, rules: Sequence[RuleTrace]
) -> Iterator[tuple[_Cause, list[RuleTrace]]]:
    """Each cause with the rules that it kept from applying; every rule once, under the cause that most of them share.

    Rules of which nothing is known to fail are left out.
    """
    causes = [
        (
            rule,
            {
                tuple(state(speaker, leaf) for leaf in cause): cause
                for cause in _causes(rule.condition)
            },
        )
        for rule in rules
        if rule.condition and rule.condition.outcome is False
    ]
    while causes:
        counts = Counter(said for _, each in causes for said in each)
        most = max(counts, key=counts.__getitem__)
        kept = [(rule, each[most]) for rule, each in causes if most in each]
        yield kept[0][1], [rule for rule, _ in kept]
        causes = [(rule, each) for rule, each in causes if most not in each]


def _causes(condition: ConditionTrace) -> Iterator[_Cause]:
    """The parts that made a condition come out as it did: every choice of them that is enough."""
    below = list(settling(condition))
    if not below:
        yield (condition,)
    elif len(below) == 1 or condition.outcome is (condition.kind == "any"):
        # one of these is enough
        for child in below:
            yield from _causes(child)
    else:
        yield tuple(leaf for child in below for leaf in next(_causes(child)))
