"""Facts drawn for a policy are accepted by it, stand at its edges, and shrink to a plain case."""

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import cache
from itertools import permutations
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis.strategies import SearchStrategy

import backhaul
import effort
from backhaul import testing
from backhaul.diagnostics import BackhaulError, PolicyError
from generated.policies import generated
from small import policy as small

SHIPPED = backhaul.open("tiktok-shop-sea-failed-delivery")
EVERY_RUN = settings(deadline=None, derandomize=True, database=None)
Facts = dict[str, Any]


#: made once, for it looks for every edge
FACTS = testing.facts(SHIPPED)
COMPLETE = testing.facts(SHIPPED, complete=True)


def drawn(strategy: SearchStrategy[Facts], count: int) -> list[Facts]:
    """Facts as a test gets them, with all health checks of Hypothesis."""
    found: list[Facts] = []

    @settings(EVERY_RUN, max_examples=count)
    @given(strategy)
    def keep(facts: Facts) -> None:
        found.append(facts)

    keep()
    return found


def plainest(strategy: SearchStrategy[Facts], wanted: Callable[[Facts], bool]) -> Facts:
    """The plainest facts of which this is true."""
    found: Facts = find(
        strategy, wanted, settings=settings(EVERY_RUN, max_examples=effort.trials(300))
    )
    return found


@cache
def many() -> tuple[Facts, ...]:
    """Facts for the shipped policy."""
    return tuple(drawn(FACTS, 120))


def instants(facts: Facts) -> list[datetime]:
    """The times that are known exactly."""
    return [
        datetime.fromisoformat(facts[name])
        for name, fact in SHIPPED.model.facts.items()
        if fact.type.kind == "datetime" and isinstance(facts.get(name), str)
    ]


def test_every_draw_is_accepted_by_the_shipped_policy_and_most_differ() -> None:
    cases = many()

    statuses = Counter(SHIPPED.decide(facts).status for facts in cases)
    assert statuses.keys() == {"decided", "undetermined"}
    assert len({str(facts) for facts in cases}) > len(cases) // 2


def test_complete_facts_leave_nothing_open() -> None:
    for facts in drawn(COMPLETE, effort.trials(25)):
        assert facts.keys() == SHIPPED.model.facts.keys()
        assert SHIPPED.decide(facts).status == "decided"


def test_equal_instants_and_those_a_second_or_a_microsecond_apart_are_drawn() -> None:
    gaps: Counter[float] = Counter()
    for facts in many():
        gaps.update({(a - b).total_seconds() for a, b in permutations(instants(facts), 2)})

    assert gaps[0] > 30
    assert min(gaps[second] for second in (1.0, -1.0, 1e-6, -1e-6)) > 5


def test_every_fact_is_drawn_unknown_and_every_optional_one_absent() -> None:
    cases = many()

    for name, fact in SHIPPED.model.facts.items():
        assert any(name not in facts for facts in cases), name
        assert any(facts.get(name, ...) is None for facts in cases) == fact.optional, name
    assert any(isinstance(held, dict) for facts in cases for held in facts.values())


def test_every_rule_of_the_shipped_policy_is_reached() -> None:
    reached = set()
    # what is drawn depends also on the modules that are loaded: more than one order of the tests needs
    for facts in drawn(COMPLETE, effort.trials(1100)):
        rule = SHIPPED.decide(facts).rules["route"]
        reached.add(rule)

    ladder = {rule.id for rule in SHIPPED.model.decisions["route"].ladder}
    assert len(ladder - reached) <= 1, ladder - reached


def test_random_policies_accept_what_is_drawn_for_them() -> None:
    none: list[str] = []
    for seed in range(effort.trials(6)):
        policy = generated(seed).policy
        try:
            cases = drawn(testing.facts(policy), 10)
        except BackhaulError as error:
            none.append(str(error))
            continue
        for facts in cases:
            # that two rules overlap is no fault of the facts
            with suppress(PolicyError):
                policy.decide(facts)

    assert len(none) < effort.trials(3)
    assert all("no facts were found that `generated` accepts" in said for said in none)


def test_numbers_and_texts_are_drawn_at_what_the_policy_names() -> None:
    urgent = "{all: [present(note), \"note == 'urgent'\"]}"
    policy = small(f'{{any: ["count > `7`", {urgent}]}}')
    seen: dict[str, set[object]] = {"note": set(), "count": set()}
    for facts in drawn(testing.facts(policy, complete=True), 150):
        for name, values in seen.items():
            values.add(facts[name])

    assert {7, 8} <= seen["count"]
    assert {"urgent", None} <= seen["note"]


def test_a_policy_that_allows_one_case_draws_that_one() -> None:
    always = "constraints:\n  - {id: always, holds: flag}\n"
    policy = small(facts="facts: {flag: {type: boolean}}\n", constraints=always)

    assert {(True,)} == {
        tuple(facts.values()) for facts in drawn(testing.facts(policy, complete=True), 5)
    }


@cache
def plain_case() -> Facts:
    """The plainest case of the shipped policy."""
    return plainest(COMPLETE, lambda _: True)


def test_any_facts_shrink_to_the_plain_case() -> None:
    facts = plain_case()

    assert len(set(instants(facts))) == 1
    assert all((facts[name] is None) == fact.optional for name, fact in SHIPPED.model.facts.items())


def test_open_decisions_shrink_to_one_fact_that_is_unknown() -> None:
    facts = plainest(FACTS, lambda facts: SHIPPED.decide(facts).status == "undetermined")

    assert 1 == len(SHIPPED.model.facts.keys() - facts.keys())


def test_a_destroyed_parcel_shrinks_to_one_that_was_not_delivered_and_waited_too_long() -> None:
    def destroyed(facts: Facts) -> bool:
        return bool(SHIPPED.decide(facts)["route"]["disposition"] == "destroy_or_abandon")

    facts = plainest(COMPLETE, destroyed)
    plain = plain_case()

    assert len([name for name in plain if facts[name] != plain[name]]) <= 11
    assert all(moment.microsecond == moment.second == 0 for moment in instants(facts))


def test_constraints_that_contradict_each_other_are_named_as_the_cause() -> None:
    never = "constraints:\n  - {id: yes, holds: flag}\n  - {id: no, holds: '!flag'}\n"

    with pytest.raises(BackhaulError, match="no facts were found that `small` accepts"):
        drawn(testing.facts(small(constraints=never)), 5)


def test_without_hypothesis_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)

    for ask in (testing.facts, testing.invariants):
        with pytest.raises(BackhaulError, match="needs the package hypothesis") as caught:
            ask(SHIPPED)
        assert "missing-package" == caught.value.diagnostics[0].code
