"""Over random policies and facts: a marked value of a masked fact is in nothing that a decision writes."""

import re
from random import Random

import pytest

import effort
from backhaul.comparison.masking import masking
from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError
from backhaul.evaluation.decision import evaluate
from backhaul.evaluation.timeline import course
from backhaul.language.kinds import SECOND, Held, Kind
from backhaul.language.model import Fact
from backhaul.timeline import Timeline
from generated.facts import Domain
from generated.policies import generated
from masked.test_narrowed import everything

#: the first digits of every value that is planted, and of what is a little more or less
MARK = 371_337
NEEDLE = "3713"
_HASH = re.compile("[0-9a-f]{64}")


def marked(fact: Fact, held: Held | None) -> Held | None:
    """The value with a mark in it, where its kind has room for one."""
    match fact.type.kind:
        case Kind.DATETIME if isinstance(held, int):
            return held // SECOND * SECOND + MARK
        case Kind.DECIMAL if isinstance(held, int):
            return held // 10**9 * 10**9 + MARK * 1000
        case Kind.INTEGER if held is not None:
            return MARK
        case Kind.TEXT if held is not None:
            return f"text {MARK}"
        case _:
            return held


def told(decision: Decision) -> str:
    """All that a decision writes, without digests."""
    words = {name: text for name, text in everything(decision).items() if name != "repr"}
    return _HASH.sub("", "\n".join(words.values()) + repr(decision))


@pytest.mark.parametrize("seed", range(effort.trials(20)))
def test_no_mark_of_a_masked_fact_is_written(seed: int) -> None:
    random = Random(seed)
    made = generated(seed)
    names = set(random.sample(sorted(made.model.facts), (len(made.model.facts) + 1) // 2))
    policy, domain = masking(made.model, names), Domain(made.model, random)
    for _ in range(12):
        whole = domain.whole()
        facts = dict(domain.partial(whole).given)
        for name in names & {*facts}:
            facts[name] = domain.written(name, marked(policy.facts[name], whole[name]))
        try:
            said = told(Decision.of(evaluate(policy, facts)))
        except BackhaulError as error:
            said = str(error)
        assert NEEDLE not in said, (said, facts, names)
        for by in (f.name for f in policy.facts.values() if f.type.kind is Kind.DATETIME):
            try:
                timeline = Timeline(course(policy, facts, by))
                said = timeline.explain() + str(timeline.to_dict())
            except BackhaulError as error:
                said = str(error)
            assert NEEDLE not in said, (said, facts, names, by)


def test_without_masks_the_marks_are_written() -> None:
    """What is searched for is there, where nothing hides it."""
    seen = 0
    for seed in range(10):
        random, made = Random(seed), generated(seed)
        domain = Domain(made.model, random)
        whole = {n: marked(made.model.facts[n], held) for n, held in domain.whole().items()}
        try:
            decision = Decision.of(evaluate(made.model, domain.given(whole)))
        except BackhaulError:
            continue
        seen += NEEDLE in told(decision)
    assert seen > 2
